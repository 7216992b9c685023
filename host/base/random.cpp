// SPDX-License-Identifier: EUPL-1.2
#include "base/random.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <mutex>

namespace ecluse::base {
namespace {

void fill_from_kernel(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = ::getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno != EINTR) std::abort();
    if (got > 0) bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

/// Ids are drawn with every call: their few bytes come from a stock. What is longer may be a key,
/// and comes from the kernel itself.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    if (bytes.size() > longest_id) return fill_from_kernel(bytes);
    const std::lock_guard lock(mutex_);
    if (left_ < bytes.size()) {
      fill_from_kernel(stock_);
      left_ = stock_.size();
    }
    std::copy_n(stock_.end() - static_cast<std::ptrdiff_t>(left_), bytes.size(), bytes.begin());
    left_ -= bytes.size();
  }

 private:
  static constexpr std::size_t longest_id = 16;
  std::mutex mutex_;
  std::array<std::uint8_t, 1024> stock_{};
  std::size_t left_ = 0;
};

}  // namespace

Random& system_random() {
  static SystemRandom random;
  return random;
}

void SeededRandom::fill(std::span<std::uint8_t> bytes) {
  for (auto& byte : bytes) {  // splitmix64, one byte a step
    constexpr std::uint64_t step = 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state_.fetch_add(step) + step;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    byte = static_cast<std::uint8_t>(mixed >> 56);
  }
}

}  // namespace ecluse::base
