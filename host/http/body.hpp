// SPDX-License-Identifier: EUPL-1.2
// Where a body ends, found as its bytes come: by its length or by its chunks, never beyond a limit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/head.hpp"

namespace ecluse::http {

class BodyReader {
 public:
  BodyReader() = default;
  /// Takes at most `limit` bytes of content. A declared length above it is refused at the first
  /// take().
  BodyReader(Framing framing, std::uint64_t length, std::uint64_t limit)
      : framing_(framing), left_(length), limit_(limit) {}

  enum class State : std::uint8_t { more, done, too_large, malformed };
  /// Takes what belongs to the body from the front of `bytes`; content goes to `into`, unless that
  /// is null. Trailers are refused: nothing of a request stands behind its body. [any]
  State take(std::string_view& bytes, std::string* into);
  std::uint64_t received() const { return received_; }

 private:
  enum class Part : std::uint8_t {
    size_begin,
    size,
    extension,
    size_end,
    content,
    content_cr,
    content_lf,
    last_cr,
    last_lf
  };
  State take_length(std::string_view& bytes, std::string* into);
  State take_chunks(std::string_view& bytes, std::string* into);
  State take_letter(char letter);
  State size_known();
  void keep(std::string_view& bytes, std::string* into);

  Framing framing_ = Framing::none;
  Part part_ = Part::size_begin;
  std::uint16_t line_ = 0;  ///< letters of a size and its extension
  std::uint64_t left_ = 0;  ///< of the body, or of the chunk
  std::uint64_t limit_ = 0;
  std::uint64_t received_ = 0;
};

}  // namespace ecluse::http
