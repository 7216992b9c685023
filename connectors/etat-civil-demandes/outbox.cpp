// SPDX-License-Identifier: EUPL-1.2
// Writing: a CityWeb request into the outbox, once for an idempotency key, read back, and found
// again.
#include <fmt/format.h>
#include <ctime>

#include "connector.hpp"
#include "errors.hpp"

namespace ecluse::civil {
namespace {

/// CityWeb's dateDemande, in universal time.
std::string request_time(std::int64_t nanoseconds) {
  const std::time_t seconds = nanoseconds / 1'000'000'000;
  std::tm t = {};
  gmtime_r(&seconds, &t);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", t.tm_year + 1900, t.tm_mon + 1,
                     t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec);
}

Failure outbox_failure(const Error& error) {
  const bool forbidden = error.status == Status::permission_denied;
  return fail(forbidden ? errors::folder_forbidden : errors::folder_unreachable)
      .with("folder", "outbox");
}

Built built_of(const ReadRequest& read, const std::string& file, bool schema_checked) {
  return {file, read.request.id, read.request.type, read.request.nature, schema_checked};
}

}  // namespace

// A key belongs to a consumer and an action; the name tells it again after any crash.
std::string Requests::file_name(std::string_view action, const Call& call) const {
  const auto key = call.idempotency_key().empty() ? call.request_id() : call.idempotency_key();
  return "ecluse-" + trace_of({call.consumer(), host_.system(), action, key}) + ".xml";
}

Result<Built> Requests::read_back(const std::string& file) const {
  kit::WatchOptions options;
  options.label = "outbox";
  kit::Folder folder(out_, options);
  auto info = out_.stat(file);
  if (!info && info.error().status == Status::not_found)
    return fail(Status::not_found, "file-gone").with("file", file);
  if (!info) return outbox_failure(info.error());
  info->path = file;
  auto bytes = folder.read(*info);
  if (!bytes) return fail(std::move(bytes));
  auto read = read_request(*bytes, inbox_.schemas());
  if (!read) return fail(errors::name_taken).with("file", file);
  return built_of(*read, file, inbox_.schemas().cityweb != nullptr);
}

Result<Built> Requests::publish(Request request, std::string_view action, Call& call) {
  if (!settings_.outbox) return fail(errors::outbox_missing);
  const auto file = file_name(action, call);
  // The same key again: the effect is there, and the answer is what it was.
  if (auto there = read_back(file); there || there.error().slug != "file-gone") return there;
  request.format = RequestFormat::cityweb;
  if (request.id.empty()) request.id = "ECL-" + file.substr(7, 12);
  if (!request.requested_at) request.requested_at = request_time(host_.wall_ns());
  const auto bytes = write_cityweb(request);
  auto read = read_request(bytes, inbox_.schemas());
  if (read) check_request(read->request, 0, read->findings);
  if (!read) return fail(errors::built_invalid).with("code", read.error().slug).with("field", "/");
  for (const auto& finding : read->findings)
    if (finding.severity == Severity::error)
      return fail(errors::built_invalid)
          .with("code", finding.code)
          .with("field", finding.field)
          .at(finding.field.rfind('/', 0) == 0 ? finding.field : "");
  if (call.dry_run()) return built_of(*read, file, inbox_.schemas().cityweb != nullptr);
  if (auto published = out_.publish(file, bytes);
      !published && published.error().status != Status::already_exists)
    return outbox_failure(published.error());
  auto back = read_back(file);
  // CityWeb may have fetched it in between, which is what it is for.
  if (!back && back.error().slug == "file-gone")
    return built_of(*read, file, inbox_.schemas().cityweb != nullptr);
  return back;
}

Result<Built> Requests::build_request(const Build& input, Call& call) {
  if (!input.subject.family_name)
    return fail(errors::built_invalid)
        .with("code", "missing-field")
        .with("field", "/subject/family_name")
        .at("/subject/family_name");
  Request request;
  request.id = input.id.value_or("");
  request.type = input.type, request.nature = input.nature, request.copies = input.copies;
  request.requested_at = input.requested_at;
  request.applicant = input.applicant;
  request.subject = input.subject, request.spouse = input.spouse;
  request.subject_role = input.subject_role;
  request.event_from = input.event_from, request.event_to = input.event_to;
  request.event_place = input.event_place;
  request.recognition_kind = input.recognition_kind;
  request.reason = input.reason, request.origin = input.origin;
  return publish(std::move(request), "build-request", call);
}

// Inside the plugin from file to file: no parent's name passes through a flow.
Result<Built> Requests::forward_request(const Forward& input, Call& call) {
  if (settings_.outbox)  // also when the inbox lost its file since the first time
    if (auto there = read_back(file_name("forward-request", call)); there) return there;
  if (auto done = ready(call); !done) return fail(std::move(done));
  auto entry = entry_of(input.id);
  if (!entry) return fail(std::move(entry));
  if (entry->format != RequestFormat::dila)
    return fail(errors::not_dila).with("id", input.id).at("/id");
  auto read = this->read(*entry);
  if (!read) return fail(std::move(read));
  Request request = std::move(read->request);
  if (input.event_from) request.event_from = input.event_from, request.event_to = {};
  if (input.event_to) request.event_to = input.event_to;
  if (input.event_place) request.event_place = input.event_place;
  if (!request.event_from) return fail(errors::event_date_missing).at("/event_from");
  if (!request.origin) request.origin = Origin::internet;  // service-public.fr
  return publish(std::move(request), "forward-request", call);
}

// The outbox is emptied by CityWeb: a file that is not there may have been fetched, or never
// written.
Result<Outcome<Built>> Requests::trace(std::string_view action, Call& call) const {
  if (!settings_.outbox) return Outcome<Built>{Trace::absent, {}};
  auto there = read_back(file_name(action, call));
  if (there) return Outcome<Built>{Trace::done, std::move(*there)};
  if (there.error().slug == "file-gone") return Outcome<Built>{Trace::cannot_tell, {}};
  return fail(std::move(there));
}

Result<Outcome<Built>> Requests::find_built(const Build&, Call& call) {
  return trace("build-request", call);
}

Result<Outcome<Built>> Requests::find_forwarded(const Forward&, Call& call) {
  return trace("forward-request", call);
}

}  // namespace ecluse::civil
