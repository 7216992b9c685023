// SPDX-License-Identifier: EUPL-1.2
// How deaths stand in the index (kit/index): one segment a file, the line's number as id, sorted by
// name; the other orders are runs of our own (orders.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <ecluse/kit/index.hpp>
#include <ecluse/result.hpp>

#include "orders.hpp"
#include "record.hpp"

namespace ecluse::deces {

/// `key` is the folded name, "MARTIN*JEAN PIERRE"; `name` is empty when it is written like its key;
/// dates are AAAAMMJJ with zeros as written.
const kit::IndexLayout& layout();

/// Puts records into one segment. Borrows the writer; lives no longer than the import of that file.
class Inserter {
 public:
  static Result<Inserter> of(kit::IndexWriter& writer, const kit::Segment& segment);
  Result<void> put(std::uint64_t line, const Record& record);
  /// Before each commit and at the end.
  Result<void> end_batch(kit::IndexWriter& writer, const kit::Segment& segment);

 private:
  explicit Inserter(kit::Statement* statement) : statement_(statement) {}
  kit::Statement* statement_;
  std::string key_, name_;
  OrderBatch orders_;
};

/// "MARTIN*JEAN PIERRE" of names as written.
void fold_key(std::string_view family_name, std::string_view given_names, std::string& key);

/// The entry of an opposition list: INSEE's key of a record that must not be given out.
struct Withdrawn {
  PackedDay died = 0;
  std::string place, act;
};
/// Reads one line; nothing for a header or a line that is none.
bool read_withdrawn(std::string_view line, Withdrawn& entry);
/// Adds it to the list (nothing is ever taken off it but by a rebuild).
Result<void> put_withdrawn(kit::IndexWriter& writer, const Withdrawn& entry);
Result<bool> is_withdrawn(kit::IndexConnection& index, PackedDay died, std::string_view place,
                          std::string_view act);

/// Where a record first came in: segments and lines only grow, so that later is greater.
inline std::int64_t arrival(std::int64_t segment, std::int64_t line) {
  return segment << 32 | line;
}
/// To be called before a segment goes (its file was replaced or is gone): when its deaths came in
/// stays known, so that another file that holds them tells nothing new.
Result<void> remember_arrivals(kit::IndexWriter& writer, const kit::Segment& segment);
/// When a death first came in with a segment that is gone; 0: it did not.
Result<std::int64_t> remembered_arrival(kit::IndexConnection& index, std::int64_t identity);

/// Whether any segment ever went.
Result<bool> has_remembered(kit::IndexConnection& index);

/// A value of the index's own, by name; empty when there is none.
Result<std::string> fact(kit::IndexConnection& index, std::string_view name);
Result<void> put_fact(kit::IndexWriter& writer, std::string_view name, std::string_view value);

/// A file that could not be read this time, and the slug of why. It is tried again.
struct Delayed {
  std::string file, slug;
};
Result<void> put_delayed(kit::IndexWriter& writer, const std::vector<Delayed>& files);
Result<std::vector<Delayed>> get_delayed(kit::IndexConnection& index);

/// Whether an opposition list was ever read, and how many entries are applied.
Result<bool> has_opposition(kit::IndexConnection& index);
Result<std::int64_t> count_withdrawn(kit::IndexConnection& index);

/// How an import goes, for whoever asks from another instance.
struct Progress {
  std::int64_t started_ns = 0, updated_ns = 0;  ///< monotonic
  std::uint64_t files = 0, files_done = 0;
  std::uint64_t bytes = 0, bytes_done = 0;  ///< of this run: what was in before is in neither
  std::uint64_t lines_done = 0;
  std::string file;  ///< under way; empty when nothing is
  std::int64_t lines_per_second() const;
  std::int64_t bytes_per_second() const;
  std::int64_t rest_seconds() const;
};
Result<void> put_progress(kit::IndexWriter& writer, const Progress& progress);
Result<Progress> get_progress(kit::IndexConnection& index);

}  // namespace ecluse::deces
