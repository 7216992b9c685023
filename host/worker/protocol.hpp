// SPDX-License-Identifier: EUPL-1.2
// What host and worker say to each other over their socket pair: frames of a length, a kind, a call
// id and fields. PROTOCOL.md tells what each kind means. Neither side believes the other: whatever
// does not decode to the last byte is a broken protocol.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ecluse::worker {

enum class Kind : std::uint8_t {
  // host to worker
  start = 1,   ///< what to load and what to take away: a JSON object (start_order.hpp)
  open = 2,    ///< role, settings with their secrets
  call = 3,    ///< numbers (CallNumbers), action, input, request id, key, consumer, case, language
  cancel = 4,  ///< the call should end
  credit = 5,  ///< so many bytes of items more
  close = 6,   ///< end
  stored = 7,  ///< the answer to `storage`, whose number is the id: status, rows
  line = 8,    ///< on control, with a descriptor: where calls come from now on, one at a time
  // worker to host
  started = 16,  ///< the readable line, a JSON object on the sandbox
  ended = 17,    ///< of start (id 0), open or call: status, slug, pointer, parameters, text, retry
  item = 18,     ///< JSON
  log = 19,      ///< of the call that the id names: level, message, fields
  moved = 21,    ///< a folder that it holds is no longer the one of that name
  storage = 20,  ///< of the call that the id names: number, operation, key, expected, value
};

inline constexpr std::size_t longest_frame = std::size_t{64} << 20;  ///< without its length
inline constexpr std::size_t most_fields = 8;
inline constexpr std::uint32_t stream_window = 256 * 1024;  ///< bytes of items on their way
inline constexpr int protocol_version = 1;
/// What a frame of this size takes of the window: many small items hold more memory than one.
constexpr std::size_t cost_of(std::size_t size) { return size + 64; }

struct Frame {
  Kind kind = Kind::close;
  std::uint32_t id = 0;
  std::array<std::string_view, most_fields> fields;  ///< into the bytes that were decoded
};

/// Which way a frame went; each side takes only what the other may say.
enum class From : std::uint8_t { host, worker };

/// Appends one frame, its length in front. False, and nothing is appended, when it is too long.
bool encode(std::string& out, Kind kind, std::uint32_t id,
            std::initializer_list<std::string_view> fields);

/// `body` is a frame without its length. Nothing unless every byte has a meaning.
std::optional<Frame> decode(std::string_view body, From from);

/// A number as the bytes of this machine: both ends run on it. For the fields of `encode`.
template <typename Number>
class Packed {
 public:
  static_assert(std::is_trivially_copyable_v<Number>);
  explicit Packed(const Number& number) { std::memcpy(bytes_.data(), &number, sizeof number); }
  operator std::string_view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, sizeof(Number)> bytes_;
};
template <typename Number>
Packed<Number> pack(const Number& number) {
  return Packed<Number>(number);
}
template <typename Number>
bool unpack(std::string_view bytes, Number& number) {
  static_assert(std::is_trivially_copyable_v<Number>);
  if (bytes.size() != sizeof number) return false;
  std::memcpy(&number, bytes.data(), sizeof number);
  return true;
}

/// Pairs in one field: the rows of a storage list.
std::string pack_rows(const std::vector<std::pair<std::string, std::string>>& rows);
bool unpack_rows(std::string_view bytes, std::vector<std::pair<std::string, std::string>>& rows);

/// First field of a call. Laid out without holes, for it goes as it is.
struct CallNumbers {
  std::int64_t left_ns;  ///< until the deadline: clocks are not compared
  std::uint32_t flags;   ///< of ecluse_call
  std::uint32_t window;  ///< bytes of items before the first credit
  std::uint8_t function;
  std::uint8_t role;
  std::uint8_t streams;  ///< 0: the one item may wait for the end of the call
  std::uint8_t spare[5];
};
static_assert(sizeof(CallNumbers) == 24);

/// Second field of `storage`.
enum StorageOperation : std::uint8_t {
  storage_get = 0,
  storage_put = 1,
  storage_list = 2,
  storage_expects = 4,  ///< of put: a value is expected
  storage_keeps = 8,    ///< of put: there is a value
};

/// Cuts a stream of bytes into frames. Not thread-safe.
class FrameReader {
 public:
  enum class Next : std::uint8_t { frame, more, broken };
  /// Where to receive, at least `wanted` bytes. Ends what `next` gave.
  char* space(std::size_t wanted, std::size_t& size);
  void received(std::size_t size) { filled_ += size; }
  /// The next whole frame without its length; its bytes live until `space`.
  Next next(std::string_view& body);
  bool has_frame() const;  ///< or bytes that can be none

 private:
  std::string buffer_;
  std::size_t begin_ = 0, filled_ = 0;
};

}  // namespace ecluse::worker
