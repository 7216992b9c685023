// SPDX-License-Identifier: EUPL-1.2
// The side of the connector that looks at the folder: refresh, the operator's import, status,
// check.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "connector.hpp"
#include "errors.hpp"
#include "import.hpp"
#include "telling.hpp"

namespace ecluse::deces {
namespace {

constexpr std::int64_t one_second = 1'000'000'000;

/// What a call may import itself when nothing is there yet; more is the background's work.
constexpr std::uint64_t largest_first_import = 32 << 20;

/// Without a sign of life for so long, whoever imported is dead.
constexpr std::int64_t longest_silence = 120 * one_second;

/// A file that is always written to must not keep an operator's command for ever.
constexpr int most_looks = 30;

/// Whether files of ours were seen of which nothing is known yet.
Result<bool> is_pending(kit::IndexReader& index) {
  auto named = generation(index);
  if (!named) return fail(std::move(named));
  if (named->empty()) return true;
  auto segments = index.segments();
  if (!segments) return fail(std::move(segments));
  const auto is_done = [](const kit::Segment& one) {
    return one.state != kit::SegmentState::building;
  };
  if (std::any_of(segments->begin(), segments->end(), is_done)) return false;
  auto rows = index.statement("SELECT file FROM seen");
  if (!rows) return fail(std::move(rows));
  bool pending = false;
  for (auto row = (*rows)->step();; row = (*rows)->step()) {
    if (!row) return row;
    if (!*row) return pending;
    pending = pending || use_of((*rows)->text(0)) != FileUse::none;
  }
}

bool is_missing(const Error& error) { return error.slug == "index-missing"; }

/// Nothing to tell but whether there is a folder.
Result<ImportStatus> status_without_index(FolderState state) {
  if (state == FolderState::forbidden)
    return fail(errors::folder_forbidden).with("folder", "folder");
  if (state == FolderState::unreachable)
    return fail(errors::folder_unreachable).with("folder", "folder");
  return ImportStatus{};
}

Result<void> ended() { return fail(Status::cancelled, "cancelled"); }

}  // namespace

Watched Deaths::watched() {
  WatchedOptions options;
  options.index_path = readers_.path();
  options.settle = kit::parse_duration(settings_.settle);
  options.wall_ns = [this] { return host_.wall_ns(); };
  options.monotonic_ns = [this] { return host_.monotonic_ns(); };
  return {folder_, std::move(options)};
}

Result<bool> Deaths::refresh(Call& call) {
  auto brought = watched().refresh([&](const Progress&) { return !call.cancelled(); });
  if (brought) return brought->changed;
  if (brought.error().slug == "index-busy") return false;
  return fail(std::move(brought));
}

/// The first call may come before the background's first import, or without it (the command line).
Result<void> Deaths::first_import(Call& call) {
  auto bytes = watched().bytes_there();
  if (!bytes) return fail(std::move(bytes));
  if (*bytes > largest_first_import) return fail(errors::index_missing);
  auto refreshed = refresh(call);
  if (!refreshed) return fail(std::move(refreshed));
  return {};
}

Result<Readers::Lease> Deaths::ready(Call& call) {
  for (bool again : {true, false}) {
    auto lease = readers_.take();
    if (!lease && !is_missing(lease.error())) return lease;
    bool pending = true;
    if (lease) {
      auto asked = is_pending(**lease);
      if (!asked) return fail(std::move(asked));
      pending = *asked;
    }
    if (!pending) {
      (*lease)->cancel_when([&call] { return call.cancelled(); });
      return lease;
    }
    if (again)
      if (auto imported = first_import(call); !imported) return fail(std::move(imported));
  }
  return fail(errors::index_missing);
}

Result<FolderState> Deaths::folder_state() {
  auto files = folder_.list("");
  if (files) return FolderState::reachable;
  return files.error().status == Status::permission_denied ? FolderState::forbidden
                                                           : FolderState::unreachable;
}

bool Deaths::is_running(const Progress& progress) const {
  const std::int64_t silence = host_.monotonic_ns() - progress.updated_ns;
  return !progress.file.empty() && silence >= 0 && silence < longest_silence;
}

Result<ImportStatus> Deaths::get_import_status(const Nothing&, Call& call) {
  ImportStatus status;
  auto state = folder_state();
  if (!state) return fail(std::move(state));
  status.folder = *state;
  auto lease = readers_.take();
  if (!lease && !is_missing(lease.error())) return fail(std::move(lease));
  if (!lease) return status_without_index(*state);
  kit::IndexReader& index = **lease;
  auto progress = get_progress(index);
  if (!progress) return fail(std::move(progress));
  if (progress->files > 0) status.progress = progress_of(*progress);
  auto segments = index.segments();
  if (!segments) return fail(std::move(segments));
  auto delayed = get_delayed(index);
  if (!delayed) return fail(std::move(delayed));
  auto withdrawn = count_withdrawn(index);
  if (!withdrawn) return fail(std::move(withdrawn));
  status.withdrawn = *withdrawn;
  for (const kit::Segment& segment : *segments) {
    status.files.push_back(file_of(segment, call));
    const FileRow& row = status.files.back();
    if (row.state == FileState::ready && row.kind == FileKind::deaths)
      status.records += row.records;
  }
  for (const Delayed& each : *delayed) status.files.push_back(delayed_file(each, call));
  auto pending = is_pending(index);
  if (!pending) return fail(std::move(pending));
  status.state = is_running(*progress)     ? ImportState::running
                 : !progress->file.empty() ? ImportState::interrupted
                 : *pending                ? ImportState::never
                                           : ImportState::idle;
  return status;
}

Result<Checked> Deaths::check(Call&) {
  auto files = folder_.list("");
  if (!files) {
    const bool forbidden = files.error().status == Status::permission_denied;
    return fail(forbidden ? errors::folder_forbidden : errors::folder_unreachable)
        .with("folder", "folder");
  }
  Checked checked;
  std::size_t deaths = 0, opposition = 0;
  for (const kit::FileInfo& file : *files) {
    deaths += use_of(file.path) == FileUse::deaths;
    opposition += use_of(file.path) == FileUse::opposition;
  }
  checked.facts.emplace_back("death_files", std::to_string(deaths));
  checked.facts.emplace_back("opposition_lists", std::to_string(opposition));
  return checked;
}

/// One look at the folder, with a line a second.
Result<Brought> Deaths::bring(Call& call, Lines& lines) {
  std::int64_t said_ns = host_.monotonic_ns() - one_second;
  return watched().refresh([&](const Progress& progress) {
    const bool ended = progress.file.empty();
    if (!ended && host_.monotonic_ns() - said_ns < one_second) return !call.cancelled();
    said_ns = host_.monotonic_ns();
    return lines.put(progress_line(progress, call)) && !call.cancelled();
  });
}

/// Another instance imports, most often the running host's: a line of its progress, a second later.
Result<void> Deaths::follow(Call& call, Lines& lines) {
  if (auto lease = readers_.take()) {
    auto progress = get_progress(**lease);
    if (!progress) return fail(std::move(progress));
    if (is_running(*progress) && !lines.put(progress_line(*progress, call))) return ended();
  }
  return call.wait(std::chrono::seconds(1)) ? Result<void>() : ended();
}

Result<void> Deaths::import(const Nothing&, Call& call, Lines& lines) {
  for (int looks = 0; looks < most_looks;) {
    auto brought = bring(call, lines);
    if (!brought && brought.error().slug == "index-busy") {
      if (auto followed = follow(call, lines); !followed) return followed;
      continue;
    }
    if (!brought) return fail(std::move(brought));
    if (brought->waiting == 0) {
      lines.put(call.say(
          {"Tous les fichiers du dossier sont lus.", "All files of the folder are read."}));
      return {};
    }
    ++looks;
    const auto words = call.say({"fichier(s) : on attend qu'ils ne bougent plus",
                                 "file(s): waiting until they stand still"});
    if (!lines.put(fmt::format("{} {} ({})", brought->waiting, words, settings_.settle)))
      return ended();
    if (!call.wait(kit::parse_duration(settings_.settle))) return ended();
  }
  lines.put(call.say({"Des fichiers changent sans cesse : ils seront lus plus tard.",
                      "Some files never stand still: they will be read later."}));
  return {};
}

}  // namespace ecluse::deces
