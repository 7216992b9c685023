// SPDX-License-Identifier: EUPL-1.2
// The inbox and its index. The index holds what a search needs (ids, codes, days, names of the
// person concerned) and nothing else: get-request reads the file again, so that a request that was
// taken away by the city's software is gone from here too, apart from its line in the index, which
// goes after `keep`. Written by refresh alone, one transaction a batch: a file is in wholly or not.
#pragma once

#include <chrono>
#include <ecluse/kit/folder.hpp>
#include <ecluse/kit/index.hpp>
#include <string>
#include <vector>

#include "reading.hpp"

namespace ecluse::civil {

struct InboxOptions {
  kit::WatchOptions watch;
  std::string index_path;
  std::chrono::nanoseconds keep{std::chrono::hours(24 * 30)};  ///< of requests that were taken
};

enum class RequestState : std::uint8_t { waiting, taken };

/// One line of the index.
struct Entry {
  std::int64_t sequence = 0;
  std::string id, file, event_id;
  RequestFormat format = RequestFormat::cityweb;
  std::optional<RegisterType> type;
  std::optional<DocumentNature> nature;
  RequestState state = RequestState::waiting;
  Text family_name, first_names, requested_at;
  std::optional<PartialDate> event_from, event_to;
  std::int64_t received_ns = 0;  ///< time of the file
  std::int64_t imported_ns = 0;  ///< when we read it
  int findings = 0;
};

struct RejectedFile {
  std::string file, slug, detail;  ///< detail: the limit, offset or label of its sentence
  int line = 0;
  std::int64_t since_ns = 0;
};

struct Filter {
  Text name;  ///< folded here; each word must begin a word of the names
  Text id;
  std::optional<RegisterType> type;
  std::optional<DocumentNature> nature;
  std::optional<RequestState> state;
  PackedDay from = 0, to = 0;       ///< days of the event that may match; 0: no bound
  std::int64_t before = INT64_MAX;  ///< sequence: newest first
  std::int64_t after = -1;          ///< sequence: oldest first, for triggers
  std::int64_t imported_until = INT64_MAX;
  int limit = 50;
};

/// Cheap; makes a connection a call, so any number of threads may ask. [worker]
class Inbox {
 public:
  Inbox(kit::FileSource& source, InboxOptions options, Schemas schemas);

  /// Brings the index up to date; whether something changed. Asks `cancelled` between files.
  /// Another process that does the same is no error: false.
  Result<bool> refresh(std::int64_t now_ns, bool (*cancelled)(const void*) = nullptr,
                       const void* context = nullptr);
  Result<std::vector<Entry>> find(const Filter& filter);
  Result<std::vector<RejectedFile>> rejected(std::string_view after, int limit);
  /// The file of an entry, read now: request-taken when it is no longer there.
  Result<ReadRequest> read(const Entry& entry);
  /// Any file of the inbox by its name: file-unknown, file-too-large, or what reading says.
  Result<std::string> bytes_of(std::string_view file);
  /// Changes when the index was built anew: cursors of before are then worth nothing.
  Result<std::string> generation();
  /// Whether refresh ever ran here.
  bool exists() const;
  const Schemas& schemas() const { return schemas_; }

 private:
  struct Import;
  Result<std::unique_ptr<kit::IndexReader>> reader() const;
  Result<bool> import(kit::IndexWriter& index, const kit::Scan& scan, kit::Folder& folder,
                      Import& import);

  kit::FileSource& source_;
  InboxOptions options_;
  Schemas schemas_;
};

/// 26 characters of base 32 (SHA-256) that name the parts together; the same for ever.
std::string trace_of(std::initializer_list<std::string_view> parts);

}  // namespace ecluse::civil
