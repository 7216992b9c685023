// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a command is `Result<void> method(const Input&, Call&, Lines&)`
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
  ecluse::Result<void> tell(const Nothing&, ecluse::Call&, ecluse::Lines&);
#else
  ecluse::Result<void> tell(ecluse::Call&, ecluse::Lines&);
#endif
};

const auto made = ecluse::command<&Rooms::tell>({"Dire", "Tell"}, {"Dit", "Tells"});
