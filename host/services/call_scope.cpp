// SPDX-License-Identifier: EUPL-1.2
#include "services/call_scope.hpp"

namespace ecluse::services {
namespace {

thread_local const CallScope* innermost = nullptr;

}  // namespace

CallScope::CallScope(std::string_view request_id) : request_id_(request_id), outer_(innermost) {
  innermost = this;
}
CallScope::~CallScope() { innermost = outer_; }

std::string_view CallScope::current() {
  return innermost == nullptr ? std::string_view() : innermost->request_id_;
}

}  // namespace ecluse::services
