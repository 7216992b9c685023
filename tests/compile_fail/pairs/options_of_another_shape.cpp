// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: an option list is
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
  ecluse::Result<ecluse::OptionPage> sites(const ecluse::OptionQuery&, ecluse::Call&);
#else
  ecluse::Result<std::vector<ecluse::Option> > sites(const ecluse::OptionQuery&, ecluse::Call&);
#endif
};

const auto made = ecluse::options<&Rooms::sites>({"Sites", "Sites"});
