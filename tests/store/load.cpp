// SPDX-License-Identifier: EUPL-1.2
// `store_load FILE PREFIX`: four threads write to the store without end and print the key of each
// change once they hold its receipt. It ends by being killed.
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "store/store.hpp"

namespace {

using namespace ecluse::store;

void write_for_ever(Store& store, const std::string& prefix) {
  for (int number = 0;; ++number) {
    const std::string key = prefix + "-" + std::to_string(number);
    OperationRow row;
    row.id = key;
    row.consumer = "guichet";
    row.system = "salles";
    row.action = "create-booking";
    row.key = key;
    row.state = OperationState::running;
    AuditAppend entry;
    entry.id = key;
    // All of it, or nothing of it.
    Change change{{OperationAdd{row},
                   EventAppend{"salles", "booked", key, "now", std::string(300, 'e')},
                   CursorSet{"salles", "booked", key}, entry}};
    if (!store.submit(std::move(change))) ::_exit(3);
    const std::string line = key + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      ::_exit(4);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return 1;
  auto store = open_sqlite_store(words[1]);
  if (!store) return 2;
  std::vector<std::thread> threads;
  for (int index = 0; index < 4; ++index)
    threads.emplace_back([&, index] { write_for_ever(**store, words[2] + std::to_string(index)); });
  for (auto& thread : threads) thread.join();
}
