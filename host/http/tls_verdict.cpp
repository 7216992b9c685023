// SPDX-License-Identifier: EUPL-1.2
#include "http/tls_verdict.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>

#include <algorithm>

#include "http/addresses.hpp"
#include "http/tls_handles.hpp"

namespace ecluse::http {
namespace {

using tls::Certificates;

constexpr int auth_level = 2;  // as OpenSSL 3 does it for Node.js 22: RSA from 2,048 bits

std::string subject_of(X509* of) { return tls::text_of(X509_get_subject_name(of)); }
std::string issuer_of(X509* of) { return tls::text_of(X509_get_issuer_name(of)); }

/// Names of the certificate, as clients compare them.
std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, tls::FreedBy<GENERAL_NAMES_free>> all(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int index = 0; all && index < sk_GENERAL_NAME_num(all.get()); ++index) {
    int kind = 0;
    const auto* value = static_cast<const ASN1_STRING*>(
        GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(all.get(), index), &kind));
    const auto* bytes = ASN1_STRING_get0_data(value);
    const int size = ASN1_STRING_length(value);
    char text[INET6_ADDRSTRLEN];
    if (kind == GEN_DNS)
      names.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    if (kind == GEN_IPADD && ::inet_ntop(size == 4 ? AF_INET : AF_INET6, bytes, text, sizeof text))
      names.emplace_back(text);
  }
  return names;
}

CertificateFacts facts_of(X509* certificate) {
  return {subject_of(certificate),
          issuer_of(certificate),
          tls::date_of(tls::time_of(X509_get0_notBefore(certificate))),
          tls::date_of(tls::time_of(X509_get0_notAfter(certificate))),
          tls::fingerprint_of(certificate),
          names_of(certificate)};
}

struct Path {
  int error = X509_V_OK;
  X509* last = nullptr;  ///< where it stopped; belongs to the chain that was asked about
  int depth = 0;
};

/// The path from the first certificate to one of the roots. Times are judged apart: an expired
/// certificate must not hide that its authority is unknown.
Path find_path(const Certificates& chain, const std::vector<const Certificates*>& roots) {
  const tls::StoreHandle store(X509_STORE_new());
  for (const auto* each : roots)
    for (const auto& root : *each) X509_STORE_add_cert(store.get(), root.get());
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> sent(
      sk_X509_new_null(), [](STACK_OF(X509) * all) { sk_X509_free(all); });
  for (std::size_t index = 1; index < chain.size(); ++index)
    sk_X509_push(sent.get(), chain[index].get());
  const tls::StoreContextHandle context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), chain.front().get(), sent.get());
  X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_NO_CHECK_TIME);
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context.get()), auth_level);
  Path path;
  if (X509_verify_cert(context.get()) == 1) return path;
  path.error = X509_STORE_CTX_get_error(context.get());
  path.depth = X509_STORE_CTX_get_error_depth(context.get());
  path.last = chain.front().get();
  if (X509* stopped = X509_STORE_CTX_get_current_cert(context.get()))
    for (const auto& each : chain)
      if (X509_cmp(each.get(), stopped) == 0) path.last = each.get();
  ERR_clear_error();
  return path;
}

bool has_extension(const X509* certificate, int kind) {
  return X509_get_ext_by_NID(certificate, kind, -1) >= 0;
}

/// What only authorities that browsers know put into a certificate: the receipt of a public log, or
/// a policy of their forum (2.23.140.1.2.*).
bool is_of_public_authority(X509* certificate) {
  if (has_extension(certificate, NID_ct_precert_scts)) return true;
  const std::unique_ptr<CERTIFICATEPOLICIES, tls::FreedBy<CERTIFICATEPOLICIES_free>> all(
      static_cast<CERTIFICATEPOLICIES*>(
          X509_get_ext_d2i(certificate, NID_certificate_policies, nullptr, nullptr)));
  for (int index = 0; all && index < sk_POLICYINFO_num(all.get()); ++index) {
    char text[80];
    OBJ_obj2txt(text, sizeof text, sk_POLICYINFO_value(all.get(), index)->policyid, 1);
    if (std::string_view(text).rfind("2.23.140.1.2.", 0) == 0) return true;
  }
  return false;
}

class Judge {
 public:
  explicit Judge(const TlsQuestion& question)
      : question_(question),
        chain_(tls::certificates_in(question.chain)),
        public_(tls::certificates_in(question.public_roots)),
        given_(tls::certificates_in(question.given_roots)),
        machine_(tls::certificates_in(question.machine_roots)) {}

