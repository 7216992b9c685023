// SPDX-License-Identifier: EUPL-1.2
// The operator's door: a Unix socket (mode 0600) on which the command line asks the running host.
// One JSON object in a line comes in, any number of JSON lines go out, then the connection closes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ecluse::app {

class ControlServer {
 public:
  /// Sends one line (without its end); false when the other side left.
  using Answer = std::function<bool(std::string_view line)>;
  /// [any] Runs on the thread of the connection; `request` is at most 1 MiB, `uid` is the account
  /// that asks, as the kernel says.
  using Handler = std::function<void(std::string_view request, unsigned uid, const Answer& answer)>;

  /// Takes the place of a socket that nobody listens to; refuses one that is in use.
  static base::Result<std::unique_ptr<ControlServer>> open(const std::string& path,
                                                           Handler handler);
  /// Stops listening, waits for the requests under way, removes the socket.
  virtual ~ControlServer() = default;
};

/// Sends `request` to the host behind `path` and gives each line of its answer to `line`.
/// Slug "host-not-running" when nobody listens, "control-refused" when this account may not ask.
base::Result<void> ask_host(const std::string& path, std::string_view request,
                            const std::function<void(std::string_view)>& line);

/// What is behind `path`: a host that listens, nobody, or something that this account may not ask.
enum class Door : unsigned char { open, absent, locked };
Door door(const std::string& path);

}  // namespace ecluse::app
