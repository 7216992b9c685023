// SPDX-License-Identifier: MIT
// Walks the bytes of a document just far enough to know how long each tag is, before libxml2 does:
// libxml2 compares each attribute of a tag with all others, so 100,000 of them take seconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ecluse::kit::xml {

class Scanner {
 public:
  explicit Scanner(std::size_t limit) : limit_(limit) {}

  /// How many of `bytes` may be handed on: all, or those before a tag that is too long or a
  /// DOCTYPE (libxml2 would first collect all of the latter).
  /// Needs only an encoding that keeps ASCII bytes; state carries over from piece to piece.
  std::size_t accept(std::string_view bytes);
  /// Why not all of them.
  enum class Stop : std::uint8_t { none, too_long, doctype };
  Stop stopped() const { return stop_; }

 private:
  enum class Place : std::uint8_t { text, opened, tag, quoted, bang, comment, cdata, instruction };

  std::size_t skip_to(std::string_view bytes, std::size_t at, char wanted) const;
  void step(char byte);
  void opened(char byte);
  void bang(char byte);
  void ends_with(char byte, std::string_view end);

  std::size_t limit_;
  std::size_t length_ = 0;  // of the tag so far
  Place place_ = Place::text;
  char quote_ = 0;
  std::uint8_t matched_ = 0;  // how much of "-->", "]]>", "?>" or of "<!--", "<![CDATA[" was met
  Stop stop_ = Stop::none;
};

}  // namespace ecluse::kit::xml
