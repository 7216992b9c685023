// SPDX-License-Identifier: EUPL-1.2
// A target, an Accept-Language and an Authorization, a line each: routed, read and refused without
// a fault.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "access/authenticate.hpp"
#include "base/problems.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"
#include "http/route.hpp"
#include "json/parse.hpp"

namespace {

const ecluse::json::Schema& fields() {
  static const auto schema = ecluse::json::Schema::compile(ecluse::json::parse(R"({"type": "object",
    "additionalProperties": false, "properties": {
      "flag": {"type": "boolean", "title": {"fr": "x", "en": "x"}},
      "n": {"type": "integer", "title": {"fr": "x", "en": "x"}},
      "list": {"type": "array", "items": {"type": "integer"}, "title": {"fr": "x", "en": "x"}},
      "deep": {"type": "object", "additionalProperties": false, "title": {"fr": "x", "en": "x"}}}})")
                                                               .value(),
                                                           ecluse::json::Place::input);
  return *schema;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ecluse;
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  std::array<std::string_view, 3> line;
  for (auto& one : line) {
    one = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
  }
  const auto mark = line[0].find('?');
  const auto path = http::decode_percent(line[0].substr(0, mark));
  if (path && http::decode_percent(http::encode_percent(*path)) != path) std::abort();
  const std::string where = path.value_or("/");  // the route borrows from it
  const http::Route route = http::find_route(where);
  const auto language = http::choose_language(line[1], base::Language::french);
  const access::AccessSnapshot nobody;
  if (nobody.authenticate(line[2], base::Wall())) std::abort();
  const auto query = http::parse_query(mark == line[0].npos ? "" : line[0].substr(mark + 1));
  base::Error error = base::problem("no-such-page").with("path", route.name);
  if (!query) {
    error = query.error();
  } else if (const auto input = http::query_input(*query, fields(), {"case"}); !input) {
    error = input.error();
  } else if (const auto valid = fields().validate(*input); !valid) {
    error = valid.error();
  }
  const auto response = http::problem_response(error, {nullptr, language, "https://e.test", "1"});
  if (response.status < 400 || !nlohmann::json::accept(response.body)) std::abort();
  return 0;
}
