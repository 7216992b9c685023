// SPDX-License-Identifier: EUPL-1.2
// What goes in and out of the actions, as plain structs; describe_*.hpp says what they mean.
#pragma once

#include <ecluse/connector.hpp>

#include "ledger.hpp"

namespace ecluse::rooms {

using Text = std::optional<std::string>;
using TextList = std::optional<std::vector<std::string>>;

struct PeriodRow {
  std::string name;
  Text from, until;
};
enum class Mode : std::uint8_t { times, periods };
struct AreaRow {
  std::string area, name, time_zone;
  bool bookable = true;
  Mode mode = Mode::times;
  int slot_minutes = 30;
  Text opens, closes;
  std::vector<PeriodRow> periods;
  bool approval = false;
};
struct AreaList {
  std::vector<AreaRow> items;
};
struct RoomQuery {
  Text area;
  std::optional<int> capacity;
  bool all = false;
};
struct RoomRow {
  std::string room, name, area, area_name;
  int capacity = 0;
  Text equipment;
  bool bookable = true;
  std::vector<std::string> barred_types;
  bool approval = false;
};
struct RoomList {
  std::vector<RoomRow> items;
};
struct TypeQuery {
  Text room;
};
struct TypeRow {
  std::string type, name;
};
struct TypeList {
  std::vector<TypeRow> items;
};
struct Nothing {};

enum class SlotForm : std::uint8_t { slots, stretches };
enum class Together : std::uint8_t { any, all };
struct SlotQuery {
  TextList rooms;
  Text area;
  std::string from, to;
  std::optional<int> duration_minutes, period_count;
  std::optional<int> capacity;
  Together together = Together::any;
  SlotForm form = SlotForm::slots;
  int at_most = 200;
};
struct SlotRow {
  std::vector<std::string> rooms;
  std::string room_name, start, end;
  std::vector<std::string> periods;
};
struct SlotList {
  std::vector<SlotRow> items;
  bool complete = true;
};

enum class ApprovalState : std::uint8_t { none, awaiting, accepted, refused };
struct Field {
  std::string name, value;
};
struct BookingRow {
  std::string booking, room, room_name, area, start, end;
  std::vector<std::string> periods;
  std::string title, type;
  Text description;
  std::string created_by;
  Text beneficiary, modified_by;
  bool private_booking = false, tentative = false;
  ApprovalState approval = ApprovalState::none;
  Text series;
  std::vector<Field> fields;
};
struct BookingQuery {
  Text room, area, from, to, text, created_by;
  std::optional<ApprovalState> approval;
  int page_size = 50;
  Text cursor;
};
struct BookingPage {
  std::vector<BookingRow> items;
  Text cursor;
};
struct ByReference {
  std::string booking;
};

struct CalendarFile {
  std::string content, content_type, file_name;
  int events = 0;
};

/// Beside the sentence of slot-taken.
struct ConflictRow {
  std::string room, start, end, title;
  ApprovalState approval = ApprovalState::none;
};
struct AlternativeRow {
  std::string room, room_name, start, end;
  std::vector<std::string> periods;
};
struct Taken {
  std::vector<ConflictRow> conflicts;
  std::vector<AlternativeRow> alternatives;
};

struct BookingNotice {
  std::string booking, room;
};

}  // namespace ecluse::rooms
