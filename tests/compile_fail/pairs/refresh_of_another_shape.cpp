// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a refresh is `Result<bool> method(Call&)`
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
  ecluse::Result<bool> read(ecluse::Call&);
#else
  ecluse::Result<void> read(ecluse::Call&);
#endif
};

const auto made = ecluse::refresh<&Rooms::read>(60);
