// SPDX-License-Identifier: EUPL-1.2
#include "orders.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ecluse::deces {
namespace {

constexpr std::size_t block_entries = 400;
constexpr std::size_t key_bytes = 8, entry_bytes = 12;
constexpr int place_bits = 26, day_bits = 27;

// The number of a row: order, run, block. Block 0 is the directory.
constexpr int run_bits = 20, block_bits = 20;
std::int64_t row_of(std::size_t order, std::int64_t run, std::size_t block) {
  return static_cast<std::int64_t>(order) << (run_bits + block_bits) | run << block_bits |
         static_cast<std::int64_t>(block);
}

std::size_t slot(Order order) {
  return static_cast<std::size_t>(order) - static_cast<std::size_t>(Order::birth);
}

std::uint64_t day(PackedDay packed) { return static_cast<std::uint64_t>(packed < 0 ? 0 : packed); }

// The machine's own byte order: an index is a cache and stays where it was made.
void append(std::string& out, const OrderEntry& entry) {
  char bytes[entry_bytes];
  const auto line = static_cast<std::uint32_t>(entry.line);
  std::memcpy(bytes, &entry.key, key_bytes);
  std::memcpy(bytes + key_bytes, &line, entry_bytes - key_bytes);
  out.append(bytes, entry_bytes);
}

OrderKey key_at(std::string_view bytes, std::size_t offset) {
  OrderKey key = 0;
  std::memcpy(&key, bytes.data() + offset, key_bytes);
  return key;
}

OrderEntry entry_at(std::string_view block, std::size_t index) {
  std::uint32_t line = 0;
  std::memcpy(&line, block.data() + index * entry_bytes + key_bytes, sizeof line);
  return {key_at(block, index * entry_bytes), line};
}

/// The first of `count` places, `step` bytes apart, of which the key is not below `key`.
std::size_t first_not_below(std::string_view bytes, std::size_t step, OrderKey key) {
  std::size_t low = 0, high = bytes.size() / step;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (key_at(bytes, middle * step) < key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

}  // namespace

OrderKey place_key(std::string_view place, PackedDay died) {
  return static_cast<OrderKey>(packed_place(place)) << day_bits | day(died);
}

OrderKey death_key(PackedDay died, std::string_view place) {
  return day(died) << place_bits | packed_place(place);
}

void OrderBatch::add(std::uint64_t line, const Record& record) {
  entries_[slot(Order::birth)].push_back({day(record.born), line});
  entries_[slot(Order::place)].push_back({place_key(record.death_place, record.died), line});
  entries_[slot(Order::birth_place)].push_back({place_key(record.birth_place, record.died), line});
  entries_[slot(Order::death)].push_back({death_key(record.died, record.death_place), line});
}

Result<void> OrderBatch::flush(kit::IndexWriter& writer, const kit::Segment& segment) {
  if (entries_[0].empty()) return {};
  auto run = count_runs(writer, segment.id);
  if (!run) return fail(std::move(run));
  auto insert = writer.statement("INSERT INTO " + segment.table() + "_order VALUES (?, ?)");
  if (!insert) return fail(std::move(insert));
  std::string directory, block;
  for (std::size_t order = 0; order < entries_.size(); ++order) {
    auto& entries = entries_[order];
    std::sort(entries.begin(), entries.end());
    directory.clear();
    std::size_t number = 0;
    for (std::size_t start = 0; start < entries.size(); start += block_entries) {
      block.clear();
      const std::size_t end = std::min(start + block_entries, entries.size());
      for (std::size_t index = start; index < end; ++index) append(block, entries[index]);
      directory.append(block, 0, key_bytes);
      if (auto put = (*insert)->bind(1, row_of(order, *run, ++number)).bind(2, block).run(); !put)
        return put;
    }
    if (auto put = (*insert)->bind(1, row_of(order, *run, 0)).bind(2, directory).run(); !put)
      return put;
    entries.clear();
  }
  return {};
}

Result<std::int64_t> count_runs(kit::IndexConnection& index, std::int64_t segment) {
  auto found =
      index.statement("SELECT max(id) FROM s" + std::to_string(segment) + "_order WHERE id < ?");
  if (!found) return fail(std::move(found));
  auto row = (*found)->bind(1, row_of(1, 0, 0)).step();
  if (!row) return fail(std::move(row));
  const bool any = !(*found)->text(0).empty();
  const std::int64_t runs = any ? ((*found)->integer(0) >> block_bits) + 1 : 0;
  (*found)->reset();
  return runs;
}

OrderCursor::OrderCursor(kit::IndexConnection& index, std::int64_t segment, Order order,
                         std::int64_t run, const std::vector<KeyRange>& ranges)
    : index_(&index),
      sql_("SELECT block FROM s" + std::to_string(segment) + "_order WHERE id=?"),
      base_(row_of(slot(order), run, 0)),
      ranges_(ranges) {}

Result<bool> OrderCursor::read(std::int64_t number, std::string& into) {
  auto statement = index_->statement(sql_);
  if (!statement) return fail(std::move(statement));
  auto row = (*statement)->bind(1, base_ + number).step();
  if (!row) return row;
  if (*row) into = (*statement)->text(0);
  (*statement)->reset();
  return row;
}

/// To the first entry that is not below the range; false when the run ends before.
Result<bool> OrderCursor::seek() {
  const OrderKey low = ranges_[range_].low;
  // Equal keys may fill several blocks: the block before the first that begins at `low` or above.
  const std::size_t first = first_not_below(directory_, key_bytes, low);
  const std::size_t wanted = std::max<std::size_t>(first, 1);
  if (wanted > number_) {
    number_ = wanted;
    auto there = read(static_cast<std::int64_t>(number_), block_);
    if (!there || !*there) return there;
    at_ = 0;
  }
  at_ = std::max(at_, first_not_below(block_, entry_bytes, low));
  return true;
}

Result<bool> OrderCursor::next(OrderEntry& entry) {
  if (!opened_) {
    opened_ = true;
    if (ranges_.empty()) return false;
    auto there = read(0, directory_);
    if (!there || !*there) return there;
    if (auto found = seek(); !found || !*found) return found;
  }
  while (range_ < ranges_.size()) {
    if (at_ * entry_bytes >= block_.size()) {
      auto there = read(static_cast<std::int64_t>(++number_), block_);
      if (!there || !*there) return there;
      at_ = 0;
    }
    entry = entry_at(block_, at_);
    if (entry.key > ranges_[range_].high) {
      if (++range_ == ranges_.size()) return false;
      if (auto found = seek(); !found || !*found) return found;
      continue;
    }
    ++at_;
    if (entry.key >= ranges_[range_].low) return true;
  }
  return false;
}

}  // namespace ecluse::deces
