// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: an input, like settings, is a described struct
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
  ecluse::Result<Query> find(const Query&, ecluse::Call&);
#else
  ecluse::Result<Query> find(const std::string&, ecluse::Call&);
#endif
};

const auto made = ecluse::action<&Rooms::find>({"Chercher", "Find"});
