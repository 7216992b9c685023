// SPDX-License-Identifier: EUPL-1.2
// For tests and benchmarks: a store, a registry and a runtime in a temporary folder of their own,
// gone at the end. A test derives from it and says what its systems are.
#pragma once

#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "runtime/runtime.hpp"

namespace ecluse::runtime {

class TestWorld {
 public:
  TestWorld(const TestWorld&) = delete;
  TestWorld& operator=(const TestWorld&) = delete;

 protected:
  enum class Time : std::uint8_t {
    manual,  ///< of `clock_`, which a test moves
    real     ///< the machine's: a worker lives in it
  };
  /// `worker_program`: path of ecluse-worker, for systems with isolation = "process".
  explicit TestWorld(Time time = Time::manual, std::string worker_program = {})
      : time_(time == Time::manual ? static_cast<const base::Clock&>(clock_)
                                   : base::system_clock()),
        worker_program_(std::move(worker_program)) {
    std::string name = (std::filesystem::temp_directory_path() / "ecluse-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
    open();
  }
  ~TestWorld() {
    close();
    std::filesystem::remove_all(folder_);
  }

  /// Anew over the same folder, as after a stop.
  void open() {
    close();
    store_ = std::move(*store::open_sqlite_store(folder_ + "/store.db"));
    registry_ = std::make_unique<registry::Registry>(
        registry::Surroundings{&time_, &log_, store_.get(), &random_, worker_program_});
    runtime_ =
        std::make_unique<Runtime>(*registry_, Surroundings{&time_, &random_, &log_, store_.get()});
  }
  /// The runtime first, which calls the systems; then they, together.
  void close() {
    runtime_.reset();
    snapshot_.reset();
    if (registry_) registry_->close();
    registry_.reset();
    store_.reset();
  }
  /// Serves this ecluse.toml from now on; false when it has a fault.
  bool load(const std::string& toml) {
    const auto loaded = config::parse(toml, folder_ + "/ecluse.toml");
    if (config::has_errors(loaded.findings) || !registry_->reload(loaded.config)) return false;
    snapshot_ = registry_->current();
    return true;
  }

  base::ManualClock clock_;
  const base::Clock& time_;
  base::SeededRandom random_{7};
  services::MemoryLog log_;
  std::string folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<registry::Registry> registry_;
  std::shared_ptr<const registry::Snapshot> snapshot_;  ///< of the last load
  std::unique_ptr<Runtime> runtime_;

 private:
  std::string worker_program_;
};

}  // namespace ecluse::runtime
