// SPDX-License-Identifier: EUPL-1.2
// The one table of what the host itself refuses: slug, HTTP status, and the sentences in two
// languages. Code, the error page of the documentation and tests all read it. Slugs of connectors
// stand in their manifests. A slug is a promise: rows are added, never renamed.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/language.hpp"
#include "base/result.hpp"

namespace ecluse::base {

enum class Retry : std::uint8_t { never, later };

struct Problem {
  std::string_view slug;
  int http_status;  ///< the status of the answer
  Status status;
  Retry retry;        ///< whether the same call may succeed later
  Sentence title;     ///< a few words, the same at each occurrence
  Sentence sentence;  ///< what is wrong here; {name} is a parameter of the error
  Sentence remedy;    ///< what to do next
};

/// Every row, sorted by slug.
std::span<const Problem> problems();

/// The row of a slug, or nullptr. Static storage. [any]
const Problem* find_problem(std::string_view slug);

/// The error of a row of the table; ends the program when there is no such row (a fault of ours,
/// found by any test that comes by). `return fail(problem("unknown-action").with("action", name));`
Error problem(std::string_view slug);

/// The parameters in the words of a language: the JSON types that `expected` and `found` name.
Parameters in_words(Parameters parameters, Language language);

/// The template with each {name} replaced by its parameter; an unknown one becomes empty.
std::string fill(std::string_view sentence, const Parameters& parameters);

}  // namespace ecluse::base
