// SPDX-License-Identifier: EUPL-1.2
// {"schema": …, "input": …}: a schema that compiles judges any input; an input that is valid stays
// so when its defaults are filled in.
#include "json/schema.hpp"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "json/parse.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ecluse::json;
  auto both = parse({reinterpret_cast<const char*>(bytes), size});
  if (!both || !both->is_object() || !both->contains("schema") || !both->contains("input"))
    return 0;
  for (const Place place : {Place::input, Place::output, Place::settings}) {
    const auto schema = Schema::compile((*both)["schema"], place);
    if (!schema) continue;
    Value input = (*both)["input"];
    const bool valid = schema->validate(input).has_value();
    schema->fill_defaults(input);
    if (valid && !schema->validate(input)) std::abort();
  }
  return 0;
}
