// SPDX-License-Identifier: EUPL-1.2
// The connector: one class for both products, for they differ in their tables alone (ledger.hpp).
// Any number of threads; what it keeps beside the base is a catalogue that is a few seconds old.
#pragma once

#include <ecluse/connector.hpp>
#include <ecluse/kit/sql.hpp>
#include <memory>
#include <mutex>

#include "orders.hpp"
#include "settings.hpp"

namespace ecluse::rooms {

/// What seldom changes, read at once: which product, which rooms, what protects a write.
struct Catalog {
  Fingerprint fingerprint;
  std::shared_ptr<const Ledger> ledger;
  std::vector<Area> areas;
  std::vector<Room> rooms;
  std::vector<Calendar> calendars;  ///< of the areas whose zone is known
  std::int64_t read_at = 0;         ///< monotonic nanoseconds

  const Room* room(std::int64_t id) const;
  const Area* area(std::int64_t id) const;
  const Calendar* calendar(std::int64_t area) const;
};
using CatalogPointer = std::shared_ptr<const Catalog>;

/// One booking as it was before any lock, to learn which rooms to lock.
struct Seen {
  CatalogPointer catalog;
  Row row;
};

enum class Freshness : std::uint8_t { recent, fresh };

/// What a write needs while the locks are held. Borrows everything.
struct Work {
  Call& call;
  const Catalog& catalog;
  Session& session;
  RowWriter& writer;
  const std::vector<Room>& rooms;  ///< as they are now, locked
};
using Body = std::function<Result<Written>(Work&)>;
using MemberChange = std::function<Result<void>(Work&, Row&)>;

class Desk {
 public:
  static Result<std::unique_ptr<Desk>> open(MrbsSettings settings, Host host);
  static Result<std::unique_ptr<Desk>> open(GrrSettings settings, Host host);
  Desk(DeskSettings settings, Host host, std::unique_ptr<kit::SqlDatabase> database);

  // reading.cpp, searching.cpp
  Result<AreaList> list_areas(const Nothing& input, Call& call);
  Result<RoomList> list_rooms(const RoomQuery& input, Call& call);
  Result<TypeList> list_types(const TypeQuery& input, Call& call);
  Result<SlotList> find_free_slots(const SlotQuery& input, Call& call);
  Result<BookingRow> get_booking(const ByReference& input, Call& call);
  Result<BookingPage> search_bookings(const BookingQuery& input, Call& call);
  Result<OptionPage> areas(const OptionQuery& query, Call& call);
  Result<OptionPage> rooms(const OptionQuery& query, Call& call);
  Result<OptionPage> types(const OptionQuery& query, Call& call);

  // booking.cpp, series.cpp
  Result<Written> create_booking(const NewBooking& input, Call& call);
  Result<Written> change_booking(const ChangeBooking& input, Call& call);
  Result<Written> cancel_booking(const ByReference& input, Call& call);
  Result<Written> approve_booking(const Decision& input, Call& call);
  Result<Written> refuse_booking(const Decision& input, Call& call);
  Result<Written> create_series(const NewSeries& input, Call& call);
  Result<Written> change_series(const ChangeSeries& input, Call& call);
  Result<Written> cancel_series(const SeriesReference& input, Call& call);

  // outcomes.cpp
  Result<Outcome<Written>> find_created(const NewBooking& input, Call& call);
  Result<Outcome<Written>> find_series(const NewSeries& input, Call& call);
  Result<Outcome<Written>> find_cancelled(const ByReference& input, Call& call);

  // checking.cpp
  Result<Checked> check(Call& call);
  Result<void> overlaps(const Nothing& input, Call& call, Lines& lines);
  Result<void> guard(const Nothing& input, Call& call, Lines& lines);

 private:
  // catalog.cpp
  Result<CatalogPointer> catalog(Call& call, Freshness freshness);
  Result<std::unique_ptr<Catalog>> read_catalog(Session& session) const;
  Result<std::unique_ptr<Session>> reading(Call& call) const;
  Result<const Calendar*> calendar_of(const Catalog& catalog, std::int64_t area) const;
  Result<const Room*> room_of(const Catalog& catalog, std::string_view text,
                              std::string_view pointer) const;
  Epoch now() const { return host_.wall_ns() / 1'000'000'000; }

  // telling.cpp
  BookingRow row_of(const Catalog& catalog, const Row& row) const;
  Result<Epoch> moment(const Zone& zone, std::string_view text, std::string_view pointer) const;
  /// The interval that an input wants in an area.
  template <typename Input>
  Result<Interval> interval_of(const Calendar& calendar, const Input& input) const;
  /// Which field an end comes from.
  template <typename Input>
  static std::string_view end_pointer(const Input& input);

  Result<BookingFilter> filter_of(const Catalog& catalog, const BookingQuery& input) const;

  // locking.cpp
  Result<void> may_write(const Catalog& catalog) const;
  WriteMode mode_of(const Catalog& catalog, const Call& call) const;
  Result<std::unique_ptr<Session>> lock(Call& call, const Catalog& catalog) const;
  Result<Written> locked(Call& call, const Catalog& catalog, std::vector<std::int64_t> rooms,
                         const Body& body) const;
  Result<Written> locked_once(Call& call, const Catalog& catalog,
                              const std::vector<std::int64_t>& rooms, const Body& body) const;
  Result<Written> settled(Call& call, const Catalog& catalog, Result<Written> done,
                          const Row& ours) const;

  // booking.cpp
  std::string mark_for(const Call& call, std::string_view action) const;
  Result<Row> wanted_row(const Room& room, const Calendar& calendar, const NewBooking& input) const;
  Result<Account> judge(Work& work, const Room& room, const Calendar& calendar, const Row& row,
                        int adds) const;
  Result<Written> written(Work& work, const Row& row, std::size_t count) const;
  Result<Written> decide(const Decision& input, Approval decision, Call& call);
  Failure taken(Call& call, const Catalog& catalog, const Row& wanted,
                const std::vector<Booking>& conflicts, int capacity) const;
  Result<Seen> look_up(const std::string& booking, Call& call);
  Result<Row> only_row(const Ledger& ledger, Session& session, const std::string& booking) const;
  Result<Outcome<Written>> trace(const std::string& mark, Call& call);
  Result<std::vector<Row>> members(const Ledger& ledger, Session& session,
                                   const std::string& series) const;
  Result<std::vector<Row>> planned(const Room& room, const Calendar& calendar,
                                   const NewSeries& input, SeriesPlan& plan) const;
  Result<Written> each_member(const std::string& series, Call& call, const MemberChange& change);
  bool needs_approval(const Calendar& calendar, const Room& room, const Account& account) const;
  Result<Row> changed_row(const Catalog& catalog, const Row& before,
                          const ChangeBooking& input) const;
  Result<void> may_cancel(Work& work, const Room& room, const Row& row) const;
  Mirrored mirrored() const;

  DeskSettings settings_;
  Host host_;
  std::unique_ptr<kit::SqlDatabase> database_;
  std::mutex catalog_mutex_;
  CatalogPointer catalog_;
};

}  // namespace ecluse::rooms
