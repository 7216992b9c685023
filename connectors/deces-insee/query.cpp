// SPDX-License-Identifier: EUPL-1.2
#include "query.hpp"

#include <array>
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

/// "MARTIN" takes MARTIN and MARTIN DUPONT; "MART*" takes MARTINEZ as well. The end of a family name is
/// '*' in a key, which sorts behind the space and before every letter.
void add_name(const std::string& name, Conditions& conditions) {
  const bool longer = !name.empty() && name.back() == '*';
  const std::string folded = kit::fold(name);
  conditions.add("key >= ? AND key < ?",
                 longer ? std::vector<Value>{folded, folded + "\x7F"}
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

struct Sorted {
  const char* index;
  const char* columns;
};
Sorted sorted_by(Order order) {
  switch (order) {
    case Order::name: return {"by_name", "key, born, died, death_place"};
    case Order::birth: return {"by_birth", "born"};
    case Order::place: return {"by_place", "death_place, died"};
    case Order::birth_place: return {"by_birth_place", "birth_place, died"};
    case Order::death:
    case Order::none: break;
  }
  return {"by_death", "died, death_place"};
}

std::vector<Value> group_of(Order order, const Found& found) {
  switch (order) {
    case Order::name:
      return {found.key, number(found.born), number(found.died), found.death_place};
    case Order::birth: return {number(found.born)};
    case Order::place: return {found.death_place, number(found.died)};
    case Order::birth_place: return {found.birth_place, number(found.died)};
    case Order::death:
    case Order::none: break;
  }
  return {number(found.died), found.death_place};
}

Order order_of(const Criteria& criteria) {
  if (!kit::fold(criteria.name).empty()) return Order::name;
  if (criteria.born && criteria.born->whole()) return Order::birth;
  if (!criteria.death_place.empty()) return Order::place;
  if (!criteria.birth_place.empty()) return Order::birth_place;
  if (criteria.died_from) return Order::death;
  if (criteria.born && criteria.born->known()) return Order::birth;
  return criteria.died_to ? Order::death : Order::none;
}

Part finish(Order order, const Found* from, Conditions conditions) {
  const Sorted sorted = sorted_by(order);
  if (from != nullptr) {
    auto group = group_of(order, *from);
    const std::string list = marks(group.size());
    conditions.add('(' + std::string(sorted.columns) + ") >= (" + list + ')', std::move(group));
  }
  std::string sql = std::string("SELECT ") + found_columns + " FROM % INDEXED BY %_" +
                    sorted.index + conditions.text() + " ORDER BY " + sorted.columns + ", id";
  return {std::move(sql), std::move(conditions.values())};
}

}  // namespace

const char* const found_columns =
    "id, key, name, sex, born, birth_place, birth_town, birth_country, died, death_place, act, flaws";

void read_found(const kit::Statement& row, std::int64_t segment, Found& found) {
  found.segment = segment;
  found.line = row.integer(0);
  found.key = row.text(1);
  found.name = row.text(2);
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
  const auto days = [](PackedDay one, PackedDay other) { return one < other ? -1 : one > other; };
  if (order == Order::birth) return days(left.born, right.born);
  if (order == Order::name) {
    if (const int keys = left.key.compare(right.key); keys != 0) return keys;
    if (const int born = days(left.born, right.born); born != 0) return born;
  }
  if (order == Order::place || order == Order::birth_place) {
    const auto place = order == Order::place ? &Found::death_place : &Found::birth_place;
    const int places = (left.*place).compare(right.*place);
    return places != 0 ? places : days(left.died, right.died);
  }
  const int died = days(left.died, right.died);
  return died != 0 ? died : left.death_place.compare(right.death_place);
}

Query make_query(const Criteria& criteria, const Found* from) {
  Query query;
  query.order = order_of(criteria);
  if (query.order == Order::none) return query;
  Conditions base;
  if (!kit::fold(criteria.name).empty()) add_name(criteria.name, base);
  add_given(criteria.given, base);
  if (criteria.born && criteria.born->known()) add_born(*criteria.born, base);
  if (!criteria.death_place.empty()) add_place("death_place", criteria.death_place, base);
  if (!criteria.birth_place.empty()) add_place("birth_place", criteria.birth_place, base);
  const PackedDay from_day = criteria.died_from.value_or(0);
  const PackedDay to_day = criteria.died_to.value_or(99'999'999);
  Conditions range = base;
  if (criteria.died_from || criteria.died_to)
    range.add("died BETWEEN ? AND ?", {number(from_day), number(to_day)});
  query.parts.push_back(finish(query.order, from, std::move(range)));
  // A death of which only the year or the month is known may still lie behind the first day.
  if (criteria.died_from) {
    const PackedDay year = from_day / 10'000 * 10'000, month = from_day / 100 * 100;
    base.add("died IN (?, ?) AND died <= ?", {number(year), number(month), number(to_day)});
    query.parts.push_back(finish(query.order, from, std::move(base)));
  }
  return query;
}

}  // namespace ecluse::deces
