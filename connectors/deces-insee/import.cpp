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

/// A line without the byte order mark that may begin a file.
std::string_view without_mark(std::string_view line, std::uint64_t offset) {
  return offset == 0 && line.substr(0, 3) == "\xEF\xBB\xBF" ? line.substr(3) : line;
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
    const std::string_view text = without_mark(line.text, 0);
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
    const std::string_view text = without_mark(line_.text, line_.offset);
    if (text.empty() || (line_.offset == 0 && columns_.has_header)) return false;
    return layout_ == Layout::csv ? reader_.read_csv(text, columns_, record)
                                  : reader_.read_fixed(text, record);
  }
  std::string_view line() const { return line_.text; }
  std::uint64_t line_offset() const { return line_.offset; }
  Layout layout() const { return layout_; }
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
    Task task{indexed(seen.file), use_of(seen.file.path), false, 0};
    if (task.use == FileUse::none) continue;
    const auto same = std::find_if(known->begin(), known->end(), [&](const kit::Segment& segment) {
      return segment.file == task.file;
    });
    if (same != known->end() && same->state != kit::SegmentState::building) continue;
    task.under_way = same != known->end();
    if (task.under_way) task.offset = std::min(same->offset, task.file.bytes);
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

/// An opposition list that is gone stays applied: what was withdrawn is not given out again.
Result<bool> Import::drop_gone(const kit::Scan& scan) {
  std::set<std::string, std::less<>> present;
  for (const auto& seen : scan.ready) present.insert(seen.file.path);
  for (const auto& seen : scan.unsettled) present.insert(seen.file.path);
  auto known = writer_.segments();
  if (!known) return fail(std::move(known));
  bool changed = false;
  for (const kit::Segment& segment : *known) {
    if (present.count(segment.file.name) != 0) continue;
    if (segment.state == kit::SegmentState::ready) {
      auto kept = writer_.transaction([&] { return remember_arrivals(writer_, segment); });
      if (!kept) return fail(std::move(kept));
    }
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
  for (const Task& task : *list) progress_.bytes += task.file.bytes - task.offset;
  bytes_before_ = 0;
  if (auto done = import_all(*list); !done) return fail(std::move(done));
  progress_.file.clear();
  progress_.updated_ns = options_.monotonic_ns();
  if (auto noted = put_progress(writer_, progress_); !noted) return fail(std::move(noted));
  if (options_.report) (void)options_.report(progress_);
  return true;
}

/// A file that changed, went or is forbidden waits for its turn; the others go on.
Result<void> Import::import_all(const std::vector<Task>& list) {
  std::vector<Delayed> delayed;
  for (const Task& task : list) {
    progress_.file = task.file.name;
    if (auto done = import_file(task); !done) {
      const Error& error = done.error();
      const bool gone = error.slug.empty() && error.status == Status::not_found;
      const bool forbidden = error.slug.empty() && error.status == Status::permission_denied;
      if (error.slug != "file-changed" && !gone && !forbidden) return done;
      delayed.push_back({task.file.name, gone        ? "file-gone"
                                         : forbidden ? "file-forbidden"
                                                     : "file-changed"});
    }
    bytes_before_ += task.file.bytes - task.offset;
    progress_.bytes_done = bytes_before_;
    ++progress_.files_done;
  }
  return writer_.transaction([&] { return put_delayed(writer_, delayed); });
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
  resumed_ = segment->offset;
  auto done =
      task.use == FileUse::opposition ? import_opposition(*segment) : import_deaths(*segment);
  const bool whole = done || done.error().slug == "not-a-death-file";
  if (whole) {
    const auto same = unchanged(task.file);
    if (!same)
      done = tl::unexpected(same.error());
    else if (!*same)
      done = fail(Status::aborted, "file-changed").with("file", task.file.name);
  }
  return end_file(task, *segment, done);
}

Result<void> Import::end_file(const Task& task, kit::Segment& segment, const Result<void>& done) {
  if (done) return finish(segment);
  if (done.error().slug == "not-a-death-file") return writer_.reject(segment);
  // Stopped, or the share is away: what was committed stays, and the next run goes on from there.
  const Status status = done.error().status;
  const bool goes_on =
      task.use == FileUse::deaths && (status == Status::cancelled || status == Status::unavailable);
  auto undone = goes_on ? writer_.execute("ROLLBACK") : writer_.abandon(segment);
  return undone ? done : undone;
}

/// The open batch remembers what the file's former self told.
Result<void> Import::finish(kit::Segment& segment) {
  auto known = writer_.segments();
  if (!known) return fail(std::move(known));
  for (const kit::Segment& each : *known)
    if (each.file.name == segment.file.name && each.state == kit::SegmentState::ready)
      if (auto kept = remember_arrivals(writer_, each); !kept) return kept;
  return writer_.finish(segment);
}

Result<void> Import::commit(kit::Segment& segment, const Findings& findings) {
  segment.notes = findings.text();
  progress_.bytes_done = bytes_before_ + segment.offset - resumed_;
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
    if (record.flaws.any())
      findings.add(record.flaws, segment.lines, lines.line_offset(), lines.line(), lines.layout());
    segment.offset = lines.offset();
    if (segment.lines == trial_lines && is_other_kind(segment, findings)) break;
    // A file that grows faster than it is read would never end.
    if (segment.offset > segment.file.bytes)
      return fail(Status::aborted, "file-changed").with("file", segment.file.name);
    if (segment.lines % options_.batch != 0) continue;
    if (auto ended = inserter->end_batch(writer_, segment); !ended) return ended;
    if (auto committed = commit(segment, findings); !committed) return committed;
  }
  if (auto ended = inserter->end_batch(writer_, segment); !ended) return ended;
  segment.notes = findings.text();
  if (is_other_kind(segment, findings))
    return fail(Status::data_loss, "not-a-death-file").with("file", segment.file.name);
  return {};
}

/// In one batch: a list is applied wholly or not at all. One of which no line can be read is not a
/// list.
Result<void> Import::import_opposition(kit::Segment& segment) {
  FileLines lines(source_, segment.file.name, 0);
  FileLines::Line line;
  Findings findings;
  Withdrawn entry;
  while (true) {
    auto more = lines.next(line);
    if (!more) return fail(std::move(more));
    if (!*more) break;
    ++segment.lines;
    if (read_withdrawn(without_mark(line.text, line.offset), entry)) {
      if (auto put = put_withdrawn(writer_, entry); !put) return put;
      ++segment.records;
    } else if (segment.lines > 1 && !kit::trim(line.text).empty()) {  // the first one is a header
      findings.add(line.too_long ? Flaw::too_long : Flaw::bad_columns,
                   {segment.lines, line.offset});
    }
  }
  segment.offset = lines.offset();
  segment.notes = findings.text();
  if (is_other_kind(segment, findings))
    return fail(Status::data_loss, "not-a-death-file").with("file", segment.file.name);
  return put_fact(writer_, "opposition", "read");
}

}  // namespace ecluse::deces
