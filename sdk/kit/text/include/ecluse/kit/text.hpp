// SPDX-License-Identifier: MIT
// Text as old files hold it: finding the encoding by evidence, decoding it, and folding it for
// search.
//
// Labels lie: files that say ISO-8859-1 hold Windows-1252, and lines of one file differ. So the
// bytes are asked. What an encoding does not define is kept as U+FFFD and reported with its offset;
// nothing is dropped silently. All functions are pure. [any]
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecluse::kit {

enum class Encoding : std::uint8_t { ascii, utf_8, iso_8859_1, iso_8859_15, windows_1252 };

/// "UTF-8", "ISO-8859-15" …; static storage.
std::string_view name(Encoding encoding);

/// Whether no byte is above 0x7F; reads eight at a time.
bool is_ascii(std::string_view bytes);

/// Offset of the first byte that breaks UTF-8 (overlong forms, surrogates and cut ends included).
std::optional<std::size_t> utf8_fault(std::string_view bytes);

/// What the bytes are, by evidence: nothing above 0x7F is ASCII; what reads as UTF-8 is UTF-8;
/// bytes 0x80–0x9F are Windows-1252; œ, Œ, Š, š, Ž, ž or Ÿ of ISO-8859-15 beside a letter is that;
/// the rest is ISO-8859-1. A few bytes of an unknown file say less than all of them: give what you
/// have.
Encoding detect(std::string_view bytes);

/// A byte that the encoding does not define.
struct BadByte {
  std::size_t offset = 0;
  std::uint8_t byte = 0;
};

struct Decoded {
  std::string text;  ///< UTF-8; U+FFFD stands for each bad byte
  Encoding encoding = Encoding::ascii;
  std::size_t bad_count = 0;  ///< all of them
  std::vector<BadByte> bad;   ///< the first 16
};

/// Turns bytes into UTF-8. A byte order mark is taken away.
Decoded decode(std::string_view bytes, Encoding encoding);
inline Decoded decode(std::string_view bytes) { return decode(bytes, detect(bytes)); }

/// For search only, never for display: upper case, no accents, œ→OE, æ→AE, ß→SS; hyphens,
/// apostrophes and other punctuation become one space; control characters and U+FFFD go.
/// "N'Diaye-Éloïse" → "N DIAYE ELOISE". Letters of other scripts stay as they are. `utf8` must be
/// valid; a broken sequence is skipped.
std::string fold(std::string_view utf8);
/// The same, appended; no allocation when `out` has room.
void fold_append(std::string_view utf8, std::string& out);

/// Number of code points of valid UTF-8.
std::size_t count_characters(std::string_view utf8);

/// Without the spaces at both ends (space, tab, no-break space are not told apart: ASCII ones
/// only).
std::string_view trim(std::string_view text);

}  // namespace ecluse::kit
