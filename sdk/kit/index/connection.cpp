// SPDX-License-Identifier: MIT
#include <sqlite3.h>
#include <unistd.h>

#include <utility>

#include "ecluse/kit/index.hpp"

namespace ecluse::kit {
namespace {

// Segments come and go, their statements stay; beyond this many they are all forgotten.
constexpr std::size_t most_statements = 2'000;

// Steps of SQLite's machine between two questions: some 100 microseconds.
constexpr int steps_between_questions = 10'000;

Error sqlite_error(sqlite3* database, int code) {
  const int kind = code & 0xFF;
  const bool busy = kind == SQLITE_BUSY || kind == SQLITE_LOCKED;
  const bool full = kind == SQLITE_FULL;
  Error error;
  if (kind == SQLITE_INTERRUPT) {
    error.status = Status::cancelled;
    error.slug = "cancelled";
    return error;
  }
  error.status = busy ? Status::aborted : full ? Status::resource_exhausted : Status::data_loss;
  error.slug = busy ? "index-busy" : full ? "index-full" : "index-broken";
  error.with("reason", database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
  return error;
}

}  // namespace

std::string Segment::table() const { return 's' + std::to_string(id); }

Statement& Statement::operator=(Statement&& other) noexcept {
  std::swap(raw_, other.raw_);
  return *this;
}

Statement::~Statement() { sqlite3_finalize(raw_); }

Statement& Statement::bind(int position, std::int64_t value) {
  sqlite3_bind_int64(raw_, position, value);
  return *this;
}

Statement& Statement::bind(int position, std::string_view text) {
  sqlite3_bind_text(raw_, position, text.data() == nullptr ? "" : text.data(),
                    static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(raw_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return tl::unexpected(sqlite_error(sqlite3_db_handle(raw_), code));
}

Result<void> Statement::run() {
  const int code = sqlite3_step(raw_);
  if (code != SQLITE_DONE && code != SQLITE_ROW)
    return tl::unexpected(sqlite_error(sqlite3_db_handle(raw_), code));
  sqlite3_reset(raw_);
  return {};
}

void Statement::reset() { sqlite3_reset(raw_); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(raw_, column); }

std::string_view Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(raw_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(raw_, column))};
}

IndexConnection::~IndexConnection() {
  statements_.clear();
  sqlite3_close(database_);
}

void IndexConnection::cancel_when(std::function<bool()> asked) {
  cancelled_ = std::move(asked);
  const auto question = [](void* self) {
    return static_cast<IndexConnection*>(self)->cancelled_() ? 1 : 0;
  };
  sqlite3_progress_handler(database_, cancelled_ ? steps_between_questions : 0,
                           cancelled_ ? +question : nullptr, this);
}

Error IndexConnection::error(int code) const { return sqlite_error(database_, code); }

Result<void> IndexConnection::connect(const std::string& path, int flags) {
  const int code = sqlite3_open_v2(path.c_str(), &database_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error(code));
  sqlite3_extended_result_codes(database_, 1);
  sqlite3_busy_timeout(database_, 5'000);
  return {};
}

Result<Statement*> IndexConnection::statement(const std::string& sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) {
    found->second.reset();
    return &found->second;
  }
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error(code));
  return &statements_.insert_or_assign(sql, Statement(raw)).first->second;
}

Result<void> IndexConnection::execute(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error(code));
  return {};
}

Result<void> IndexConnection::begin_read() {
  if (statements_.size() > most_statements) statements_.clear();
  return execute("BEGIN");
}

void IndexConnection::end_read() {
  // A statement that was left half-way would keep the transaction open.
  for (auto& [sql, statement] : statements_) statement.reset();
  if (sqlite3_get_autocommit(database_) == 0) (void)execute("ROLLBACK");
}

Result<std::vector<Segment>> IndexConnection::segments() {
  auto found = statement(
      "SELECT id, name, bytes, modified_ns, identity, state, offset, lines, records, notes "
      "FROM segment ORDER BY id");
  if (!found) return fail(std::move(found));
  std::vector<Segment> segments;
  while (true) {
    auto row = (*found)->step();
    if (!row) return fail(std::move(row));
    if (!*row) break;
    const Statement& at = **found;
    Segment segment;
    segment.id = at.integer(0);
    segment.file = {std::string(at.text(1)), static_cast<std::uint64_t>(at.integer(2)),
                    at.integer(3), static_cast<std::uint64_t>(at.integer(4))};
    segment.state = static_cast<SegmentState>(at.integer(5));
    segment.offset = static_cast<std::uint64_t>(at.integer(6));
    segment.lines = static_cast<std::uint64_t>(at.integer(7));
    segment.records = static_cast<std::uint64_t>(at.integer(8));
    segment.notes = at.text(9);
    segments.push_back(std::move(segment));
  }
  (*found)->reset();
  return segments;
}

Result<std::unique_ptr<IndexReader>> IndexReader::open(const std::string& path, int version) {
  const auto missing = [] { return fail(Status::unavailable, "index-missing"); };
  if (::access(path.c_str(), F_OK) != 0) return missing();
  auto reader = std::unique_ptr<IndexReader>(new IndexReader());
  // Read and write, for WAL needs its shared memory; nothing here writes.
  if (auto opened = reader->connect(path, SQLITE_OPEN_READWRITE); !opened)
    return fail(std::move(opened));
  if (auto set = reader->execute("PRAGMA query_only=1; PRAGMA cache_size=-8000; "
                                 "PRAGMA mmap_size=1073741824");
      !set)
    return fail(std::move(set));
  auto found = reader->statement("PRAGMA user_version");
  if (!found) return fail(std::move(found));
  if (auto row = (*found)->step(); !row) return fail(std::move(row));
  const bool same = (*found)->integer(0) == version;
  (*found)->reset();
  if (!same) return missing();
  return reader;
}

}  // namespace ecluse::kit
