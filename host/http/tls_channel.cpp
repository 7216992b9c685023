// SPDX-License-Identifier: EUPL-1.2
// One connection under TLS, straight on its socket.
#include <openssl/err.h>

#include <mutex>

#include "http/tls_files.hpp"

namespace ecluse::http {
namespace {

std::shared_ptr<const ClientCertificate> shown_by(const SSL* connection) {
  const X509* certificate = SSL_get0_peer_certificate(connection);
  if (certificate == nullptr || SSL_get_verify_result(connection) != X509_V_OK) return nullptr;
  return std::make_shared<const ClientCertificate>(
      ClientCertificate{tls::text_of(X509_get_subject_name(certificate)),
                        tls::text_of(X509_get_issuer_name(certificate)),
                        tls::serial_of(certificate), tls::fingerprint_of(certificate)});
}

class TlsChannel final : public Channel {
 public:
  /// Null: there was no memory for it. Such a connection is closed at its first step.
  explicit TlsChannel(tls::ConnectionHandle connection) : connection_(std::move(connection)) {}

  Io handshake() override {
    if (!connection_) return Io::closed;
    ERR_clear_error();
    const int result = SSL_accept(connection_.get());
    if (result != 1) return state_after(result);
    client_ = shown_by(connection_.get());
    return Io::done;
  }

  Io read(std::span<char> into, std::size_t& count) override {
    count = 0;
    if (!connection_) return Io::closed;
    ERR_clear_error();
    const int result = SSL_read_ex(connection_.get(), into.data(), into.size(), &count);
    return result == 1 ? Io::done : state_after(result);
  }

  /// What was refused with wait_* is offered again as it was, or with more behind it.
  Io write(std::string_view bytes, std::size_t& count) override {
    count = 0;
    if (!connection_) return Io::closed;
    if (bytes.empty()) return Io::done;
    ERR_clear_error();
    const int result = SSL_write_ex(connection_.get(), bytes.data(), bytes.size(), &count);
    return result == 1 ? Io::done : state_after(result);
  }

  /// Of the record that is open. Nothing is read ahead of it: all else still lies in the socket.
  bool has_pending() const override { return connection_ && SSL_pending(connection_.get()) > 0; }

  void end() override {
    if (!connection_ || broken_ || SSL_in_init(connection_.get()) != 0) return;
    SSL_shutdown(connection_.get());
    ERR_clear_error();
  }

  std::shared_ptr<const ClientCertificate> client() const override { return client_; }

 private:
  Io state_after(int result) {
    const int error = SSL_get_error(connection_.get(), result);
    ERR_clear_error();
    if (error == SSL_ERROR_WANT_READ) return Io::wait_read;
    if (error == SSL_ERROR_WANT_WRITE) return Io::wait_write;
    // After close_notify a goodbye may still be answered; after anything else it must not be.
    if (error != SSL_ERROR_ZERO_RETURN) broken_ = true;
    return Io::closed;
  }

  tls::ConnectionHandle connection_;
  std::shared_ptr<const ClientCertificate> client_;
  bool broken_ = false;
};

class ReloadedChannels final : public TlsChannels {
 public:
  explicit ReloadedChannels(std::shared_ptr<const TlsContext> context)
      : context_(std::move(context)) {}

  std::unique_ptr<Channel> accept(int socket) override {
    const auto context = current();
    tls::ConnectionHandle connection(SSL_new(context->get()));  // holds the context by itself
    if (connection && SSL_set_fd(connection.get(), socket) != 1) connection.reset();
    ERR_clear_error();
    return std::make_unique<TlsChannel>(std::move(connection));
  }

  bool has_handshake() const override { return true; }

  void use(std::shared_ptr<const TlsContext> context) override {
    const std::lock_guard lock(mutex_);
    context_.swap(context);
  }

 private:
  std::shared_ptr<const TlsContext> current() {
    const std::lock_guard lock(mutex_);
    return context_;
  }
  std::mutex mutex_;
  std::shared_ptr<const TlsContext> context_;
};

}  // namespace

std::unique_ptr<TlsChannels> make_tls_channels(std::shared_ptr<const TlsContext> context) {
  return std::make_unique<ReloadedChannels>(std::move(context));
}

}  // namespace ecluse::http
