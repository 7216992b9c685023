// SPDX-License-Identifier: MIT
// One SQLite file per system, filled from the files of a folder and asked by actions. A cache: it
// can be rebuilt from the files at any time, hence WAL with synchronous=NORMAL (DESIGN decision
// 12).
//
// Each file is a **segment**: a table of its own, with its own indexes. It is filled in batches,
// each committed with the offset that it reached; its indexes are built after the last batch; then
// one transaction makes it ready and drops the segment that held the file before. So a reader sees
// a file wholly or not at all, kill -9 loses at most a batch, a second start goes on where the
// first was stopped, and neither speed nor memory of an import depends on what is there already.
//
//   auto writer = IndexWriter::open(path, layout);              // the one writer, by a lock file
//   auto segment = writer->begin(file);                         // offset > 0: it was interrupted
//   while (…) { insert rows; writer->commit(*segment); }        // segment->offset moved by you
//   writer->finish(*segment);
//
// Slugs: index-busy (aborted) another importer is at work; index-broken (data_loss) {reason} SQLite
// refuses the file, which may be deleted; index-full (resource_exhausted) the disk is full;
// cancelled (cancelled) whoever asked has gone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ecluse/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ecluse::kit {

/// The file behind a segment: whoever changes, the file is another.
struct IndexedFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::int64_t modified_ns = 0;
  std::uint64_t identity = 0;
  bool operator==(const IndexedFile&) const = default;
};

enum class SegmentState : std::uint8_t { building, ready, rejected };

struct Segment {
  std::int64_t id = 0;  ///< grows; later files have greater ones
  IndexedFile file;
  SegmentState state = SegmentState::building;
  std::uint64_t offset = 0;  ///< bytes of the file that are in
  std::uint64_t lines = 0;
  std::uint64_t records = 0;
  std::string notes;          ///< the connector's own, committed with each batch (findings, say)
  std::string table() const;  ///< "s12"
};

/// What a segment looks like. Change `version` with anything else here: the index is then rebuilt.
struct IndexLayout {
  int version = 1;
  std::string columns;  ///< "id INTEGER PRIMARY KEY, name TEXT, …"
  struct Sorted {
    std::string name;     ///< "by_name": the index is s12_by_name
    std::string columns;  ///< "name, born"
  };
  std::vector<Sorted> sorted;
  std::vector<std::string> shared;  ///< CREATE TABLE IF NOT EXISTS …, for what is no segment
  std::vector<Sorted> beside =
      {};  ///< tables of each segment's own: {"order", "id …"} is s12_order
};

/// A prepared statement. Numbers from 1 for parameters, from 0 for columns, as SQLite has it. Text
/// that is bound is borrowed until the next step or reset.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* raw) : raw_(raw) {}
  Statement(Statement&& other) noexcept : raw_(other.raw_) { other.raw_ = nullptr; }
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  Statement& bind(int position, std::int64_t value);
  Statement& bind(int position, std::string_view text);
  /// Whether there is a row.
  Result<bool> step();
  /// Runs a statement without rows and makes it ready for the next values.
  Result<void> run();
  void reset();

  std::int64_t integer(int column) const;
  std::string_view text(int column) const;  ///< borrowed until the next step

 private:
  sqlite3_stmt* raw_ = nullptr;
};

/// A connection; one thread at a time. Its statements are kept by their SQL.
class IndexConnection {
 public:
  IndexConnection(const IndexConnection&) = delete;
  IndexConnection& operator=(const IndexConnection&) = delete;
  ~IndexConnection();

  /// The statement of that SQL, reset; owned here. Prepared once.
  Result<Statement*> statement(const std::string& sql);
  Result<void> execute(const std::string& sql);
  Result<std::vector<Segment>> segments();

  /// Several reads that see one state. Statements got before it may be gone.
  Result<void> begin_read();
  void end_read();

  /// Asked now and then while a statement runs; true ends it. Nothing: it is not asked.
  void cancel_when(std::function<bool()> asked);

 protected:
  friend class IndexReader;
  IndexConnection() = default;
  Result<void> connect(const std::string& path, int flags);
  Error error(int code) const;

  sqlite3* database_ = nullptr;
  std::function<bool()> cancelled_;
  std::unordered_map<std::string, Statement> statements_;
};

/// For actions. Fails with index-missing (unavailable) before the first import. [worker]
class IndexReader : public IndexConnection {
 public:
  static Result<std::unique_ptr<IndexReader>> open(const std::string& path, int version);
};

/// The one writer. [worker]
class IndexWriter : public IndexConnection {
 public:
  /// Makes the file when there is none; empties it when the version is another. `path` + ".lock" is
  /// held while the writer lives.
  static Result<std::unique_ptr<IndexWriter>> open(const std::string& path,
                                                   const IndexLayout& layout);
  ~IndexWriter();

  /// The segment under way of exactly this file, or a new one. What is left of an import of another
  /// version of the file is dropped. Opens the first batch.
  Result<Segment> begin(const IndexedFile& file);
  /// Ends the batch: rows, offset and notes in one transaction; opens the next.
  Result<void> commit(const Segment& segment);
  /// Builds the indexes, then makes the segment ready in the place of the file's older one.
  Result<void> finish(Segment& segment);
  /// Nothing of the file stays but the remark that it was refused; an older segment stays as it
  /// was.
  Result<void> reject(Segment& segment);
  /// Drops what the open batch did, and the segment with it.
  Result<void> abandon(const Segment& segment);
  /// The file is gone.
  Result<void> remove(std::int64_t id);
  /// Runs `work` in one transaction of its own; not between begin() and finish().
  template <typename Work>
  Result<void> transaction(Work&& work) {
    if (auto begun = execute("BEGIN IMMEDIATE"); !begun) return begun;
    Result<void> done = work();
    auto ended = execute(done ? "COMMIT" : "ROLLBACK");
    return done ? ended : done;
  }

 private:
  IndexWriter() = default;
  Result<void> prepare();
  Result<void> update(const Segment& segment);
  Result<void> build_indexes(const Segment& segment);
  Result<void> drop_rows(const Segment& segment);
  Result<void> drop_tables(const Segment& segment);

  IndexLayout layout_;
  int lock_ = -1;
};

}  // namespace ecluse::kit
