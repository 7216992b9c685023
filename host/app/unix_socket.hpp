// SPDX-License-Identifier: EUPL-1.2
// A file descriptor that closes itself, and lines read from it under a limit.
#pragma once

#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ecluse::app {

/// Owns a descriptor; -1 is none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  ~Descriptor() { reset(); }

  void reset() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  /// Gives it away.
  int release() { return std::exchange(number_, -1); }
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// Lines of a socket; a line longer than the limit ends the reading.
class LineReader {
 public:
  LineReader(int descriptor, std::size_t limit) : descriptor_(descriptor), limit_(limit) {}
  /// The next line without its end, or nothing at the end of the stream.
  std::optional<std::string> next();

 private:
  int descriptor_;
  std::size_t limit_;
  std::string buffer_;
};

/// Writes all of `text` and a line end; false when the other side is gone.
bool write_line(int descriptor, std::string_view text);

/// Connected to the Unix socket `path`, or none.
Descriptor connect_unix(const std::string& path);

/// Listening on the Unix socket `path` with mode 0600, or none (see errno).
Descriptor listen_unix(const std::string& path);

}  // namespace ecluse::app