  TlsReport run() {
    for (const auto& each : chain_) report_.chain.push_back(facts_of(each.get()));
    report_.public_authorities = public_.size();
    if (chain_.empty()) return report_;
    judge_times();
    judge_authority();
    judge_name();
    judge_addresses();
    return report_;
  }

 private:
  void find(Verdict verdict, base::Parameters parameters) {
    report_.found.push_back({verdict, std::move(parameters)});
  }

  void judge_times() {
    for (const auto& each : chain_) {
      const auto begin = tls::time_of(X509_get0_notBefore(each.get()));
      const auto end = tls::time_of(X509_get0_notAfter(each.get()));
      const bool early = question_.now < begin;
      if (!early && question_.now <= end) continue;
      find(early ? Verdict::not_yet_valid : Verdict::expired,
           {{"subject", subject_of(each.get())}, {"date", tls::date_of(early ? begin : end)}});
      return;
    }
  }

  void judge_authority() {
    const Path path = find_path(chain_, {&public_, &given_});
    if (path.error == X509_V_OK) {
      report_.trusted_by_given =
          !given_.empty() && find_path(chain_, {&public_}).error != X509_V_OK;
      return;
    }
    report_.trusted_here_alone = find_path(chain_, {&machine_}).error == X509_V_OK;
    base::Parameters parameters{{"subject", subject_of(path.last)},
                                {"issuer", issuer_of(path.last)}};
    const Verdict verdict = why_no_path(path);
    if (verdict == Verdict::refused)
      parameters.emplace_back("why", X509_verify_cert_error_string(path.error));
    find(verdict, std::move(parameters));
  }

  Verdict why_no_path(const Path& path) const {
    switch (path.error) {
      case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return Verdict::self_signed;
      case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        return Verdict::unknown_authority;
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return is_gap(path) ? Verdict::missing_intermediate : Verdict::unknown_authority;
      default:
        return Verdict::refused;
    }
  }

  /// The issuer of the last certificate is neither sent nor known. Either it is an intermediate
  /// that should have been sent, or it is a root that nobody knows: roots are not sent.
  bool is_gap(const Path& path) const {
    const auto is_issuer = [&](const auto& root) {
      return X509_NAME_cmp(X509_get_subject_name(root.get()), X509_get_issuer_name(path.last)) == 0;
    };
    // A root of that name is there, with another key: an authority that was made anew.
    if (std::any_of(given_.begin(), given_.end(), is_issuer)) return false;
    if (!given_.empty() || is_of_public_authority(path.last)) return true;
    if (path.depth > 0) return false;
    return chain_.size() > 1 || has_extension(path.last, NID_info_access);
  }

  void judge_name() {
    if (question_.name.empty()) return;
    X509* own = chain_.front().get();
    unsigned char bytes[sizeof(in6_addr)];
    const bool address = ::inet_pton(AF_INET, question_.name.c_str(), bytes) == 1 ||
                         ::inet_pton(AF_INET6, question_.name.c_str(), bytes) == 1;
    const bool right = address
                           ? X509_check_ip_asc(own, question_.name.c_str(), 0) == 1
                           : X509_check_host(own, question_.name.c_str(), question_.name.size(),
                                             X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
    if (right) return;
    std::string names;
    for (const auto& each : report_.chain.front().names)
      names += (names.empty() ? "" : ", ") + each;
    find(Verdict::wrong_name,
         {{"name", question_.name}, {"names", names.empty() ? subject_of(own) : names}});
  }

  void judge_addresses() {
    if (!question_.addresses_known) return;
    if (question_.addresses.empty())
      return find(Verdict::unknown_address, {{"name", question_.name}});
    for (const auto& address : question_.addresses)
      if (!is_private_address(address)) return;
    find(Verdict::private_address,
         {{"name", question_.name}, {"address", question_.addresses.front()}});
  }

  const TlsQuestion& question_;
  Certificates chain_, public_, given_, machine_;
  TlsReport report_;
};

}  // namespace

TlsReport judge_chain(const TlsQuestion& question) { return Judge(question).run(); }

bool is_private_address(const std::string& address) {
  static const auto networks = [] {
    std::vector<Network> all;
    for (const auto* text :
         {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
          "172.16.0.0/12", "192.168.0.0/16", "::/128", "::1/128", "fe80::/10", "fc00::/7"})
      all.push_back(Network::parse(text).value());
    return all;
  }();
  const auto parsed = parse_address(address);
  return parsed && is_within(*parsed, networks);
}

}  // namespace ecluse::http
