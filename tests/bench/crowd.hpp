// SPDX-License-Identifier: EUPL-1.2
// Many connections that do nothing, from many addresses of 127.0.0.0/8: the host counts them by
// address.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ecluse::bench {

/// Lets this process hold many sockets.
void allow_sockets();

/// One connection from `source`; -1 when it is refused.
int connect_from(const std::string& source, int port);

/// The address of client `index`: 32 share one, half of what the host allows.
std::string address_of_client(int index);

/// Sends a request and reads until its answer is whole; its status, 0 when none came.
int ask_on(int socket, const std::string& request);

enum class Wire : std::uint8_t { plain, tls };

class Crowd {
 public:
  /// `count` connections, each parked after one answer. Under TLS any certificate is taken.
  /// `first`: how many clients there are already, whose addresses they do not share.
  Crowd(int port, int count, Wire wire = Wire::plain, int first = 0);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  /// How many were answered with 200.
  int answered() const { return answered_; }
  /// How many are still open.
  int open() const;

 private:
  struct Tls;  ///< what OpenSSL keeps of the sockets
  std::vector<int> sockets_;
  std::unique_ptr<Tls> tls_;
  int answered_ = 0;
};

}  // namespace ecluse::bench
