// SPDX-License-Identifier: EUPL-1.2
#include "inbox_sql.hpp"

#include <openssl/evp.h>
#include <ecluse/kit/text.hpp>

namespace ecluse::civil {

std::string trace_of(std::initializer_list<std::string_view> parts) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string all;
  for (const auto part : parts) all.append(part).push_back('\0');
  unsigned char hash[EVP_MAX_MD_SIZE] = {};
  unsigned int size = 0;
  EVP_Digest(all.data(), all.size(), hash, &size, EVP_sha256(), nullptr);
  std::string text;
  for (std::size_t bit = 0; text.size() < 26; bit += 5) {
    const unsigned pair = (hash[bit / 8] << 8U) | hash[bit / 8 + 1];
    text += kAlphabet[(pair >> (11 - bit % 8)) & 31U];
  }
  return text;
}

namespace sql {
namespace {

Text text_or_none(std::string_view text) { return text.empty() ? Text() : Text(std::string(text)); }

Entry entry_of(const kit::Statement& row) {
  Entry entry;
  entry.sequence = row.integer(0);
  entry.file = std::string(row.text(1));
  entry.id = std::string(row.text(2));
  entry.format = static_cast<RequestFormat>(row.integer(3));
  if (row.integer(4) >= 0) entry.type = static_cast<RegisterType>(row.integer(4));
  if (row.integer(5) >= 0) entry.nature = static_cast<DocumentNature>(row.integer(5));
  entry.requested_at = text_or_none(row.text(6));
  entry.received_ns = row.integer(7);
  entry.event_from = PartialDate::parse(row.text(8));
  entry.event_to = PartialDate::parse(row.text(9));
  entry.family_name = text_or_none(row.text(10));
  entry.first_names = text_or_none(row.text(11));
  entry.findings = static_cast<int>(row.integer(12));
  entry.event_id = std::string(row.text(13));
  entry.imported_ns = row.integer(14);
  entry.state = static_cast<RequestState>(row.integer(15));
  return entry;
}

// Every word of the search must begin a word of the names: " DUP MAR" → two conditions.
std::vector<std::string> words_of(const Text& name) {
  std::vector<std::string> words;
  const auto folded = name ? kit::fold(*name) : std::string();
  for (std::size_t at = 0; at < folded.size() && words.size() < 8;) {
    const auto end = std::min(folded.find(' ', at), folded.size());
    if (end > at) words.push_back(" " + folded.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

Result<bool> delete_or_update(kit::IndexConnection& index, const char* text, std::int64_t value) {
  auto statement = index.statement(text);
  if (!statement) return fail(std::move(statement));
  (*statement)->bind(1, value);
  bool any = false;  // RETURNING gives a row for each that changed
  for (;;) {
    auto row = (*statement)->step();
    if (!row) return fail(std::move(row));
    if (!*row) break;
    any = true;
  }
  (*statement)->reset();
  return any;
}

}  // namespace

kit::IndexLayout layout() {
  kit::IndexLayout layout;
  layout.version = kVersion;
  layout.columns = "id INTEGER PRIMARY KEY";  // requests are not segments: many files, one row each
  layout.shared = {
      "CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
      "CREATE TABLE IF NOT EXISTS seen (file TEXT PRIMARY KEY, bytes INTEGER, modified INTEGER, "
      "identity INTEGER, since INTEGER) WITHOUT ROWID",
      "CREATE TABLE IF NOT EXISTS rejected (file TEXT PRIMARY KEY, bytes INTEGER, modified "
      "INTEGER, "
      "identity INTEGER, slug TEXT, line INTEGER, detail TEXT, since INTEGER) WITHOUT ROWID",
      "CREATE TABLE IF NOT EXISTS request (sequence INTEGER PRIMARY KEY, file TEXT, bytes INTEGER, "
      "modified INTEGER, identity INTEGER, id TEXT, format INTEGER, type INTEGER, nature INTEGER, "
      "requested_at TEXT, received INTEGER, from_day INTEGER, to_day INTEGER, from_text TEXT, "
      "to_text TEXT, names TEXT, family_name TEXT, first_names TEXT, findings INTEGER, "
      "event_id TEXT, imported INTEGER, state INTEGER, taken INTEGER)",
      "CREATE INDEX IF NOT EXISTS request_file ON request (file)",
      "CREATE INDEX IF NOT EXISTS request_id ON request (id)",
  };
  return layout;
}

Result<std::vector<kit::Observation>> seen_files(kit::IndexConnection& index) {
  auto rows = index.statement("SELECT file, bytes, modified, identity, since FROM seen");
  if (!rows) return fail(std::move(rows));
  std::vector<kit::Observation> seen;
  for (;;) {
    auto row = (*rows)->step();
    if (!row) return fail(std::move(row));
    if (!*row) break;
    kit::Observation one;
    one.file.path = std::string((*rows)->text(0));
    one.file.bytes = static_cast<std::uint64_t>((*rows)->integer(1));
    one.file.modified_ns = (*rows)->integer(2);
    one.file.identity = static_cast<std::uint64_t>((*rows)->integer(3));
    one.since_ns = (*rows)->integer(4);
    seen.push_back(std::move(one));
  }
  (*rows)->reset();
  return seen;
}

Result<void> replace_seen(kit::IndexConnection& index, const kit::Scan& scan) {
  if (auto cleared = index.execute("DELETE FROM seen"); !cleared) return cleared;
  auto insert = index.statement("INSERT INTO seen VALUES (?,?,?,?,?)");
  if (!insert) return fail(std::move(insert));
  for (const auto* list : {&scan.ready, &scan.unsettled})
    for (const auto& one : *list) {
      auto done = (*insert)
                      ->bind(1, one.file.path)
                      .bind(2, static_cast<std::int64_t>(one.file.bytes))
                      .bind(3, one.file.modified_ns)
                      .bind(4, static_cast<std::int64_t>(one.file.identity))
                      .bind(5, one.since_ns)
                      .run();
      if (!done) return done;
    }
  return {};
}

Result<bool> mark_gone(kit::IndexConnection& index, std::int64_t now_ns,
                       std::int64_t forget_before) {
  auto taken = delete_or_update(index,
                                "UPDATE request SET state = 1, taken = ? WHERE state = 0 AND NOT "
                                "EXISTS (SELECT 1 FROM seen WHERE seen.file = request.file) "
                                "RETURNING 1",
                                now_ns);
  if (!taken) return taken;
  auto forgotten = delete_or_update(
      index, "DELETE FROM request WHERE state = 1 AND taken < ? RETURNING 1", forget_before);
  if (!forgotten) return forgotten;
  auto rejected_gone = delete_or_update(index,
                                        "DELETE FROM rejected WHERE ? > 0 AND NOT EXISTS (SELECT 1 "
                                        "FROM seen WHERE seen.file = rejected.file) RETURNING 1",
                                        1);
  if (!rejected_gone) return rejected_gone;
  return *taken || *forgotten || *rejected_gone;
}

Result<std::vector<Entry>> find(kit::IndexConnection& index, const Filter& filter) {
  const auto words = words_of(filter.name);
  std::string text =
      "SELECT sequence, file, id, format, type, nature, requested_at, received, from_text, "
      "to_text, "
      "family_name, first_names, findings, event_id, imported, state FROM request WHERE sequence > "
      "?1 AND sequence < ?2 AND imported <= ?3";
  if (filter.type) text += " AND type = " + std::to_string(static_cast<int>(*filter.type));
  if (filter.nature) text += " AND nature = " + std::to_string(static_cast<int>(*filter.nature));
  if (filter.state) text += " AND state = " + std::to_string(static_cast<int>(*filter.state));
  // A request without a day matches no range: nothing says that it could.
  if (filter.from > 0) text += " AND from_day > 0 AND to_day >= " + std::to_string(filter.from);
  if (filter.to > 0) text += " AND from_day > 0 AND from_day <= " + std::to_string(filter.to);
  if (filter.id) text += " AND id = ?4";
  for (std::size_t word = 0; word < words.size(); ++word)
    text += " AND instr(names, ?" + std::to_string(5 + word) + ") > 0";
  text += filter.after >= 0 ? " ORDER BY sequence" : " ORDER BY sequence DESC";
  text += " LIMIT " + std::to_string(filter.limit);
  auto rows = index.statement(text);
  if (!rows) return fail(std::move(rows));
  (*rows)->bind(1, filter.after).bind(2, filter.before).bind(3, filter.imported_until);
  if (filter.id) (*rows)->bind(4, std::string_view(*filter.id));
  for (std::size_t word = 0; word < words.size(); ++word)
    (*rows)->bind(static_cast<int>(5 + word), std::string_view(words[word]));
  std::vector<Entry> entries;
  for (;;) {
    auto row = (*rows)->step();
    if (!row) return fail(std::move(row));
    if (!*row) break;
    entries.push_back(entry_of(**rows));
  }
  (*rows)->reset();
  return entries;
}

Result<std::vector<RejectedFile>> rejected(kit::IndexConnection& index, std::string_view after,
                                           int limit) {
  auto rows = index.statement(
      "SELECT file, slug, detail, line, since FROM rejected WHERE file > ? ORDER BY file LIMIT ?");
  if (!rows) return fail(std::move(rows));
  (*rows)->bind(1, after).bind(2, static_cast<std::int64_t>(limit));
  std::vector<RejectedFile> files;
  for (;;) {
    auto row = (*rows)->step();
    if (!row) return fail(std::move(row));
    if (!*row) break;
    files.push_back({std::string((*rows)->text(0)), std::string((*rows)->text(1)),
                     std::string((*rows)->text(2)), static_cast<int>((*rows)->integer(3)),
                     (*rows)->integer(4)});
  }
  (*rows)->reset();
  return files;
}

}  // namespace sql
}  // namespace ecluse::civil
