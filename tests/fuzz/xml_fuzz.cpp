// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a request file: no crash, the same whatever the pieces, and what we read we can
// write so that it is read again.
#include <cstdlib>
#include <ecluse/kit/xml.hpp>

#include "reading.hpp"

namespace {

class Count final : public ecluse::kit::xml::Handler {
 public:
  void start(const ecluse::kit::xml::Tag& tag, int) override { events += 1 + tag.name().size(); }
  void end(std::string_view name, int) override { events += 2 + name.size(); }
  void text(std::string_view piece) override { bytes += piece.size(); }
  bool operator==(const Count& other) const {
    return events == other.events && bytes == other.bytes;
  }
  std::size_t events = 0, bytes = 0;
};

bool in_pieces(std::string_view document, std::size_t size, Count& count) {
  ecluse::kit::xml::Reader reader(count, {});
  for (std::size_t at = 0; at < document.size(); at += size)
    if (!reader.feed(document.substr(at, size))) return false;
  return reader.finish().has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view document(reinterpret_cast<const char*>(data), size);
  Count whole, pieces;
  const bool good = in_pieces(document, size + 1, whole);
  if (good != in_pieces(document, 3, pieces)) std::abort();
  if (good && !(whole == pieces)) std::abort();
  auto read = ecluse::civil::read_request(document);
  if (!read) return 0;
  ecluse::civil::check_request(read->request, 20260101, read->findings);
  for (const auto& finding : read->findings)
    if (sentence(finding, ecluse::civil::Tongue::french).empty()) std::abort();
  const auto again = ecluse::civil::read_request(ecluse::civil::write_cityweb(read->request));
  if (!again || again->request.type != read->request.type) std::abort();
  return 0;
}
