// SPDX-License-Identifier: EUPL-1.2
// Any bytes as what the other side of a worker's socket says, in two cuts: the same frames come out
// of both, what decodes is written back as the same bytes, and every reader of a field survives it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "worker/host_storage.hpp"
#include "worker/outcome.hpp"
#include "worker/protocol.hpp"
#include "worker/start_order.hpp"

namespace {

using namespace ecluse::worker;

struct NoValues final : ecluse::services::Storage {
  ecluse::base::Result<std::optional<std::string>> get(std::string_view) override {
    return std::nullopt;
  }
  ecluse::base::Result<void> put(std::string_view key, const std::optional<std::string>&,
                                 const std::optional<std::string>& value) override {
    if (key.empty() || key.size() > ecluse::services::longest_storage_key) std::abort();
    if (value && value->size() > ecluse::services::longest_storage_value) std::abort();
    return {};
  }
  ecluse::base::Result<Rows> list(std::string_view) override { return Rows{{"k", "v"}}; }
};

/// The bodies of a stream that arrives `step` bytes at a time, and whether it broke.
std::vector<std::string> bodies_of(std::string_view bytes, std::size_t step, bool& broken) {
  FrameReader reader;
  std::vector<std::string> bodies;
  broken = false;
  while (!bytes.empty() && !broken) {
    std::size_t size = 0;
    char* into = reader.space(1, size);
    size = std::min({size, step, bytes.size()});
    std::memcpy(into, bytes.data(), size);
    bytes.remove_prefix(size);
    reader.received(size);
    for (std::string_view body;;) {
      const auto next = reader.next(body);
      broken = next == FrameReader::Next::broken;
      if (next != FrameReader::Next::frame) break;
      bodies.emplace_back(body);
    }
  }
  return bodies;
}

void read_fields(const Frame& frame) {
  NoValues values;
  ecluse::services::Storage::Rows rows;
  CallNumbers numbers{};
  if (frame.kind == Kind::ended) (void)read_ended(frame);
  if (frame.kind == Kind::storage && answer_storage(frame, values).empty()) std::abort();
  if (frame.kind == Kind::stored && unpack_rows(frame.fields[1], rows) &&
      pack_rows(rows) != frame.fields[1])
    std::abort();
  if (frame.kind == Kind::call) (void)unpack(frame.fields[0], numbers);
  if (frame.kind == Kind::start)
    if (const auto order = read_order(frame.fields[0]); order && !read_order(to_text(*order)))
      std::abort();
  if (frame.kind == Kind::started) (void)is_handshake(frame.fields[0], "demo", 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  bool broken = false, broken_too = false;
  const auto bodies = bodies_of(bytes, bytes.size(), broken);
  if (bodies != bodies_of(bytes, 3, broken_too) || broken != broken_too) std::abort();
  for (const auto& body : bodies)
    for (const auto from : {From::host, From::worker})
      if (const auto frame = decode(body, from)) read_fields(*frame);
  return 0;
}
