// SPDX-License-Identifier: EUPL-1.2
#include "http/tls_files.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "config/finding.hpp"

namespace ecluse::http {
namespace {

using Of = TlsFault::Of;

/// A list of authorities of a whole state fits.
constexpr std::size_t largest_pem = 4 << 20;
constexpr base::Sentence a_certificate{"certificat", "certificate"};
constexpr base::Sentence a_key{"clé privée", "private key"};
/// Long enough to renew what a person renews, short enough to be seldom seen where it is automatic.
constexpr auto soon = std::chrono::hours(24 * 14);

struct Text {
  std::string bytes;
  int error = 0;
  mode_t mode = 0;
  ~Text() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

/// Links are followed: /etc/letsencrypt/live is made of them.
void read_into(Text& text, const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    text.error = errno;
    return;
  }
  struct stat info {};
  if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
    text.error = S_ISDIR(info.st_mode) ? EISDIR : EIO;
  } else {
    text.mode = info.st_mode;
    text.bytes.reserve(static_cast<std::size_t>(info.st_size) + 1);  // no copy is left behind
    char buffer[4096];
    ssize_t got = 0;
    while (text.bytes.size() <= largest_pem && (got = ::read(file, buffer, sizeof buffer)) > 0)
      text.bytes.append(buffer, static_cast<std::size_t>(got));
    if (got < 0) text.error = errno;
    OPENSSL_cleanse(buffer, sizeof buffer);
  }
  ::close(file);
}

class Reader {
 public:
  explicit Reader(std::vector<TlsFault>& faults) : faults_(faults) {}

  tls::Certificates certificates(Of of, const std::string& path) {
    Text text;
    if (!readable(text, of, path)) return {};
    auto all = tls::certificates_in(text.bytes);
    if (all.empty()) nothing_in(of, path, a_certificate);
    return all;
  }

  tls::KeyHandle key(const std::string& path) {
    Text text;
    if (!readable(text, Of::key, path)) return nullptr;
    const tls::BioHandle memory(
        BIO_new_mem_buf(text.bytes.data(), static_cast<int>(text.bytes.size())));
    bool asked = false;
    // Called for an encrypted key alone; without it OpenSSL would ask on the terminal.
    const auto refuse = [](char*, int, int, void* flag) {
      *static_cast<bool*>(flag) = true;
      return -1;
    };
    tls::KeyHandle key(PEM_read_bio_PrivateKey(memory.get(), nullptr, refuse, &asked));
    ERR_clear_error();
    if ((key || asked) && (text.mode & 077) != 0)
      find(Of::key, "tls-key-exposed", {{"path", path}});
    if (key) return key;
    if (asked)
      find(Of::key, "tls-key-encrypted", {{"path", path}});
    else
      nothing_in(Of::key, path, a_key);
    return nullptr;
  }

  void find(Of of, std::string slug, base::Parameters parameters) {
    faults_.push_back({of, std::move(slug), std::move(parameters)});
  }

 private:
  bool readable(Text& text, Of of, const std::string& path) {
    read_into(text, path);
    if (text.error == 0) return true;
    base::Parameters parameters{{"path", path}};
    config::add_words(parameters, "why", config::reason(text.error));
    find(of, "tls-file-unreadable", std::move(parameters));
    return false;
  }
  void nothing_in(Of of, const std::string& path, base::Sentence expected) {
    base::Parameters parameters{{"path", path}};
    config::add_words(parameters, "expected", expected);
    find(of, "tls-file-wrong", std::move(parameters));
  }
  std::vector<TlsFault>& faults_;
};

void check_times(const TlsFiles& files, const tls::Certificates& chain, base::Wall now,
                 std::vector<TlsFault>& faults) {
  for (const auto& each : chain) {
    const auto begin = tls::time_of(X509_get0_notBefore(each.get()));
    const auto end = tls::time_of(X509_get0_notAfter(each.get()));
    const char* slug = now > end           ? "tls-expired"
                       : now < begin       ? "tls-not-yet-valid"
                       : now + soon >= end ? "tls-expires-soon"
                                           : nullptr;
    if (slug == nullptr) continue;
    faults.push_back({Of::certificate,
                      slug,
                      {{"path", files.certificate},
                       {"subject", tls::text_of(X509_get_subject_name(each.get()))},
                       {"date", tls::date_of(now < begin ? begin : end)}}});
  }
}

}  // namespace

tls::Material tls::read_material(const TlsFiles& files, std::vector<TlsFault>& faults) {
  Reader reader(faults);
  Material material;
  material.chain = reader.certificates(Of::certificate, files.certificate);
  material.key = reader.key(files.key);
  if (!files.client_ca.empty())
    material.client_authorities = reader.certificates(Of::client_ca, files.client_ca);
  if (!material.chain.empty() && material.key &&
      X509_check_private_key(material.chain.front().get(), material.key.get()) != 1)
    reader.find(Of::key, "tls-key-mismatch",
                {{"path", files.key}, {"certificate", files.certificate}});
  ERR_clear_error();
  return material;
}

std::vector<TlsFault> check_tls_files(const TlsFiles& files, base::Wall now) {
  std::vector<TlsFault> faults;
  const tls::Material material = tls::read_material(files, faults);
  if (faults.empty() && !tls::build_context(material, files.clients))
    faults.push_back({Of::certificate,
                      "tls-refused",
                      {{"path", files.certificate}, {"why", tls::last_reason()}}});
  check_times(files, material.chain, now, faults);
  return faults;
}

}  // namespace ecluse::http
