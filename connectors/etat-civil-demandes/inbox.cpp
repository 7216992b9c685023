// SPDX-License-Identifier: EUPL-1.2
#include "inbox.hpp"

#include <unistd.h>
#include <ecluse/kit/text.hpp>
#include <map>
#include <set>

#include "inbox_sql.hpp"

namespace ecluse::civil {

// What the index says of a file.
struct KnownFile {
  kit::FileInfo file;
  std::string id;
  std::int64_t sequence = 0;
  bool rejected = false;
};

namespace {

std::int64_t as_signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

// What is bound is borrowed until the statement ran.
std::string_view text_of(const Text& text) { return text ? std::string_view(*text) : ""; }

std::string parameter_of(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.parameters)
    if (key == name) return value;
  return {};
}

std::string joined_names(const Names& names) {
  std::string text;
  for (const auto& name : names.value_or(std::vector<std::string>{}))
    text += (text.empty() ? "" : " ") + name;
  return text;
}

// All names of the person concerned and of the spouse, folded, each word after a space.
std::string search_key(const Request& request) {
  std::string key;
  const auto add = [&](std::string_view text) {
    const auto folded = kit::fold(text);
    key += ' ' + folded;
    if (folded.find(' ') == folded.npos) return;
    key += ' ';  // "ndiaye" finds N'DIAYE too
    for (const char letter : folded)
      if (letter != ' ') key += letter;
  };
  const auto add_person = [&](const Person& person) {
    for (const Text* name : {&person.family_name, &person.use_name, &person.maiden_name})
      if (*name) add(**name);
    if (person.first_names)
      for (const auto& name : *person.first_names) add(name);
  };
  add_person(request.subject);
  if (request.spouse) add_person(*request.spouse);
  return key;
}

std::string fact(kit::IndexConnection& index, std::string_view name) {
  auto found = index.statement(sql::kFact);
  if (!found || !(*found)->bind(1, name).step().value_or(false)) return {};
  std::string value((*found)->text(0));
  (*found)->reset();
  return value;
}

Result<void> set_fact(kit::IndexConnection& index, std::string_view name, std::string_view value) {
  auto set = index.statement(sql::kSetFact);
  if (!set) return fail(std::move(set));
  return (*set)->bind(1, name).bind(2, value).run();
}

Result<void> run(kit::IndexConnection& index, const char* text,
                 std::initializer_list<std::string_view> texts) {
  auto statement = index.statement(text);
  if (!statement) return fail(std::move(statement));
  int position = 0;
  for (const auto value : texts) (*statement)->bind(++position, value);
  return (*statement)->run();
}

Result<std::map<std::string, KnownFile>> known_files(kit::IndexConnection& index) {
  std::map<std::string, KnownFile> known;
  for (const bool rejected : {false, true}) {
    auto rows = index.statement(rejected ? sql::kKnownRejected : sql::kKnownRequests);
    if (!rows) return fail(std::move(rows));
    for (auto row = (*rows)->step();; row = (*rows)->step()) {
      if (!row) return fail(std::move(row));
      if (!*row) break;
      KnownFile one;
      one.file.path = std::string((*rows)->text(0));
      one.file.bytes = static_cast<std::uint64_t>((*rows)->integer(1));
      one.file.modified_ns = (*rows)->integer(2);
      one.file.identity = static_cast<std::uint64_t>((*rows)->integer(3));
      one.id = std::string((*rows)->text(4));
      one.sequence = (*rows)->integer(5);
      one.rejected = rejected;
      known.insert_or_assign(one.file.path, one);
    }
    (*rows)->reset();
  }
  return known;
}

}  // namespace

struct Inbox::Import {
  std::int64_t now_ns = 0;
  bool (*cancelled)(const void*) = nullptr;
  const void* context = nullptr;
  std::map<std::string, KnownFile> known;
  std::int64_t sequence = 0;
  bool changed = false;

  Result<void> put(kit::IndexConnection& index, const kit::FileInfo& file, const ReadRequest& read);
  Result<void> reject(kit::IndexConnection& index, const kit::FileInfo& file, const Error& error);
};

