// SPDX-License-Identifier: MIT
#include <algorithm>
#include <ecluse/kit/folder.hpp>
#include <limits>
#include <utility>

namespace ecluse::kit {
namespace {

char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; }

bool ends_with(std::string_view name, std::string_view suffix) {
  return name.size() >= suffix.size() &&
         std::equal(suffix.begin(), suffix.end(),
                    name.end() - static_cast<std::ptrdiff_t>(suffix.size()),
                    [](char a, char b) { return lower(a) == lower(b); });
}

bool is_ours(const FileInfo& file, std::string_view suffix) {
  const bool hidden = file.path.empty() || file.path[0] == '.' || file.path[0] == '~';
  return file.kind == FileKind::regular && !hidden && ends_with(file.path, suffix);
}

}  // namespace

Folder::Folder(FileSource& source, WatchOptions options)
    : source_(source), options_(std::move(options)) {}

void Folder::remember(std::vector<Observation> observations, std::uint64_t root_identity) {
  for (auto& seen : observations) {
    std::string name = seen.file.path;
    seen_.insert_or_assign(std::move(name), std::move(seen));
  }
  root_identity_ = root_identity;
}

Failure Folder::unreachable(const Error& error) const {
  if (error.status == Status::permission_denied)
    return fail(Status::permission_denied, "folder-forbidden").with("folder", options_.label);
  return fail(Status::unavailable, "folder-unreachable").with("folder", options_.label);
}

Result<Scan> Folder::scan(std::int64_t now_ns) {
  auto listed = source_.list("");
  if (!listed) return unreachable(listed.error());
  Scan scan;
  // Not every source tells about the root itself; then an unmounted share looks like an empty one.
  if (auto root = source_.stat("")) scan.root_identity = root->identity;
  const bool other_root = root_identity_ != 0 && scan.root_identity != root_identity_;
  if (listed->empty() && !seen_.empty() && other_root)
    return fail(Status::unavailable, "folder-unreachable").with("folder", options_.label);
  if (scan.root_identity != 0) root_identity_ = scan.root_identity;

  // No system lists in an order that one may rely on; what comes of a scan is in the same one
  // everywhere.
  std::sort(listed->begin(), listed->end(),
            [](const FileInfo& left, const FileInfo& right) { return left.path < right.path; });
  std::map<std::string, Observation, std::less<>> now_there;
  for (auto& file : *listed) {
    if (!is_ours(file, options_.suffix)) continue;
    const auto before = seen_.find(file.path);
    const bool same = before != seen_.end() && before->second.file == file;
    // A clock that was set back must not keep a file waiting for ever.
    const auto since = same ? std::min(before->second.since_ns, now_ns) : now_ns;
    Observation observation{std::move(file), since};
    const bool still = now_ns - since >= options_.settle.count();
    (still ? scan.ready : scan.unsettled).push_back(observation);
    std::string name = observation.file.path;
    now_there.emplace(std::move(name), std::move(observation));
  }
  seen_ = std::move(now_there);
  return scan;
}

Result<std::string> Folder::read(const FileInfo& expected) {
  const auto failed = [&](const Error& error) -> Failure {
    if (error.status == Status::not_found)
      return fail(Status::not_found, "file-gone").with("file", expected.path);
    return unreachable(error);
  };
  if (expected.bytes > options_.max_bytes)
    return fail(Status::resource_exhausted, "file-too-large")
        .with("file", expected.path)
        .with("limit", std::to_string(options_.max_bytes));
  const auto changed = [&] {
    return fail(Status::aborted, "file-changed").with("file", expected.path);
  };
  const auto before = source_.stat(expected.path);
  if (!before) return failed(before.error());
  if (!(*before == expected)) return changed();
  // One byte more than expected, so that growth shows without another look.
  std::string bytes(static_cast<std::size_t>(expected.bytes) + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto got = source_.read(expected.path, size, bytes.data() + size, bytes.size() - size);
    if (!got) return failed(got.error());
    if (*got == 0) break;
    size += *got;
  }
  const auto after = source_.stat(expected.path);
  if (!after) return failed(after.error());
  if (size != expected.bytes || !(*after == expected)) return changed();
  bytes.resize(size);
  return bytes;
}

std::chrono::nanoseconds parse_duration(std::string_view text) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 100;
  std::int64_t number = 0;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
    if (number > kMost / 100) return {};
    number = number * 10 + (text[digits++] - '0');
  }
  if (digits == 0) return {};
  constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {{"ms", 1'000'000},
                                                                  {"s", 1'000'000'000},
                                                                  {"m", 60'000'000'000},
                                                                  {"h", 3'600'000'000'000},
                                                                  {"d", 86'400'000'000'000}};
  for (const auto& [unit, nanoseconds] : kUnits)
    if (text.substr(digits) == unit && number <= kMost / nanoseconds * 100)
      return std::chrono::nanoseconds(number * nanoseconds);
  return {};
}

}  // namespace ecluse::kit
