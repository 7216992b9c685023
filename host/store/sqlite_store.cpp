// SPDX-License-Identifier: EUPL-1.2
// The embedded engine: what is read, and how the file is opened. Writes: sqlite_writer.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "base/problems.hpp"
#include "store/sqlite_readers.hpp"
#include "store/sqlite_schema.hpp"
#include "store/sqlite_writer.hpp"
#include "store/store.hpp"

namespace ecluse::store {
namespace {

using database::Connection;
using database::Row;

/// Held as long as the store is open; the kernel lets go of it when the process dies.
class FileLock {
 public:
  explicit FileLock(int handle) : handle_(handle) {}
  FileLock(FileLock&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock() {
    if (handle_ >= 0) ::close(handle_);
  }

 private:
  int handle_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(FileLock lock, Connection writer, const std::string& path)
      : lock_(std::move(lock)), readers_(path), writer_(std::move(writer)) {}

  base::Result<Receipt> submit(Change change) override { return writer_.submit(std::move(change)); }

  base::Result<std::vector<KeyRow>> keys() override;
  base::Result<std::optional<std::string>> storage_get(const std::string& system,
                                                       const std::string& key) override;
  base::Result<std::vector<std::pair<std::string, std::string>>> storage_list(
      const std::string& system, const std::string& prefix) override;
  base::Result<std::optional<OperationRow>> find_operation(const std::string& consumer,
                                                           const std::string& system,
                                                           const std::string& action,
                                                           const std::string& key) override;
  base::Result<std::vector<OperationRow>> operations_in(OperationState state) override;
  base::Result<std::vector<StoredEvent>> events_after(const std::string& system,
                                                      const std::string& trigger,
                                                      std::int64_t position, int limit) override;
  base::Result<std::optional<std::string>> cursor(const std::string& system,
                                                  const std::string& trigger) override;
  base::Result<std::vector<AuditAppend>> audit_tail(int limit) override;
  base::Result<std::int64_t> audit_count() override;
  base::Result<std::vector<PauseRow>> pauses() override;
  std::int64_t syncs() const override { return writer_.syncs(); }

 private:
  base::Result<std::vector<Row>> read(std::string_view sql, const Row& parameters) {
    return readers_.run(sql, parameters);
  }

  FileLock lock_;  // first: let go of last
  SqliteReaders readers_;
  SqliteWriter writer_;
};

OperationRow operation_of(const Row& row) {
  using database::integer;
  using database::text;
  OperationRow operation;
  operation.id = text(row[0]);
  operation.consumer = text(row[1]);
  operation.system = text(row[2]);
  operation.action = text(row[3]);
  operation.key = text(row[4]);
  operation.body_hash = text(row[5]);
  operation.input = text(row[6]);
  operation.state = static_cast<OperationState>(integer(row[7]));
  operation.answer = text(row[8]);
  operation.created_ns = integer(row[9]);
  operation.changed_ns = integer(row[10]);
  return operation;
}

base::Result<std::vector<KeyRow>> SqliteStore::keys() {
  const auto rows = read("SELECT * FROM key ORDER BY created_ns, id", {});
  if (!rows) return base::fail(rows.error());
  std::vector<KeyRow> keys;
  for (const Row& row : *rows)
    keys.push_back({database::text(row[0]), database::text(row[1]), database::text(row[2]),
                    database::integer(row[3]), database::integer(row[4]),
                    database::integer(row[5])});
  return keys;
}

base::Result<std::optional<std::string>> SqliteStore::storage_get(const std::string& system,
                                                                  const std::string& key) {
  const auto rows = read("SELECT value FROM storage WHERE system=? AND key=?", {system, key});
  if (!rows) return base::fail(rows.error());
  if (rows->empty()) return std::optional<std::string>();
  return database::optional_text((*rows)[0][0]);
}

/// The first text that sorts after all that begin with `prefix`; empty when there is none.
std::string after_prefix(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

base::Result<std::vector<std::pair<std::string, std::string>>> SqliteStore::storage_list(
    const std::string& system, const std::string& prefix) {
  // A range, not LIKE or substr: keys are bytes, and the order is theirs.
  const auto rows = read(
      "SELECT key, value FROM storage WHERE system=?1 AND key>=?2 AND (?3='' OR key<?3) ORDER BY "
      "key",
      {system, prefix, after_prefix(prefix)});
  if (!rows) return base::fail(rows.error());
  std::vector<std::pair<std::string, std::string>> found;
  for (const Row& row : *rows) found.emplace_back(database::text(row[0]), database::text(row[1]));
  return found;
}

base::Result<std::optional<OperationRow>> SqliteStore::find_operation(const std::string& consumer,
                                                                      const std::string& system,
                                                                      const std::string& action,
                                                                      const std::string& key) {
  const auto rows =
      read("SELECT * FROM operation WHERE consumer=? AND system=? AND action=? AND key=?",
           {consumer, system, action, key});
  if (!rows) return base::fail(rows.error());
  if (rows->empty()) return std::optional<OperationRow>();
  return std::optional(operation_of((*rows)[0]));
}

base::Result<std::vector<OperationRow>> SqliteStore::operations_in(OperationState state) {
  const auto rows = read("SELECT * FROM operation WHERE state=? ORDER BY created_ns",
                         {static_cast<std::int64_t>(state)});
  if (!rows) return base::fail(rows.error());
  std::vector<OperationRow> found;
  for (const Row& row : *rows) found.push_back(operation_of(row));
  return found;
}

base::Result<std::vector<StoredEvent>> SqliteStore::events_after(const std::string& system,
                                                                 const std::string& trigger,
                                                                 std::int64_t position, int limit) {
  const auto rows = read(
      "SELECT position,id,time,data FROM event WHERE system=? AND trigger_name=? AND position>? "
      "ORDER BY position LIMIT ?",
      {system, trigger, position, std::int64_t{limit}});
  if (!rows) return base::fail(rows.error());
  std::vector<StoredEvent> found;
  for (const Row& row : *rows)
    found.push_back({database::integer(row[0]),
                     {system, trigger, database::text(row[1]), database::text(row[2]),
                      database::text(row[3])}});
  return found;
}

base::Result<std::optional<std::string>> SqliteStore::cursor(const std::string& system,
                                                             const std::string& trigger) {
  const auto rows =
      read("SELECT cursor FROM cursor WHERE system=? AND trigger_name=?", {system, trigger});
  if (!rows) return base::fail(rows.error());
  if (rows->empty()) return std::optional<std::string>();
  return database::optional_text((*rows)[0][0]);
}

base::Result<std::vector<AuditAppend>> SqliteStore::audit_tail(int limit) {
  const auto rows = read(
      "SELECT "
      "id,request_id,consumer,key_id,system,action,reference,purpose,case_reference,outcome,at_ns,"
      "kind,leaf "
      "FROM audit ORDER BY row DESC LIMIT ?",
      {std::int64_t{limit}});
  if (!rows) return base::fail(rows.error());
  std::vector<AuditAppend> found;
  using database::text;
  for (const Row& row : *rows)
    found.push_back({text(row[0]), text(row[1]), text(row[2]), text(row[3]), text(row[4]),
                     text(row[5]), text(row[6]), text(row[7]), text(row[8]), text(row[9]),
                     database::integer(row[10]), text(row[11]), text(row[12])});
  return found;
}

base::Result<std::int64_t> SqliteStore::audit_count() {
  const auto rows = read("SELECT count(*) FROM audit", {});
  if (!rows) return base::fail(rows.error());
  return database::integer(rows->front()[0]);
}

base::Result<std::vector<PauseRow>> SqliteStore::pauses() {
  const auto rows = read("SELECT * FROM pause ORDER BY since_ns, of, id", {});
  if (!rows) return base::fail(rows.error());
  std::vector<PauseRow> found;
  using database::integer;
  using database::text;
  for (const Row& row : *rows)
    found.push_back({static_cast<PauseOf>(integer(row[0])), text(row[1]), text(row[2]),
                     text(row[3]), integer(row[4]), integer(row[5])});
  return found;
}

base::Result<FileLock> lock_file(const std::string& path) {
  const int handle =
      ::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (handle < 0) {
    base::Error error = base::problem("store-unavailable");
    error.upstream_text = "the lock file cannot be opened";
    return base::fail(std::move(error));
  }
  FileLock lock(handle);
  if (::flock(handle, LOCK_EX | LOCK_NB) != 0)
    return base::fail(base::problem("store-in-use").with("path", path));
  return lock;
}

/// Hashes of keys, and inputs while calls run: for the owner alone. SQLite gives -wal and -shm the
/// same mode. The name of a new file must be on the disk as well as its bytes.
base::Result<void> make_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  const auto parent = std::filesystem::absolute(path).parent_path();
  const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool done = file >= 0 && ::fchmod(file, 0600) == 0 && folder >= 0 && ::fsync(folder) == 0;
  if (file >= 0) ::close(file);
  if (folder >= 0) ::close(folder);
  if (done) return {};
  base::Error error = base::problem("store-unavailable");
  error.upstream_text = "the file cannot be made or made private";
  return base::fail(std::move(error));
}

/// NORMAL loses acknowledged rows at a power cut. With secure_delete what is forgotten leaves the
/// file; without recursive_triggers a REPLACE would pass by the audit's triggers.
constexpr const char* settings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA "
    "secure_delete=ON;"
    "PRAGMA recursive_triggers=ON; PRAGMA trusted_schema=OFF; PRAGMA journal_size_limit=67108864;";

base::Result<Connection> prepare(const std::string& path) {
  if (auto made = make_private(path); !made) return base::fail(made.error());
  auto writer = Connection::open(path, Connection::Use::read_write);
  if (!writer) return writer;
  if (auto sound = check_integrity(*writer, path); !sound) return base::fail(sound.error());
  if (auto set = writer->script(settings); !set) return base::fail(set.error());
  if (auto migrated = migrate(*writer, path); !migrated) return base::fail(migrated.error());
  return writer;
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path) {
  auto lock = lock_file(path);
  if (!lock) return base::fail(lock.error());
  auto writer = prepare(path);
  if (!writer) return base::fail(writer.error());
  return std::make_unique<SqliteStore>(std::move(*lock), std::move(*writer), path);
}

}  // namespace ecluse::store
