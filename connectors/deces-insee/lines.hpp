// SPDX-License-Identifier: EUPL-1.2
// The lines of a file of any size through one buffer: a line that never ends is skipped, not kept.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ecluse/kit/folder.hpp>
#include <ecluse/result.hpp>

namespace ecluse::deces {

/// Borrows the source. One thread at a time.
class FileLines {
 public:
  /// From `offset`, which is the start of a line.
  FileLines(kit::FileSource& source, std::string path, std::uint64_t offset);

  struct Line {
    std::string_view text;     ///< without its end (LF or CRLF); borrowed until the next one
    std::uint64_t offset = 0;  ///< of its first byte
    bool too_long = false;     ///< more than 64 KiB: text is empty
  };
  /// False at the end. A last line without an end counts.
  Result<bool> next(Line& line);

  /// Where the next line begins.
  std::uint64_t offset() const { return base_ + start_; }

 private:
  Result<bool> refill();
  Result<bool> skip(Line& line);

  kit::FileSource& source_;
  std::string path_;
  std::vector<char> buffer_;
  std::uint64_t base_;      // file offset of buffer_[0]
  std::size_t start_ = 0;   // of what was not handed out
  std::size_t end_ = 0;     // of what was read
  std::size_t looked_ = 0;  // no line end before it
};

}  // namespace ecluse::deces
