// SPDX-License-Identifier: EUPL-1.2
#include "access/authenticate.hpp"

#include <strings.h>

#include <algorithm>

#include "access/key.hpp"
#include "base/problems.hpp"

namespace ecluse::access {
namespace {

std::string_view bearer(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (authorization.size() <= scheme.size() ||
      ::strncasecmp(authorization.data(), scheme.data(), scheme.size()) != 0)
    return {};
  authorization.remove_prefix(scheme.size());
  while (!authorization.empty() && authorization.front() == ' ') authorization.remove_prefix(1);
  while (!authorization.empty() && authorization.back() == ' ') authorization.remove_suffix(1);
  return authorization;
}

base::Failure wrong_scope(std::string_view system, std::string_view name) {
  return base::fail(
      base::problem("wrong-scope").with("scope", std::string(system) + ":" + std::string(name)));
}

}  // namespace

AccessSnapshot::AccessSnapshot(std::vector<Consumer> consumers, std::vector<store::KeyRow> keys)
    : consumers_(std::move(consumers)) {
  for (auto& key : keys) keys_.emplace(key.id, std::move(key));
}

const Consumer* AccessSnapshot::find(std::string_view consumer) const {
  const auto found = std::find_if(consumers_.begin(), consumers_.end(),
                                  [&](const Consumer& row) { return row.id == consumer; });
  return found == consumers_.end() ? nullptr : &*found;
}

base::Result<Caller> AccessSnapshot::authenticate(std::string_view authorization,
                                                  base::Wall now) const {
  if (authorization.empty()) return base::fail(base::problem("missing-key"));
  const auto key = split_key(bearer(authorization));
  if (!key) return base::fail(base::problem("unknown-key"));
  const auto found = keys_.find(std::string(key->id));
  // The digest is taken in any case: an unknown id costs as much as a wrong secret.
  const std::string hash = digest(key->secret);
  const bool right =
      found != keys_.end() && equal_in_constant_time(hash, found->second.secret_hash);
  if (!right || found->second.revoked_ns != 0) return base::fail(base::problem("unknown-key"));
  const Consumer* consumer = find(found->second.consumer);
  if (consumer == nullptr) return base::fail(base::problem("unknown-key"));
  const std::int64_t ends = found->second.expires_ns;
  if (ends != 0 && now.time_since_epoch().count() >= ends)
    return base::fail(
        base::problem("expired-key")
            .with("key", found->second.id)
            .with("date", base::to_text(base::Wall(std::chrono::nanoseconds(ends))).substr(0, 10)));
  return Caller{consumer, found->second.id};
}

base::Result<void> authorize(const Caller& caller, std::string_view system,
                             const manifest::Action& action) {
  if (opens(caller.consumer->scopes, system, action)) return {};
  return wrong_scope(system, action.name);
}

base::Result<void> authorize_reading(const Caller& caller, std::string_view system,
                                     std::string_view name) {
  if (opens_reading(caller.consumer->scopes, system, name)) return {};
  return wrong_scope(system, name);
}

}  // namespace ecluse::access
