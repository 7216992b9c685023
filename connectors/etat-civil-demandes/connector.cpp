// SPDX-License-Identifier: EUPL-1.2
#include "connector.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <ctime>

#include "errors.hpp"

namespace ecluse::civil {
namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

std::tm utc(std::int64_t nanoseconds) {
  const std::time_t seconds = nanoseconds / kSecond;
  std::tm parts = {};
  gmtime_r(&seconds, &parts);
  return parts;
}

std::string rfc3339(std::int64_t nanoseconds) {
  const auto t = utc(nanoseconds);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.tm_year + 1900, t.tm_mon + 1,
                     t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

PackedDay day_of(std::int64_t nanoseconds) {
  const auto t = utc(nanoseconds);
  return (t.tm_year + 1900) * 10000 + (t.tm_mon + 1) * 100 + t.tm_mday;
}

Row row_of(const Entry& entry) {
  return {entry.id,           entry.file,       entry.format,      entry.type,
          entry.nature,       entry.state,      entry.family_name, entry.first_names,
          entry.requested_at, entry.event_from, entry.event_to,    rfc3339(entry.received_ns),
          entry.findings};
}

std::vector<FindingRow> rows_of(const std::vector<Finding>& findings, const Call& call) {
  const auto tongue = call.language() == Language::english ? Tongue::english : Tongue::french;
  std::vector<FindingRow> rows;
  for (const auto& finding : findings) {
    FindingRow row{finding.severity, finding.code, {}, {}, sentence(finding, tongue)};
    if (!finding.field.empty()) row.field = finding.field;
    if (finding.line > 0) row.line = finding.line;
    rows.push_back(std::move(row));
  }
  return rows;
}

bool has_error(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::error; });
}

std::string parameter(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.parameters)
    if (key == name) return value;
  return {};
}

/// The finding of a file that cannot be read.
Finding finding_of(const Error& error) {
  Finding finding;
  finding.code = error.slug;
  finding.line = static_cast<int>(std::strtol(parameter(error, "line").c_str(), nullptr, 10));
  for (const auto* name : {"limit", "offset", "encoding"})
    if (finding.expected.empty()) finding.expected = parameter(error, name);
  return finding;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != text.npos)
    return {};
  return std::strtoll(std::string(text).c_str(), nullptr, 10);
}

Result<std::shared_ptr<const kit::xml::Schema>> load_schema(const Host& host,
                                                            const std::optional<std::string>& path,
                                                            std::string_view pointer) {
  if (!path) return nullptr;
  constexpr std::size_t kLargest = 4 << 20;
  std::string bytes(kLargest, '\0');
  std::size_t size = 0;
  const auto unusable = [&](std::string_view reason) {
    return fail(errors::schema_unusable).with("reason", reason).at(pointer);
  };
  for (;;) {
    auto got = host.files().read(*path, "", size, bytes.data() + size, bytes.size() - size);
    if (!got) return unusable("unreadable");
    if (*got == 0) break;
    size += *got;
    if (size == kLargest) return unusable("too large");
  }
  auto schema = kit::xml::Schema::compile(std::string_view(bytes).substr(0, size));
  if (!schema) return unusable(schema.error().slug);
  return std::move(*schema);
}

InboxOptions inbox_options(const Settings& settings, const Host& host) {
  InboxOptions options;
  options.watch.label = "inbox";
  options.watch.settle = kit::parse_duration(settings.settle);
  options.index_path = host.state_folder() + "/index.db";
  options.keep = std::chrono::hours(24 * settings.keep_days);
  return options;
}

}  // namespace

Result<std::unique_ptr<Requests>> Requests::open(Settings settings, Host host) {
  Schemas schemas;
  auto cityweb = load_schema(host, settings.cityweb_schema, "/cityweb_schema");
  if (!cityweb) return fail(std::move(cityweb));
  auto dila = load_schema(host, settings.dila_schema, "/dila_schema");
  if (!dila) return fail(std::move(dila));
  schemas.cityweb = std::move(*cityweb), schemas.dila = std::move(*dila);
  return std::make_unique<Requests>(std::move(settings), std::move(host), std::move(schemas));
}

Requests::Requests(Settings settings, Host host, Schemas schemas)
    : settings_(std::move(settings)),
      host_(host),
      in_(host, settings_.inbox),
      out_(host, settings_.outbox.value_or("")),
      inbox_(in_, inbox_options(settings_, host), std::move(schemas)) {}

