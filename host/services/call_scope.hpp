// SPDX-License-Identifier: EUPL-1.2
// Which call this thread works for, so that what a plugin logs bears the request id. A plugin's own
// threads work for no call.
#pragma once

#include <string_view>

namespace ecluse::services {

/// Lives on the stack of the thread that runs the plugin's function; scopes nest. [worker]
class CallScope {
 public:
  /// Borrows the id.
  explicit CallScope(std::string_view request_id);
  ~CallScope();
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

  /// The request id of the innermost scope of this thread, or empty. [any]
  static std::string_view current();

 private:
  std::string_view request_id_;
  const CallScope* outer_;
};

}  // namespace ecluse::services
