// SPDX-License-Identifier: EUPL-1.2
#include "services/file_access.hpp"

#include <ecluse/service/files.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ecluse::services {
namespace {

namespace fs = std::filesystem;
using base::Status;

class FileAccessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ecluse-files-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    root_ = folder_ + "/root";
    fs::create_directories(root_ + "/inner");
    std::ofstream(root_ + "/a.xml") << "hello";
    std::ofstream(folder_ + "/secret") << "secret";
    fs::create_symlink("../secret", root_ + "/link");
    fs::create_directory_symlink("..", root_ + "/up");
  }
  void TearDown() override { fs::remove_all(folder_); }
  Status read(std::string_view path, std::string& text) const {
    char buffer[64];
    std::size_t got = 0;
    const auto status = FileAccess({root_}).read(root_, path, 0, buffer, sizeof buffer, got);
    text.assign(buffer, got);
    return status;
  }

  std::string folder_, root_;
};

TEST_F(FileAccessTest, ReadsBeneathItsRootAndNowhereElse) {
  std::string text;
  EXPECT_EQ(read("a.xml", text), Status::ok);
  EXPECT_EQ(text, "hello");
  EXPECT_EQ(read("none.xml", text), Status::not_found);
  using namespace std::string_view_literals;
  for (const auto hostile : {"../secret"sv, "link"sv, "up/secret"sv, "inner/../../secret"sv, "/etc/passwd"sv, "a.xml\0x"sv})
    EXPECT_EQ(read(hostile, text), Status::invalid_argument) << hostile;
  EXPECT_EQ(read(std::string(5000, 'a'), text), Status::invalid_argument);
  std::size_t got = 0;
  char byte = 0;
  EXPECT_EQ(FileAccess({root_}).read(folder_, "secret", 0, &byte, 1, got), Status::invalid_argument);
}

TEST_F(FileAccessTest, AVanishedRootIsNotAnEmptyOne) {
  const FileAccess files({root_});
  int seen = 0;
  const auto count = [&](const FileEntry&) {
    ++seen;
    return Status::ok;
  };
  EXPECT_EQ(files.list(root_, "", count), Status::ok);
  EXPECT_EQ(seen, 4);
  EXPECT_EQ(files.list(root_, "none", count), Status::not_found);
  fs::rename(root_, folder_ + "/away");
  EXPECT_EQ(files.list(root_, "", count), Status::unavailable);
  std::string text;
  EXPECT_EQ(read("a.xml", text), Status::unavailable);
}

TEST_F(FileAccessTest, PublishesAWholeFileOnce) {
  const FileAccess files({root_});
  EXPECT_EQ(files.publish(root_, "inner/out.xml", "whole"), Status::ok);
  EXPECT_EQ(files.publish(root_, "inner/out.xml", "other"), Status::already_exists);
  std::string text;
  EXPECT_EQ(read("inner/out.xml", text), Status::ok);
  EXPECT_EQ(text, "whole");
  EXPECT_EQ(files.publish(root_, "../out.xml", "x"), Status::invalid_argument);
  EXPECT_EQ(files.publish(root_, "up/out.xml", "x"), Status::invalid_argument);
  EXPECT_EQ(files.publish(root_, "gone/out.xml", "x"), Status::not_found);
  EXPECT_EQ(std::distance(fs::directory_iterator(root_ + "/inner"), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace ecluse::services
