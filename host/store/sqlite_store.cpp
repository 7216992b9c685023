// SPDX-License-Identifier: EUPL-1.2
// The embedded engine: one writer thread folds waiting changes into one transaction, a savepoint each, one
// sync, and then releases the receipts. Readers have a connection of their own.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "base/problems.hpp"
#include "store/apply.hpp"
#include "store/sqlite_schema.hpp"
#include "store/store.hpp"

namespace ecluse::store {
namespace {

using database::Connection;
using database::Row;

constexpr std::size_t largest_group = 512;

struct Waiting {
  Change change;
  std::promise<base::Result<Receipt>> receipt;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(int lock, Connection writer, Connection reader)
      : lock_(lock), writer_(std::move(writer)), reader_(std::move(reader)), thread_([this] { write_all(); }) {}

  ~SqliteStore() override {
    {
      const std::lock_guard guard(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
    ::close(lock_);
  }

  base::Result<Receipt> submit(Change change) override {
    std::future<base::Result<Receipt>> receipt;
    {
      const std::lock_guard guard(mutex_);
      Waiting& waiting = queue_.emplace_back();
      waiting.change = std::move(change);
      receipt = waiting.receipt.get_future();
    }
    wake_.notify_one();
    return receipt.get();
  }

  base::Result<std::vector<KeyRow>> keys() override;
  base::Result<std::optional<std::string>> storage_get(const std::string& system, const std::string& key) override;
  base::Result<std::vector<std::pair<std::string, std::string>>> storage_list(const std::string& system,
                                                                              const std::string& prefix) override;
  base::Result<std::optional<OperationRow>> find_operation(const std::string& consumer, const std::string& system,
                                                           const std::string& action, const std::string& key) override;
  base::Result<std::vector<OperationRow>> operations_in(OperationState state) override;
  base::Result<std::vector<StoredEvent>> events_after(const std::string& system, const std::string& trigger,
                                                      std::int64_t position, int limit) override;
  base::Result<std::optional<std::string>> cursor(const std::string& system, const std::string& trigger) override;
  base::Result<std::vector<AuditAppend>> audit_tail(int limit) override;
  std::int64_t syncs() const override { return syncs_; }

 private:
  base::Result<std::vector<Row>> read(std::string_view sql, const Row& parameters) {
    const std::lock_guard guard(reading_);
    return reader_.run(sql, parameters);
  }

  void write_all() {
    std::deque<Waiting> group;
    for (;;) {
      {
        std::unique_lock guard(mutex_);
        wake_.wait(guard, [&] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        while (!queue_.empty() && group.size() < largest_group) {
          group.push_back(std::move(queue_.front()));
          queue_.pop_front();
        }
      }
      write_group(group);
      group.clear();
    }
  }

  base::Result<void> apply_one(const Change& change) {
    if (auto begun = writer_.run("SAVEPOINT change"); !begun) return base::fail(begun.error());
    for (const Write& write : change.writes) {
      auto applied = apply(writer_, write);
      if (applied) continue;
      writer_.run("ROLLBACK TO change");
      writer_.run("RELEASE change");
      return applied;
    }
    if (auto released = writer_.run("RELEASE change"); !released) return base::fail(released.error());
    return {};
  }

  void write_group(std::deque<Waiting>& group) {
    std::vector<base::Result<void>> applied;
    base::Result<void> whole;
    if (auto begun = writer_.run("BEGIN IMMEDIATE"); !begun) whole = base::fail(begun.error());
    for (const Waiting& waiting : group) applied.push_back(whole ? apply_one(waiting.change) : whole);
    if (whole) {
      if (auto committed = writer_.run("COMMIT"); !committed) {
        whole = base::fail(committed.error());
        writer_.run("ROLLBACK");
      }
      ++syncs_;
    }
    for (std::size_t index = 0; index < group.size(); ++index) {
      if (!applied[index])
        group[index].receipt.set_value(base::fail(applied[index].error()));
      else if (!whole)
        group[index].receipt.set_value(base::fail(whole.error()));
      else
        group[index].receipt.set_value(Receipt{++sequence_});
    }
  }

  int lock_;
  Connection writer_;
  Connection reader_;
  std::mutex reading_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  bool stopping_ = false;
  std::int64_t sequence_ = 0;
  std::atomic<std::int64_t> syncs_{0};
  std::thread thread_;
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
                    database::integer(row[3]), database::integer(row[4]), database::integer(row[5])});
  return keys;
}

base::Result<std::optional<std::string>> SqliteStore::storage_get(const std::string& system, const std::string& key) {
  const auto rows = read("SELECT value FROM storage WHERE system=? AND key=?", {system, key});
  if (!rows) return base::fail(rows.error());
  if (rows->empty()) return std::optional<std::string>();
  return database::optional_text((*rows)[0][0]);
}

base::Result<std::vector<std::pair<std::string, std::string>>> SqliteStore::storage_list(const std::string& system,
                                                                                         const std::string& prefix) {
  const auto rows = read("SELECT key, value FROM storage WHERE system=? AND substr(key,1,length(?2))=?2 ORDER BY key",
                         {system, prefix});
  if (!rows) return base::fail(rows.error());
  std::vector<std::pair<std::string, std::string>> found;
  for (const Row& row : *rows) found.emplace_back(database::text(row[0]), database::text(row[1]));
  return found;
}

base::Result<std::optional<OperationRow>> SqliteStore::find_operation(const std::string& consumer,
                                                                      const std::string& system,
                                                                      const std::string& action,
                                                                      const std::string& key) {
  const auto rows = read("SELECT * FROM operation WHERE consumer=? AND system=? AND action=? AND key=?",
                         {consumer, system, action, key});
  if (!rows) return base::fail(rows.error());
  if (rows->empty()) return std::optional<OperationRow>();
  return std::optional(operation_of((*rows)[0]));
}

base::Result<std::vector<OperationRow>> SqliteStore::operations_in(OperationState state) {
  const auto rows = read("SELECT * FROM operation WHERE state=? ORDER BY created_ns", {static_cast<std::int64_t>(state)});
  if (!rows) return base::fail(rows.error());
  std::vector<OperationRow> found;
  for (const Row& row : *rows) found.push_back(operation_of(row));
  return found;
}

base::Result<std::vector<StoredEvent>> SqliteStore::events_after(const std::string& system, const std::string& trigger,
                                                                 std::int64_t position, int limit) {
  const auto rows = read(
      "SELECT position,id,time,data FROM event WHERE system=? AND trigger_name=? AND position>? ORDER BY position LIMIT ?",
      {system, trigger, position, std::int64_t{limit}});
  if (!rows) return base::fail(rows.error());
  std::vector<StoredEvent> found;
  for (const Row& row : *rows)
    found.push_back({database::integer(row[0]),
                     {system, trigger, database::text(row[1]), database::text(row[2]), database::text(row[3])}});
  return found;
}

base::Result<std::optional<std::string>> SqliteStore::cursor(const std::string& system, const std::string& trigger) {
  const auto rows = read("SELECT cursor FROM cursor WHERE system=? AND trigger_name=?", {system, trigger});
  if (!rows) return base::fail(rows.error());
  if (rows->empty()) return std::optional<std::string>();
  return database::optional_text((*rows)[0][0]);
}

base::Result<std::vector<AuditAppend>> SqliteStore::audit_tail(int limit) {
  const auto rows = read(
      "SELECT id,request_id,consumer,key_id,system,action,reference,purpose,case_reference,outcome,at_ns "
      "FROM audit ORDER BY row DESC LIMIT ?", {std::int64_t{limit}});
  if (!rows) return base::fail(rows.error());
  std::vector<AuditAppend> found;
  using database::text;
  for (const Row& row : *rows)
    found.push_back({text(row[0]), text(row[1]), text(row[2]), text(row[3]), text(row[4]), text(row[5]),
                     text(row[6]), text(row[7]), text(row[8]), text(row[9]), database::integer(row[10])});
  return found;
}

base::Result<void> check_integrity(Connection& connection) {
  const auto rows = connection.run("PRAGMA quick_check(1)");
  if (!rows) return base::fail(rows.error());
  if (rows->size() == 1 && database::text((*rows)[0][0]) == "ok") return {};
  base::Error error = base::problem("store-unavailable");
  error.status = base::Status::data_loss;
  error.upstream_text = "quick_check found damage";
  return base::fail(std::move(error));
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path) {
  const int lock = ::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0 || ::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (lock >= 0) ::close(lock);
    return base::fail(base::problem("store-in-use").with("path", path));
  }
  const auto refuse = [lock](base::Error error) {
    ::close(lock);
    return base::fail(std::move(error));
  };
  auto writer = Connection::open(path, Connection::Use::read_write);
  if (!writer) return refuse(writer.error());
  // FULL: NORMAL loses acknowledged rows at a power cut in WAL mode.
  if (auto set = writer->script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"); !set)
    return refuse(set.error());
  if (auto sound = check_integrity(*writer); !sound) return refuse(sound.error());
  if (auto migrated = migrate(*writer); !migrated) return refuse(migrated.error());
  auto reader = Connection::open(path, Connection::Use::read_only);
  if (!reader) return refuse(reader.error());
  return std::make_unique<SqliteStore>(lock, std::move(*writer), std::move(*reader));
}

}  // namespace ecluse::store
