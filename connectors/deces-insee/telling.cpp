// SPDX-License-Identifier: EUPL-1.2
#include "telling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <ecluse/kit/checks.hpp>

#include "findings.hpp"
#include "import.hpp"
#include "reading.hpp"

namespace ecluse::deces {
namespace {

/// From this score on, one match alone is very probably the person.
constexpr int sure_score = 90;

Text text_or_none(std::string_view text) { return text.empty() ? Text() : Text(std::string(text)); }

/// Today's code, when another one is written.
Text place_today(const std::string& code) {
  std::string today = kit::current_place(code);
  return today == code ? Text() : Text(std::move(today));
}

std::optional<PartialDate> date_of(PackedDay written) {
  const PartialDate date = usable_date(written);
  return date.known() ? std::optional(date) : std::nullopt;
}

Text written_if(bool impossible, PackedDay written) {
  return impossible && written > 0 ? Text(fmt::format("{:08}", written)) : Text();
}

Words sentence_of(Proposal proposal) {
  switch (proposal) {
    case Proposal::none:
      return {"Aucun décès ne correspond.", "No death matches."};
    case Proposal::check:
      return {"Un décès peut correspondre : à vérifier par un agent.",
              "A death may match: an agent has to check."};
    case Proposal::deceased:
      return {"Un décès correspond très probablement : à confirmer par un agent.",
              "A death very probably matches: an agent has to confirm."};
    case Proposal::ambiguous:
      break;
  }
  return {"Plusieurs décès correspondent autant : à départager par un agent.",
          "Several deaths match as well: an agent has to tell them apart."};
}

Proposal propose(const std::vector<Match>& matches) {
  if (matches.empty()) return Proposal::none;
  const int best = matches[0].judgement.score;
  const int second = matches.size() > 1 ? matches[1].judgement.score : 0;
  if (second == best || (best >= sure_score && second >= sure_score)) return Proposal::ambiguous;
  return best >= sure_score ? Proposal::deceased : Proposal::check;
}

/// 1234567 → "1 234 567".
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ' ');
  return text;
}

double megabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; }

