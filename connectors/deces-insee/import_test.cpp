// SPDX-License-Identifier: EUPL-1.2
// The import: what is new comes in once, whatever happens to the folder, the files or the process.
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "testing/disk_folder.hpp"
#include "testing/index_fixture.hpp"

namespace ecluse::deces {
namespace {

using Names = std::vector<std::string>;

class ImportTest : public IndexFixture {
 protected:
  /// In a process that `die` may end at any report of a batch of 50 lines. Whether it was killed.
  bool in_child(const std::function<void()>& before, const std::function<bool(int report)>& die) {
    const pid_t child = ::fork();
    if (child == 0) {
      before();
      int reports = 0;
      (void)watched(50).refresh([&](const Progress&) {
        if (die(++reports)) ::kill(::getpid(), SIGKILL);
        return true;
      });
      ::_exit(0);
    }
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    return WIFSIGNALED(status);
  }
  void look() {
    ASSERT_TRUE(watched().refresh([](const Progress&) { return true; }));
  }
  std::uint64_t committed() const {
    std::uint64_t lines = 0;
    if (const auto index = reader()) {
      const auto all = index->segments();
      if (all)
        for (const kit::Segment& segment : *all) lines += segment.lines;
    }
    return lines;
  }
};

TEST_F(ImportTest, AFileIsReadWhenItStoodStill) {
  source.put("deces-2024-m01.txt", numbered_file(0, 3), 50);
  ASSERT_TRUE(watched().refresh([](const Progress&) { return true; }));
  EXPECT_EQ(names(), Names{});
  now_s += 9;
  ASSERT_TRUE(watched().refresh([](const Progress&) { return true; }));
  EXPECT_EQ(names(), Names{});
  now_s += 1;
  auto brought = watched().refresh([](const Progress&) { return true; });
  ASSERT_TRUE(brought);
  EXPECT_TRUE(brought->changed);
  EXPECT_EQ(names().size(), 3u);
  brought = watched().refresh([](const Progress&) { return true; });
  EXPECT_FALSE(brought->changed);
}

TEST_F(ImportTest, AnEmptyFolderIsEmptyAndNoError) {
  EXPECT_EQ(refresh(), "ok");
  EXPECT_EQ(names(), Names{});
  EXPECT_TRUE(segments().empty());
}

TEST_F(ImportTest, AVanishedMountKeepsEverything) {
  source.put("deces-2024.txt", numbered_file(0, 3), 50);
  ASSERT_EQ(refresh(), "ok");
  source.reachable = false;
  EXPECT_EQ(refresh(), "folder-unreachable");
  EXPECT_EQ(names().size(), 3u);
  source.reachable = true;
  const auto files = source.files;
  source.files.clear();
  source.root_identity = 2;  // the empty folder under the mount
  EXPECT_EQ(refresh(), "folder-unreachable");
  EXPECT_EQ(names().size(), 3u);
  source.files = files;
  source.root_identity = 1;
  ASSERT_EQ(refresh(), "ok");
  EXPECT_EQ(names().size(), 3u);
  EXPECT_EQ(segments()[0].id, 1);  // and nothing was read again
  source.files.clear();            // somebody did take the files away
  ASSERT_EQ(refresh(), "ok");
  EXPECT_EQ(names(), Names{});
}

TEST_F(ImportTest, AMountThatVanishesWhileReadGoesOnWhereItWas) {
  source.put("deces-2024.txt", numbered_file(0, 12'000), 50);  // more than two buffers
  look();
  now_s += 10;
  source.on_read = [this] { source.reachable = source.reads < 4; };
  auto brought = watched(50).refresh([](const Progress&) { return true; });
  ASSERT_FALSE(brought);
  EXPECT_EQ(brought.error().slug, "folder-unreachable");
  EXPECT_EQ(names(), Names{});
  const std::uint64_t before = committed();
  EXPECT_GT(before, 0u);
  source.on_read = nullptr;
  source.reachable = true;
  std::uint64_t lines = 0;
  ASSERT_TRUE(watched(50).refresh(
      [&](const Progress& progress) { return lines = progress.lines_done, true; }));
  EXPECT_EQ(lines + before, 12'000u);
  EXPECT_EQ(names().size(), 12'000u);
}

TEST_F(ImportTest, AFileThatGrowsWhileReadWaits) {
  source.put("deces-2024-m01.txt", numbered_file(0, 3), 50);
  source.put("deces-2024-m02.txt", numbered_file(100, 3), 50);
  look();
  now_s += 10;
  source.on_read = [this] {
    auto& file = source.files["deces-2024-m01.txt"];
    file.bytes += fixed_line(numbered(9)) + "\r\n";
    file.info.bytes = file.bytes.size();
  };
  look();
  EXPECT_EQ(names(),
            (Names{"NOM100*PRENOM", "NOM101*PRENOM", "NOM102*PRENOM"}));  // the other one is in
  const auto delayed = *get_delayed(*reader());
  ASSERT_EQ(delayed.size(), 1u);
  EXPECT_EQ(delayed[0].file, "deces-2024-m01.txt");
  EXPECT_EQ(delayed[0].slug, "file-changed");
  source.on_read = nullptr;
  ASSERT_EQ(refresh(), "ok");
  EXPECT_GT(names().size(), 6u);
  EXPECT_TRUE(get_delayed(*reader())->empty());
}

TEST_F(ImportTest, AFileThatGrowsForEverDoesNotKeepUs) {
  source.put("deces-2024.txt", numbered_file(0, 3), 50);
  look();
  now_s += 10;
  source.on_read = [this] {
    source.files["deces-2024.txt"].bytes += numbered_file(source.reads * 10'000, 10'000);
  };
  look();
  EXPECT_LT(source.reads, 10);
  EXPECT_EQ(names(), Names{});
}

TEST_F(ImportTest, ASparseFileOfTwoGigabytesIsRefusedInOneBuffer) {
  const std::string folder = folder_ + "/files";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/deces-2024.txt").put('\n');
  std::filesystem::resize_file(folder + "/deces-2024.txt", 2ull << 30);
  DiskFolder disk(folder);
  auto writer = kit::IndexWriter::open(index_path(), layout());
  ASSERT_TRUE(writer);
  Import import(disk, **writer, {[] { return 0; }, nullptr, 20'000});
  ASSERT_TRUE(import.run(settled(disk)));
  ASSERT_EQ(segments().size(), 1u);
  EXPECT_EQ(segments()[0].state, kit::SegmentState::rejected);
  EXPECT_EQ(findings("deces-2024.txt").count(Flaw::too_long), 1u);
  EXPECT_GE(disk.bytes_read, 2ull << 30);
  ASSERT_TRUE(import.run(settled(disk)));  // and it is not read again
  EXPECT_LT(disk.bytes_read, 3ull << 30);
}

TEST_F(ImportTest, NothingOfARejectedFileIsHalfImported) {
  std::string text = numbered_file(0, 900);  // looks good until the trial
  for (int line = 0; line < 1'200; ++line) text += "une ligne de tout autre chose\n";
  source.put("deces-2024.txt", text, 50);
  source.put("notes.txt", "bonjour\n", 50);
  source.put("photo.jpg", "x", 50);
  ASSERT_EQ(refresh(50), "ok");
  EXPECT_EQ(names(), Names{});
  ASSERT_EQ(segments().size(), 2u);
  for (const kit::Segment& segment : segments())
    EXPECT_EQ(segment.state, kit::SegmentState::rejected);
  EXPECT_EQ(findings("deces-2024.txt").count(Flaw::short_line), 1'200u);
  auto rows = reader()->statement("SELECT 1 FROM s1");
  EXPECT_FALSE(rows);  // no table is left
}

TEST_F(ImportTest, ARejectedNewVersionLeavesTheOldOne) {
  source.put("deces-2024.txt", numbered_file(0, 3), 50);
  ASSERT_EQ(refresh(), "ok");
  source.put("deces-2024.txt", "<html>Page introuvable</html>\n", 60);
  ASSERT_EQ(refresh(), "ok");
  EXPECT_EQ(names().size(), 3u);
}

TEST_F(ImportTest, AChangedFileTakesThePlaceOfItsFormerSelf) {
  source.put("deces-2024.txt", numbered_file(0, 3), 50);
  ASSERT_EQ(refresh(), "ok");
  source.put("deces-2024.txt", numbered_file(1, 3), 60);
  ASSERT_EQ(refresh(), "ok");
  EXPECT_EQ(names(), (Names{"NOM1*PRENOM", "NOM2*PRENOM", "NOM3*PRENOM"}));
}

TEST_F(ImportTest, FindingsNameLineAndByteAndNoData) {
  LineFields impossible = numbered(2);
  impossible.born = "19411332";
  std::string dirty = fixed_line(numbered(3));
  dirty[2] = '\0';
  const std::string first = fixed_line(numbered(1)) + "\n";
  source.put("deces-2024.txt",
             first + fixed_line(impossible) + "\n" + dirty + "\n" + fixed_line(numbered(4)), 50);
  ASSERT_EQ(refresh(), "ok");
  const Findings found = findings("deces-2024.txt");
  ASSERT_EQ(found.count(Flaw::impossible_birth), 1u);
  EXPECT_EQ(found.places(Flaw::impossible_birth)[0].line, 2u);
  EXPECT_EQ(found.places(Flaw::impossible_birth)[0].offset, first.size() + 81);
  ASSERT_EQ(found.count(Flaw::control_bytes), 1u);
  EXPECT_EQ(found.places(Flaw::control_bytes)[0].line, 3u);
  EXPECT_EQ(found.places(Flaw::control_bytes)[0].offset, 2 * first.size() + 2);
  EXPECT_EQ(segments()[0].notes.find("NOM"), std::string::npos);
  EXPECT_EQ(names().size(), 4u);  // the last line has no end and counts
}

TEST_F(ImportTest, ProgressCountsLinesBytesRateAndRest) {
  source.put("deces-2024.txt", numbered_file(0, 1'000), 50);
  look();
  now_s += 10;
  std::vector<Progress> told;
  ASSERT_TRUE(watched(400).refresh([&](const Progress& progress) {
    told.push_back(progress);
    now_s += 2;
    return true;
  }));
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[1].lines_done, 800u);
  EXPECT_EQ(told[1].bytes_done, 800u * 200);
  EXPECT_EQ(told[1].bytes, 1'000u * 200);
  EXPECT_NEAR(static_cast<double>(told[1].lines_per_second()), 400, 1);
  EXPECT_EQ(told[1].rest_seconds(), 1);
  EXPECT_EQ(told[1].file, "deces-2024.txt");
  EXPECT_EQ(told[2].file, "");
  EXPECT_EQ(get_progress(*reader())->files_done, 1u);
}

TEST_F(ImportTest, SurvivesKillMinusNineAfterEachBatchAndReadsOnlyWhatIsMissing) {
  constexpr int lines = 500, batch = 50;
  source.put("deces-2024-m01.txt", numbered_file(0, lines), 50);
  source.put("deces-2024-m02.txt", numbered_file(1'000, lines), 50);
  source.put("fichier-opposition-deces-2024.csv", "date,lieu,acte\n20240101,33063,0\n", 50);
  look();
  now_s += 10;
  int deaths = 0;
  for (std::uint64_t before = committed();; ++deaths) {
    std::uint64_t read = 0;
    const bool killed = in_child([] {}, [](int report) { return report == 2; });
    const std::uint64_t now = committed();
    if (!killed) break;
    EXPECT_GE(now, before);
    EXPECT_LE(now - before, 2u * batch + 2);  // no batch is lost, none is done twice
    EXPECT_EQ(names().size() % lines, before >= lines ? names().size() % lines : 0u);
    before = now;
    read = now;
    ASSERT_LE(read, 2u * lines + 2);
    ASSERT_LT(deaths, 100);
  }
  EXPECT_GE(deaths, 2 * lines / (2 * batch) - 1);
  const Names all = names();
  EXPECT_EQ(all.size(), 2u * lines - 1);  // one is withdrawn
  EXPECT_TRUE(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_F(ImportTest, SurvivesDyingAtAnyMoment) {
  constexpr int lines = 3'000;
  source.put("deces-2024.txt", numbered_file(0, lines), 50);
  look();
  now_s += 10;
  bool killed = true;
  // Each life is a little longer than the one before: reading, committing, building indexes,
  // closing.
  for (int microseconds = 200; killed; microseconds += 700) {
    killed = in_child(
        [&] {
          ::signal(SIGALRM, SIG_DFL);
          const ::itimerval timer{{0, 0}, {microseconds / 1'000'000, microseconds % 1'000'000}};
          ::setitimer(ITIMER_REAL, &timer, nullptr);
        },
        [](int) { return false; });
    const std::size_t there = names().size();
    EXPECT_TRUE(there == 0 || there == lines) << there;
    ASSERT_LT(microseconds, 60'000'000);
  }
  const Names all = names();
  EXPECT_EQ(all.size(), static_cast<std::size_t>(lines));
  EXPECT_TRUE(std::adjacent_find(all.begin(), all.end()) == all.end());
  EXPECT_EQ(segments().size(), 1u);
}

TEST_F(ImportTest, AnImporterAtWorkIsNotDisturbed) {
  source.put("deces-2024.txt", numbered_file(0, 3), 50);
  auto writer = kit::IndexWriter::open(index_path(), layout());
  ASSERT_TRUE(writer);
  EXPECT_EQ(refresh(), "index-busy");
}

TEST_F(ImportTest, StoppingKeepsWhatIsIn) {
  source.put("deces-2024.txt", numbered_file(0, 1'000), 50);
  look();
  now_s += 10;
  auto stopped = watched(100).refresh([](const Progress&) { return false; });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().slug, "cancelled");
  EXPECT_EQ(committed(), 100u);
  EXPECT_EQ(names(), Names{});
  ASSERT_EQ(refresh(), "ok");
  EXPECT_EQ(names().size(), 1'000u);
}

}  // namespace
}  // namespace ecluse::deces
