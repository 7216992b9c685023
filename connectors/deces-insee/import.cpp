// SPDX-License-Identifier: EUPL-1.2
#include "import.hpp"

#include <algorithm>
#include <ecluse/kit/text.hpp>
#include <set>
#include <utility>

#include "lines.hpp"

namespace ecluse::deces {
namespace {

// After so many lines, and at its end, a file is asked whether it is one of deaths.
constexpr std::uint64_t trial_lines = 1'000;

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + 32);
  return lower;
}

kit::IndexedFile indexed(const kit::FileInfo& file) {
  return {file.path, file.bytes, file.modified_ns, file.identity};
}

/// More lines that are no records than records: this is another kind of file.
bool is_other_kind(const kit::Segment& segment, const Findings& findings) {
  std::uint64_t refused = 0;
  for (const Flaw flaw : {Flaw::short_line, Flaw::bad_sex, Flaw::bad_columns, Flaw::too_long})
    refused += findings.count(flaw);
  return refused > segment.records;
}

/// The lines of a file of deaths, whichever its layout.
class DeathLines {
 public:
  DeathLines(kit::FileSource& source, const kit::Segment& segment)
      : source_(source), path_(segment.file.name), lines_(source, path_, segment.offset) {}

  /// Looks at the first line; to be called once.
  Result<void> open() {
    FileLines first(source_, path_, 0);
    FileLines::Line line;
    auto any = first.next(line);
    if (!any) return fail(std::move(any));
    const std::string_view text =
        line.text.substr(0, 3) == "\xEF\xBB\xBF" ? line.text.substr(3) : line.text;
    layout_ = layout_of(text);
    if (layout_ == Layout::csv) columns_ = columns_of(text);
    return {};
  }
  Result<bool> next() { return lines_.next(line_); }
  /// False: no record; `record.flaws` says why, and is empty for a line that counts for nothing.
  bool read(Record& record) {
    record.flaws = Flaws();
    if (line_.too_long) {
      record.flaws.add(Flaw::too_long);
      return false;
    }
    std::string_view text = line_.text;
    if (line_.offset == 0 && text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    if (text.empty() || (line_.offset == 0 && columns_.has_header)) return false;
    return layout_ == Layout::csv ? reader_.read_csv(text, columns_, record)
                                  : reader_.read_fixed(text, record);
  }
  std::uint64_t line_offset() const { return line_.offset; }
  std::uint64_t offset() const { return lines_.offset(); }

 private:
  kit::FileSource& source_;
  std::string path_;
  FileLines lines_;
  FileLines::Line line_;
  LineReader reader_;
  Layout layout_ = Layout::fixed_width;
  Columns columns_;
};

Failure stopped() { return fail(Status::cancelled, "cancelled"); }

}  // namespace

FileUse use_of(std::string_view name) {
  const std::string lower = lower_case(name);
  const bool csv = ends_with(lower, ".csv");
  if (csv && lower.substr(0, 18) == "fichier-opposition") return FileUse::opposition;
  return csv || ends_with(lower, ".txt") ? FileUse::deaths : FileUse::none;
}

Import::Import(kit::FileSource& source, kit::IndexWriter& writer, ImportOptions options)
    : source_(source), writer_(writer), options_(std::move(options)) {}

/// What is to do: the one that was interrupted first, then opposition lists, then by name.
Result<std::vector<Import::Task>> Import::tasks(const kit::Scan& scan) {
  auto known = writer_.segments();
  if (!known) return fail(std::move(known));
  std::vector<Task> tasks;
  for (const kit::Observation& seen : scan.ready) {
    Task task{indexed(seen.file), use_of(seen.file.path), false};
    if (task.use == FileUse::none) continue;
    const auto same = std::find_if(known->begin(), known->end(), [&](const kit::Segment& segment) {
      return segment.file == task.file;
    });
    if (same != known->end() && same->state != kit::SegmentState::building) continue;
    task.under_way = same != known->end();
    tasks.push_back(std::move(task));
  }
  std::sort(tasks.begin(), tasks.end(), [](const Task& left, const Task& right) {
    const auto rank = [](const Task& task) {
      return task.under_way ? 0 : task.use == FileUse::opposition ? 1 : 2;
    };
    return std::pair(rank(left), left.file.name) < std::pair(rank(right), right.file.name);
  });
  return tasks;
}

Result<bool> Import::drop_gone(const kit::Scan& scan) {
  std::set<std::string, std::less<>> present;
  for (const auto& seen : scan.ready) present.insert(seen.file.path);
  for (const auto& seen : scan.unsettled) present.insert(seen.file.path);
  auto known = writer_.segments();
  if (!known) return fail(std::move(known));
  bool changed = false;
  for (const kit::Segment& segment : *known) {
    if (present.count(segment.file.name) != 0) continue;
    if (auto removed = writer_.remove(segment.id); !removed) return fail(std::move(removed));
    changed = true;
  }
  return changed;
}

