// SPDX-License-Identifier: EUPL-1.2
// From the bytes of a file to a Request, for both formats: one walker over a table of rules a
// format.
#pragma once

#include <ecluse/kit/xml.hpp>
#include <ecluse/result.hpp>
#include <memory>
#include <string_view>
#include <vector>

#include "finding.hpp"
#include "request.hpp"

namespace ecluse::civil {

/// The XSDs that an operator configured; null where none is.
struct Schemas {
  std::shared_ptr<const kit::xml::Schema> cityweb, dila;
};

struct ReadRequest {
  Request request;
  std::vector<Finding> findings;  ///< of encoding, schema, codes and dates, by line
};

/// Reads a file, in whatever format it is. Fails, with the slugs of kit/xml, or unknown-format
/// (another root element), not-a-request {kind} (an acknowledgement or another DILA message),
/// always Status::data_loss. [any]
Result<ReadRequest> read_request(std::string_view bytes, const Schemas& schemas = {});

/// A CityWeb document of the request, ISO-8859-1 as Digitech's own samples.
std::string write_cityweb(const Request& request);

// ── for the tables of rules
// ───────────────────────────────────────────────────────────────────────

enum class Scope : std::uint8_t {
  leaf,
  skipped,
  document,
  message,
  head,
  kind,
  body,
  business,
  demand,
  type,
  nature,
  reason,
  applicant,
  quality,
  person,
  parent,
  first_names,
  address,
  street,
  place,
  birth,
  birth_place,
  filiation,
  event,
  names,
  event_dates,
  parent_names
};

/// Where values of the element under way go; borrowed from the Request being filled.
struct Target {
  Person* person = nullptr;
  Parent* parent = nullptr;
  Place* place = nullptr;
  Address* address = nullptr;
  bool of_event = false;
};

class Reading;
struct Rule {
  Scope within;
  std::string_view element;
  Scope opens;
  void (*enter)(Reading& reading, Target& target, const kit::xml::Tag& tag);
  void (*leave)(Reading& reading, Target& target, std::string_view text);
};

inline void keep(Text& field, std::string_view text) {
  if (!text.empty()) field = std::string(text);
}

struct Rules {
  const Rule* first;
  std::size_t count;
};
Rules cityweb_rules();
Rules dila_rules();

class Reading final : public kit::xml::Handler {
 public:
  void start(const kit::xml::Tag& tag, int line) override;
  void end(std::string_view name, int line) override;
  void text(std::string_view piece) override;

  void found(Severity severity, std::string_view code, std::string_view field);
  /// Reads xs:date, gYear, gYearMonth and CapDémat's dateTime; a finding for anything else.
  std::optional<PartialDate> date(std::string_view text, std::string_view field);
  void copies(std::string_view text);
  /// A town: a name or an INSEE code.
  void town(Place& place, std::string_view text, std::string_view field);

  enum class Root : std::uint8_t { none, known, unknown };
  Root root = Root::none;
  Request request;
  std::vector<Finding> findings;
  std::string nature_code;  ///< of DILA, until the type is known

 private:
  struct Frame {
    Scope scope;
    const Rule* rule;
    Target target;
  };
  std::vector<Frame> frames_;
  Rules rules_{nullptr, 0};
  std::string text_;
  int line_ = 0;
  int unknown_ = 0;
};

}  // namespace ecluse::civil
