// SPDX-License-Identifier: MIT
// A host for tests: its clock stands still, its storage is a map, its files are a folder of the
// test, its sql service opens SQLite files alone. A plugin behaves in it as in the real one.
#pragma once

#include <ecluse/abi.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ecluse::testing {

/// What one call gave: items in order, or why it failed.
struct Answer {
  ecluse_status status = ECLUSE_OK;
  std::vector<std::string> items;         ///< JSON, one for each emit
  std::string slug, pointer, parameters;  ///< of the last fail
};

struct Request {
  std::string action = {}, input = "{}";
  std::string idempotency_key = {}, consumer = "test", case_reference = {}, language = "fr";
  bool dry_run = false;
};

/// Owns the instance that `open` made; one thread.
class FakeHost {
 public:
  FakeHost();
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  /// Opens a connector; false with `failure()` when it refuses its settings.
  bool open(const ecluse_plugin* plugin, const std::string& connector, const std::string& settings,
            const std::string& state_folder, const std::string& source = {});
  void close();
  const Answer& failure() const;

  Answer invoke(const Request& request);
  /// `id` such as ECLUSE_EXT_CHECK; `member` counts the functions of its table from 0.
  Answer extension(const char* id, std::size_t member, const Request& request);

  /// From now on calls are cancelled after they have asked so many times; emit asks too.
  void cancel_after(std::int64_t questions);
  void advance_seconds(std::int64_t seconds);
  /// Makes `ecluse.files/1` answer this status for every root, until ECLUSE_OK is set again.
  void break_files(ecluse_status status);

  const std::vector<std::string>& log_lines() const;
  std::map<std::string, std::string>& storage();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Loads a plugin for the life of the program; null with a line on standard error.
const ecluse_plugin* load_plugin(const std::string& path);

}  // namespace ecluse::testing
