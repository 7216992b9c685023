// SPDX-License-Identifier: EUPL-1.2
// A folder in memory, an index on disk, and a clock that the test moves.
#pragma once

#include <gtest/gtest.h>

#include <ecluse/kit/memory_source.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "import.hpp"
#include "lines.hpp"
#include "search.hpp"
#include "watched.hpp"

namespace ecluse::deces {

class IndexFixture : public ::testing::Test {
 protected:
  IndexFixture() {
    std::string name = ::testing::TempDir() + "ecluse-deaths-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
  }
  ~IndexFixture() override { std::filesystem::remove_all(folder_); }

  std::string index_path() const { return folder_ + "/deaths.db"; }
  Watched watched(std::uint64_t batch = 20'000) {
    WatchedOptions options;
    options.index_path = index_path();
    options.batch = batch;
    options.wall_ns = [this] { return now_s * 1'000'000'000; };
    options.monotonic_ns = [this] { return now_s * 1'000'000'000; };
    return {source, options};
  }
  /// Two looks, so that what stands still is read; the slug of what went wrong.
  std::string refresh(std::uint64_t batch = 20'000) {
    for (int look = 0; look < 2; ++look) {
      auto brought = watched(batch).refresh([](const Progress&) { return true; });
      if (!brought) return brought.error().slug;
      now_s += 10;
    }
    return "ok";
  }
  std::unique_ptr<kit::IndexReader> reader() const {
    auto opened = kit::IndexReader::open(index_path(), layout().version);
    if (!opened) return nullptr;
    return std::move(*opened);
  }
  std::vector<Found> find(const Criteria& criteria) const {
    const auto index = reader();
    if (!index) return {};
    std::vector<Found> all;
    auto done = Search(*index).find(criteria, std::nullopt, [&](const Found& found) {
      all.push_back(found);
      return true;
    });
    EXPECT_TRUE(done) << done.error().slug;
    return all;
  }
  /// All that died in 33063, by name.
  std::vector<std::string> names() const {
    Criteria criteria;
    criteria.death_place = "33063";
    std::vector<std::string> names;
    for (const Found& found : find(criteria)) names.push_back(found.name);
    std::sort(names.begin(), names.end());
    return names;
  }
  std::vector<kit::Segment> segments() const { return *reader()->segments(); }
  Findings findings(const std::string& file) const {
    for (const kit::Segment& segment : segments())
      if (segment.file.name == file) return Findings::parse(segment.notes);
    return {};
  }

  kit::testing::MemorySource source;
  std::int64_t now_s = 1'000;
  std::string folder_;
};

}  // namespace ecluse::deces
