// SPDX-License-Identifier: EUPL-1.2
// The bytes of one accepted connection, plain or under TLS, without blocking. The front asks when
// epoll says that the socket is ready; whoever asks owns the channel at that moment.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ecluse::http {

/// What a client proved with a certificate of its own; facts of X.509, never as headers.
struct ClientCertificate {
  std::string subject;      ///< RFC 2253 text
  std::string issuer;       ///< likewise
  std::string serial;       ///< hexadecimal
  std::string fingerprint;  ///< SHA-256 of the DER bytes, hexadecimal
};

class Channel {
 public:
  enum class Io : std::uint8_t {
    done,        ///< something was read or written (or the handshake is over)
    wait_read,   ///< nothing now: again when the socket can be read
    wait_write,  ///< nothing now: again when it can be written
    closed       ///< ended, or broken
  };
  virtual ~Channel() = default;

  /// One step of the handshake; a plain channel is done at once. Costs milliseconds of a core under
  /// TLS: never on the loop thread. [one thread at a time]
  virtual Io handshake() = 0;
  virtual Io read(std::span<char> into, std::size_t& count) = 0;
  virtual Io write(std::string_view bytes, std::size_t& count) = 0;
  /// Bytes that were taken from the socket and not yet read: epoll tells nothing of them.
  virtual bool has_pending() const = 0;
  /// Says goodbye (close_notify) as far as that is possible without waiting.
  virtual void end() = 0;
  /// Null unless the client showed a certificate that was verified.
  virtual std::shared_ptr<const ClientCertificate> client() const = 0;
};

/// Makes the channels of accepted sockets. `socket` stays the caller's to close.
class ChannelFactory {
 public:
  virtual ~ChannelFactory() = default;
  virtual std::unique_ptr<Channel> accept(int socket) = 0;  ///< [loop]
  /// Whether handshake() is worth a thread of its own.
  virtual bool has_handshake() const = 0;
};

/// recv and send.
std::unique_ptr<ChannelFactory> make_plain_channels();

}  // namespace ecluse::http