Result<bool> Requests::refresh(Call& call) {
  return inbox_.refresh(
      host_.wall_ns(),
      [](const void* asked) { return static_cast<const Call*>(asked)->cancelled(); }, &call);
}

// The first call may come before the background instance's first refresh, or without it (the CLI).
Result<void> Requests::ready(Call& call) {
  if (inbox_.exists()) return {};
  auto refreshed = refresh(call);
  return refreshed ? Result<void>() : fail(std::move(refreshed));
}

Result<Page> Requests::search_requests(const Search& input, Call& call) {
  if (auto done = ready(call); !done) return fail(std::move(done));
  Filter filter;
  filter.name = input.name, filter.type = input.type, filter.nature = input.nature;
  filter.state = input.state;
  if (input.event_from) filter.from = input.event_from->first_day();
  if (input.event_to) filter.to = input.event_to->last_day();
  filter.limit = input.page_size + 1;
  if (input.cursor) {
    const auto before = number_of(*input.cursor);
    if (!before) return fail(errors::cursor_invalid).at("/cursor");
    filter.before = *before;
  }
  auto found = inbox_.find(filter);
  if (!found) return fail(std::move(found));
  Page page;
  const auto count = std::min(found->size(), static_cast<std::size_t>(input.page_size));
  for (std::size_t index = 0; index < count; ++index) page.items.push_back(row_of((*found)[index]));
  if (found->size() > count) page.cursor = std::to_string((*found)[count - 1].sequence);
  return page;
}

// The newest one still waiting, else the newest: producers reuse ids.
Result<Entry> Requests::entry_of(const std::string& id) {
  Filter filter;
  filter.id = id;
  auto found = inbox_.find(filter);
  if (!found) return fail(std::move(found));
  if (found->empty()) return fail(errors::request_unknown).with("id", id).at("/id");
  for (const auto& entry : *found)
    if (entry.state == RequestState::waiting) return entry;
  return fail(errors::request_taken).with("id", id).at("/id");
}

Result<ReadRequest> Requests::read(const Entry& entry) {
  auto read = inbox_.read(entry);
  if (read || read.error().status != Status::data_loss) return read;
  return fail(errors::file_unreadable)
      .with("file", entry.file)
      .with("reason", read.error().slug)
      .with("line", parameter(read.error(), "line"));
}

Result<OneRequest> Requests::get_request(const ById& input, Call& call) {
  if (auto done = ready(call); !done) return fail(std::move(done));
  auto entry = entry_of(input.id);
  if (!entry) return fail(std::move(entry));
  auto read = this->read(*entry);
  if (!read) return fail(std::move(read));
  return OneRequest{std::move(read->request), entry->file, rfc3339(entry->received_ns),
                    rows_of(read->findings, call)};
}

Result<Verdict> Requests::validate_request(const WhichFile& input, Call& call) {
  Verdict verdict;
  if (input.file) {
    verdict.file = *input.file;
  } else if (input.id) {
    if (auto done = ready(call); !done) return fail(std::move(done));
    auto entry = entry_of(*input.id);
    if (!entry) return fail(std::move(entry));
    verdict.file = entry->file;
  } else {
    return fail(errors::id_or_file_missing).at("/id");
  }
  auto bytes = inbox_.bytes_of(verdict.file);
  if (!bytes && bytes.error().slug != "file-too-large") return fail(std::move(bytes));
  auto read = bytes ? read_request(*bytes, inbox_.schemas())
                    : Result<ReadRequest>(tl::unexpected(bytes.error()));
  if (!read) {
    verdict.findings = rows_of({finding_of(read.error())}, call);
    return verdict;
  }
  check_request(read->request, day_of(host_.wall_ns()), read->findings);
  const bool cityweb = read->request.format == RequestFormat::cityweb;
  verdict.format = read->request.format;
  verdict.readable = true;
  verdict.valid = !has_error(read->findings);
  verdict.schema_checked = (cityweb ? inbox_.schemas().cityweb : inbox_.schemas().dila) != nullptr;
  verdict.findings = rows_of(read->findings, call);
  return verdict;
}

