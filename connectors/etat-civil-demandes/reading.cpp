// SPDX-License-Identifier: EUPL-1.2
#include "reading.hpp"

#include <ecluse/kit/formats.hpp>
#include <ecluse/kit/text.hpp>

#include "codes.hpp"

namespace ecluse::civil {

void Reading::start(const kit::xml::Tag& tag, int line) {
  line_ = line;
  text_.clear();
  if (frames_.empty()) {
    root = Root::known;
    Scope scope = Scope::skipped;
    if (tag.name() == "demandeEtatCivil") {
      rules_ = cityweb_rules(), scope = Scope::document;
    } else if (tag.name() == "Message") {
      rules_ = dila_rules(), scope = Scope::message;
      request.format = RequestFormat::dila;
    } else {
      root = Root::unknown;
    }
    frames_.reserve(16);
    frames_.push_back({scope, nullptr, {}});
    return;
  }
  const Frame& parent = frames_.back();
  Frame child{Scope::skipped, nullptr, parent.target};
  if (parent.scope != Scope::skipped && parent.scope != Scope::leaf) {
    for (std::size_t index = 0; index < rules_.count; ++index) {
      const Rule& rule = rules_.first[index];
      if (rule.within != parent.scope || rule.element != tag.name()) continue;
      child.scope = rule.opens;
      child.rule = &rule;
      if (rule.enter) rule.enter(*this, child.target, tag);
      break;
    }
    // Twenty are enough to see what it is; a hostile file has a million.
    if (!child.rule && root == Root::known && ++unknown_ <= 20)
      found(Severity::warning, "unknown-element", tag.name());
  }
  frames_.push_back(child);
}

void Reading::text(std::string_view piece) { text_ += piece; }

void Reading::end(std::string_view, int line) {
  line_ = line;
  constexpr std::size_t kLongest =
      500;  // bytes of one value; the schemas of our answers say so too
  Frame& frame = frames_.back();
  if (frame.rule && frame.rule->leave) {
    auto value = kit::trim(text_);
    if (value.size() > kLongest) {
      std::size_t size = kLongest;
      while (size > 0 && (static_cast<unsigned char>(value[size]) & 0xC0U) == 0x80U) --size;
      value = value.substr(0, size);
      found(Severity::warning, "text-clipped", frame.rule->element);
    }
    frame.rule->leave(*this, frame.target, value);
  }
  text_.clear();
  frames_.pop_back();
}

void Reading::found(Severity severity, std::string_view code, std::string_view field) {
  constexpr std::size_t kMost = 200;
  if (findings.size() >= kMost) return;
  findings.push_back({severity, std::string(code), std::string(field.substr(0, 100)), line_, {}});
}

std::optional<PartialDate> Reading::date(std::string_view text, std::string_view field) {
  if (text.empty()) return {};
  auto day = text;
  if (const auto time = day.find('T'); time != day.npos) day = day.substr(0, time);
  if (day.size() > 4 && day.back() == 'Z') day.remove_suffix(1);
  // xs:date may end with a zone: 2001-06-14+02:00. It says nothing about a day of a register.
  if (day.size() > 6 && day[day.size() - 3] == ':') day.remove_suffix(6);
  if (auto parsed = PartialDate::parse(day)) return parsed;
  found(Severity::error, "impossible-date", field);
  return {};
}

void Reading::copies(std::string_view text) {
  int number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9' || number > 100'000)
      return found(Severity::error, "unknown-code", "/copies");
    number = number * 10 + (digit - '0');
  }
  if (!text.empty()) request.copies = number;
}

void Reading::town(Place& place, std::string_view text, std::string_view field) {
  if (text.empty()) return;
  const bool digits = text.size() >= 4 && text.find_first_not_of("0123456789", 2) == text.npos &&
                      text[0] >= '0' && text[0] <= '9';
  if (!digits) {
    place.city = std::string(text);
  } else if (kit::is_valid(kit::Format::insee_commune, text)) {
    place.insee_code = std::string(text);
  } else {
    place.city = std::string(text);
    found(Severity::warning, "insee-code-invalid", field);
  }
}

namespace {

void add_summary(const kit::xml::Summary& summary, std::vector<Finding>& findings) {
  for (const auto& notice : summary.notices)
    findings.push_back({Severity::warning, notice.slug, "", 0, std::to_string(notice.offset)});
  for (const auto& fault : summary.schema_faults)
    findings.push_back({Severity::error, fault.slug, fault.element, fault.line, fault.expected});
}

// The schema is chosen by the root element, which is in the first bytes of every real file.
std::shared_ptr<const kit::xml::Schema> schema_of(std::string_view bytes, const Schemas& schemas) {
  const auto start = bytes.substr(0, 4096);
  if (start.find("<demandeEtatCivil") != start.npos) return schemas.cityweb;
  return start.find("Message") != start.npos ? schemas.dila : nullptr;
}

}  // namespace

Result<ReadRequest> read_request(std::string_view bytes, const Schemas& schemas) {
  Reading reading;
  kit::xml::Options options;
  options.limits.text_bytes = 1 << 20;  // a request has two kilobytes
  options.schema = schema_of(bytes, schemas);
  auto summary = kit::xml::read(bytes, reading, options);
  if (!summary) return fail(std::move(summary));
  if (reading.root != Reading::Root::known)
    return fail(Status::data_loss, "unknown-format").with("line", "1");
  Request& request = reading.request;
  if (request.format == RequestFormat::dila) {
    const bool wanted = !request.message_type || *request.message_type == "REQUEST_EC" ||
                        *request.message_type == "BO_AGENT_REQUEST_EC";
    if (!wanted) return fail(Status::data_loss, "not-a-request").with("line", "1");
    request.nature = nature_of_dila(reading.nature_code, request.type);
    if (!reading.nature_code.empty() && !request.nature)
      reading.found(Severity::error, "unknown-code", "/nature");
    // A birth is asked for by the day of birth; DILA has no date of the event itself.
    if (request.type == RegisterType::birth) {
      request.event_from = request.subject.born;
      request.event_place = request.subject.birth_place;
    }
  }
  ReadRequest result{std::move(request), std::move(reading.findings)};
  add_summary(*summary, result.findings);
  return result;
}

}  // namespace ecluse::civil