Result<void> Inbox::Import::put(kit::IndexConnection& index, const kit::FileInfo& file,
                                const ReadRequest& read) {
  const Request& request = read.request;
  const auto before = known.find(file.path);
  const bool same_request =
      before != known.end() && !before->second.rejected && before->second.id == request.id;
  if (auto done = run(index, sql::kForgetRejected, {file.path}); !done) return done;
  if (auto done = run(index, sql::kForgetFile, {file.path}); !done) return done;
  auto insert = index.statement(sql::kInsert);
  if (!insert) return fail(std::move(insert));
  const auto received = std::min(file.modified_ns, now_ns);
  const auto event_id = trace_of({file.path, request.id, std::to_string(file.modified_ns)});
  const auto key = search_key(request);
  const auto first_names = joined_names(request.subject.first_names);
  const auto from = request.event_from.value_or(PartialDate{});
  const auto to = request.event_to.value_or(from);
  const auto from_text = from.text(), to_text = request.event_to ? to.text() : std::string();
  (*insert)
      ->bind(1, same_request ? before->second.sequence : ++sequence)
      .bind(2, file.path)
      .bind(3, as_signed(file.bytes))
      .bind(4, file.modified_ns)
      .bind(5, as_signed(file.identity))
      .bind(6, request.id)
      .bind(7, static_cast<std::int64_t>(request.format))
      .bind(8, request.type ? static_cast<std::int64_t>(*request.type) : -1)
      .bind(9, request.nature ? static_cast<std::int64_t>(*request.nature) : -1)
      .bind(10, text_of(request.requested_at))
      .bind(11, received)
      .bind(12, from.known() ? from.first_day() : 0)
      .bind(13, to.known() ? to.last_day() : 0)
      .bind(14, from_text)
      .bind(15, to_text)
      .bind(16, key)
      .bind(17, text_of(request.subject.family_name))
      .bind(18, first_names)
      .bind(19, static_cast<std::int64_t>(read.findings.size()))
      .bind(20, event_id)
      .bind(21, now_ns);
  return (*insert)->run();
}

Result<void> Inbox::Import::reject(kit::IndexConnection& index, const kit::FileInfo& file,
                                   const Error& error) {
  if (auto done = run(index, sql::kForgetFile, {file.path}); !done) return done;
  auto insert = index.statement(sql::kReject);
  if (!insert) return fail(std::move(insert));
  std::string detail;
  for (const auto* name : {"limit", "offset", "encoding"})
    if (detail.empty()) detail = parameter_of(error, name);
  const auto line = parameter_of(error, "line");
  return (*insert)
      ->bind(1, file.path)
      .bind(2, as_signed(file.bytes))
      .bind(3, file.modified_ns)
      .bind(4, as_signed(file.identity))
      .bind(5, error.slug)
      .bind(6, line.empty() ? 0 : std::strtoll(line.c_str(), nullptr, 10))
      .bind(7, detail)
      .bind(8, now_ns)
      .run();
}

Inbox::Inbox(kit::FileSource& source, InboxOptions options, Schemas schemas)
    : source_(source), options_(std::move(options)), schemas_(std::move(schemas)) {}

bool Inbox::exists() const { return ::access(options_.index_path.c_str(), F_OK) == 0; }

Result<std::unique_ptr<kit::IndexReader>> Inbox::reader() const {
  return kit::IndexReader::open(options_.index_path, sql::kVersion);
}

// Reads new and changed files, then writes them in one transaction: a file is in wholly or not.
Result<bool> Inbox::import(kit::IndexWriter& index, const kit::Scan& scan, kit::Folder& folder,
                           Import& state) {
  constexpr std::size_t kBatch = 500;
  for (std::size_t at = 0; at < scan.ready.size();) {
    std::vector<std::pair<kit::FileInfo, Result<ReadRequest>>> batch;
    for (; at < scan.ready.size() && batch.size() < kBatch; ++at) {
      if (state.cancelled && state.cancelled(state.context)) return true;
      const auto& file = scan.ready[at].file;
      const auto known = state.known.find(file.path);
      if (known != state.known.end() && known->second.file == file) continue;
      auto bytes = folder.read(file);
      if (!bytes && bytes.error().slug != "file-too-large") {
        // It changed or went while we looked: the next listing says what became of it.
        if (bytes.error().slug == "file-changed" || bytes.error().slug == "file-gone") continue;
        return fail(std::move(bytes));
      }
      batch.emplace_back(file, bytes ? read_request(*bytes, schemas_)
                                     : Result<ReadRequest>(tl::unexpected(bytes.error())));
    }
    if (batch.empty()) continue;
    state.changed = true;
    auto written = index.transaction([&]() -> Result<void> {
      for (const auto& [file, read] : batch)
        if (auto done =
                read ? state.put(index, file, *read) : state.reject(index, file, read.error());
            !done)
          return done;
      return set_fact(index, "sequence", std::to_string(state.sequence));
    });
    if (!written) return fail(std::move(written));
  }
  return false;
}

