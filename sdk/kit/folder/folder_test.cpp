// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <ecluse/kit/folder.hpp>

#include <ecluse/kit/memory_source.hpp>

namespace ecluse::kit {
namespace {

using testing::MemorySource;
constexpr std::int64_t kSecond = 1'000'000'000;

struct FolderTest : ::testing::Test {
  MemorySource source;
  Folder folder{source, {.label = "inbox"}};
};

TEST_F(FolderTest, a_file_is_ready_when_it_stood_still) {
  source.put("a.xml", "<a/>", 5);
  EXPECT_EQ(folder.scan(100 * kSecond)->ready.size(), 0U);
  EXPECT_EQ(folder.scan(109 * kSecond)->ready.size(), 0U);
  EXPECT_EQ(folder.scan(110 * kSecond)->ready.size(), 1U);
}

TEST_F(FolderTest, growing_starts_the_wait_again) {
  source.put("a.xml", "<a", 5);
  ASSERT_TRUE(folder.scan(100 * kSecond));
  source.put("a.xml", "<a/>", 5);  // same time, other size
  EXPECT_EQ(folder.scan(111 * kSecond)->ready.size(), 0U);
  EXPECT_EQ(folder.scan(121 * kSecond)->ready.size(), 1U);
}

TEST_F(FolderTest, another_file_under_the_name_starts_the_wait_again) {
  source.put("a.xml", "<a/>", 5);
  ASSERT_TRUE(folder.scan(100 * kSecond));
  source.files["a.xml"].info.identity = 99;
  EXPECT_EQ(folder.scan(111 * kSecond)->ready.size(), 0U);
}

/// Lists backwards, as a disk may.
struct Backwards final : FileSource {
  MemorySource inner;
  Result<std::vector<FileInfo>> list(std::string_view path) override {
    auto files = inner.list(path);
    std::reverse(files->begin(), files->end());
    return files;
  }
  Result<FileInfo> stat(std::string_view path) override { return inner.stat(path); }
  Result<std::size_t> read(std::string_view path, std::uint64_t offset, char* buffer,
                           std::size_t capacity) override {
    return inner.read(path, offset, buffer, capacity);
  }
  Result<void> publish(std::string_view path, std::string_view bytes) override {
    return inner.publish(path, bytes);
  }
};

TEST(FolderOrder, files_come_by_name_however_the_disk_lists_them) {
  Backwards source;
  for (const auto* name : {"a.xml", "b.xml", "c.xml"}) source.inner.put(name, "<a/>", 5);
  Folder folder(source, {.label = "inbox"});
  const auto scan = folder.scan(100 * kSecond);
  ASSERT_EQ(scan->unsettled.size(), 3U);
  EXPECT_EQ(scan->unsettled[0].file.path, "a.xml");
  EXPECT_EQ(scan->unsettled[2].file.path, "c.xml");
}

TEST_F(FolderTest, hidden_and_other_names_are_not_ours) {
  for (const auto* name : {".a.xml", "~a.xml", "a.tmp", "a.xml.part"}) source.put(name, "x", 1);
  source.put("B.XML", "<b/>", 1);
  const auto scan = folder.scan(100 * kSecond);
  ASSERT_EQ(scan->unsettled.size(), 1U);
  EXPECT_EQ(scan->unsettled[0].file.path, "B.XML");
}

TEST_F(FolderTest, a_vanished_folder_is_an_error_and_changes_nothing) {
  source.put("a.xml", "<a/>", 5);
  ASSERT_TRUE(folder.scan(100 * kSecond));
  source.reachable = false;
  const auto scan = folder.scan(105 * kSecond);
  ASSERT_FALSE(scan);
  EXPECT_EQ(scan.error().slug, "folder-unreachable");
  EXPECT_EQ(scan.error().status, Status::unavailable);
  source.reachable = true;
  EXPECT_EQ(folder.scan(110 * kSecond)->ready.size(), 1U);  // the wait went on
}

TEST_F(FolderTest, an_unmounted_share_is_not_an_empty_folder) {
  source.put("a.xml", "<a/>", 5);
  ASSERT_TRUE(folder.scan(100 * kSecond));
  source.files.clear();
  source.root_identity = 2;  // the mount point itself
  EXPECT_EQ(folder.scan(101 * kSecond).error().slug, "folder-unreachable");
  source.root_identity = 1;
  EXPECT_TRUE(folder.scan(102 * kSecond));  // truly emptied
}

TEST_F(FolderTest, what_an_earlier_process_saw_counts) {
  source.put("a.xml", "<a/>", 5);
  folder.remember({{source.files["a.xml"].info, 90 * kSecond}}, 1);
  EXPECT_EQ(folder.scan(100 * kSecond)->ready.size(), 1U);
}

TEST_F(FolderTest, a_clock_that_was_set_back_does_not_wait_for_ever) {
  source.put("a.xml", "<a/>", 5);
  ASSERT_TRUE(folder.scan(1000 * kSecond));
  ASSERT_TRUE(folder.scan(10 * kSecond));
  EXPECT_EQ(folder.scan(20 * kSecond)->ready.size(), 1U);
}

TEST_F(FolderTest, reading_is_whole_or_not_at_all) {
  source.put("a.xml", "<a/>", 5);
  const auto file = source.files["a.xml"].info;
  EXPECT_EQ(*folder.read(file), "<a/>");
  source.on_read = [this] { source.files["a.xml"].bytes += "more"; };  // grows, time not yet told
  EXPECT_EQ(folder.read(file).error().slug, "file-changed");
  source.on_read = [this] { source.put("a.xml", "<b/>", 6); };
  source.put("a.xml", "<a/>", 5);
  const FileInfo again = source.files["a.xml"].info;
  EXPECT_EQ(folder.read(again).error().slug, "file-changed");
  source.on_read = nullptr;
  source.files.clear();
  EXPECT_EQ(folder.read(file).error().slug, "file-gone");
}

TEST_F(FolderTest, a_file_of_two_gigabytes_is_never_opened) {
  FileInfo file{.path = "big.xml", .bytes = 2ULL << 30};
  const auto read = folder.read(file);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().slug, "file-too-large");
  EXPECT_EQ(source.reads, 0);
}

TEST(ParseDuration, units) {
  using namespace std::chrono_literals;
  EXPECT_EQ(parse_duration("10s"), 10s);
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("2d"), 48h);
  EXPECT_EQ(parse_duration("0s"), 0s);
  for (const auto* bad : {"", "s", "10", "10x", "99999999999999999999s"})
    EXPECT_EQ(parse_duration(bad).count(), 0) << bad;
}

}  // namespace
}  // namespace ecluse::kit
