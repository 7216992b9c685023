// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: an outcome is
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
  ecluse::Result<Query> book(const Query&, ecluse::Call&);
  ecluse::Result<ecluse::Outcome<Query>> trace(const Query&, ecluse::Call&);
#else
  ecluse::Result<Query> book(const Query&, ecluse::Call&);
  ecluse::Result<ecluse::Outcome<Nothing>> trace(const Query&, ecluse::Call&);
#endif
};

const auto made = ecluse::outcome<&Rooms::book, &Rooms::trace>();
