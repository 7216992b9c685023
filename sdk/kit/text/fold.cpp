// SPDX-License-Identifier: MIT
#include <array>

#include "ecluse/kit/text.hpp"

namespace ecluse::kit {
namespace {

// U+00C0 to U+017F, what each letter becomes; a space is punctuation.
constexpr std::array<std::string_view, 0x180 - 0xC0> plain_letters{
    "A", "A", "A",  "A",  "A", "A", "AE", "C",  "E",  "E", "E", "E", "I",  "I",  "I", "I", "D", "N",
    "O", "O", "O",  "O",  "O", " ", "O",  "U",  "U",  "U", "U", "Y", "TH", "SS", "A", "A", "A", "A",
    "A", "A", "AE", "C",  "E", "E", "E",  "E",  "I",  "I", "I", "I", "D",  "N",  "O", "O", "O", "O",
    "O", " ", "O",  "U",  "U", "U", "U",  "Y",  "TH", "Y", "A", "A", "A",  "A",  "A", "A", "C", "C",
    "C", "C", "C",  "C",  "C", "C", "D",  "D",  "D",  "D", "E", "E", "E",  "E",  "E", "E", "E", "E",
    "E", "E", "G",  "G",  "G", "G", "G",  "G",  "G",  "G", "H", "H", "H",  "H",  "I", "I", "I", "I",
    "I", "I", "I",  "I",  "I", "I", "IJ", "IJ", "J",  "J", "K", "K", "K",  "L",  "L", "L", "L", "L",
    "L", "L", "L",  "L",  "L", "N", "N",  "N",  "N",  "N", "N", "N", "N",  "N",  "O", "O", "O", "O",
    "O", "O", "OE", "OE", "R", "R", "R",  "R",  "R",  "R", "S", "S", "S",  "S",  "S", "S", "S", "S",
    "T", "T", "T",  "T",  "T", "T", "U",  "U",  "U",  "U", "U", "U", "U",  "U",  "U", "U", "U", "U",
    "W", "W", "Y",  "Y",  "Y", "Z", "Z",  "Z",  "Z",  "Z", "Z", "S"};

// What an ASCII byte becomes: itself, upper case, a space, or 0 for nothing.
constexpr std::array<char, 128> make_ascii() {
  std::array<char, 128> table{};
  for (int byte = 0; byte < 128; ++byte) {
    char folded = ' ';
    if (byte < 32 || byte == 127)
      folded = byte == '\t' || byte == '\n' || byte == '\r' ? ' ' : '\0';
    if (byte >= '0' && byte <= '9') folded = static_cast<char>(byte);
    if (byte >= 'A' && byte <= 'Z') folded = static_cast<char>(byte);
    if (byte >= 'a' && byte <= 'z') folded = static_cast<char>(byte - 32);
    table[static_cast<std::size_t>(byte)] = folded;
  }
  return table;
}
constexpr std::array<char, 128> ascii_folded = make_ascii();

struct Point {
  char32_t value = 0;
  std::size_t length = 1;
};

/// The code point at `index`; length 1 and value 0 for a broken sequence.
Point point_at(std::string_view text, std::size_t index) {
  const auto byte = [&](std::size_t offset) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[index + offset]));
  };
  const char32_t lead = byte(0);
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
  if (length == 1 || index + length > text.size()) return {};
  char32_t value = lead & (0x7Fu >> length);
  for (std::size_t offset = 1; offset < length; ++offset) {
    if ((byte(offset) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(offset) & 0x3F);
  }
  return {value, length};
}

class Folder {
 public:
  explicit Folder(std::string& out) : out_(out), start_(out.size()) {}

  void add(char letter) {
    if (letter == ' ') {
      space_ = out_.size() > start_;
    } else if (letter != '\0') {
      if (space_) out_ += ' ';
      space_ = false;
      out_ += letter;
    }
  }
  void add(std::string_view letters) {
    for (const char letter : letters) add(letter);
  }
  void add_point(char32_t value, std::string_view bytes) {
    if (value < 0xA0 || value == 0xFFFD || value == 0xFEFF || value == 0xAD) return;
    if (value >= 0x300 && value < 0x370) return;  // accents that stand alone
    if (value < 0xC0 || (value >= 0x2000 && value < 0x2070)) return add(' ');
    if (value < 0x180) return add(plain_letters[value - 0xC0]);
    if (value == 0x1E9E) return add("SS");
    add(bytes);  // another script
  }

 private:
  std::string& out_;
  std::size_t start_;
  bool space_ = false;  // one is due before the next letter
};

}  // namespace

void fold_append(std::string_view utf8, std::string& out) {
  Folder folder(out);
  for (std::size_t index = 0; index < utf8.size();) {
    const unsigned char byte = static_cast<unsigned char>(utf8[index]);
    if (byte < 0x80) {
      folder.add(ascii_folded[byte]);
      ++index;
      continue;
    }
    const Point point = point_at(utf8, index);
    folder.add_point(point.value, utf8.substr(index, point.length));
    index += point.length;
  }
}

std::string fold(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  fold_append(utf8, out);
  return out;
}

}  // namespace ecluse::kit
