// SPDX-License-Identifier: EUPL-1.2
// Any bytes: parsed or refused; what was parsed is written canonically, and reads back as the same
// bytes.
#include "json/parse.hpp"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "json/canonical.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto value = ecluse::json::parse({reinterpret_cast<const char*>(bytes), size},
                                         {.depth = 64, .bytes = 65'536});
  if (!value) return 0;
  const std::string once = ecluse::json::canonical(*value);
  const auto again = ecluse::json::parse(once);
  if (!again || ecluse::json::canonical(*again) != once) std::abort();
  return 0;
}
