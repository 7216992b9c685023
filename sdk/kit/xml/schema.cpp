// SPDX-License-Identifier: MIT
#include <ecluse/kit/xml.hpp>

#include "validation.hpp"

namespace ecluse::kit::xml {
namespace {

constexpr std::size_t kMostFaults = 100;

void silent(void*, xmlErrorPtr) {}

// Looks for what would make the compiler open another document.
class AloneCheck final : public Handler {
 public:
  void start(const Tag& tag, int) override {
    const auto name = tag.name();
    if ((name == "include" || name == "import" || name == "redefine") &&
        !tag.attribute("schemaLocation").empty())
      alone_ = false;
  }
  void end(std::string_view, int) override {}
  void text(std::string_view) override {}
  bool alone() const { return alone_; }

 private:
  bool alone_ = true;
};

// The words between `before` and `after` in libxml2's sentence; the rest may hold a value.
std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const auto at = text.find(before);
  if (at == std::string_view::npos) return {};
  const auto from = at + before.size();
  const auto end = text.find(after, from);
  return end == std::string_view::npos ? std::string{} : std::string(text.substr(from, end - from));
}

// "{http://…}nomDeFamille" → "nomDeFamille", also inside a list "{…}a, {…}b".
std::string without_namespaces(std::string text) {
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos) break;
    text.erase(open, close - open + 1);
  }
  return text;
}

std::string_view slug_of(int code, std::string_view message) {
  switch (code) {
    case XML_SCHEMAV_ELEMENT_CONTENT:
      return message.find("Missing child") != std::string_view::npos ? "schema-missing-element"
                                                                     : "schema-unexpected-element";
    case XML_SCHEMAV_CVC_ELT_1:
      return "schema-unknown-root";
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_4:
      return "schema-attribute";
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_4:
      return "schema-text";
    default:
      return "schema-value";
  }
}

}  // namespace

Result<std::shared_ptr<const Schema>> Schema::compile(std::string_view xsd) {
  AloneCheck check;
  if (auto result = kit::xml::read(xsd, check); !result) return fail(std::move(result));
  if (!check.alone()) return fail(Status::failed_precondition, "schema-not-alone");
  // It was read once under our limits: no DOCTYPE, no other document. Now as the tree it must be.
  auto compiled = std::make_unique<CompiledSchema>();
  compiled->document = xmlReadMemory(xsd.data(), static_cast<int>(xsd.size()), nullptr, nullptr,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (compiled->document) {
    auto* parser = xmlSchemaNewDocParserCtxt(compiled->document);
    xmlSchemaSetParserStructuredErrors(parser, silent, nullptr);
    compiled->schema = xmlSchemaParse(parser);
    xmlSchemaFreeParserCtxt(parser);
  }
  if (!compiled->schema) return fail(Status::failed_precondition, "schema-invalid");
  return std::shared_ptr<const Schema>(new Schema(compiled.release()));
}

Schema::~Schema() { delete static_cast<CompiledSchema*>(compiled_); }

Validation::Validation(const Schema& schema, xmlParserCtxtPtr parser,
                       std::vector<SchemaFault>& faults)
    : parser_(parser), faults_(faults) {
  context_ = xmlSchemaNewValidCtxt(static_cast<CompiledSchema*>(schema.compiled_)->schema);
  if (!context_) return;
  xmlSchemaSetValidStructuredErrors(context_, on_fault, this);
  xmlSchemaValidateSetLocator(context_, locate, this);
  plug_ = xmlSchemaSAXPlug(context_, &parser->sax, &parser->userData);
}

Validation::~Validation() {
  if (plug_) xmlSchemaSAXUnplug(plug_);
  if (context_) xmlSchemaFreeValidCtxt(context_);
}

int Validation::locate(void* user, const char** file, unsigned long* line) {
  const auto* parser = static_cast<Validation*>(user)->parser_;
  if (file) *file = nullptr;
  if (line) *line = static_cast<unsigned long>(parser->input ? parser->input->line : 0);
  return 0;
}

void Validation::on_fault(void* user, xmlErrorPtr error) {
  auto& faults = static_cast<Validation*>(user)->faults_;
  if (faults.size() >= kMostFaults || !error->message) return;
  const std::string_view message = error->message;
  SchemaFault fault;
  fault.slug = slug_of(error->code, message);
  fault.element = without_namespaces(between(message, "Element '", "'"));
  // libxml2 names the element as '{uri}name' with the braces inside the quotes.
  const auto* parser = static_cast<Validation*>(user)->parser_;
  fault.line = error->line > 0 ? error->line : parser->input ? parser->input->line : 0;
  if (fault.slug != "schema-value") {
    fault.expected = without_namespaces(between(message, "Expected is one of ( ", " )"));
    if (fault.expected.empty())
      fault.expected = without_namespaces(between(message, "Expected is ( ", " )"));
  }
  // A wrong value is told twice: by its facet, then by its type.
  if (!faults.empty() && faults.back().slug == fault.slug && faults.back().line == fault.line &&
      faults.back().element == fault.element)
    return;
  faults.push_back(std::move(fault));
}

}  // namespace ecluse::kit::xml
