// SPDX-License-Identifier: EUPL-1.2
#include "store.hpp"

#include <array>
#include <ecluse/kit/text.hpp>
#include <utility>
#include <vector>

#include "reference.hpp"

namespace ecluse::deces {
namespace {

/// Fields of a semicolon or comma line, quotes away.
std::vector<std::string> cells_of(std::string_view line) {
  const char separator = line.find(';') != std::string_view::npos ? ';' : ',';
  std::vector<std::string> cells(1);
  for (const char letter : line) {
    if (letter == separator)
      cells.emplace_back();
    else if (letter != '"' && letter != ' ' && letter != '\r')
      cells.back() += letter;
  }
  return cells;
}

/// AAAAMMJJ, AAAA-MM-JJ or JJ/MM/AAAA; 0 for anything else.
PackedDay day_of(std::string_view text) {
  std::string digits;
  if (text.size() == 10 && text[2] == '/' && text[5] == '/') {
    digits.append(text.substr(6)).append(text.substr(3, 2)).append(text.substr(0, 2));
  } else {
    for (const char letter : text)
      if (letter != '-') digits += letter;
  }
  PackedDay value = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9' || digits.size() != 8) return 0;
    value = value * 10 + (digit - '0');
  }
  return value;
}

std::int64_t per_second(std::uint64_t amount, std::int64_t nanoseconds) {
  if (nanoseconds <= 0) return 0;
  const auto milliseconds = static_cast<std::uint64_t>(nanoseconds / 1'000'000 + 1);
  return static_cast<std::int64_t>(amount * 1'000 / milliseconds);
}

}  // namespace

const kit::IndexLayout& layout() {
  static const kit::IndexLayout layout{
      1,
      "id INTEGER PRIMARY KEY, key TEXT, name TEXT, sex INTEGER, born INTEGER, birth_place TEXT, "
      "birth_town TEXT, birth_country TEXT, died INTEGER, death_place TEXT, act TEXT, "
      "flaws INTEGER",
      {{"by_name", "key, born"}},
      {"CREATE TABLE IF NOT EXISTS withdrawn (died INTEGER, place TEXT, act TEXT, "
       "PRIMARY KEY (died, place, act)) WITHOUT ROWID",
       "CREATE TABLE IF NOT EXISTS known (identity INTEGER PRIMARY KEY, arrival INTEGER)",
       "CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
       "CREATE TABLE IF NOT EXISTS delayed (file TEXT PRIMARY KEY, slug TEXT) WITHOUT ROWID",
       "CREATE TABLE IF NOT EXISTS seen (file TEXT PRIMARY KEY, bytes INTEGER, modified INTEGER, "
       "identity INTEGER, since INTEGER) WITHOUT ROWID",
       "CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY, started_ns INTEGER, "
       "updated_ns INTEGER, files INTEGER, files_done INTEGER, bytes INTEGER, bytes_done INTEGER, "
       "lines_done INTEGER, file TEXT)"},
      {{"order", "id INTEGER PRIMARY KEY, block BLOB"}}};
  return layout;
}

void fold_key(std::string_view family_name, std::string_view given_names, std::string& key) {
  key.clear();
  kit::fold_append(family_name, key);
  key += '*';
  kit::fold_append(given_names, key);
}

Result<Inserter> Inserter::of(kit::IndexWriter& writer, const kit::Segment& segment) {
  auto statement = writer.statement("INSERT INTO " + segment.table() +
                                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!statement) return fail(std::move(statement));
  return Inserter(*statement);
}

Result<void> Inserter::end_batch(kit::IndexWriter& writer, const kit::Segment& segment) {
  return orders_.flush(writer, segment);
}

Result<void> Inserter::put(std::uint64_t line, const Record& record) {
  fold_key(record.family_name, record.given_names, key_);
  name_.assign(record.family_name);
  if (!record.given_names.empty()) (name_ += '*').append(record.given_names);
  if (name_ == key_) name_.clear();  // as most are written: once is enough
  orders_.add(line, record);
  statement_->bind(1, static_cast<std::int64_t>(line)).bind(2, key_).bind(3, name_);
  statement_->bind(4, static_cast<std::int64_t>(record.sex));
  statement_->bind(5, static_cast<std::int64_t>(record.born)).bind(6, record.birth_place);
  statement_->bind(7, record.birth_town).bind(8, record.birth_country);
  statement_->bind(9, static_cast<std::int64_t>(record.died)).bind(10, record.death_place);
  statement_->bind(11, record.act).bind(12, static_cast<std::int64_t>(record.flaws.bits()));
  return statement_->run();
}

bool read_withdrawn(std::string_view line, Withdrawn& entry) {
  const std::vector<std::string> cells = cells_of(line);
  if (cells.size() < 3) return false;
  entry.died = day_of(cells[0]);
  entry.place = cells[1];
  entry.act = plain_act(cells[2]);
  return entry.died != 0;
}

Result<void> put_withdrawn(kit::IndexWriter& writer, const Withdrawn& entry) {
  auto statement = writer.statement("INSERT OR IGNORE INTO withdrawn VALUES (?, ?, ?)");
  if (!statement) return fail(std::move(statement));
  (*statement)->bind(1, static_cast<std::int64_t>(entry.died)).bind(2, entry.place);
  return (*statement)->bind(3, entry.act).run();
}

Result<bool> is_withdrawn(kit::IndexConnection& index, PackedDay died, std::string_view place,
                          std::string_view act) {
  auto statement = index.statement("SELECT 1 FROM withdrawn WHERE died=? AND place=? AND act=?");
  if (!statement) return fail(std::move(statement));
  (*statement)->bind(1, static_cast<std::int64_t>(died)).bind(2, place).bind(3, plain_act(act));
  auto found = (*statement)->step();
  (*statement)->reset();
  return found;
}

namespace {
Result<std::int64_t> number_of(kit::IndexConnection& index, const char* sql) {
  auto found = index.statement(sql);
  if (!found) return fail(std::move(found));
  auto row = (*found)->step();
  if (!row) return fail(std::move(row));
  const std::int64_t number = *row ? (*found)->integer(0) : 0;
  (*found)->reset();
  return number;
}
}  // namespace

Result<bool> has_opposition(kit::IndexConnection& index) {
  auto said = fact(index, "opposition");
  if (!said) return fail(std::move(said));
  return !said->empty();
}

Result<bool> has_remembered(kit::IndexConnection& index) {
  auto any = number_of(index, "SELECT EXISTS (SELECT 1 FROM known)");
  if (!any) return fail(std::move(any));
  return *any != 0;
}

Result<std::int64_t> count_withdrawn(kit::IndexConnection& index) {
  return number_of(index, "SELECT count(*) FROM withdrawn");
}

Result<void> remember_arrivals(kit::IndexWriter& writer, const kit::Segment& segment) {
  auto rows = writer.statement(
      "SELECT id, iif(name = '', key, name), sex, born, birth_place, died, "
      "death_place, act FROM " +
      segment.table());
  if (!rows) return fail(std::move(rows));
  auto keep = writer.statement(
      "INSERT INTO known VALUES (?, ?) ON CONFLICT (identity) DO UPDATE "
      "SET arrival = min(arrival, excluded.arrival)");
  if (!keep) return fail(std::move(keep));
  while (true) {
    auto row = (*rows)->step();
    if (!row) return fail(std::move(row));
    if (!*row) return {};
    const kit::Statement& at = **rows;
    const Identity identity{at.text(1),
                            static_cast<int>(at.integer(2)),
                            static_cast<PackedDay>(at.integer(3)),
                            static_cast<PackedDay>(at.integer(5)),
                            at.text(4),
                            at.text(6),
                            at.text(7)};
    (*keep)->bind(1, identity.hash()).bind(2, arrival(segment.id, at.integer(0)));
    if (auto kept = (*keep)->run(); !kept) return kept;
  }
}

Result<std::int64_t> remembered_arrival(kit::IndexConnection& index, std::int64_t identity) {
  auto found = index.statement("SELECT arrival FROM known WHERE identity=?");
  if (!found) return fail(std::move(found));
  auto row = (*found)->bind(1, identity).step();
  if (!row) return fail(std::move(row));
  const std::int64_t position = *row ? (*found)->integer(0) : 0;
  (*found)->reset();
  return position;
}

Result<std::string> fact(kit::IndexConnection& index, std::string_view name) {
  auto found = index.statement("SELECT value FROM fact WHERE name=?");
  if (!found) return fail(std::move(found));
  auto row = (*found)->bind(1, name).step();
  if (!row) return fail(std::move(row));
  std::string value(*row ? (*found)->text(0) : "");
  (*found)->reset();
  return value;
}

Result<void> put_fact(kit::IndexWriter& writer, std::string_view name, std::string_view value) {
  auto statement = writer.statement("INSERT OR REPLACE INTO fact VALUES (?, ?)");
  if (!statement) return fail(std::move(statement));
  return (*statement)->bind(1, name).bind(2, value).run();
}

Result<void> put_delayed(kit::IndexWriter& writer, const std::vector<Delayed>& files) {
  if (auto cleared = writer.execute("DELETE FROM delayed"); !cleared) return cleared;
  auto statement = writer.statement("INSERT OR REPLACE INTO delayed VALUES (?, ?)");
  if (!statement) return fail(std::move(statement));
  for (const Delayed& each : files)
    if (auto put = (*statement)->bind(1, each.file).bind(2, each.slug).run(); !put) return put;
  return {};
}

Result<std::vector<Delayed>> get_delayed(kit::IndexConnection& index) {
  auto rows = index.statement(
      "SELECT file, slug FROM delayed WHERE file IN (SELECT file FROM seen) ORDER BY file");
  if (!rows) return fail(std::move(rows));
  std::vector<Delayed> files;
  while (true) {
    auto row = (*rows)->step();
    if (!row) return fail(std::move(row));
    if (!*row) break;
    files.push_back({std::string((*rows)->text(0)), std::string((*rows)->text(1))});
  }
  (*rows)->reset();
  return files;
}

std::int64_t Progress::lines_per_second() const {
  return per_second(lines_done, updated_ns - started_ns);
}
std::int64_t Progress::bytes_per_second() const {
  return per_second(bytes_done, updated_ns - started_ns);
}
std::int64_t Progress::rest_seconds() const {
  const std::int64_t rate = bytes_per_second();
  if (rate == 0 || bytes <= bytes_done) return 0;
  return static_cast<std::int64_t>(bytes - bytes_done) / rate + 1;
}

Result<void> put_progress(kit::IndexWriter& writer, const Progress& progress) {
  auto statement =
      writer.statement("INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!statement) return fail(std::move(statement));
  (*statement)->bind(1, progress.started_ns).bind(2, progress.updated_ns);
  (*statement)->bind(3, static_cast<std::int64_t>(progress.files));
  (*statement)->bind(4, static_cast<std::int64_t>(progress.files_done));
  (*statement)->bind(5, static_cast<std::int64_t>(progress.bytes));
  (*statement)->bind(6, static_cast<std::int64_t>(progress.bytes_done));
  (*statement)->bind(7, static_cast<std::int64_t>(progress.lines_done)).bind(8, progress.file);
  return (*statement)->run();
}

Result<Progress> get_progress(kit::IndexConnection& index) {
  auto statement = index.statement("SELECT * FROM progress");
  if (!statement) return fail(std::move(statement));
  auto row = (*statement)->step();
  if (!row) return fail(std::move(row));
  Progress progress;
  if (*row) {
    const kit::Statement& at = **statement;
    const auto number = [&](int column) { return static_cast<std::uint64_t>(at.integer(column)); };
    progress.started_ns = at.integer(1);
    progress.updated_ns = at.integer(2);
    progress.files = number(3);
    progress.files_done = number(4);
    progress.bytes = number(5);
    progress.bytes_done = number(6);
    progress.lines_done = number(7);
    progress.file = at.text(8);
  }
  (*statement)->reset();
  return progress;
}

}  // namespace ecluse::deces
