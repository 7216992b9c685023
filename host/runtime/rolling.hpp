// SPDX-License-Identifier: EUPL-1.2
// How many things happened lately, in memory that does not grow with their number: a ring of
// buckets, each of a fixed width of time. Private to this room.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace ecluse::runtime {

/// Two counts over the last `buckets` × `width`; what is older than that falls out a bucket at a
/// time. Not thread-safe: its owner holds a lock.
template <std::size_t buckets>
class Rolling {
 public:
  struct Counts {
    std::uint32_t all = 0, marked = 0;
  };
  explicit Rolling(std::chrono::nanoseconds width) : width_(width) {}

  void add(std::chrono::nanoseconds now, std::uint32_t all, std::uint32_t marked) {
    const auto number = now / width_;
    Bucket& bucket = ring_[static_cast<std::size_t>(number) % buckets];
    if (bucket.number != number) bucket = {number, {}};
    bucket.counts.all += all;
    bucket.counts.marked += marked;
  }
  Counts sum(std::chrono::nanoseconds now) const {
    const auto number = now / width_;
    Counts sum;
    for (const Bucket& bucket : ring_)
      if (bucket.number > number - static_cast<std::int64_t>(buckets) && bucket.number <= number) {
        sum.all += bucket.counts.all;
        sum.marked += bucket.counts.marked;
      }
    return sum;
  }
  void clear() { ring_ = {}; }

 private:
  struct Bucket {
    std::int64_t number = -static_cast<std::int64_t>(buckets);
    Counts counts;
  };
  std::chrono::nanoseconds width_;
  std::array<Bucket, buckets> ring_{};
};

}  // namespace ecluse::runtime
