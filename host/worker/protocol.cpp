// SPDX-License-Identifier: EUPL-1.2
#include "worker/protocol.hpp"

#include <algorithm>

namespace ecluse::worker {
namespace {

constexpr std::size_t head_size = 1 + 4;  // kind, id
constexpr std::size_t smallest_room = 32 * 1024;

struct Shape {
  Kind kind;
  From from;
  std::size_t fields;
};
constexpr Shape shapes[] = {
    {Kind::start, From::host, 1},     {Kind::open, From::host, 2},
    {Kind::call, From::host, 8},      {Kind::cancel, From::host, 0},
    {Kind::credit, From::host, 1},    {Kind::close, From::host, 0},
    {Kind::stored, From::host, 2},    {Kind::line, From::host, 0},
    {Kind::started, From::worker, 2}, {Kind::ended, From::worker, 6},
    {Kind::item, From::worker, 1},    {Kind::log, From::worker, 3},
    {Kind::storage, From::worker, 5}, {Kind::moved, From::worker, 0},
};

void append_number(std::string& out, std::uint32_t number) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof number);
}

std::uint32_t number_at(const char* bytes) {
  std::uint32_t number = 0;
  std::memcpy(&number, bytes, sizeof number);
  return number;
}

/// The text behind a length in front of `rest`, which moves on.
bool take(std::string_view& rest, std::string_view& text) {
  if (rest.size() < 4) return false;
  const std::size_t size = number_at(rest.data());
  if (rest.size() - 4 < size) return false;
  text = rest.substr(4, size);
  rest.remove_prefix(4 + size);
  return true;
}

}  // namespace

bool encode(std::string& out, Kind kind, std::uint32_t id,
            std::initializer_list<std::string_view> fields) {
  std::size_t size = head_size;
  for (const auto field : fields) {
    if (field.size() > longest_frame) return false;
    size += 4 + field.size();
  }
  if (size > longest_frame) return false;
  out.reserve(out.size() + 4 + size);
  append_number(out, static_cast<std::uint32_t>(size));
  out.push_back(static_cast<char>(kind));
  append_number(out, id);
  for (const auto field : fields) {
    append_number(out, static_cast<std::uint32_t>(field.size()));
    out.append(field);
  }
  return true;
}

std::optional<Frame> decode(std::string_view body, From from) {
  if (body.size() < head_size) return std::nullopt;
  Frame frame;
  frame.kind = static_cast<Kind>(static_cast<std::uint8_t>(body[0]));
  frame.id = number_at(body.data() + 1);
  const auto* shape = std::find_if(std::begin(shapes), std::end(shapes), [&](const Shape& each) {
    return each.kind == frame.kind && each.from == from;
  });
  if (shape == std::end(shapes)) return std::nullopt;
  std::string_view rest = body.substr(head_size);
  for (std::size_t index = 0; index < shape->fields; ++index)
    if (!take(rest, frame.fields[index])) return std::nullopt;
  if (!rest.empty()) return std::nullopt;
  return frame;
}

std::string pack_rows(const std::vector<std::pair<std::string, std::string>>& rows) {
  std::string out;
  for (const auto& [key, value] : rows) {
    append_number(out, static_cast<std::uint32_t>(key.size()));
    out += key;
    append_number(out, static_cast<std::uint32_t>(value.size()));
    out += value;
  }
  return out;
}

bool unpack_rows(std::string_view bytes, std::vector<std::pair<std::string, std::string>>& rows) {
  while (!bytes.empty()) {
    std::string_view key, value;
    if (!take(bytes, key) || !take(bytes, value)) return false;
    rows.emplace_back(key, value);
  }
  return true;
}

char* FrameReader::space(std::size_t wanted, std::size_t& size) {
  if (begin_ == filled_) begin_ = filled_ = 0;
  if (begin_ > 0 && buffer_.size() - filled_ < wanted) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, filled_ - begin_);
    filled_ -= begin_;
    begin_ = 0;
  }
  // One long answer does not hold its memory for ever.
  if (filled_ == 0 && buffer_.size() > 32 * smallest_room) std::string().swap(buffer_);
  if (buffer_.size() - filled_ < wanted)
    buffer_.resize(std::max({smallest_room, buffer_.size() * 2, filled_ + wanted}));
  size = buffer_.size() - filled_;
  return buffer_.data() + filled_;
}

bool FrameReader::has_frame() const {
  const std::size_t there = filled_ - begin_;
  if (there < 4) return false;
  const std::size_t size = number_at(buffer_.data() + begin_);
  return size < head_size || size > longest_frame || there - 4 >= size;
}

FrameReader::Next FrameReader::next(std::string_view& body) {
  const std::size_t there = filled_ - begin_;
  if (there < 4) return Next::more;
  const std::size_t size = number_at(buffer_.data() + begin_);
  if (size < head_size || size > longest_frame) return Next::broken;
  if (there - 4 < size) return Next::more;
  body = std::string_view(buffer_).substr(begin_ + 4, size);
  begin_ += 4 + size;
  return Next::frame;
}

}  // namespace ecluse::worker
