// SPDX-License-Identifier: EUPL-1.2
// The orders of deaths by numbers (day and place of death, birth), as sorted runs of our own:
// SQLite sorts and stores such an index at a microsecond an entry, which would be most of an
// import.
//
// Each batch of an import is a run: the entries (key, line) of each order, sorted, in blocks, with
// a directory of the blocks' first keys. They stand in the segment's table `s12_order`, in the same
// transaction as the batch. A question reads of each run the directory and the blocks that it
// needs.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <ecluse/kit/index.hpp>
#include <ecluse/result.hpp>

#include "record.hpp"
#include "reference.hpp"

namespace ecluse::deces {

/// Which index orders the answer: the name's is SQLite's, the others are ours.
enum class Order : std::uint8_t { none, name, birth, place, birth_place, death };

/// Keys compare as their order does. A place that is no code of five characters comes last.
using OrderKey = std::uint64_t;
OrderKey place_key(std::string_view place, PackedDay died);  ///< place, then day
OrderKey death_key(PackedDay died, std::string_view place);  ///< day, then place
inline constexpr PackedDay last_day_of_all = 99'999'999;

struct KeyRange {
  OrderKey low = 0, high = 0;  ///< both inside
};

struct OrderEntry {
  OrderKey key = 0;
  std::uint64_t line = 0;
  auto operator<=>(const OrderEntry&) const = default;  // NOLINT(modernize-use-nullptr): clang 14
};

/// The entries of one batch.
class OrderBatch {
 public:
  void add(std::uint64_t line, const Record& record);
  /// Writes them as the next run of the segment and forgets them.
  Result<void> flush(kit::IndexWriter& writer, const kit::Segment& segment);

 private:
  std::array<std::vector<OrderEntry>, 4> entries_;
};

/// How many runs a segment has.
Result<std::int64_t> count_runs(kit::IndexConnection& index, std::int64_t segment);

/// Goes over one run of one order, within ranges that are sorted and apart. Borrows the connection.
class OrderCursor {
 public:
  OrderCursor(kit::IndexConnection& index, std::int64_t segment, Order order, std::int64_t run,
              const std::vector<KeyRange>& ranges);
  Result<bool> next(OrderEntry& entry);

 private:
  Result<bool> read(std::int64_t number, std::string& into);
  Result<bool> seek();

  kit::IndexConnection* index_;
  std::string sql_;
  std::int64_t base_;
  std::vector<KeyRange> ranges_;
  std::size_t range_ = 0;
  bool opened_ = false;
  std::string directory_, block_;
  std::size_t number_ = 0, at_ = 0;  // of the block, from 1; of the entry in it
};

}  // namespace ecluse::deces
