// SPDX-License-Identifier: EUPL-1.2
// What is recorded of an access: who, when, what kind of operation, on which reference, for which
// purpose, with which outcome. There is no place in it for what was read or written (GDPR art. 5
// and 32; DESIGN, decision 7), and each place has a short measure, so that data cannot hide in one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/change.hpp"

namespace ecluse::audit {

enum class Kind : std::uint8_t { read, write, list_options, poll, check, command, export_data };

/// "read", "list-options", …
std::string_view name(Kind kind);

/// One access, as the host knows it. Views are borrowed for the call of entry().
struct Access {
  std::string_view request_id;
  std::string_view consumer;
  std::string_view key_id;  ///< the public half; empty on the command line
  std::string_view system;
  std::string_view action;
  Kind kind = Kind::read;
  std::string_view reference;  ///< an id in the legacy system or of an operation; never a name
  std::string_view purpose;    ///< of the consumer's configuration
  std::string_view case_reference;
  std::string_view outcome;  ///< "done", "asked", or the slug of the refusal
};

/// The write that goes into the Change of this access. Places longer than their measure are
/// replaced by "sha256:<first 32 digits of their hash>": still comparable, no longer readable.
/// [any, as far as `random` is]
store::AuditAppend entry(const Access& access, const base::Clock& clock, base::Random& random);

/// The bytes of an entry as they are hashed: canonical JSON of every place but the leaf. [any]
std::string leaf_bytes(const store::AuditAppend& entry);

/// The hash of a leaf of the Merkle tree (RFC 6962 section 2.1: SHA-256 of 0x00 and the bytes),
/// hexadecimal. [any]
std::string leaf_hash(const store::AuditAppend& entry);

/// Whether the stored leaf is the one of its entry; a row that was altered in the file is not.
/// [any]
bool is_intact(const store::AuditAppend& entry);

}  // namespace ecluse::audit
