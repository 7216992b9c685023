// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: dry_run, wait and idempotency_key are kept for the query of a call
#include <ecluse/connector.hpp>

#ifdef GOOD
#define NAME rehearsal
#else
#define NAME dry_run
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

const auto made = ecluse::action<&Rooms::find>({"Chercher", "Find"});
