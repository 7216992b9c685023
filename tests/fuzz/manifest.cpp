// SPDX-License-Identifier: EUPL-1.2
// Any bytes as a manifest; one that is accepted can be published in both languages.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "manifest/markdown.hpp"
#include "manifest/openapi.hpp"
#include "manifest/parse.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto value = ecluse::json::parse({reinterpret_cast<const char*>(bytes), size});
  if (!value) return 0;
  // Made canonical first, so that the fuzzer reaches the members and not only the byte comparison.
  const auto manifest = ecluse::manifest::parse(ecluse::json::canonical(*value));
  if (!manifest) return 0;
  for (const auto& connector : manifest->connectors)
    for (const auto language : {ecluse::base::Language::french, ecluse::base::Language::english}) {
      const auto made =
          ecluse::manifest::openapi({{"s", &connector}}, {"https://e.test", language});
      if (made["paths"].size() < 4 || ecluse::manifest::markdown(connector, language).empty())
        std::abort();
    }
  return 0;
}
