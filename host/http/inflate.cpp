// SPDX-License-Identifier: EUPL-1.2
#include "http/inflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <memory>

#include "base/problems.hpp"

namespace ecluse::http {

base::Result<std::string> inflate_gzip(std::string_view packed, std::size_t most) {
  constexpr int gzip_only = 15 + 16;  // the largest window, and no bare zlib stream
  z_stream stream{};
  if (::inflateInit2(&stream, gzip_only) != Z_OK) return base::fail(base::problem("internal"));
  const std::unique_ptr<z_stream, int (*)(z_stream*)> ends(&stream, ::inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string plain;
  for (int state = Z_OK; state == Z_OK;) {
    const std::size_t before = plain.size();
    plain.resize(std::min(most + 1, std::max<std::size_t>(before * 2, 4096)));
    stream.next_out = reinterpret_cast<Bytef*>(plain.data() + before);
    stream.avail_out = static_cast<uInt>(plain.size() - before);
    state = ::inflate(&stream, Z_NO_FLUSH);
    plain.resize(plain.size() - stream.avail_out);
    if (plain.size() > most)
      return base::fail(base::problem("body-too-large").with("limit", std::to_string(most)));
    const bool ended = state == Z_STREAM_END && stream.avail_in == 0;
    if (ended) return plain;
    if (state == Z_OK && stream.avail_in == 0 && stream.avail_out != 0) break;  // cut
  }
  return base::fail(base::problem("invalid-gzip"));
}

}  // namespace ecluse::http
