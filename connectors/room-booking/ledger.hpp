// SPDX-License-Identifier: EUPL-1.2
// The tables of a product, as the connector uses them: MRBS and GRR keep the same things in other
// columns. A ledger holds no session and no state beside its names: any number of threads.
#pragma once

#include <ecluse/kit/sql.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fingerprint.hpp"
#include "recurrence.hpp"
#include "reference.hpp"
#include "row_writer.hpp"
#include "rules.hpp"

namespace ecluse::rooms {

/// A field that the site or the product added: a column of MRBS, an overload field of GRR.
struct NamedValue {
  std::string name, value;
};

/// A booking with what only details ask for.
struct Row {
  Booking booking;
  std::vector<NamedValue> fields;
  std::string overload;  ///< GRR: the fields as its column holds them
};

struct BookingFilter {
  std::vector<std::int64_t> rooms;  ///< empty: all
  std::optional<Interval> window;
  std::string text;  ///< part of the title
  std::string created_by;
  std::string reader;  ///< whose private bookings the text may find
  std::optional<Approval> approval;
  std::optional<std::int64_t> series;
  Epoch after_start = -1;  ///< with after_id: where the page before ended
  std::int64_t after_id = 0;
  int limit = 50;
};

/// What a new series writes beside its members.
struct SeriesPlan {
  Recurrence recurrence;
  Booking first;
  Epoch last_start = 0;
};

/// Somebody to whom the web application would have written.
struct Recipient {
  std::string role;  ///< "room-administrator", "area-administrator", "creator", "watcher"
  std::string address;
};

enum class RowLock : std::uint8_t { none, update };
enum class LogAction : std::uint8_t { created = 1, changed = 2, moderated = 3, cancelled = 5 };

using Session = kit::SqlSession;

/// A part of WHERE, with the values of its marks.
struct Condition {
  std::string text;
  kit::SqlValues values;
};

class Ledger {
 public:
  explicit Ledger(Tables tables) : tables_(std::move(tables)) {}
  virtual ~Ledger() = default;
  const Tables& tables() const { return tables_; }

  virtual Result<std::vector<Area>> areas(Session& session) const = 0;
  /// All rooms, or those of `ids`; with a lock in the order of ids, so that nobody waits in a ring.
  virtual Result<std::vector<Room>> rooms(Session& session, std::span<const std::int64_t> ids,
                                          RowLock lock) const = 0;
  virtual Result<std::vector<BookingType>> types(Session& session, std::int64_t area) const = 0;
  virtual Result<Account> account(Session& session, const std::string& login, const Room* room,
                                  const Area* area) const = 0;
  /// Days on which nothing may be booked, as the base keeps them, sorted.
  virtual Result<std::vector<PackedDay>> closed_days(Session& session, const Zone& zone) const = 0;

  /// Whatever blocks those rooms in a window, by room and start. Streams, keeps two numbers a row.
  Result<void> busy(Session& session, std::span<const std::int64_t> rooms, const Interval& window,
                    const std::function<void(std::int64_t, Interval)>& take) const;
  Result<std::vector<Row>> search(Session& session, const BookingFilter& filter) const;
  /// The rows of a reference: one, or the members of a series, or none.
  virtual Result<std::vector<Row>> find(Session& session, const Reference& reference) const = 0;
  /// The bookings that an interval meets in a room, except rows of `except` ids and its series.
  Result<std::vector<Booking>> conflicts(Session& session, std::int64_t room, const Interval& when,
                                         std::span<const std::int64_t> except, RowLock lock) const;
  /// The row that a key made, whatever became of our own store; nothing: there is none.
  virtual Result<std::vector<Row>> made_by(Session& session, const std::string& mark) const = 0;

  virtual Result<void> check_rules(Session& session, const Proposal& proposal,
                                   const Mirrored& mirrored) const = 0;
  virtual Result<void> check_cancel(const Proposal& proposal) const = 0;
  virtual std::vector<std::string> rules_checked() const = 0;

  /// Whether the fields of a row exist, and all that must be there is. `before`: on a change, what
  /// stands in the base; fields that are not said stay.
  virtual Result<void> prepare(Session& session, const Area& area, Row& row,
                               const Row* before) const = 0;
  virtual Result<void> insert(RowWriter& writer, Row& row, const std::string& mark,
                              Epoch now) const = 0;
  virtual Result<std::int64_t> insert_series(RowWriter& writer, const SeriesPlan& plan) const = 0;
  /// Times, room and texts of a row that exists.
  virtual Result<void> update(RowWriter& writer, const Row& before, const Row& after,
                              Epoch now) const = 0;
  virtual Result<void> cancel(Session& session, RowWriter& writer, const Booking& booking,
                              const std::string& login, Epoch now) const = 0;
  virtual Result<void> decide(Session& session, RowWriter& writer, const Booking& booking,
                              Approval decision, const std::string& login,
                              const std::string& reason, Epoch now) const = 0;
  virtual Result<std::vector<Recipient>> recipients(Session& session, const Room& room,
                                                    const Area& area,
                                                    const Booking& booking) const = 0;

 protected:
  virtual std::string live() const = 0;  ///< what is true of a row that was not deleted
  virtual Condition text_is(const BookingFilter& filter) const = 0;
  virtual Condition approval_is(Approval approval) const = 0;
  /// Live rows; `and_order` goes on behind that condition.
  virtual Result<std::vector<Row>> rows(Session& session, const std::string& and_order,
                                        const kit::SqlValues& values) const = 0;

  Tables tables_;
};

/// `custom_columns`: of the entry table, from the fingerprint.
std::unique_ptr<Ledger> mrbs_ledger(Tables tables, std::vector<std::string> custom_columns,
                                    std::vector<BookingType> mirrored_types);
std::unique_ptr<Ledger> grr_ledger(Tables tables, std::string zone);

/// "?, ?, ?" for so many values. [any]
std::string marks(std::size_t count);
/// A text for LIKE … ESCAPE '!'. [any]
std::string like_part(std::string_view text);

}  // namespace ecluse::rooms
