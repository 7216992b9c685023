// SPDX-License-Identifier: EUPL-1.2
// What goes in and out of the actions, described once (describe_*.hpp): names, limits, what is
// personal.
#pragma once

#include <ecluse/connector.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ecluse::deces {

using Text = std::optional<std::string>;

struct Settings {
  std::string folder;
  std::string settle = "10s";
  bool opposition_required = false;
};

enum class Sex : std::uint8_t { unknown, male, female };

/// What is odd about a line or a file, with its sentence.
struct Remark {
  std::string code, sentence;
};
struct Death {
  std::string reference;
  Text family_name, given_names;
  Sex sex = Sex::unknown;
  std::optional<PartialDate> birth_date;
  Text birth_date_written, birth_place, birth_place_today, birth_town, birth_country;
  std::optional<PartialDate> death_date;
  Text death_date_written, death_place, death_place_today, act_number;
  std::vector<Remark> remarks;
};
struct DeathPage {
  std::vector<Death> items;
  Text cursor;
};

struct ListDeaths {
  Date since;
  std::optional<Date> until;
  Text death_place, birth_place;
  int page_size = 50;
  Text cursor;
};
struct SearchDeaths {
  Text name, given_names;
  std::optional<PartialDate> birth_date;
  std::optional<Date> died_from, died_until;
  Text death_place, birth_place;
  int page_size = 50;
  Text cursor;
};
struct ByReference {
  std::string reference;
};

struct Person {
  Text reference;  ///< the caller's own: a voter's number, say
  std::string name;
  Text used_name, given_names;
  std::optional<PartialDate> birth_date;
  Text birth_place;
  std::optional<Sex> sex;
};
struct MatchPersons {
  std::vector<Person> persons;
  int least_score = 60;
  int most_matches = 3;
};
enum class Proposal : std::uint8_t { none, check, deceased, ambiguous };
struct WhyRow {
  std::string code;
  int points = 0;
  std::string sentence;
};
struct MatchRow {
  int score = 0;
  std::vector<WhyRow> reasons;
  Death death;
};
struct PersonMatches {
  int position = 0;
  Text reference;
  Proposal proposal = Proposal::none;
  std::string sentence;
  std::vector<MatchRow> matches;
};
struct Matches {
  std::vector<PersonMatches> items;
};

struct Nothing {};

enum class ImportState : std::uint8_t { never, idle, running, interrupted };
enum class FolderState : std::uint8_t { reachable, unreachable, forbidden };
enum class FileKind : std::uint8_t { deaths, opposition };
enum class FileState : std::uint8_t { ready, importing, rejected, delayed };
struct ByteRow {
  std::int64_t line = 0, offset = 0;
};
struct FindingRow {
  std::string code;
  std::int64_t count = 0;
  std::string sentence;
  std::vector<ByteRow> places;
};
struct FileRow {
  std::string file;
  FileKind kind = FileKind::deaths;
  FileState state = FileState::ready;
  Text reason;  ///< of a file that is delayed or rejected, in a sentence
  std::int64_t bytes = 0, bytes_done = 0, lines = 0, records = 0;
  std::vector<FindingRow> findings;
};
struct ProgressRow {
  Text file;
  std::int64_t files = 0, files_done = 0, bytes = 0, bytes_done = 0, lines_done = 0;
  std::int64_t lines_per_second = 0, bytes_per_second = 0, seconds_left = 0;
};
struct ImportStatus {
  ImportState state = ImportState::never;
  FolderState folder = FolderState::reachable;
  std::int64_t records = 0, withdrawn = 0;
  std::optional<ProgressRow> progress;
  std::vector<FileRow> files;
};

enum class Side : std::uint8_t { any, death, birth };
struct WatchParams {
  std::vector<std::string> communes;
  Side side = Side::any;
};
struct Notice {
  std::string reference;
};

}  // namespace ecluse::deces
