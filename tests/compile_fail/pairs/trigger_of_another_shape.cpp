// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a trigger is
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
  ecluse::Result<ecluse::Polled<Query>> news(const Query&, const ecluse::PollQuery&, ecluse::Call&);
#else
  ecluse::Result<ecluse::Polled<Query>> news(const Query&, ecluse::Call&);
#endif
};

const auto made = ecluse::trigger<&Rooms::news>({"Nouvelles", "News"});
