// SPDX-License-Identifier: EUPL-1.2
#include "loader/call.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/across_abi.hpp"
#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"

namespace ecluse::loader {
namespace {

using base::borrowed;
using base::view;

constexpr std::size_t longest_upstream_text = 4096;
constexpr std::size_t longest_parameter = 500;
constexpr std::size_t longest_details = 32 * 1024;

}  // namespace

void CancelToken::cancel() {
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
  }
  changed_.notify_all();
}

bool CancelToken::wait(std::chrono::nanoseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return cancelled_.load(); });
}

base::Error copy_error(const ecluse_error& raw) {
  base::Error error;
  error.status = base::status_from(raw.status);
  if (error.status == base::Status::ok) error.status = base::Status::internal;
  error.slug = view(raw.slug).substr(0, 60);
  error.pointer = view(raw.pointer).substr(0, 1000);
  error.upstream_text = view(raw.upstream_text).substr(0, longest_upstream_text);
  error.retry_after =
      std::chrono::milliseconds(std::clamp<std::int64_t>(raw.retry_after_ms, 0, 86'400'000));
  const auto parameters = json::parse(raw.parameters.size == 0 ? "{}" : view(raw.parameters));
  if (!parameters || !parameters->is_object()) return error;
  json::Value beside = json::Value::object();
  for (auto member = parameters->begin(); member != parameters->end(); ++member) {
    if (member->is_structured())
      beside[member.key()] = *member;
    else
      error.parameters.emplace_back(
          member.key(), (member->is_string() ? member->get<std::string>() : member->dump())
                            .substr(0, longest_parameter));
  }
  if (!beside.empty()) error.details = json::to_text(beside);
  if (error.details.size() > longest_details) error.details.clear();
  return error;
}

CallContext::CallContext(const CallFacts& facts, Sink& sink, CancelToken& cancel,
                         const base::Clock& clock)
    : sink_(sink), cancel_(cancel), clock_(clock), deadline_(facts.deadline) {
  raw_.size = sizeof raw_;
  raw_.flags = facts.dry_run ? ECLUSE_CALL_DRY_RUN : 0;
  raw_.host_data = this;
  raw_.action = borrowed(facts.action);
  raw_.input = borrowed(facts.input);
  raw_.request_id = borrowed(facts.request_id);
  raw_.idempotency_key = borrowed(facts.idempotency_key);
  raw_.consumer = borrowed(facts.consumer);
  raw_.case_reference = borrowed(facts.case_reference);
  raw_.language = borrowed(facts.language);
  raw_.deadline_ns = facts.deadline.count();
  raw_.emit = [](const ecluse_call* call, ecluse_text json) -> ecluse_status {
    CallContext& self = of(call);
    // What is not taken is missing: such a call has not ended well, whatever the plugin returns.
    if (self.cancel_.cancelled() || self.expired()) self.refused_ = base::Status::cancelled;
    if (self.refused_ != base::Status::ok) return ECLUSE_CANCELLED;
    ++self.emitted_;
    self.refused_ = self.sink_.item(view(json));
    return self.refused_ == base::Status::ok ? ECLUSE_OK : ECLUSE_CANCELLED;
  };
  raw_.fail = [](const ecluse_call* call, const ecluse_error* error) -> ecluse_status {
    if (error == nullptr || !ECLUSE_HAS(error, ecluse_error, retry_after_ms))
      return ECLUSE_INVALID_ARGUMENT;
    of(call).error_ = copy_error(*error);
    return ECLUSE_OK;
  };
  raw_.cancelled = [](const ecluse_call* call) -> int32_t {
    return of(call).cancel_.cancelled() || of(call).expired() ? 1 : 0;
  };
  raw_.wait = [](const ecluse_call* call, int64_t nanoseconds) -> ecluse_status {
    CallContext& self = of(call);
    const auto left = self.deadline_ - self.clock_.monotonic();
    const bool cancelled = self.cancel_.wait(
        std::min<std::chrono::nanoseconds>(left, std::chrono::nanoseconds(nanoseconds)));
    return cancelled || self.expired() ? ECLUSE_CANCELLED : ECLUSE_OK;
  };
}

base::Result<void> CallContext::result(ecluse_status status) const {
  if (status == ECLUSE_OK && refused_ == base::Status::ok) return {};
  if (cancel_.cancelled()) return base::fail(base::problem("cancelled"));
  if (expired()) return base::fail(base::problem("deadline-exceeded"));
  if (status == ECLUSE_OK) return base::fail(base::problem("cancelled"));
  if (error_ && !error_->slug.empty()) return base::fail(*error_);
  return base::fail(base::problem("plugin-failed"));
}

}  // namespace ecluse::loader
