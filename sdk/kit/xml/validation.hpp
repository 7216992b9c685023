// SPDX-License-Identifier: MIT
// libxml2's XSD validation, plugged into our own push parser so that its options stay ours.
#pragma once

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <vector>

#include <ecluse/kit/xml.hpp>

namespace ecluse::kit::xml {

class Validation {
 public:
  /// Replaces the SAX table of `parser` until destroyed; both `parser` and `faults` outlive it.
  Validation(const Schema& schema, xmlParserCtxtPtr parser, std::vector<SchemaFault>& faults);
  ~Validation();
  Validation(const Validation&) = delete;
  Validation& operator=(const Validation&) = delete;

 private:
  static void on_fault(void* user, xmlErrorPtr error);
  static int locate(void* user, const char** file, unsigned long* line);

  xmlParserCtxtPtr parser_;
  std::vector<SchemaFault>& faults_;
  xmlSchemaValidCtxtPtr context_ = nullptr;
  xmlSchemaSAXPlugPtr plug_ = nullptr;
};

/// What a Schema owns: libxml2 keeps pointers into the document.
struct CompiledSchema {
  xmlDocPtr document = nullptr;
  xmlSchemaPtr schema = nullptr;
  ~CompiledSchema() {
    if (schema) xmlSchemaFree(schema);
    if (document) xmlFreeDoc(document);
  }
};

}  // namespace ecluse::kit::xml
