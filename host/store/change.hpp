// SPDX-License-Identifier: EUPL-1.2
// What can be written to the store: a Change is a list of writes that happen together or not at all.
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

/// Compare and swap of a plugin's value: fails the change (aborted) when the stored value is another.
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
/// Fails the change (aborted) when the state is not `from`.
struct OperationMove {
  std::string id;
  OperationState from = OperationState::running;
  OperationState to = OperationState::done;
  std::string answer;
  std::int64_t at_ns = 0;
};
/// Forgets operations that ended before; what is running or unknown stays.
struct OperationPurge {
  std::int64_t before_ns = 0;
};

struct EventAppend {
  std::string system, trigger, id, time, data;
};
struct CursorSet {
  std::string system, trigger, cursor;
};

/// An access, never the data (DESIGN, decision 7). Unnumbered here: one leader numbers the tree later.
struct AuditAppend {
  std::string id, request_id, consumer, key_id, system, action, reference, purpose, case_reference, outcome;
  std::int64_t at_ns = 0;
};

using Write = std::variant<KeyAdd, KeyRevoke, StoragePut, OperationAdd, OperationMove, OperationPurge,
                           EventAppend, CursorSet, AuditAppend>;

struct Change {
  std::vector<Write> writes;
};

/// Given back when the change is on the disk.
struct Receipt {
  std::int64_t sequence = 0;  ///< grows with each change of this process
};

}  // namespace ecluse::store
