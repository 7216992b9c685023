// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: after and page_size are kept for the query of /api/events
#include <ecluse/connector.hpp>

#ifdef GOOD
#define NAME rehearsal
#else
#define NAME after
#endif
struct Query {
  bool NAME;
};
template <>
constexpr auto ecluse::describe<Query> = fields(field<&Query::NAME>("Essai", "Trial"));
struct Rooms {
  ecluse::Result<Query> find(const Query&, ecluse::Call&);
  ecluse::Result<ecluse::Polled<Query>> news(const Query&, const ecluse::PollQuery&, ecluse::Call&);
};

const auto made = ecluse::trigger<&Rooms::news>({"Nouvelles", "News"});
