// SPDX-License-Identifier: EUPL-1.2
// What goes in and out of the actions, described once: names, titles, limits and what is personal.
#pragma once

#include <ecluse/connector.hpp>
#include <string>
#include <vector>

#include "finding.hpp"
#include "inbox.hpp"
#include "request.hpp"

namespace ecluse::civil {

struct Settings {
  std::string inbox;
  std::optional<std::string> outbox, cityweb_schema, dila_schema;
  std::string settle = "10s";
  int waiting_hours = 48;
  int keep_days = 30;
};

struct Search {
  Text name;
  std::optional<RegisterType> type;
  std::optional<DocumentNature> nature;
  std::optional<RequestState> state;
  std::optional<PartialDate> event_from, event_to;
  int page_size = 50;
  Text cursor;
};
struct Row {
  std::string id, file;
  RequestFormat format = RequestFormat::cityweb;
  std::optional<RegisterType> type;
  std::optional<DocumentNature> nature;
  RequestState state = RequestState::waiting;
  Text family_name, first_names, requested_at;
  std::optional<PartialDate> event_from, event_to;
  std::string received_at;
  int findings = 0;
};
struct Page {
  std::vector<Row> items;
  Text cursor;
};

struct ById {
  std::string id;
};
struct FindingRow {
  Severity severity = Severity::error;
  std::string code;
  Text field;
  std::optional<int> line;
  std::string sentence;
};
struct OneRequest {
  Request request;
  std::string file, received_at;
  std::vector<FindingRow> findings;
};

struct WhichFile {
  Text id, file;
};
struct Verdict {
  std::string file;
  std::optional<RequestFormat> format;
  bool readable = false, valid = false, schema_checked = false;
  std::vector<FindingRow> findings;
};

struct Build {
  Text id;
  RegisterType type = RegisterType::birth;
  DocumentNature nature = DocumentNature::full_copy;
  int copies = 1;
  Text requested_at;
  std::optional<Applicant> applicant;
  Person subject;
  std::optional<Person> spouse;
  std::optional<SubjectRole> subject_role;
  PartialDate event_from;
  std::optional<PartialDate> event_to;
  Place event_place;
  Text recognition_kind, reason;
  std::optional<Origin> origin;
};
struct Forward {
  std::string id;
  std::optional<PartialDate> event_from, event_to;
  std::optional<Place> event_place;
};
struct Built {
  std::string file, id;
  std::optional<RegisterType> type;
  std::optional<DocumentNature> nature;
  bool schema_checked = false;
};

struct RejectedQuery {
  int page_size = 50;
  Text cursor;
};
struct RejectedRow {
  std::string file, code;
  std::optional<int> line;
  std::string sentence, since;
};
struct RejectedPage {
  std::vector<RejectedRow> items;
  Text cursor;
};

struct NewParams {
  std::optional<RegisterType> type;
};
struct WaitingParams {
  std::optional<int> hours;
};
struct Notice {
  std::string id;
  std::optional<RegisterType> type;
};

}  // namespace ecluse::civil
