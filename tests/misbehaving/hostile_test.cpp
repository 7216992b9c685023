// SPDX-License-Identifier: EUPL-1.2
// Each hostile plugin in a worker of a real runtime: its deed is contained, its call ends in
// bounded time with the slug that expected.txt names, and its neighbour notices nothing.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <set>

#include "hostile_world.hpp"

namespace {

namespace fs = std::filesystem;
using namespace ecluse;
using misbehaving::NeighbourCalls;
using misbehaving::World;

const fs::path here = ECLUSE_SOURCE_FOLDER "/tests/misbehaving";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

std::map<std::string, std::string> expected_of(const std::string& name) {
  std::map<std::string, std::string> expected;
  std::ifstream file(here / name / "expected.txt");
  for (std::string key, value; file >> key >> value;) expected[key] = value;
  return expected;
}

std::vector<std::string> hostile_ones() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(here))
    if (expected_of(entry.path().filename().string()).count("worker") != 0)
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string words_of_file(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Process {
  int id = 0, parent = 0, session = 0;
};

std::vector<Process> processes() {
  std::vector<Process> all;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    const std::string stat = words_of_file(entry.path() / "stat");
    const auto after = stat.rfind(')');
    Process process;
    char state = 0;
    int group = 0;
    if (after == stat.npos) continue;
    if (std::sscanf(stat.c_str() + after + 1, " %c %d %d %d", &state, &process.parent, &group,
                    &process.session) != 4)
      continue;
    process.id = std::stoi(name);
    all.push_back(process);
  }
  return all;
}

/// What workers have left behind: each is the leader of its session, alone in it.
int processes_beside_workers(const std::set<int>& workers) {
  const auto all = processes();
  return static_cast<int>(std::count_if(all.begin(), all.end(), [&](const Process& process) {
    return workers.count(process.session) != 0 && process.id != process.session;
  }));
}

std::uint64_t most_memory_of_a_worker() {
  rusage used = {};
  ::getrusage(RUSAGE_CHILDREN, &used);
  return static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
}

std::size_t bytes_of(const std::vector<std::string>& lines) {
  std::size_t bytes = 0;
  for (const auto& line : lines) bytes += line.size();
  return bytes;
}

class Hostile : public ::testing::TestWithParam<std::string> {
 protected:
  void TearDown() override {
    EXPECT_EQ(words_of_file(world_.secret()), "secret");
    struct stat info = {};
    ASSERT_EQ(::stat(world_.secret().c_str(), &info), 0);
    EXPECT_NE(info.st_mode & 0400, 0u);
    EXPECT_FALSE(fs::exists(world_.secret() + ".new"));
  }
  World world_{GetParam()};
};

TEST_P(Hostile, IsContained) {
  using namespace std::chrono_literals;
  ASSERT_TRUE(world_.system("h").ready() && world_.system("n").ready());
  EXPECT_EQ(world_.call("h", "bonjour"), "bonjour");
  const std::string expected = expected_of(GetParam())["worker"];
  const std::set<int> workers{world_.system("h").supervisor->state().pid,
                              world_.system("n").supervisor->state().pid};
  NeighbourCalls neighbour(world_);
  const auto begin = std::chrono::steady_clock::now();
  const std::string answer = world_.call("h", "harm " + world_.secret());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
  EXPECT_EQ(processes_beside_workers(workers), 0);
  if (expected == "refused") {
    EXPECT_TRUE(answer == "1" || answer == "13") << answer;  // EPERM, EACCES
  } else if (!sanitized || expected != "plugin-out-of-memory") {
    EXPECT_EQ(answer, expected);
  }
  std::string again;  // its worker is started anew
  for (int i = 0; i < 200 && again != "bonjour"; ++i) {
    again = world_.call("h", "bonjour");
    if (again != "bonjour") std::this_thread::sleep_for(50ms);
  }
  EXPECT_EQ(again, "bonjour");
  neighbour.end();
  EXPECT_EQ(neighbour.failed(), 0);
  EXPECT_GT(neighbour.took().size(), 0u);
  EXPECT_LT(bytes_of(world_.log().lines()), std::size_t{4} << 20);
  if (!sanitized) {
    EXPECT_LT(most_memory_of_a_worker(), std::uint64_t{256} << 20);
  }
}

INSTANTIATE_TEST_SUITE_P(Folders, Hostile, ::testing::ValuesIn(hostile_ones()),
                         [](const auto& folder) {
                           std::string name = folder.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(HostileFolders, ThereAreTen) { EXPECT_EQ(hostile_ones().size(), 10u); }

}  // namespace
