// SPDX-License-Identifier: EUPL-1.2
// What a client sends over a connection: heads and bodies, one behind the other. However the bytes
// are cut into pieces, the same requests come out; nothing is read beyond them.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/body.hpp"
#include "http/inflate.hpp"

namespace {

using namespace ecluse;

/// The requests of a connection in words, as the front would read them from pieces of that size.
std::string read_all(std::string_view bytes, std::size_t piece) {
  const http::HeadLimits limits{2000, 20, 200};
  std::string told, held;
  http::HeadScanner scanner;
  http::BodyReader reader;
  std::string body;
  bool in_body = false;
  while (true) {
    std::string_view rest = held;
    if (in_body) {
      const auto state = reader.take(rest, &body);
      held.erase(0, held.size() - rest.size());
      if (state == http::BodyReader::State::done) {
        told += " body " + body + "\n";
        in_body = false;
        body.clear();
        continue;
      }
      if (body.size() > 300) std::abort();
      if (state != http::BodyReader::State::more)
        return told + (state == http::BodyReader::State::malformed ? "bad body" : "large body");
    } else {
      const auto state = scanner.scan(rest, limits);
      if (state == http::HeadScanner::State::refused) return told + scanner.reason();
      if (state == http::HeadScanner::State::complete) {
        http::Head head;
        if (scanner.size() > limits.bytes) std::abort();
        const auto refused = http::read_head(rest.substr(0, scanner.size()), limits, head);
        if (refused) return told + std::string(refused->slug);
        for (const auto& field : head.fields)
          if (field.value.find_first_of(std::string_view("\r\n\0", 3)) != field.value.npos)
            std::abort();
        if (head.fields.size() > limits.fields || head.path.empty()) std::abort();
        told += std::string(head.method) + " " + std::string(head.path);
        reader = http::BodyReader(head.framing, head.length, 300);
        in_body = true;
        held.erase(0, scanner.size());
        scanner = {};
        continue;
      }
      if (rest.size() > limits.bytes) std::abort();
    }
    if (bytes.empty()) return told + " more";
    held.append(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(bytes), size);
  const std::string whole = read_all(all, 1500);
  for (const std::size_t piece : {1, 5, 64})
    if (read_all(all, piece) != whole) std::abort();
  if (const auto plain = http::inflate_gzip(all, 1000); plain && plain->size() > 1000) std::abort();
  return 0;
}
