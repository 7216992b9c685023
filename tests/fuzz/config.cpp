// SPDX-License-Identifier: EUPL-1.2
// Any bytes as ecluse.toml: read or refused with findings that name a place and say it in both
// languages.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "config/finding.hpp"
#include "config/load.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto loaded = ecluse::config::parse(text, "/etc/ecluse/ecluse.toml");
  for (const auto& finding : loaded.findings)
    for (const auto language : {ecluse::base::Language::french, ecluse::base::Language::english})
      if (ecluse::config::to_text(finding, language).find("ecluse.toml:") == std::string::npos)
        std::abort();
  return 0;
}
