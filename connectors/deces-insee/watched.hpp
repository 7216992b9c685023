// SPDX-License-Identifier: EUPL-1.2
// The watched folder and its index as one: list, wait until files stand still, import. What was
// seen is kept in the index, so that a restart (or the command line) does not start waiting again.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include <ecluse/kit/folder.hpp>
#include <ecluse/result.hpp>

#include "store.hpp"

namespace ecluse::deces {

struct WatchedOptions {
  std::string index_path;
  std::chrono::nanoseconds settle{std::chrono::seconds(10)};
  std::uint64_t batch = 100'000;  ///< lines a transaction
  std::function<std::int64_t()> wall_ns, monotonic_ns;
};

/// What a look at the folder brought.
struct Brought {
  bool changed = false;     ///< the index is another than before
  std::size_t waiting = 0;  ///< files of ours that have not stood still long enough
};

/// Borrows the source. Slugs: folder-unreachable, folder-forbidden {folder}, index-busy (another
/// process imports), index-broken, index-full, cancelled. Whatever it is, the index stays as it
/// was, apart from whole files that were already in. [worker]
class Watched {
 public:
  Watched(kit::FileSource& source, WatchedOptions options);

  /// `report` is told after each batch; false stops, and the next refresh goes on from there.
  Result<Brought> refresh(const std::function<bool(const Progress&)>& report);
  /// Bytes of files of ours that are in the folder now.
  Result<std::uint64_t> bytes_there();

 private:
  kit::FileSource& source_;
  WatchedOptions options_;
};

/// Names the index: another one after it was built anew, so that positions of before are known as
/// such.
Result<std::string> generation(kit::IndexConnection& index);

}  // namespace ecluse::deces
