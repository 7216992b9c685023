// SPDX-License-Identifier: EUPL-1.2
// Why n8n or Make would refuse a chain of certificates, judged from texts alone: no network, no
// file, no clock. Both verify as Node.js does, with Mozilla's list of authorities and what an
// administrator adds to it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/language.hpp"
#include "base/result.hpp"

namespace ecluse::http {

enum class Verdict : std::uint8_t {
  expired,
  not_yet_valid,
  self_signed,
  unknown_authority,     ///< of a town hall's own, say
  missing_intermediate,  ///< the host does not send what leads to a known authority
  wrong_name,
  private_address,  ///< only who stands in the same network gets there
  unknown_address,  ///< the name leads nowhere
  refused           ///< anything else that OpenSSL says
};

/// The words of a verdict; {name} is a parameter.
struct VerdictWords {
  Verdict verdict;
  std::string_view slug;
  base::Sentence sentence, n8n, make;
  bool n8n_refuses = true;  ///< Make always does
};
const VerdictWords& words_of(Verdict verdict);

struct TlsQuestion {
  std::string chain;                   ///< PEM as it is served, the host's own first
  std::string name;                    ///< that tools call; empty: not judged
  std::vector<std::string> addresses;  ///< where the name leads
  bool addresses_known = false;        ///< false: not judged
  std::string public_roots;            ///< PEM: what platforms trust by themselves
  std::string given_roots;             ///< PEM: what an administrator gave them
  std::string machine_roots;           ///< PEM: what this machine trusts
  base::Wall now;
};

struct CertificateFacts {
  std::string subject, issuer, begin, end, fingerprint;
  std::vector<std::string> names;
};

struct TlsReport {
  struct Found {
    Verdict verdict;
    base::Parameters parameters;
  };
  std::vector<CertificateFacts> chain;
  std::vector<Found> found;            ///< empty: nobody refuses
  bool trusted_by_given = false;       ///< and by nothing else
  bool trusted_here_alone = false;     ///< this machine knows the authority, the platforms do not
  std::size_t public_authorities = 0;  ///< how many there are in public_roots
};

/// The chain holds a certificate at least. [any]
TlsReport judge_chain(const TlsQuestion& question);

/// RFC 1918, loopback, link-local, shared (RFC 6598) and unique local (RFC 4193) addresses.
bool is_private_address(const std::string& address);

}  // namespace ecluse::http
