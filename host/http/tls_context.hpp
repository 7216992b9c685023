// SPDX-License-Identifier: EUPL-1.2
// TLS of the host's own door (OpenSSL): which files, what is wrong with them, and the channels made
// of them. TLS 1.2 and 1.3, ECDHE with AEAD only, no compression, no renegotiation, no early data.
// Sessions are never resumed: the forward secrecy of a recorded connection hangs on no ticket key,
// and a client's certificate is verified each time; kept-alive connections make it cheap.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "http/channel.hpp"

namespace ecluse::http {

enum class ClientCertificates : std::uint8_t {
  optional,  ///< asked for; one that is shown must be good
  required   ///< who shows none is refused in the handshake
};

/// Paths, as [server.tls] gives them. Without a client_ca nobody is asked for a certificate.
struct TlsFiles {
  std::string certificate;  ///< PEM: the host's own, then the intermediates
  std::string key;          ///< PEM, not encrypted, mode 0600
  std::string client_ca;    ///< PEM: who may issue the certificates of clients
  ClientCertificates clients = ClientCertificates::optional;
};

/// One thing that is wrong: a row of config::faults(), and which of the paths it is about.
struct TlsFault {
  enum class Of : std::uint8_t { certificate, key, client_ca } of = Of::certificate;
  std::string slug;
  base::Parameters parameters;
};

/// Reads the files, and tries what the host would do with them. Empty when all is well. [control]
std::vector<TlsFault> check_tls_files(const TlsFiles& files, base::Wall now);

/// What the channels of one pair of files share. Immutable.
class TlsContext;

/// Fails with "tls-files-refused"; check_tls_files() tells more. [control]
base::Result<std::shared_ptr<const TlsContext>> make_tls_context(const TlsFiles& files);

/// The factory that a reload changes while it serves. A certificate is read again at a reload only,
/// never when the files change: their two names are replaced one after the other, and between both
/// no pair fits.
class TlsChannels : public ChannelFactory {
 public:
  /// For connections from now on; those that are open keep theirs. [any]
  virtual void use(std::shared_ptr<const TlsContext> context) = 0;
};

std::unique_ptr<TlsChannels> make_tls_channels(std::shared_ptr<const TlsContext> context);

}  // namespace ecluse::http