Result<RejectedPage> Requests::list_rejected(const RejectedQuery& input, Call& call) {
  if (auto done = ready(call); !done) return fail(std::move(done));
  auto files = inbox_.rejected(input.cursor.value_or(""), input.page_size + 1);
  if (!files) return fail(std::move(files));
  const auto tongue = call.language() == Language::english ? Tongue::english : Tongue::french;
  RejectedPage page;
  const auto count = std::min(files->size(), static_cast<std::size_t>(input.page_size));
  for (std::size_t index = 0; index < count; ++index) {
    const auto& file = (*files)[index];
    const Finding finding{Severity::error, file.slug, {}, file.line, file.detail};
    RejectedRow row{file.file, file.slug, {}, sentence(finding, tongue), rfc3339(file.since_ns)};
    if (file.line > 0) row.line = file.line;
    page.items.push_back(std::move(row));
  }
  if (files->size() > count) page.cursor = (*files)[count - 1].file;
  return page;
}

Result<Checked> Requests::check(Call&) {
  const auto reach = [](HostFolder& folder, std::string_view name) -> Result<std::size_t> {
    auto files = folder.list("");
    if (files) return files->size();
    const bool forbidden = files.error().status == Status::permission_denied;
    return fail(forbidden ? errors::folder_forbidden : errors::folder_unreachable)
        .with("folder", name);
  };
  auto inbox = reach(in_, "inbox");
  if (!inbox) return fail(std::move(inbox));
  Checked checked;
  checked.facts.emplace_back("inbox_files", std::to_string(*inbox));
  if (settings_.outbox) {
    auto outbox = reach(out_, "outbox");
    if (!outbox) return fail(std::move(outbox));
    checked.facts.emplace_back("outbox_files", std::to_string(*outbox));
  }
  checked.facts.emplace_back("cityweb_schema", inbox_.schemas().cityweb ? "yes" : "no");
  checked.facts.emplace_back("dila_schema", inbox_.schemas().dila ? "yes" : "no");
  return checked;
}

// A cursor is "generation:sequence": of an index that was built anew, the events are told again
// with the ids that they had.
Result<Polled<Notice>> Requests::poll(Filter filter, Told told, const PollQuery& query,
                                      Call& call) {
  if (auto done = ready(call); !done) return fail(std::move(done));
  auto generation = inbox_.generation();
  if (!generation) return fail(std::move(generation));
  Polled<Notice> polled;
  Filter newest = filter;
  newest.limit = 1, newest.type.reset(), newest.state.reset();
  if (!query.cursor) {
    auto last = inbox_.find(newest);
    if (!last) return fail(std::move(last));
    polled.cursor = *generation + ":" + std::to_string(last->empty() ? 0 : last->front().sequence);
    return polled;
  }
  const auto colon = query.cursor->find(':');
  const auto sequence = colon == query.cursor->npos
                            ? std::nullopt
                            : number_of(std::string_view(*query.cursor).substr(colon + 1));
  if (!sequence) return fail(errors::cursor_invalid).at("/cursor");
  filter.after = query.cursor->substr(0, colon) == *generation ? *sequence : 0;
  filter.limit = query.page_size + 1;
  auto found = inbox_.find(filter);
  if (!found) return fail(std::move(found));
  polled.more = found->size() > static_cast<std::size_t>(query.page_size);
  if (polled.more) found->resize(static_cast<std::size_t>(query.page_size));
  for (const auto& entry : *found) {
    const bool waiting = told == Told::still_waiting;
    polled.events.push_back({waiting ? "waiting-" + entry.event_id : entry.event_id,
                             rfc3339(waiting ? entry.imported_ns : entry.received_ns),
                             {entry.id, entry.type}});
  }
  const auto last = found->empty() ? filter.after : found->back().sequence;
  polled.cursor = *generation + ":" + std::to_string(last);
  return polled;
}

Result<Polled<Notice>> Requests::new_request(const NewParams& params, const PollQuery& query,
                                             Call& call) {
  Filter filter;
  filter.type = params.type;
  return poll(filter, Told::all, query, call);
}

Result<Polled<Notice>> Requests::request_waiting(const WaitingParams& params,
                                                 const PollQuery& query, Call& call) {
  Filter filter;
  filter.state = RequestState::waiting;
  filter.imported_until = host_.wall_ns() - params.hours.value_or(settings_.waiting_hours) * kHour;
  return poll(filter, Told::still_waiting, query, call);
}

}  // namespace ecluse::civil
