// SPDX-License-Identifier: EUPL-1.2
// Randomness is given from outside: the kernel's in the product, a counted one in tests.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

namespace ecluse::base {

class Random {
 public:
  virtual ~Random() = default;
  /// [any] Fills all of `bytes`; fit for keys.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

/// The kernel's; lives as long as the program. Ends the program when the kernel has none to give.
Random& system_random();

/// For tests: the same bytes for the same seed, where one thread asks.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::atomic<std::uint64_t> state_;
};

}  // namespace ecluse::base
