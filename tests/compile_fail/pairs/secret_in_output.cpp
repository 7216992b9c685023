// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a Secret stands in settings and nowhere else
#include <ecluse/connector.hpp>

struct Nothing {};
template <>
constexpr auto ecluse::describe<Nothing> = fields();
struct Query {
  std::string text;
};
template <>
constexpr auto ecluse::describe<Query> = fields(field<&Query::text>("Texte", "Text"));
struct Account {
  std::string name;
  ecluse::Secret password;
};
template <>
constexpr auto ecluse::describe<Account> = fields(field<&Account::name>("Nom", "Name"),
                                                  field<&Account::password>("Mot", "Word"));
struct Rooms {
#ifdef GOOD
  ecluse::Result<Query> find(const Query&, ecluse::Call&);
#else
  ecluse::Result<std::vector<Account> > find(const Query&, ecluse::Call&);
#endif
};

const auto made = ecluse::action<&Rooms::find>({"Chercher", "Find"});
