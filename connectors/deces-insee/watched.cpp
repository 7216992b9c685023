// SPDX-License-Identifier: EUPL-1.2
#include "watched.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "import.hpp"

namespace ecluse::deces {
namespace {

using Observations = std::vector<kit::Observation>;

Result<Observations> seen_files(kit::IndexConnection& index) {
  auto rows =
      index.statement("SELECT file, bytes, modified, identity, since FROM seen ORDER BY file");
  if (!rows) return fail(std::move(rows));
  Observations seen;
  while (true) {
    auto row = (*rows)->step();
    if (!row) return fail(std::move(row));
    if (!*row) break;
    const kit::Statement& at = **rows;
    kit::Observation one;
    one.file.path = at.text(0);
    one.file.bytes = static_cast<std::uint64_t>(at.integer(1));
    one.file.modified_ns = at.integer(2);
    one.file.identity = static_cast<std::uint64_t>(at.integer(3));
    one.since_ns = at.integer(4);
    seen.push_back(std::move(one));
  }
  (*rows)->reset();
  return seen;
}

Observations seen_now(const kit::Scan& scan) {
  Observations seen = scan.ready;
  seen.insert(seen.end(), scan.unsettled.begin(), scan.unsettled.end());
  std::sort(seen.begin(), seen.end(),
            [](const kit::Observation& left, const kit::Observation& right) {
              return left.file.path < right.file.path;
            });
  return seen;
}

bool is_same(const Observations& left, const Observations& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const kit::Observation& one, const kit::Observation& other) {
                      return one.file == other.file && one.since_ns == other.since_ns;
                    });
}

Result<void> put_seen(kit::IndexWriter& writer, const Observations& seen) {
  if (auto cleared = writer.execute("DELETE FROM seen"); !cleared) return cleared;
  auto insert = writer.statement("INSERT INTO seen VALUES (?, ?, ?, ?, ?)");
  if (!insert) return fail(std::move(insert));
  for (const kit::Observation& one : seen) {
    (*insert)->bind(1, one.file.path).bind(2, static_cast<std::int64_t>(one.file.bytes));
    (*insert)->bind(3, one.file.modified_ns).bind(4, static_cast<std::int64_t>(one.file.identity));
    if (auto put = (*insert)->bind(5, one.since_ns).run(); !put) return put;
  }
  return {};
}

kit::WatchOptions watch_options(std::chrono::nanoseconds settle) {
  kit::WatchOptions options;
  options.label = "folder";
  options.settle = settle;
  options.suffix = "";  // use_of() says which names are ours
  return options;
}

/// A failure that has no slug yet is the folder's.
Failure named(const Error& error) {
  if (!error.slug.empty()) return Failure{Error(error)};
  const bool forbidden = error.status == Status::permission_denied;
  return fail(forbidden ? Status::permission_denied : Status::unavailable,
              forbidden ? "folder-forbidden" : "folder-unreachable")
      .with("folder", "folder");
}

/// What the index knows of the folder, brought up to date before the long work begins.
Result<void> note_scan(kit::IndexWriter& writer, const Observations& before, const kit::Scan& scan,
                       std::int64_t now_ns) {
  auto root = fact(writer, "root");
  if (!root) return fail(std::move(root));
  auto name = generation(writer);
  if (!name) return fail(std::move(name));
  const Observations seen = seen_now(scan);
  const std::string root_now = std::to_string(scan.root_identity);
  if (!name->empty() && *root == root_now && is_same(before, seen)) return {};
  return writer.transaction([&]() -> Result<void> {
    if (name->empty())
      if (auto put = put_fact(writer, "generation", std::to_string(now_ns / 1'000'000)); !put)
        return put;
    if (auto put = put_fact(writer, "root", root_now); !put) return put;
    return put_seen(writer, seen);
  });
}

}  // namespace

Watched::Watched(kit::FileSource& source, WatchedOptions options)
    : source_(source), options_(std::move(options)) {}

Result<Brought> Watched::refresh(const std::function<bool(const Progress&)>& report) {
  auto writer = kit::IndexWriter::open(options_.index_path, layout());
  if (!writer) return fail(std::move(writer));
  auto seen = seen_files(**writer);
  if (!seen) return fail(std::move(seen));
  auto root = fact(**writer, "root");
  if (!root) return fail(std::move(root));
  kit::Folder folder(source_, watch_options(options_.settle));
  folder.remember(*seen, std::strtoull(root->c_str(), nullptr, 10));
  const std::int64_t now_ns = options_.wall_ns();
  auto scan = folder.scan(now_ns);
  if (!scan) return fail(std::move(scan));
  if (auto noted = note_scan(**writer, *seen, *scan, now_ns); !noted) return fail(std::move(noted));
  Import import(source_, **writer, {options_.monotonic_ns, report, options_.batch});
  auto changed = import.run(*scan);
  if (!changed) return named(changed.error());
  Brought brought;
  brought.changed = *changed;
  for (const kit::Observation& one : scan->unsettled)
    brought.waiting += use_of(one.file.path) != FileUse::none;
  return brought;
}

Result<std::uint64_t> Watched::bytes_there() {
  kit::Folder folder(source_, watch_options({}));
  auto scan = folder.scan(0);
  if (!scan) return fail(std::move(scan));
  std::uint64_t bytes = 0;
  for (const auto* list : {&scan->ready, &scan->unsettled})
    for (const kit::Observation& one : *list)
      if (use_of(one.file.path) != FileUse::none) bytes += one.file.bytes;
  return bytes;
}

Result<std::string> generation(kit::IndexConnection& index) { return fact(index, "generation"); }

}  // namespace ecluse::deces