std::vector<FindingRow> rows_of(const Findings& findings, const Call& call) {
  std::vector<FindingRow> rows;
  for (int index = 0; index < flaw_count; ++index) {
    const Flaw flaw = static_cast<Flaw>(index);
    if (findings.count(flaw) == 0) continue;
    FindingRow row{std::string(code(flaw)),
                   static_cast<std::int64_t>(findings.count(flaw)),
                   std::string(call.say(sentence(flaw))),
                   {}};
    for (const Place& place : findings.places(flaw))
      row.places.push_back(
          {static_cast<std::int64_t>(place.line), static_cast<std::int64_t>(place.offset)});
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Death death_of(const Found& found, const Call& call) {
  Death death;
  death.reference = Reference::of(identity_of(found)).text();
  const std::size_t star = std::min(found.name.find('*'), found.name.size());
  death.family_name = text_or_none(std::string_view(found.name).substr(0, star));
  if (star < found.name.size())
    death.given_names = text_or_none(std::string_view(found.name).substr(star + 1));
  death.sex = found.sex == 1 ? Sex::male : found.sex == 2 ? Sex::female : Sex::unknown;
  death.birth_date = date_of(found.born);
  death.birth_date_written = written_if(found.flaws.has(Flaw::impossible_birth), found.born);
  death.birth_place = text_or_none(found.birth_place);
  death.birth_place_today = place_today(found.birth_place);
  death.birth_town = text_or_none(found.birth_town);
  death.birth_country = text_or_none(found.birth_country);
  death.death_date = date_of(found.died);
  death.death_date_written = written_if(found.flaws.has(Flaw::impossible_death), found.died);
  death.death_place = text_or_none(found.death_place);
  death.death_place_today = place_today(found.death_place);
  death.act_number = text_or_none(found.act);
  for (int index = 0; index < flaw_count; ++index)
    if (const Flaw flaw = static_cast<Flaw>(index); found.flaws.has(flaw))
      death.remarks.push_back({std::string(code(flaw)), std::string(call.say(sentence(flaw)))});
  return death;
}

PersonMatches matches_of(int position, const Person& person, const std::vector<Match>& matches,
                         const Call& call) {
  PersonMatches told;
  told.position = position;
  told.reference = person.reference;
  told.proposal = propose(matches);
  told.sentence = call.say(sentence_of(told.proposal));
  for (const Match& match : matches) {
    MatchRow row{match.judgement.score, {}, death_of(match.found, call)};
    for (const Reason reason : match.judgement.reasons)
      row.reasons.push_back(
          {std::string(code(reason)), points(reason), std::string(call.say(sentence(reason)))});
    told.matches.push_back(std::move(row));
  }
  return told;
}

FileRow file_of(const kit::Segment& segment, const Call& call) {
  FileRow row;
  row.file = segment.file.name;
  row.kind =
      use_of(segment.file.name) == FileUse::opposition ? FileKind::opposition : FileKind::deaths;
  row.state = segment.state == kit::SegmentState::ready      ? FileState::ready
              : segment.state == kit::SegmentState::rejected ? FileState::rejected
                                                             : FileState::importing;
  if (row.state == FileState::rejected)
    row.reason = std::string(
        call.say({"La plupart des lignes ne sont pas de ce genre de fichier : rien n'en est gardé.",
                  "Most lines are not of this kind of file: nothing of it is kept."}));
  row.bytes = static_cast<std::int64_t>(segment.file.bytes);
  row.bytes_done = static_cast<std::int64_t>(segment.offset);
  row.lines = static_cast<std::int64_t>(segment.lines);
  row.records = row.state == FileState::rejected ? 0 : static_cast<std::int64_t>(segment.records);
  row.findings = rows_of(Findings::parse(segment.notes), call);
  return row;
}

FileRow delayed_file(const Delayed& delayed, const Call& call) {
  FileRow row;
  row.file = delayed.file;
  row.kind = use_of(delayed.file) == FileUse::opposition ? FileKind::opposition : FileKind::deaths;
  row.state = FileState::delayed;
  const Words why = delayed.slug == "file-forbidden"
                        ? Words{"Le compte de service n'a pas le droit de lire ce fichier.",
                                "The service account may not read this file."}
                    : delayed.slug == "file-gone"
                        ? Words{"Le fichier a été retiré pendant la lecture.",
                                "The file was taken away while it was read."}
                        : Words{"Le fichier change pendant la lecture : il sera relu.",
                                "The file changes while it is read: it will be read again."};
  row.reason = std::string(call.say(why));
  return row;
}

ProgressRow progress_of(const Progress& progress) {
  ProgressRow row;
  row.file = text_or_none(progress.file);
  row.files = static_cast<std::int64_t>(progress.files);
  row.files_done = static_cast<std::int64_t>(progress.files_done);
  row.bytes = static_cast<std::int64_t>(progress.bytes);
  row.bytes_done = static_cast<std::int64_t>(progress.bytes_done);
  row.lines_done = static_cast<std::int64_t>(progress.lines_done);
  row.lines_per_second = progress.lines_per_second();
  row.bytes_per_second = progress.bytes_per_second();
  row.seconds_left = progress.rest_seconds();
  return row;
}

std::string progress_line(const Progress& progress, const Call& call) {
  const bool english = call.language() == Language::english;
  const std::uint64_t percent =
      progress.bytes == 0 ? 100 : progress.bytes_done * 100 / progress.bytes;
  const std::string file = progress.file.empty() ? (english ? "done" : "terminé") : progress.file;
  return fmt::format(
      fmt::runtime(
          english ? "{}: {} lines, {:.1f} of {:.1f} MB ({} %), {} lines/s, {:.1f} MB/s, {} s left"
                  : "{} : {} lignes, {:.1f} sur {:.1f} Mo ({} %), {} lignes/s, {:.1f} Mo/s, reste "
                    "{} s"),
      file, grouped(progress.lines_done), megabytes(progress.bytes_done), megabytes(progress.bytes),
      percent, grouped(static_cast<std::uint64_t>(progress.lines_per_second())),
      megabytes(static_cast<std::uint64_t>(progress.bytes_per_second())), progress.rest_seconds());
}

std::string rfc3339(std::int64_t nanoseconds) {
  const std::time_t seconds = nanoseconds / 1'000'000'000;
  std::tm t = {};
  gmtime_r(&seconds, &t);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.tm_year + 1900, t.tm_mon + 1,
                     t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

}  // namespace ecluse::deces