Result<bool> Import::run(const kit::Scan& scan) {
  auto changed = drop_gone(scan);
  if (!changed) return changed;
  auto list = tasks(scan);
  if (!list) return fail(std::move(list));
  if (list->empty()) return changed;
  progress_ = Progress();
  progress_.started_ns = progress_.updated_ns = options_.monotonic_ns();
  progress_.files = list->size();
  for (const Task& task : *list) progress_.bytes += task.file.bytes;
  bytes_before_ = 0;
  for (const Task& task : *list) {
    progress_.file = task.file.name;
    if (auto done = import_file(task); !done) {
      // A file that changed or went while it was read waits for its turn; the others go on.
      const Status status = done.error().status;
      if (done.error().slug != "file-changed" && status != Status::not_found)
        return fail(std::move(done));
    }
    bytes_before_ += task.file.bytes;
    progress_.bytes_done = bytes_before_;
    ++progress_.files_done;
  }
  progress_.file.clear();
  progress_.updated_ns = options_.monotonic_ns();
  if (auto noted = put_progress(writer_, progress_); !noted) return fail(std::move(noted));
  if (options_.report) (void)options_.report(progress_);
  return true;
}

/// Whether the file still looks as it did when it was chosen.
Result<bool> Import::unchanged(const kit::IndexedFile& file) {
  auto now = source_.stat(file.name);
  if (!now) return fail(std::move(now));
  return indexed(*now) == file;
}

Result<void> Import::import_file(const Task& task) {
  auto segment = writer_.begin(task.file);
  if (!segment) return fail(std::move(segment));
  auto done = task.use == FileUse::opposition ? import_opposition(*segment)
                                              : import_deaths(*segment);
  const auto same = done ? unchanged(task.file) : Result<bool>(true);
  const bool moved = !same || !*same;
  if (moved || (!done && done.error().status != Status::cancelled &&
                done.error().slug != "not-a-death-file")) {
    if (auto undone = writer_.abandon(*segment); !undone) return undone;
    if (!same) return tl::unexpected(same.error());
    return moved ? Result<void>(fail(Status::aborted, "file-changed").with("file", task.file.name))
                 : done;
  }
  if (!done && done.error().status == Status::cancelled) {
    if (auto kept = writer_.execute("ROLLBACK"); !kept) return kept;
    return done;
  }
  if (!done) return writer_.reject(*segment);
  return writer_.finish(*segment);
}

Result<void> Import::commit(kit::Segment& segment, const Findings& findings) {
  segment.notes = findings.text();
  progress_.bytes_done = bytes_before_ + segment.offset;
  progress_.updated_ns = options_.monotonic_ns();
  if (auto noted = put_progress(writer_, progress_); !noted) return noted;
  if (auto committed = writer_.commit(segment); !committed) return committed;
  if (options_.report && !options_.report(progress_)) return stopped();
  return {};
}

Result<void> Import::import_deaths(kit::Segment& segment) {
  auto inserter = Inserter::of(writer_, segment);
  if (!inserter) return fail(std::move(inserter));
  DeathLines lines(source_, segment);
  if (auto opened = lines.open(); !opened) return opened;
  Findings findings = Findings::parse(segment.notes);
  Record record;
  while (true) {
    auto more = lines.next();
    if (!more) return fail(std::move(more));
    if (!*more) break;
    ++segment.lines;
    ++progress_.lines_done;
    if (lines.read(record)) {
      if (auto put = inserter->put(segment.lines, record); !put) return put;
      ++segment.records;
    }
    if (record.flaws.any()) findings.add(record.flaws, {segment.lines, lines.line_offset()});
    segment.offset = lines.offset();
    if (segment.lines == trial_lines && is_other_kind(segment, findings)) break;
    if (segment.lines % options_.batch == 0)
      if (auto committed = commit(segment, findings); !committed) return committed;
  }
  segment.notes = findings.text();
  if (is_other_kind(segment, findings))
    return fail(Status::data_loss, "not-a-death-file").with("file", segment.file.name);
  return {};
}

Result<void> Import::import_opposition(kit::Segment& segment) {
  FileLines lines(source_, segment.file.name, 0);
  FileLines::Line line;
  Withdrawn entry;
  while (true) {
    auto more = lines.next(line);
    if (!more) return fail(std::move(more));
    if (!*more) break;
    ++segment.lines;
    if (read_withdrawn(line.text, entry))
      if (auto put = put_withdrawn(writer_, entry); !put) return put;
  }
  segment.offset = lines.offset();
  return {};
}

}  // namespace ecluse::deces
