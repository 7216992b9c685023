// SPDX-License-Identifier: EUPL-1.2
// The folders of cases/: the shape is that of sdk/cpp/tools/cases.cpp. Private to this room.
#pragma once

#include <optional>

#include "validate/harness.hpp"

namespace ecluse::validate {

struct Case {
  std::string name;
  std::string folder;
  json::Value request;  ///< `$files` still in it
  bool fails = false;   ///< error.json rather than response.json
};

/// In byte order; a folder whose request.json is not JSON is not a case.
std::vector<Case> read_cases(const Subject& subject);

/// Which connector of the manifest a case is about.
const manifest::Connector* connector_of(const Case& one, const manifest::Manifest& manifest);

/// Copies the files of a case into ./files, with the age that the fake host gives them.
std::string lay_out(const Case& one);

struct Replayed {
  json::Value told;  ///< as response.json or error.json would hold it
  Answered answer;
};
Replayed replay(Harness& harness, const Case& one);

/// Replays one case in a host of its own and compares it with what is written.
Outcome judge_case(const Subject& subject, const Case& one);

/// The same by name, for `ecluse plugin test`.
Outcome judge_named_case(const Subject& subject, const std::string& name, Progress& progress);

}  // namespace ecluse::validate
