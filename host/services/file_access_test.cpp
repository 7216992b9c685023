// SPDX-License-Identifier: EUPL-1.2
#include "services/file_access.hpp"

#include <ecluse/service/files.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
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
  for (const auto hostile : {"../secret"sv, "link"sv, "up/secret"sv, "inner/../../secret"sv,
                             "/etc/passwd"sv, "a.xml\0x"sv, ".."sv, "inner/.."sv, "up"sv,
                             "inner//x"sv, "a.xml/"sv, "./a.xml"sv, "inner/../a.xml"sv, "\0"sv})
    EXPECT_EQ(read(hostile, text), Status::invalid_argument) << hostile;
  EXPECT_EQ(read(std::string(5000, 'a'), text), Status::invalid_argument);
  std::size_t got = 0;
  char byte = 0;
  EXPECT_EQ(FileAccess({root_}).read(folder_, "secret", 0, &byte, 1, got),
            Status::invalid_argument);
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

TEST_F(FileAccessTest, ReadsAFileThatGrowsAndShrinks) {
  const FileAccess files({root_});
  char buffer[16];
  std::size_t got = 0;
  ASSERT_EQ(files.read(root_, "a.xml", 5, buffer, sizeof buffer, got), Status::ok);
  EXPECT_EQ(got, 0u);
  std::ofstream(root_ + "/a.xml", std::ios::app) << " world";
  ASSERT_EQ(files.read(root_, "a.xml", 5, buffer, sizeof buffer, got), Status::ok);
  EXPECT_EQ(std::string(buffer, got), " world");
  fs::resize_file(root_ + "/a.xml", 2);
  ASSERT_EQ(files.read(root_, "a.xml", 5, buffer, sizeof buffer, got), Status::ok);
  EXPECT_EQ(got, 0u);
  EXPECT_EQ(files.read(root_, "a.xml", UINT64_MAX, buffer, sizeof buffer, got),
            Status::invalid_argument);
}

TEST_F(FileAccessTest, DoesNotHangOnAPipeNorReadAFolder) {
  ASSERT_EQ(::mkfifo((root_ + "/pipe").c_str(), 0600), 0);
  std::string text;
  EXPECT_EQ(read("pipe", text), Status::invalid_argument);
  EXPECT_EQ(read("inner", text), Status::invalid_argument);
  EXPECT_EQ(read("a.xml/x", text), Status::not_found);
}

TEST_F(FileAccessTest, ShowsKindsSizesAndIdentities) {
  const FileAccess files({root_, root_ + "/a.xml"});
  FileEntry seen;
  const auto keep = [&](const FileEntry& entry) {
    seen = entry;
    return Status::ok;
  };
  ASSERT_EQ(files.stat(root_, "a.xml", keep), Status::ok);
  EXPECT_EQ(seen.kind, ECLUSE_FILE_REGULAR);
  EXPECT_EQ(seen.bytes, 5u);
  const auto before = seen.identity;
  std::ofstream(root_ + "/new") << "other";
  fs::rename(root_ + "/new", root_ + "/a.xml");
  ASSERT_EQ(files.stat(root_ + "/a.xml", "", keep), Status::ok);  // a root that is a file
  EXPECT_NE(seen.identity, before);
  ASSERT_EQ(files.stat(root_, "inner", keep), Status::ok);
  EXPECT_EQ(seen.kind, ECLUSE_FILE_FOLDER);
  EXPECT_EQ(files.stat(root_, "link", keep), Status::invalid_argument);
  EXPECT_EQ(files.stat(root_, "none", keep), Status::not_found);
  EXPECT_EQ(files.list(root_, "", [](const FileEntry&) { return Status::cancelled; }),
            Status::cancelled);
}

/// A kernel without openat2, a share that can vanish, and faults at writing.
class BadDisk final : public Disk {
 public:
  int open_beneath(int folder, const std::string& path, std::uint64_t flags,
                   std::uint64_t mode) const override {
    if (no_openat2 == 0) return Disk::open_beneath(folder, path, flags, mode);
    errno = no_openat2;
    return -1;
  }
  ssize_t write(int file, const char* bytes, std::size_t size) const override {
    if (write_fault != 0) return fail(write_fault);
    return Disk::write(file, bytes, std::min<std::size_t>(size, 3));  // and short writes always
  }
  int sync(int file) const override {
    return ++syncs == sync_fault_at ? fail(sync_fault) : Disk::sync(file);
  }
  int rename_new(int folder, const std::string& from, const std::string& to) const override {
    return rename_fault != 0 ? fail(rename_fault) : Disk::rename_new(folder, from, to);
  }
  int is_mount(int) const override { return mounted; }

