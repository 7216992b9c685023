// SPDX-License-Identifier: MIT
#include "ecluse/kit/index.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ecluse::kit {
namespace {

class IndexTest : public ::testing::Test {
 protected:
  IndexTest() : folder_(std::string(::testing::TempDir()) + "ecluse-index-test") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~IndexTest() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ + "/index.sqlite"; }
  static IndexLayout layout(int version = 1) {
    return {version, "id INTEGER PRIMARY KEY, word TEXT", {{"by_word", "word"}}, {}};
  }
  std::unique_ptr<IndexWriter> writer() {
    auto opened = IndexWriter::open(path(), layout());
    EXPECT_TRUE(opened) << opened.error().slug;
    return std::move(*opened);
  }
  static void insert(IndexWriter& writer, const Segment& segment, std::string_view word) {
    auto statement = writer.statement("INSERT INTO " + segment.table() + " (word) VALUES (?)");
    ASSERT_TRUE(statement) << statement.error().parameters[0].second;
    ASSERT_TRUE((*statement)->bind(1, word).run());
  }
  std::vector<std::string> words() {
    std::vector<std::string> found;
    auto reader = IndexReader::open(path(), 1);
    if (!reader) return {reader.error().slug};
    EXPECT_TRUE((*reader)->begin_read());
    const auto segments = (*reader)->segments();
    for (const Segment& segment : *segments) {
      if (segment.state != SegmentState::ready) continue;
      auto rows = (*reader)->statement("SELECT word FROM " + segment.table() + " ORDER BY word");
      while (*(*rows)->step()) found.emplace_back((*rows)->text(0));
    }
    (*reader)->end_read();
    return found;
  }

  std::string folder_;
};

using Words = std::vector<std::string>;

TEST_F(IndexTest, IsMissingBeforeTheFirstImport) { EXPECT_EQ(words(), Words{"index-missing"}); }

TEST_F(IndexTest, ShowsAFileWhollyOrNotAtAll) {
  auto index = writer();
  auto segment = *index->begin({"a.txt", 10, 1, 1});
  insert(*index, segment, "one");
  segment.offset = 5;
  ASSERT_TRUE(index->commit(segment));
  EXPECT_EQ(words(), Words{});
  insert(*index, segment, "two");
  ASSERT_TRUE(index->finish(segment));
  EXPECT_EQ(words(), (Words{"one", "two"}));
}

TEST_F(IndexTest, GoesOnWhereItWasStopped) {
  {
    auto index = writer();
    auto segment = *index->begin({"a.txt", 10, 1, 1});
    insert(*index, segment, "one");
    segment.offset = 5;
    segment.notes = "so far";
    ASSERT_TRUE(index->commit(segment));
    insert(*index, segment, "lost");  // as kill -9 leaves it
  }
  auto index = writer();
  auto segment = *index->begin({"a.txt", 10, 1, 1});
  EXPECT_EQ(segment.offset, 5u);
  EXPECT_EQ(segment.notes, "so far");
  insert(*index, segment, "two");
  ASSERT_TRUE(index->finish(segment));
  EXPECT_EQ(words(), (Words{"one", "two"}));
}

TEST_F(IndexTest, AChangedFileTakesThePlaceOfItsFormerSelf) {
  auto index = writer();
  auto first = *index->begin({"a.txt", 10, 1, 1});
  insert(*index, first, "old");
  ASSERT_TRUE(index->finish(first));
  auto half = *index->begin({"a.txt", 11, 2, 1});
  insert(*index, half, "half");
  ASSERT_TRUE(index->commit(half));
  ASSERT_TRUE(index->abandon(half));
  EXPECT_EQ(words(), Words{"old"});
  auto second = *index->begin({"a.txt", 12, 3, 1});
  insert(*index, second, "new");
  ASSERT_TRUE(index->commit(second));
  EXPECT_EQ(words(), Words{"old"});
  ASSERT_TRUE(index->finish(second));
  EXPECT_EQ(words(), Words{"new"});
  ASSERT_TRUE(index->remove(second.id));
  EXPECT_EQ(words(), Words{});
}

TEST_F(IndexTest, KeepsTheRemarkThatAFileWasRefused) {
  auto index = writer();
  auto segment = *index->begin({"a.pdf", 10, 1, 1});
  insert(*index, segment, "half");
  ASSERT_TRUE(index->commit(segment));
  ASSERT_TRUE(index->reject(segment));
  EXPECT_EQ(words(), Words{});
  const auto segments = *index->segments();
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].state, SegmentState::rejected);
}

TEST_F(IndexTest, TablesBesideComeAndGoWithTheirSegment) {
  IndexLayout with = layout();
  with.beside = {{"order", "id INTEGER PRIMARY KEY, block BLOB"}};
  auto index = std::move(*IndexWriter::open(path(), with));
  const auto tables = [&] {
    auto rows = *index->statement("SELECT count(*) FROM sqlite_master WHERE name LIKE '%_order'");
    EXPECT_TRUE(*rows->step());
    const std::int64_t count = rows->integer(0);
    rows->reset();
    return count;
  };
  auto first = *index->begin({"a.txt", 10, 1, 1});
  ASSERT_TRUE(index->execute("INSERT INTO " + first.table() + "_order VALUES (1, x'00ff')"));
  ASSERT_TRUE(index->finish(first));
  EXPECT_EQ(tables(), 1);
  auto second = *index->begin({"a.txt", 12, 3, 1});
  ASSERT_TRUE(index->finish(second));  // takes the place of the first
  EXPECT_EQ(tables(), 1);
  auto third = *index->begin({"b.txt", 12, 3, 1});
  ASSERT_TRUE(index->reject(third));
  EXPECT_EQ(tables(), 1);
  ASSERT_TRUE(index->remove(second.id));
  EXPECT_EQ(tables(), 0);
}

TEST_F(IndexTest, HasOneWriter) {
  auto index = writer();
  auto second = IndexWriter::open(path(), layout());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().slug, "index-busy");
  EXPECT_EQ(second.error().status, Status::aborted);
}

TEST_F(IndexTest, AStatementEndsWhenNobodyWaitsForIt) {
  { auto index = writer(); }
  auto reader = std::move(*IndexReader::open(path(), 1));
  int asked = 0;
  reader->cancel_when([&] { return ++asked == 3; });
  auto endless = reader->statement(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
  const auto row = (*endless)->step();
  ASSERT_FALSE(row);
  EXPECT_EQ(row.error().slug, "cancelled");
  EXPECT_EQ(row.error().status, Status::cancelled);
  EXPECT_EQ(asked, 3);
  reader->cancel_when(nullptr);
  EXPECT_TRUE(*(*reader->statement("SELECT 1"))->step());
}

TEST_F(IndexTest, IsRebuiltForAnotherLayout) {
  {
    auto index = writer();
    auto segment = *index->begin({"a.txt", 10, 1, 1});
    ASSERT_TRUE(index->finish(segment));
  }
  EXPECT_TRUE((*IndexWriter::open(path(), layout(2)))->segments()->empty());
  EXPECT_EQ(words(), Words{"index-missing"});
}

TEST_F(IndexTest, ABrokenFileIsSaidToBeBroken) {
  std::ofstream(path()) << std::string(5000, 'x');
  auto opened = IndexWriter::open(path(), layout());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().slug, "index-broken");
  EXPECT_EQ(opened.error().status, Status::data_loss);
}

}  // namespace
}  // namespace ecluse::kit
