// SPDX-License-Identifier: EUPL-1.2
#include "query.hpp"

#include <algorithm>
#include <ecluse/kit/checks.hpp>
#include <ecluse/kit/text.hpp>
#include <utility>

namespace ecluse::deces {
namespace {

/// Conditions joined by AND, with their values in order.
class Conditions {
 public:
  void add(const std::string& sql, std::vector<Value> values) {
    text_ += (text_.empty() ? " WHERE " : " AND ") + sql;
    for (Value& value : values) values_.push_back(std::move(value));
  }
  const std::string& text() const { return text_; }
  std::vector<Value>& values() { return values_; }

 private:
  std::string text_;
  std::vector<Value> values_;
};

Value number(PackedDay day) { return static_cast<std::int64_t>(day); }

/// "MARTIN" takes MARTIN and MARTIN DUPONT; "MART*" takes MARTINEZ as well. The end of a family
/// name is
/// '*' in a key, which sorts behind the space and before every letter.
void add_name(const std::string& name, Conditions& conditions) {
  const bool longer = !name.empty() && name.back() == '*';
  const std::string folded = kit::fold(name);
  conditions.add("key >= ? AND key < ?", longer ? std::vector<Value>{folded, folded + "\x7F"}
                                                : std::vector<Value>{folded + ' ', folded + '+'});
}

void add_given(const std::string& given, Conditions& conditions) {
  const std::string folded = kit::fold(given);
  std::size_t start = 0;
  while (start < folded.size()) {
    const std::size_t end = std::min(folded.find(' ', start), folded.size());
    conditions.add("key GLOB ?", {"*[* ]" + folded.substr(start, end - start) + '*'});
    start = end + 1;
  }
}

/// Whatever may be that date: the days in its range, and the same year or month without a day.
void add_born(const PartialDate& born, Conditions& conditions) {
  const PackedDay year = born.year() * 10'000, month = year + born.month() * 100;
  const PackedDay low = month + born.day();
  const PackedDay high = born.day() != 0 ? low : born.month() != 0 ? month + 99 : year + 9'999;
  if (born.day() != 0)
    conditions.add("born IN (?, ?, ?)", {number(low), number(month), number(year)});
  else if (low == year)
    conditions.add("born BETWEEN ? AND ?", {number(low), number(high)});
  else
    conditions.add("born BETWEEN ? AND ? AND (born >= ? OR born = ?)",
                   {number(year), number(high), number(low), number(year)});
}

std::string marks(std::size_t count) {
  std::string text = "?";
  while (--count > 0) text += ", ?";
  return text;
}

std::vector<Value> codes_as_values(const std::string& place) {
  std::vector<Value> values;
  for (std::string& code : codes_of(place)) values.emplace_back(std::move(code));
  return values;
}

void add_place(const char* column, const std::string& place, Conditions& conditions) {
  auto values = codes_as_values(place);
  const std::string list = marks(values.size());
  conditions.add(std::string(column) + " IN (" + list + ")", std::move(values));
}

Order order_of(const Criteria& criteria) {
  if (criteria.born && criteria.born->whole()) return Order::birth;  // some hundred people a day
  if (!kit::fold(criteria.name).empty()) return Order::name;
  if (!criteria.death_place.empty()) return Order::place;
  if (!criteria.birth_place.empty()) return Order::birth_place;
  if (criteria.died_from) return Order::death;
  if (criteria.born && criteria.born->known()) return Order::birth;
  return criteria.died_to ? Order::death : Order::none;
}

/// The days that `died` may be: what is asked for, and dates of which only the year or month is
/// known.
struct Days {
  PackedDay from = 0, to = last_day_of_all;
  std::vector<std::pair<PackedDay, PackedDay>> ranges() const {
    std::vector<std::pair<PackedDay, PackedDay>> all;
    for (const PackedDay part : {from / 10'000 * 10'000, from / 100 * 100})
      if (part < from && part <= to && (all.empty() || all.back().first != part))
        all.emplace_back(part, part);
    all.emplace_back(from, to);
    return all;
  }
};

Days days_of(const Criteria& criteria) {
  return {criteria.died_from.value_or(0), criteria.died_to.value_or(last_day_of_all)};
}

void add_died(const Criteria& criteria, Conditions& conditions) {
  if (!criteria.died_from && !criteria.died_to) return;
  const Days days = days_of(criteria);
  conditions.add("(died BETWEEN ? AND ? OR (died IN (?, ?) AND died <= ?))",
                 {number(days.from), number(days.to), number(days.from / 10'000 * 10'000),
                  number(days.from / 100 * 100), number(days.to)});
}

void add_place_ranges(const std::string& place, const Days& days, std::vector<KeyRange>& ranges) {
  for (const std::string& code : codes_of(place))
    for (const auto& [from, to] : days.ranges())
      if (from <= to) ranges.push_back({place_key(code, from), place_key(code, to)});
}

void add_birth_ranges(const PartialDate& born, std::vector<KeyRange>& ranges) {
  const auto at = [](int value) { return static_cast<OrderKey>(value); };
  const int year = born.year() * 10'000, month = year + born.month() * 100;
  const int last = born.month() == 0 ? year + 9'999
                   : born.day() == 0 ? month + 99
                                     : month + born.day();
  const int first = born.month() == 0 ? year : month + born.day();
  for (const int part : {year, month})
    if (part < first && (ranges.empty() || ranges.back().low != at(part)))
      ranges.push_back({at(part), at(part)});
  ranges.push_back({at(first), at(last)});
}

/// Only what is not before the group of equals of `from`.
void cut_before(OrderKey low, std::vector<KeyRange>& ranges) {
  ranges.erase(std::remove_if(ranges.begin(), ranges.end(),
                              [&](const KeyRange& one) { return one.high < low; }),
               ranges.end());
  for (KeyRange& one : ranges) one.low = std::max(one.low, low);
}

std::vector<KeyRange> ranges_of(Order order, const Criteria& criteria) {
  std::vector<KeyRange> ranges;
  const Days days = days_of(criteria);
  if (order == Order::birth) add_birth_ranges(*criteria.born, ranges);
  if (order == Order::place) add_place_ranges(criteria.death_place, days, ranges);
  if (order == Order::birth_place) add_place_ranges(criteria.birth_place, days, ranges);
  if (order == Order::death)
    for (const auto& [from, to] : days.ranges())
      if (from <= to) ranges.push_back({death_key(from, "00000"), death_key(to, "")});
  std::sort(ranges.begin(), ranges.end(),
            [](const KeyRange& left, const KeyRange& right) { return left.low < right.low; });
  return ranges;
}

OrderKey key_of(Order order, const Found& found) {
  switch (order) {
    case Order::birth:
      return static_cast<OrderKey>(found.born);
    case Order::place:
      return place_key(found.death_place, found.died);
    case Order::birth_place:
      return place_key(found.birth_place, found.died);
    default:
      return death_key(found.died, found.death_place);
  }
}

}  // namespace

const char* const found_columns =
    "id, key, name, sex, born, birth_place, birth_town, birth_country, died, death_place, act, "
    "flaws";

void read_found(const kit::Statement& row, std::int64_t segment, Found& found) {
  found.segment = segment;
  found.line = row.integer(0);
  found.key = row.text(1);
  found.name = row.text(2);
  if (found.name.empty()) found.name = found.key;
  found.sex = static_cast<int>(row.integer(3));
  found.born = static_cast<PackedDay>(row.integer(4));
  found.birth_place = row.text(5);
  found.birth_town = row.text(6);
  found.birth_country = row.text(7);
  found.died = static_cast<PackedDay>(row.integer(8));
  found.death_place = row.text(9);
  found.act = row.text(10);
  found.flaws = Flaws::of(static_cast<std::uint32_t>(row.integer(11)));
}

int compare(Order order, const Found& left, const Found& right) {
  if (order == Order::name) {
    if (const int keys = left.key.compare(right.key); keys != 0) return keys;
    return left.born < right.born ? -1 : left.born > right.born;
  }
  const OrderKey one = key_of(order, left), other = key_of(order, right);
  return one < other ? -1 : one > other;
}

Query make_query(const Criteria& criteria, const Found* from) {
  Query query;
  query.order = order_of(criteria);
  if (query.order == Order::none) return query;
  const bool by_name = query.order == Order::name;
  Conditions conditions;
  if (!by_name) conditions.add("id = ?", {std::int64_t{0}});
  if (!kit::fold(criteria.name).empty()) add_name(criteria.name, conditions);
  add_given(criteria.given, conditions);
  if (criteria.born && criteria.born->known()) add_born(*criteria.born, conditions);
  if (!criteria.death_place.empty()) add_place("death_place", criteria.death_place, conditions);
  if (!criteria.birth_place.empty()) add_place("birth_place", criteria.birth_place, conditions);
  add_died(criteria, conditions);
  if (by_name && from != nullptr)
    conditions.add("(key, born) >= (?, ?)", {from->key, number(from->born)});
  if (!by_name) query.ranges = ranges_of(query.order, criteria);
  if (!by_name && from != nullptr) cut_before(key_of(query.order, *from), query.ranges);
  query.part.sql = std::string("SELECT ") + found_columns + " FROM %" +
                   (by_name ? " INDEXED BY %_by_name" : "") + conditions.text() +
                   (by_name ? " ORDER BY key, born, id" : "");
  query.part.values = std::move(conditions.values());
  return query;
}

}  // namespace ecluse::deces
