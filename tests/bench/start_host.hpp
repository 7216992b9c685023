// SPDX-License-Identifier: EUPL-1.2
// For the benchmarks: a real `ecluse serve` in a folder of its own, on loopback, gone at the end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

namespace ecluse::bench {

using Clock = std::chrono::steady_clock;

/// Whether the build made this plugin.
bool has_plugin(const std::string& plugin);

/// A port that nobody holds now.
int free_port();

/// One answer over a connection of its own; the status is 0 when nobody answers.
struct Fetched {
  int status = 0;
  std::string body;
};
Fetched fetch(int port, const std::string& path, const std::string& key = {});

/// A child of this program, ended by its id.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  /// User and system time of the child so far, and of its own children.
  double cpu_seconds() const;

  /// How many processes it started that are still there.
  int children() const;
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

/// The folder of one host: its configuration, plugins and state outlive the starts.
class Place {
 public:
  /// `systems` and `consumers` are sections of ecluse.toml; the plugins are those of the build.
  Place(const std::string& systems, const std::string& consumers);
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  const std::string& folder() const { return folder_; }
  int port() const { return port_; }
  /// Runs `ecluse serve`; does not wait.
  pid_t serve() const;
  /// Waits until /readyz answers 200 and gives the moment; nothing after 20 s.
  std::optional<Clock::time_point> wait_ready() const;
  /// The key that `ecluse keys create` prints, of a host that serves.
  std::string create_key(const std::string& consumer) const;

 private:
  std::string command(const std::string& arguments) const;
  std::string folder_;
  int port_;
};

}  // namespace ecluse::bench
