// SPDX-License-Identifier: EUPL-1.2
// The figures of the death files: parse stage, whole import, search, memory. Prints medians.
//
//   bench_deaths [records of the search, default 5000000]
//
// Each import runs in a child process of its own, so that its peak memory is its own.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <ecluse/kit/index.hpp>

#include "import.hpp"
#include "lines.hpp"
#include "search.hpp"
#include "testing/death_writer.hpp"
#include "testing/disk_folder.hpp"

namespace {

using ecluse::deces::DeathWriter;
using ecluse::deces::DiskFolder;

constexpr int repetitions = 5;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void die(const ecluse::Error& error) {
  std::fprintf(stderr, "%s\n", error.slug.c_str());
  for (const auto& [name, value] : error.parameters)
    std::fprintf(stderr, "  %s: %s\n", name.c_str(), value.c_str());
  std::exit(1);
}

void write_file(const std::string& path, std::uint64_t records, int year) {
  std::ofstream file(path, std::ios::binary);
  DeathWriter writer(static_cast<std::uint64_t>(year));
  std::string block;
  for (std::uint64_t index = 0; index < records; ++index) {
    writer.append(year, block);
    if (block.size() > 1'000'000 || index + 1 == records) {
      file << block;
      block.clear();
    }
  }
}

/// Seconds to read and cut a file without keeping anything; the file is warm.
double parse(const std::string& folder, const std::string& name, std::uint64_t& records) {
  DiskFolder source(folder);
  ecluse::deces::FileLines lines(source, name, 0);
  ecluse::deces::FileLines::Line line;
  ecluse::deces::LineReader reader;
  ecluse::deces::Record record;
  const double start = now();
  records = 0;
  while (true) {
    auto more = lines.next(line);
    if (!more) die(more.error());
    if (!*more) break;
    records += reader.read_fixed(line.text, record);
  }
  return now() - start;
}

void import_folder(const std::string& folder, const std::string& index) {
  DiskFolder source(folder);
  auto writer = ecluse::kit::IndexWriter::open(index, ecluse::deces::layout());
  if (!writer) die(writer.error());
  const auto clock = [] {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  ecluse::deces::Import import(source, **writer, {clock, nullptr, 100'000});
  auto done = import.run(ecluse::deces::settled(source));
  if (!done) die(done.error());
}

struct Cost {
  double seconds = 0;
  double megabytes = 0;  // peak resident memory
};

Cost in_child(const std::function<void()>& work) {
  const double start = now();
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  struct rusage usage {};
  wait4(child, &status, 0, &usage);
  if (status != 0) std::exit(1);
  return {now() - start, static_cast<double>(usage.ru_maxrss) / 1024};
}

void search_times(const std::string& index, const char* what,
                  const std::function<ecluse::deces::Criteria(DeathWriter&)>& criteria) {
  auto reader = ecluse::kit::IndexReader::open(index, ecluse::deces::layout().version);
  if (!reader) die(reader.error());
  ecluse::deces::Search search(**reader);
  DeathWriter writer(7);
  std::vector<double> times;
  std::uint64_t answers = 0;
  for (int round = 0; round < 1'200; ++round) {
    const auto wanted = criteria(writer);
    int page = 50;
    const double start = now();
    auto found = search.find(wanted, std::nullopt, [&](const ecluse::deces::Found&) {
      ++answers;
      return --page > 0;
    });
    if (!found) die(found.error());
    if (round >= 200) times.push_back((now() - start) * 1'000);
  }
  std::sort(times.begin(), times.end());
  std::printf("search %-34s median %6.2f ms  p99 %6.2f ms  (%.1f answers each)\n", what,
              times[times.size() / 2], times[times.size() * 99 / 100],
              static_cast<double>(answers) / 1'200);
}

void bench_year(const std::string& root) {
  const std::string folder = root + "/year";
  std::filesystem::create_directories(folder);
  constexpr std::uint64_t records = 600'000;
  write_file(folder + "/deces-2019.txt", records, 2019);
  const double megabytes =
      static_cast<double>(std::filesystem::file_size(folder + "/deces-2019.txt")) / 1e6;
  std::vector<double> parses, imports, memory;
  for (int round = 0; round < repetitions; ++round) {
    std::uint64_t read = 0;
    parses.push_back(parse(folder, "deces-2019.txt", read));
    if (read != records) std::exit(1);
    const std::string index = root + "/year-" + std::to_string(round) + ".sqlite";
    const Cost cost = in_child([&] { import_folder(folder, index); });
    imports.push_back(cost.seconds);
    memory.push_back(cost.megabytes);
    std::printf("  round %d: parse %.3f s, import %.2f s, %.0f MB\n", round, parses.back(),
                cost.seconds, cost.megabytes);
  }
  std::printf("file %.0f MB, %d rounds\n", megabytes, repetitions);
  std::printf("parse  %.0f MB/s (wanted: 300)\n", megabytes / median(parses));
  std::printf("import %.0f records/s, index included (wanted: 150000)\n",
              records / median(imports));
  std::printf("memory %.0f MB at most (wanted: below 150)\n",
              *std::max_element(memory.begin(), memory.end()));
}

void bench_search(const std::string& root, std::uint64_t records) {
  const std::string folder = root + "/many";
  std::filesystem::create_directories(folder);
  constexpr int files = 8;
  for (int file = 0; file < files; ++file)
    write_file(folder + "/deces-" + std::to_string(2012 + file) + ".txt", records / files,
               2012 + file);
  const std::string index = root + "/many.sqlite";
  const Cost cost = in_child([&] { import_folder(folder, index); });
  std::printf(
      "import of %llu records in %d files: %.0f records/s, %.0f MB at most, index %.0f MB\n",
      static_cast<unsigned long long>(records), files, static_cast<double>(records) / cost.seconds,
      cost.megabytes, static_cast<double>(std::filesystem::file_size(index)) / 1e6);
  using ecluse::PartialDate;
  using ecluse::deces::Criteria;
  search_times(index, "name", [](DeathWriter& writer) {
    Criteria criteria;
    criteria.name = writer.family();
    return criteria;
  });
  search_times(index, "name and given name", [](DeathWriter& writer) {
    Criteria criteria;
    criteria.name = writer.family();
    criteria.given = writer.given();
    return criteria;
  });
  search_times(index, "very common name and birth date", [](DeathWriter& writer) {
    Criteria criteria;
    criteria.name = "MARTIN";
    criteria.born = PartialDate::of(1920 + static_cast<int>(writer.pick(50)),
                                    1 + static_cast<int>(writer.pick(12)),
                                    1 + static_cast<int>(writer.pick(28)));
    return criteria;
  });
  search_times(index, "commune and dates", [](DeathWriter& writer) {
    Criteria criteria;
    char code[8];
    std::snprintf(code, sizeof code, "%02d%03d", 1 + static_cast<int>(writer.pick(19)),
                  1 + static_cast<int>(writer.pick(600)));
    criteria.death_place = code;
    criteria.died_from = 20150000 + 101;
    criteria.died_to = 20151231;
    return criteria;
  });
  search_times(index, "deaths since a date", [](DeathWriter& writer) {
    Criteria criteria;
    criteria.died_from = 20120101 + static_cast<int>(writer.pick(8)) * 10'000;
    return criteria;
  });
  search_times(index, "birth date", [](DeathWriter& writer) {
    Criteria criteria;
    criteria.born = PartialDate::of(1920 + static_cast<int>(writer.pick(50)),
                                    1 + static_cast<int>(writer.pick(12)),
                                    1 + static_cast<int>(writer.pick(28)));
    return criteria;
  });
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::uint64_t records = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 5'000'000;
  std::string root = (std::filesystem::temp_directory_path() / "ecluse-deaths-XXXXXX").string();
  if (mkdtemp(root.data()) == nullptr) return 1;
  bench_year(root);
  bench_search(root, records);
  std::filesystem::remove_all(root);
  return 0;
}
