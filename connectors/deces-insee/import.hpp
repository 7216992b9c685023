// SPDX-License-Identifier: EUPL-1.2
// Brings the index up to the folder: what is new is imported, what changed is replaced, what is
// gone is dropped. Stopped at any point (cancel, kill -9, a file that changes) it goes on where it
// was.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <ecluse/kit/folder.hpp>
#include <ecluse/kit/index.hpp>
#include <ecluse/result.hpp>

#include "findings.hpp"
#include "store.hpp"

namespace ecluse::deces {

/// What a name says of a file: deaths (.txt, .csv), an opposition list
/// (fichier-opposition-deces-*.csv), or nothing of ours.
enum class FileUse : std::uint8_t { none, deaths, opposition };
FileUse use_of(std::string_view name);

struct ImportOptions {
  std::function<std::int64_t()> monotonic_ns;
  /// Told after each batch; false stops the import (the batch stays).
  std::function<bool(const Progress&)> report;
  /// Lines a transaction.
  std::uint64_t batch = 100'000;
};

/// Borrows everything. [worker] One at a time by the writer's lock. A failure without a slug comes
/// from the source, and its status says what kind it is: unavailable and permission_denied are the
/// folder's.
class Import {
 public:
  Import(kit::FileSource& source, kit::IndexWriter& writer, ImportOptions options);

  /// `present` is every file of the folder that is ours, settled or not: an unsettled file is not
  /// read, but neither is it gone. Answers whether the index changed.
  Result<bool> run(const kit::Scan& scan);

 private:
  struct Task {
    kit::IndexedFile file;
    FileUse use = FileUse::none;
    bool under_way = false;
    std::uint64_t offset = 0;  ///< bytes that are in already
  };
  Result<std::vector<Task>> tasks(const kit::Scan& scan);
  Result<bool> drop_gone(const kit::Scan& scan);
  Result<void> import_all(const std::vector<Task>& list);
  Result<void> import_file(const Task& task);
  Result<void> end_file(const Task& task, kit::Segment& segment, const Result<void>& done);
  Result<void> finish(kit::Segment& segment);
  Result<void> import_deaths(kit::Segment& segment);
  Result<void> import_opposition(kit::Segment& segment);
  Result<void> commit(kit::Segment& segment, const Findings& findings);
  Result<bool> unchanged(const kit::IndexedFile& file);

  kit::FileSource& source_;
  kit::IndexWriter& writer_;
  ImportOptions options_;
  Progress progress_;
  std::uint64_t bytes_before_ = 0;  // of files that are done
  std::uint64_t resumed_ = 0;       // bytes of the file under way that an earlier run brought in
};

}  // namespace ecluse::deces
