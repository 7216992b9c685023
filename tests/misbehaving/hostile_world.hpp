// SPDX-License-Identifier: EUPL-1.2
// A host with two systems, each in a worker of its own: "h", whose plugin is hostile, and "n", an
// honest neighbour, whose state folder holds a secret.
#pragma once

#include <dirent.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "runtime/test_world.hpp"

namespace ecluse::misbehaving {

inline std::string library_of(const std::string& name) {
  return ECLUSE_BUILD_FOLDER "/misbehaving/" + name + "/" + name + ".so";
}

class World : protected runtime::TestWorld {
 public:
  explicit World(const std::string& hostile) : TestWorld(Time::real, WORKER_PROGRAM) {
    if (!load(text(hostile))) std::abort();
    for (const char* id : {"h", "n"}) system(id).supervisor->wait_settled(std::chrono::seconds(60));
    std::ofstream(secret()) << "secret";
  }

  const registry::System& system(const std::string& id) const { return *snapshot_->find(id); }
  std::string secret() const { return folder_ + "/systems/n/secret"; }
  const services::MemoryLog& log() const { return log_; }

  /// What the answer says, or the slug. [any]
  std::string call(const std::string& id, const std::string& words) {
    struct Kept final : loader::Sink {
      std::string text;
      base::Status item(std::string_view item) override {
        text = item;
        return base::Status::ok;
      }
    } sink;
    const std::string input = "{\"text\":\"" + words + "\"}";
    runtime::CallRequest request;
    request.input = input;
    request.request_id = "r";
    request.consumer = "c";
    loader::CancelToken cancel;
    const auto done = runtime_->call(system(id), *system(id).connector->find_action("repeat"),
                                     request, sink, cancel);
    if (!done) return done.error().slug;
    const auto begin = sink.text.find(":\"");
    return sink.text.substr(begin + 2, sink.text.size() - begin - 4);
  }

 private:
  std::string text(const std::string& hostile) const {
    const auto folder = [](const std::string& name) {
      return std::filesystem::path(library_of(name)).parent_path().string();
    };
    return "[server]\nstate_folder = \"" + folder_ + "\"\n[plugins]\nfolders = [\"" +
           folder(hostile) + "\", \"" + folder("neighbour") +
           "\"]\n[systems.h]\nconnector = \"honest\"\nmemory_mb = 128\nsettings.town = \"A\"\n"
           "[systems.n]\nconnector = \"neighbour\"\nmemory_mb = 128\nsettings.town = \"B\"\n";
  }
};

/// Calls of the neighbour, one after the other on a thread, until the end of its life.
class NeighbourCalls {
 public:
  explicit NeighbourCalls(World& world)
      : thread_([this, &world] {
          do {  // once at least, however fast the other is
            const auto begin = std::chrono::steady_clock::now();
            if (world.call("n", "bonjour") != "bonjour") ++failed_;
            took_.push_back(std::chrono::steady_clock::now() - begin);
          } while (!over_);
        }) {}
  NeighbourCalls(const NeighbourCalls&) = delete;
  NeighbourCalls& operator=(const NeighbourCalls&) = delete;
  ~NeighbourCalls() { end(); }

  void end() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
  }
  /// After end().
  const std::vector<std::chrono::nanoseconds>& took() const { return took_; }
  int failed() const { return failed_; }

 private:
  std::atomic<bool> over_{false};
  std::atomic<int> failed_{0};
  std::vector<std::chrono::nanoseconds> took_;
  std::thread thread_;
};

}  // namespace ecluse::misbehaving
