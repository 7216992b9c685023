// SPDX-License-Identifier: EUPL-1.2
#include "lines.hpp"

#include <cstring>
#include <utility>

#include "record.hpp"

namespace ecluse::deces {
namespace {
constexpr std::size_t buffer_bytes = 1024 * 1024;
}

FileLines::FileLines(kit::FileSource& source, std::string path, std::uint64_t offset)
    : source_(source), path_(std::move(path)), buffer_(buffer_bytes), base_(offset) {}

/// Moves what is left to the front and reads behind it. False at the end of the file.
Result<bool> FileLines::refill() {
  std::memmove(buffer_.data(), buffer_.data() + start_, end_ - start_);
  base_ += start_;
  end_ -= start_;
  looked_ = end_;
  start_ = 0;
  auto read = source_.read(path_, base_ + end_, buffer_.data() + end_, buffer_.size() - end_);
  if (!read) return fail(std::move(read));
  end_ += *read;
  return *read > 0;
}

/// Runs to the next line end without keeping anything.
Result<bool> FileLines::skip(Line& line) {
  line = {{}, base_ + start_, true};
  while (true) {
    const void* found = std::memchr(buffer_.data() + start_, '\n', end_ - start_);
    if (found != nullptr) {
      start_ = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data()) + 1;
      looked_ = start_;
      return true;
    }
    start_ = end_;
    auto more = refill();
    if (!more) return more;
    if (!*more) return true;
    looked_ = 0;
  }
}

Result<bool> FileLines::next(Line& line) {
  while (true) {
    const void* found = std::memchr(buffer_.data() + looked_, '\n', end_ - looked_);
    std::size_t stop = end_;
    if (found != nullptr) {
      stop = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
    } else {
      if (end_ - start_ > longest_line) return skip(line);
      auto more = refill();
      if (!more) return more;
      if (*more) continue;
      if (start_ == end_) return false;
      stop = end_;
    }
    line = {std::string_view(buffer_.data() + start_, stop - start_), base_ + start_, false};
    start_ = found != nullptr ? stop + 1 : stop;
    looked_ = start_;
    if (line.text.size() > longest_line) line = {{}, line.offset, true};
    if (!line.text.empty() && line.text.back() == '\r') line.text.remove_suffix(1);
    return true;
  }
}

}  // namespace ecluse::deces
