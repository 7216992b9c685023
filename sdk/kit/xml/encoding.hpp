// SPDX-License-Identifier: MIT
// Which encoding a document says it has, which one its bytes say, and turning it into UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <ecluse/kit/xml.hpp>

namespace ecluse::kit::xml {

/// What the first bytes announce.
struct Declared {
  bool known = false;  ///< false: more bytes are needed, unless the document ends here
  Encoding encoding = Encoding::utf_8;
  std::size_t mark = 0;     ///< bytes of a byte order mark, to be skipped
  std::string unsupported;  ///< the label that we do not decode; empty when all is well
};

Declared declared_encoding(std::string_view start, bool is_all);

/// The encoding of a label, if it is one of ours.
std::optional<Encoding> encoding_labelled(std::string_view label);

/// Checks UTF-8 over pieces: no overlong form, no surrogate, nothing above U+10FFFF.
class Utf8Check {
 public:
  /// True while all is well; then `fault()` is the offset of the first bad byte.
  bool feed(std::string_view bytes);
  bool complete() const { return pending_ == 0; }
  std::uint64_t fault() const { return fault_; }
  bool met_sequence() const { return met_sequence_; }

 private:
  bool step(unsigned char byte);
  std::uint64_t position_ = 0;
  std::uint64_t start_ = 0;  // of the sequence under way
  std::uint64_t fault_ = 0;
  unsigned char low_ = 0x80, high_ = 0xBF;  // what the next byte may be
  int pending_ = 0;
  bool met_sequence_ = false;
};

/// Appends `bytes` as UTF-8. Returns the offset of a byte that the encoding does not define.
/// Latin-1 is read as windows-1252, its superset as people use it; `first_c1` gets the offset of
/// the first byte in 0x80–0x9F.
std::optional<std::size_t> decode(Encoding encoding, std::string_view bytes, std::string& out,
                                  std::optional<std::size_t>& first_c1);

}  // namespace ecluse::kit::xml