Result<bool> Inbox::refresh(std::int64_t now_ns, bool (*cancelled)(const void*),
                            const void* context) {
  auto opened = kit::IndexWriter::open(options_.index_path, sql::layout());
  if (!opened && opened.error().slug == "index-busy") return false;
  if (!opened) return fail(std::move(opened));
  kit::IndexWriter& index = **opened;
  kit::Folder folder(source_, options_.watch);
  if (auto seen = sql::seen_files(index); seen)
    folder.remember(std::move(*seen), std::strtoull(fact(index, "root").c_str(), nullptr, 10));
  auto scan = folder.scan(now_ns);
  if (!scan) return fail(std::move(scan));

  Import state;
  state.now_ns = now_ns, state.cancelled = cancelled, state.context = context;
  state.sequence = std::strtoll(fact(index, "sequence").c_str(), nullptr, 10);
  auto known = known_files(index);
  if (!known) return fail(std::move(known));
  state.known = std::move(*known);
  auto stopped = import(index, *scan, folder, state);
  if (!stopped) return fail(std::move(stopped));

  auto written = index.transaction([&]() -> Result<void> {
    if (fact(index, "generation").empty())
      if (auto set = set_fact(index, "generation", std::to_string(now_ns)); !set) return set;
    if (auto set = set_fact(index, "root", std::to_string(scan->root_identity)); !set) return set;
    if (auto done = sql::replace_seen(index, *scan); !done) return done;
    auto gone = sql::mark_gone(index, now_ns, now_ns - options_.keep.count());
    if (gone) state.changed = state.changed || *gone;
    return gone ? Result<void>() : fail(std::move(gone));
  });
  if (!written) return fail(std::move(written));
  return state.changed;
}

Result<std::string> Inbox::generation() {
  auto index = reader();
  if (!index) return fail(std::move(index));
  return fact(**index, "generation");
}

Result<std::vector<Entry>> Inbox::find(const Filter& filter) {
  auto index = reader();
  if (!index) return fail(std::move(index));
  return sql::find(**index, filter);
}

Result<std::vector<RejectedFile>> Inbox::rejected(std::string_view after, int limit) {
  auto index = reader();
  if (!index) return fail(std::move(index));
  return sql::rejected(**index, after, limit);
}

Result<std::string> Inbox::bytes_of(std::string_view file) {
  kit::Folder folder(source_, options_.watch);
  const auto unknown = [&] { return fail(Status::not_found, "file-unknown").with("file", file); };
  // A name, never a path: the service would refuse to leave the root, but other folders are not
  // ours.
  if (file.empty() || file[0] == '.' || file.find('/') != file.npos) return unknown();
  auto info = source_.stat(file);
  if (!info && info.error().status == Status::not_found) return unknown();
  if (!info)
    return fail(Status::unavailable, "folder-unreachable").with("folder", options_.watch.label);
  if (info->kind != kit::FileKind::regular) return unknown();
  info->path = std::string(file);
  return folder.read(*info);
}

Result<ReadRequest> Inbox::read(const Entry& entry) {
  auto bytes = bytes_of(entry.file);
  if (!bytes && bytes.error().slug == "file-unknown")
    return fail(Status::failed_precondition, "request-taken").with("id", entry.id);
  if (!bytes) return fail(std::move(bytes));
  auto read = read_request(*bytes, schemas_);
  // The name was given to another file since the last listing.
  if (read && read->request.id != entry.id)
    return fail(Status::failed_precondition, "request-taken").with("id", entry.id);
  return read;
}

}  // namespace ecluse::civil
