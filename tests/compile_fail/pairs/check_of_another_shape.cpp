// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a check is `Result<Checked> method(Call&)`
#include <ecluse/connector.hpp>

struct Nothing {};
template <>
constexpr auto ecluse::describe<Nothing> = fields();
struct Query {
  std::string text;
};
template <>
constexpr auto ecluse::describe<Query> = fields(field<&Query::text>("Texte", "Text"));
struct Rooms {
#ifdef GOOD
  ecluse::Result<ecluse::Checked> check(ecluse::Call&);
#else
  bool check(ecluse::Call&);
#endif
};

const auto made = ecluse::check<&Rooms::check>();
