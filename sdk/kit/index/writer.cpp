// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "ecluse/kit/index.hpp"

namespace ecluse::kit {
namespace {

// A cache: NORMAL may lose the last batches at a power cut, never its consistency. The page cache
// and the sorter of CREATE INDEX share cache_size, which bounds the memory of an import.
constexpr const char* writer_settings =
    "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA "
    "cache_size=-64000; "
    "PRAGMA wal_autocheckpoint=20000; PRAGMA temp_store=FILE";

// SQLite sorts runs as large as the page cache, as linked lists: a cache of the processor's size is
// faster.
constexpr const char* while_sorting = "PRAGMA cache_size=-2000";
constexpr const char* after_sorting = "PRAGMA cache_size=-64000";

constexpr const char* segment_table =
    "CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, "
    "bytes INTEGER, modified_ns INTEGER, identity INTEGER, state INTEGER, offset INTEGER DEFAULT "
    "0, "
    "lines INTEGER DEFAULT 0, records INTEGER DEFAULT 0, notes TEXT DEFAULT '')";

Result<std::vector<std::string>> table_names(IndexConnection& connection) {
  auto found = connection.statement(
      "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'");
  if (!found) return fail(std::move(found));
  std::vector<std::string> names;
  while (true) {
    auto row = (*found)->step();
    if (!row) return fail(std::move(row));
    if (!*row) break;
    names.emplace_back((*found)->text(0));
  }
  (*found)->reset();
  return names;
}

}  // namespace

IndexWriter::~IndexWriter() {
  if (lock_ >= 0) ::close(lock_);
}

Result<std::unique_ptr<IndexWriter>> IndexWriter::open(const std::string& path,
                                                       const IndexLayout& layout) {
  auto writer = std::unique_ptr<IndexWriter>(new IndexWriter());
  writer->layout_ = layout;
  writer->lock_ = ::open((path + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (writer->lock_ < 0)
    return fail(Status::data_loss, "index-broken").with("reason", "the lock file cannot be made");
  if (::flock(writer->lock_, LOCK_EX | LOCK_NB) != 0) return fail(Status::aborted, "index-busy");
  if (auto opened = writer->connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE); !opened)
    return fail(std::move(opened));
  if (auto set = writer->execute(writer_settings); !set) return fail(std::move(set));
  if (auto prepared = writer->prepare(); !prepared) return fail(std::move(prepared));
  return writer;
}

Result<void> IndexWriter::prepare() {
  auto found = statement("PRAGMA user_version");
  if (!found) return fail(std::move(found));
  if (auto row = (*found)->step(); !row) return fail(std::move(row));
  const bool same = (*found)->integer(0) == layout_.version;
  (*found)->reset();
  if (same) return {};  // an idle system opens its index again and again: nothing is written then
  return transaction([&]() -> Result<void> {
    auto names = table_names(*this);
    if (!names) return fail(std::move(names));
    for (const std::string& name : *names)
      if (auto dropped = execute("DROP TABLE \"" + name + '"'); !dropped) return dropped;
    if (auto made = execute(segment_table); !made) return made;
    for (const std::string& sql : layout_.shared)
      if (auto made = execute(sql); !made) return made;
    return execute("PRAGMA user_version=" + std::to_string(layout_.version));
  });
}

Result<Segment> IndexWriter::begin(const IndexedFile& file) {
  Segment segment;
  auto chosen = transaction([&]() -> Result<void> {
    auto known = segments();
    if (!known) return fail(std::move(known));
    for (Segment& each : *known) {
      if (each.state != SegmentState::building) continue;
      if (each.file == file && segment.id == 0) {
        segment = std::move(each);
      } else if (auto dropped = drop_tables(each); !dropped) {
        return dropped;
      }
    }
    if (segment.id != 0) return {};
    auto insert = statement(
        "INSERT INTO segment (name, bytes, modified_ns, identity, state) "
        "VALUES (?, ?, ?, ?, 0) RETURNING id");
    if (!insert) return fail(std::move(insert));
    (*insert)->bind(1, file.name).bind(2, static_cast<std::int64_t>(file.bytes));
    (*insert)->bind(3, file.modified_ns).bind(4, static_cast<std::int64_t>(file.identity));
    if (auto row = (*insert)->step(); !row) return fail(std::move(row));
    segment.id = (*insert)->integer(0);
    segment.file = file;
    (*insert)->reset();
    for (const auto& [name, columns] : layout_.beside) {
      const std::string sql = "CREATE TABLE " + segment.table() + '_' + name + " (" + columns + ")";
      if (auto made = execute(sql); !made) return made;
    }
    return execute("CREATE TABLE " + segment.table() + " (" + layout_.columns + ")");
  });
  if (!chosen) return fail(std::move(chosen));
  if (auto begun = execute("BEGIN IMMEDIATE"); !begun) return fail(std::move(begun));
  return segment;
}

Result<void> IndexWriter::update(const Segment& segment) {
  auto change =
      statement("UPDATE segment SET state=?, offset=?, lines=?, records=?, notes=? WHERE id=?");
  if (!change) return fail(std::move(change));
  (*change)->bind(1, static_cast<std::int64_t>(segment.state));
  (*change)->bind(2, static_cast<std::int64_t>(segment.offset));
  (*change)->bind(3, static_cast<std::int64_t>(segment.lines));
  (*change)->bind(4, static_cast<std::int64_t>(segment.records));
  (*change)->bind(5, segment.notes).bind(6, segment.id);
  return (*change)->run();
}

Result<void> IndexWriter::commit(const Segment& segment) {
  if (auto updated = update(segment); !updated) return updated;
  if (auto committed = execute("COMMIT"); !committed) return committed;
  return execute("BEGIN IMMEDIATE");
}

Result<void> IndexWriter::drop_rows(const Segment& segment) {
  for (const auto& [name, columns] : layout_.beside)
    if (auto dropped = execute("DROP TABLE IF EXISTS " + segment.table() + '_' + name); !dropped)
      return dropped;
  return execute("DROP TABLE IF EXISTS " + segment.table());
}

Result<void> IndexWriter::drop_tables(const Segment& segment) {
  if (auto dropped = drop_rows(segment); !dropped) return dropped;
  return execute("DELETE FROM segment WHERE id=" + std::to_string(segment.id));
}

Result<void> IndexWriter::build_indexes(const Segment& segment) {
  if (auto set = execute(while_sorting); !set) return set;
  const std::string table = segment.table();
  for (const auto& [name, columns] : layout_.sorted) {
    const std::string index = table + '_' + name;
    if (auto built =
            execute("CREATE INDEX IF NOT EXISTS " + index + " ON " + table + " (" + columns + ")");
        !built)
      return built;
  }
  return execute(after_sorting);
}

Result<void> IndexWriter::finish(Segment& segment) {
  if (auto updated = update(segment); !updated) return updated;
  if (auto committed = execute("COMMIT"); !committed) return committed;
  if (auto built = build_indexes(segment); !built) return built;
  return transaction([&]() -> Result<void> {
    auto known = segments();
    if (!known) return fail(std::move(known));
    for (const Segment& each : *known)
      if (each.id != segment.id && each.file.name == segment.file.name)
        if (auto dropped = drop_tables(each); !dropped) return dropped;
    segment.state = SegmentState::ready;
    return update(segment);
  });
}

Result<void> IndexWriter::reject(Segment& segment) {
  if (auto undone = execute("ROLLBACK"); !undone) return undone;
  return transaction([&]() -> Result<void> {
    auto known = segments();
    if (!known) return fail(std::move(known));
    for (const Segment& each : *known)
      if (each.id != segment.id && each.file.name == segment.file.name &&
          each.state == SegmentState::rejected)
        if (auto dropped = drop_tables(each); !dropped) return dropped;
    if (auto dropped = drop_rows(segment); !dropped) return dropped;
    segment.state = SegmentState::rejected;
    return update(segment);
  });
}

Result<void> IndexWriter::abandon(const Segment& segment) {
  if (auto undone = execute("ROLLBACK"); !undone) return undone;
  return transaction([&] { return drop_tables(segment); });
}

Result<void> IndexWriter::remove(std::int64_t id) {
  Segment segment;
  segment.id = id;
  return transaction([&] { return drop_tables(segment); });
}

}  // namespace ecluse::kit
