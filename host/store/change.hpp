// SPDX-License-Identifier: EUPL-1.2
// What can be written to the store: a Change is a list of writes that happen together or not at
// all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ecluse::store {

/// Times are nanoseconds since 1970; 0 is none.
struct KeyRow {
  std::string id;
  std::string consumer;
  std::string secret_hash;  ///< SHA-256 of the secret, hexadecimal
  std::int64_t created_ns = 0;
  std::int64_t expires_ns = 0;
  std::int64_t revoked_ns = 0;
};

struct KeyAdd {
  KeyRow key;
};
struct KeyRevoke {
  std::string id;
  std::int64_t at_ns = 0;
};

/// Compare and swap of a plugin's value: fails the change (aborted) when the stored value is
/// another.
struct StoragePut {
  std::string system;
  std::string key;
  std::optional<std::string> expected;  ///< nothing: there is none
  std::optional<std::string> value;     ///< nothing: delete
  std::size_t most_keys = 1000;         ///< resource_exhausted beyond
};

enum class OperationState : std::uint8_t { accepted, running, done, failed, unknown };

/// One writing call (DESIGN, decision 5). The key is unique within (consumer, system, action).
struct OperationRow {
  std::string id;
  std::string consumer, system, action, key;
  std::string body_hash;
  std::string input;  ///< kept until the outcome is known: ecluse.outcome/1 needs it
  OperationState state = OperationState::accepted;
  std::string answer;  ///< with `done`: the JSON of the answer
  std::int64_t created_ns = 0;
  std::int64_t changed_ns = 0;
};

/// Fails the change (already_exists) when the key is taken.
struct OperationAdd {
  OperationRow row;
};

/// Whether an operation may pass from one state to another: accepted → running, failed; running →
/// done, failed, unknown; unknown → done, failed, and running again once the legacy system is known
/// to hold nothing of it; failed → running: the same key tried again. What is done stays done.
constexpr bool may_move(OperationState from, OperationState to) {
  using S = OperationState;
  switch (from) {
    case S::accepted:
      return to == S::running || to == S::failed;
    case S::running:
      return to == S::done || to == S::failed || to == S::unknown;
    case S::unknown:
      return to == S::done || to == S::failed || to == S::running;
    case S::failed:
      return to == S::running;
    default:
      return false;
  }
}

/// Fails the change: aborted when the state is not `from`, invalid_argument when may_move says no.
struct OperationMove {
  std::string id;
  OperationState from = OperationState::running;
  OperationState to = OperationState::done;
  std::string answer;
  std::int64_t at_ns = 0;
  /// Of a second try, whose first has forgotten it; empty: leave what is there.
  std::string input = {};
};

/// How long an idempotency key is remembered after its operation ended.
constexpr std::int64_t operation_kept_ns = std::int64_t{7} * 24 * 3600 * 1'000'000'000;

/// Forgets operations that ended before (now - operation_kept_ns); what is running or unknown
/// stays.
struct OperationPurge {
  std::int64_t before_ns = 0;
};

struct EventAppend {
  std::string system, trigger, id, time, data;
};
struct CursorSet {
  std::string system, trigger, cursor;
};

/// An access, never the data (DESIGN, decision 7); made by audit::entry. `leaf` is the hash of the
/// entry as a leaf of the Merkle tree; its number is given later by one leader, in the row itself,
/// once.
struct AuditAppend {
  std::string id, request_id, consumer, key_id, system, action, reference, purpose, case_reference,
      outcome;
  std::int64_t at_ns = 0;
  std::string kind{};  ///< read, write, …: see audit/entry.hpp
  std::string leaf{};  ///< hexadecimal; empty when nobody hashed it
};

enum class PauseOf : std::uint8_t { system, consumer };

/// Calls of a system or of a consumer that the administrator holds back.
struct PauseRow {
  PauseOf of = PauseOf::system;
  std::string id;
  std::string reason;  ///< the administrator's own words, for callers to read
  std::string by;      ///< "uid:0": the account that asked
  std::int64_t since_ns = 0;
  std::int64_t until_ns = 0;  ///< 0: until it is ended
};

/// Replaces the pause that is there.
struct PauseSet {
  PauseRow row;
};
/// Fails the change (aborted) when there is none.
struct PauseEnd {
  PauseOf of = PauseOf::system;
  std::string id;
};

using Write = std::variant<KeyAdd, KeyRevoke, StoragePut, OperationAdd, OperationMove,
                           OperationPurge, EventAppend, CursorSet, AuditAppend, PauseSet, PauseEnd>;

struct Change {
  std::vector<Write> writes;
};

/// Given back when the change is on the disk.
struct Receipt {
  std::int64_t sequence = 0;  ///< grows with each change of this process
};

}  // namespace ecluse::store
