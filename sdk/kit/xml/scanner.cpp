// SPDX-License-Identifier: MIT
#include "scanner.hpp"

#include <cstring>

namespace ecluse::kit::xml {
namespace {
constexpr std::string_view kComment = "--";
constexpr std::string_view kCdata = "[CDATA[";
}  // namespace

std::size_t Scanner::skip_to(std::string_view bytes, std::size_t at, char wanted) const {
  const auto* found =
      static_cast<const char*>(std::memchr(bytes.data() + at, wanted, bytes.size() - at));
  return found ? static_cast<std::size_t>(found - bytes.data()) : bytes.size();
}

std::size_t Scanner::accept(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size() && stop_ == Stop::none; ++at) {
    if (place_ == Place::text) {
      at = skip_to(bytes, at, '<');
      if (at == bytes.size()) break;
    }
    step(bytes[at]);
    // Comments, CDATA and instructions have no attributes to compare; libxml2 bounds them itself.
    const bool counted = place_ == Place::tag || place_ == Place::quoted;
    if (counted && ++length_ > limit_) stop_ = Stop::too_long;
    if (stop_ != Stop::none) return at;
  }
  return bytes.size();
}

void Scanner::step(char byte) {
  switch (place_) {
    case Place::text:
      place_ = Place::opened;
      length_ = 1;
      break;
    case Place::opened:
      opened(byte);
      break;
    case Place::tag:
      if (byte == '>') place_ = Place::text;
      if (byte == '"' || byte == '\'') {
        quote_ = byte;
        place_ = Place::quoted;
      }
      break;
    case Place::quoted:
      if (byte == quote_) place_ = Place::tag;
      break;
    case Place::bang:
      bang(byte);
      break;
    case Place::comment:
      ends_with(byte, "-->");
      break;
    case Place::cdata:
      ends_with(byte, "]]>");
      break;
    case Place::instruction:
      ends_with(byte, "?>");
      break;
  }
}

void Scanner::opened(char byte) {
  matched_ = 0;
  if (byte == '!') {
    place_ = Place::bang;
  } else if (byte == '?') {
    place_ = Place::instruction;
  } else {
    place_ = byte == '>' ? Place::text : Place::tag;
  }
}

// After "<!": a comment, a CDATA section, or a declaration, which can only be a DOCTYPE.
void Scanner::bang(char byte) {
  if (matched_ == 0) quote_ = byte;  // '-' begins a comment, '[' a CDATA section
  const std::string_view target = quote_ == '[' ? kCdata : kComment;
  if (byte != target[matched_]) {
    if (matched_ == 0 && byte == 'D') stop_ = Stop::doctype;
    place_ = byte == '>' ? Place::text : Place::tag;
    return;
  }
  ++matched_;
  if (matched_ == target.size()) {
    place_ = quote_ == '[' ? Place::cdata : Place::comment;
    matched_ = 0;
  }
}

void Scanner::ends_with(char byte, std::string_view end) {
  if (byte == end[matched_]) {
    if (++matched_ == end.size()) place_ = Place::text;
    return;
  }
  // "--->" and "]]]>" still end: a repeated first byte keeps what was met before the last one.
  const bool repeats = matched_ == 2 && byte == end[0];
  matched_ = repeats ? 2 : static_cast<std::uint8_t>(byte == end[0] ? 1 : 0);
}

}  // namespace ecluse::kit::xml