  int no_openat2 = 0, write_fault = 0, sync_fault = 0, sync_fault_at = 0, rename_fault = 0,
      mounted = 0;
  mutable int syncs = 0;

 private:
  static int fail(int error) {
    errno = error;
    return -1;
  }
};

TEST_F(FileAccessTest, KeepsItsPromisesWithoutOpenat2) {
  BadDisk disk;
  for (const int error : {ENOSYS, EPERM}) {
    disk.no_openat2 = error;
    const FileAccess files({root_}, disk);
    char buffer[64];
    std::size_t got = 0;
    const auto read = [&](std::string_view path) {
      return files.read(root_, path, 0, buffer, sizeof buffer, got);
    };
    EXPECT_EQ(read("a.xml"), Status::ok);
    for (const auto* hostile :
         {"../secret", "link", "up/secret", "up", "inner/../a.xml", "/etc/passwd"})
      EXPECT_EQ(read(hostile), Status::invalid_argument) << hostile;
    EXPECT_EQ(read("none"), Status::not_found);
    EXPECT_EQ(read("none/x"), Status::not_found);
    const auto ignore = [](const FileEntry&) { return Status::ok; };
    EXPECT_EQ(files.stat(root_, "link", ignore), Status::invalid_argument);
    EXPECT_EQ(files.list(root_, "up", ignore), Status::invalid_argument);
    EXPECT_EQ(files.list(root_, "inner", ignore), Status::ok);
    const std::string name = "inner/" + std::to_string(error);
    EXPECT_EQ(files.publish(root_, name, "whole file"), Status::ok);
    EXPECT_EQ(files.publish(root_, "up/x", "x"), Status::invalid_argument);
    EXPECT_EQ(read(name), Status::ok);
    EXPECT_EQ(std::string(buffer, got), "whole file");
  }
}

TEST_F(FileAccessTest, AShareThatIsNoLongerMountedIsNotAnEmptyFolder) {
  BadDisk disk;
  const FileAccess files({root_}, disk);
  const auto ignore = [](const FileEntry&) { return Status::ok; };
  char byte = 0;
  std::size_t got = 0;
  EXPECT_EQ(files.list(root_, "", ignore), Status::ok);  // a plain folder, as far as was seen
  disk.mounted = 1;
  EXPECT_EQ(files.list(root_, "", ignore), Status::ok);
  disk.mounted = 0;
  EXPECT_EQ(files.list(root_, "", ignore), Status::unavailable);
  EXPECT_EQ(files.stat(root_, "none", ignore), Status::unavailable);
  EXPECT_EQ(files.read(root_, "none", 0, &byte, 1, got), Status::unavailable);
  EXPECT_EQ(files.publish(root_, "lost.xml", "x"), Status::unavailable);
  EXPECT_FALSE(fs::exists(root_ + "/lost.xml"));
  disk.mounted = 1;
  EXPECT_EQ(files.list(root_, "", ignore), Status::ok);
}

TEST_F(FileAccessTest, AFaultAtPublishingLeavesNothing) {
  struct Case {
    int BadDisk::*fault;
    int error;
    Status status;
  };
  const Case cases[] = {{&BadDisk::write_fault, ENOSPC, Status::resource_exhausted},
                        {&BadDisk::write_fault, EIO, Status::unavailable},
                        {&BadDisk::rename_fault, EIO, Status::unavailable},
                        {&BadDisk::sync_fault, EIO, Status::unavailable}};
  for (const Case& one : cases) {
    BadDisk disk;
    disk.*one.fault = one.error;
    disk.sync_fault_at = one.fault == &BadDisk::sync_fault ? 1 : 0;
    EXPECT_EQ(FileAccess({root_}, disk).publish(root_, "inner/x", "bytes"), one.status);
    EXPECT_TRUE(fs::is_empty(root_ + "/inner"));
  }
}

TEST_F(FileAccessTest, PublishesOnSharesWithoutTheRenameOrTheFolderSync) {
  BadDisk disk;
  disk.rename_fault = EINVAL;
  disk.sync_fault = EINVAL;
  disk.sync_fault_at = 2;
  const FileAccess files({root_}, disk);
  EXPECT_EQ(files.publish(root_, "inner/x", "bytes"), Status::ok);
  EXPECT_EQ(files.publish(root_, "inner/x", "other"), Status::already_exists);
  EXPECT_EQ(fs::file_size(root_ + "/inner/x"), 5u);
  EXPECT_EQ(std::distance(fs::directory_iterator(root_ + "/inner"), fs::directory_iterator()), 1);
  EXPECT_EQ(disk.syncs, 3);
}

}  // namespace
}  // namespace ecluse::services
