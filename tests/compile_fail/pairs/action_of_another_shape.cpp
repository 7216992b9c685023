// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: an action is `Result<Output> method(const Input&, Call&)`
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
  ecluse::Result<Query> find(const Query&, ecluse::Call&) const;
#else
  ecluse::Result<Query> find(Query, ecluse::Call&);
#endif
};

const auto made = ecluse::action<&Rooms::find>({"Chercher", "Find"});
