// SPDX-License-Identifier: EUPL-1.2
#include "http/body.hpp"

#include <algorithm>

namespace ecluse::http {
namespace {

constexpr std::uint16_t longest_size_line = 256;  // with its extension
constexpr std::uint64_t largest_size = std::uint64_t{1} << 40;

int hexadecimal(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

}  // namespace

BodyReader::State BodyReader::take(std::string_view& bytes, std::string* into) {
  switch (framing_) {
    case Framing::none:
      return State::done;
    case Framing::length:
      return take_length(bytes, into);
    default:
      return take_chunks(bytes, into);
  }
}

void BodyReader::keep(std::string_view& bytes, std::string* into) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  if (into != nullptr) into->append(bytes.substr(0, count));
  bytes.remove_prefix(count);
  left_ -= count;
  received_ += count;
}

BodyReader::State BodyReader::take_length(std::string_view& bytes, std::string* into) {
  if (received_ == 0 && left_ > limit_) return State::too_large;
  keep(bytes, into);
  return left_ == 0 ? State::done : State::more;
}

BodyReader::State BodyReader::take_chunks(std::string_view& bytes, std::string* into) {
  while (!bytes.empty()) {
    if (part_ == Part::content) {
      keep(bytes, into);
      if (left_ == 0) part_ = Part::content_cr;
      continue;
    }
    const char letter = bytes.front();
    bytes.remove_prefix(1);
    if (const State state = take_letter(letter); state != State::more) return state;
  }
  return State::more;
}

/// The size of a chunk was read; its line may still go on.
BodyReader::State BodyReader::size_known() {
  return left_ > limit_ - received_ ? State::too_large : State::more;
}

BodyReader::State BodyReader::take_letter(char letter) {
  const auto go = [this, letter](char wanted, Part next) {
    part_ = next;
    return letter == wanted ? State::more : State::malformed;
  };
  switch (part_) {
    case Part::size_begin:
    case Part::size: {
      const int digit = hexadecimal(letter);
      if (digit >= 0) {
        left_ = (part_ == Part::size_begin ? 0 : left_ * 16) + static_cast<std::uint64_t>(digit);
        line_ = part_ == Part::size_begin ? 1 : static_cast<std::uint16_t>(line_ + 1);
        part_ = Part::size;
        return left_ > largest_size || line_ > 16 ? State::malformed : State::more;
      }
      if (part_ == Part::size_begin || (letter != '\r' && letter != ';')) return State::malformed;
      part_ = letter == ';' ? Part::extension : Part::size_end;
      return size_known();
    }
    case Part::extension:
      if (letter == '\r') {
        part_ = Part::size_end;
        return State::more;
      }
      if (++line_ > longest_size_line || (letter < ' ' && letter != '\t') || letter == 0x7f)
        return State::malformed;
      return State::more;
    case Part::size_end:
      return go('\n', left_ == 0 ? Part::last_cr : Part::content);
    case Part::content_cr:
      return go('\r', Part::content_lf);
    case Part::content_lf:
      return go('\n', Part::size_begin);
    case Part::last_cr:
      return go('\r', Part::last_lf);
    default:
      return letter == '\n' ? State::done : State::malformed;
  }
}

}  // namespace ecluse::http
