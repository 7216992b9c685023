// SPDX-License-Identifier: EUPL-1.2
#include "audit/entry.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/identifier.hpp"
#include "json/canonical.hpp"

namespace ecluse::audit {
namespace {

constexpr std::size_t longest_reference = 128;
constexpr std::size_t longest_purpose = 400;
constexpr std::size_t longest_case = 400;  // 100 characters, as the HTTP contract allows

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  // It fails only when OpenSSL has no SHA-256, and then no entry could ever be trusted.
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    std::abort();
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (unsigned int index = 0; index < size; ++index) {
    text += digits[digest[index] >> 4];
    text += digits[digest[index] & 15];
  }
  return text;
}

std::string measured(std::string_view place, std::size_t longest) {
  if (place.size() <= longest) return std::string(place);
  return "sha256:" + sha256(place).substr(0, 32);
}

}  // namespace

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::read:
      return "read";
    case Kind::write:
      return "write";
    case Kind::list_options:
      return "list-options";
    case Kind::poll:
      return "poll";
    case Kind::check:
      return "check";
    case Kind::command:
      return "command";
    case Kind::export_data:
      return "export-data";
  }
  return "";
}

store::AuditAppend entry(const Access& access, const base::Clock& clock, base::Random& random) {
  store::AuditAppend made;
  made.id = base::new_identifier(clock, random);
  made.at_ns = clock.wall().time_since_epoch().count();
  made.request_id = measured(access.request_id, longest_reference);
  made.consumer = measured(access.consumer, longest_reference);
  made.key_id = measured(access.key_id, longest_reference);
  made.system = measured(access.system, longest_reference);
  made.action = measured(access.action, longest_reference);
  made.kind = name(access.kind);
  made.reference = measured(access.reference, longest_reference);
  made.purpose = measured(access.purpose, longest_purpose);
  made.case_reference = measured(access.case_reference, longest_case);
  made.outcome = measured(access.outcome, longest_reference);
  made.leaf = leaf_hash(made);
  return made;
}

std::string leaf_bytes(const store::AuditAppend& entry) {
  // The time is text: canonical JSON has no integers beyond 2^53.
  return json::canonical(json::Value{{"action", entry.action},
                                     {"at_ns", std::to_string(entry.at_ns)},
                                     {"case_reference", entry.case_reference},
                                     {"consumer", entry.consumer},
                                     {"id", entry.id},
                                     {"key_id", entry.key_id},
                                     {"kind", entry.kind},
                                     {"outcome", entry.outcome},
                                     {"purpose", entry.purpose},
                                     {"reference", entry.reference},
                                     {"request_id", entry.request_id},
                                     {"system", entry.system},
                                     {"version", 1}});
}

std::string leaf_hash(const store::AuditAppend& entry) {
  return sha256(std::string(1, '\0') + leaf_bytes(entry));
}

bool is_intact(const store::AuditAppend& entry) { return entry.leaf == leaf_hash(entry); }

}  // namespace ecluse::audit
