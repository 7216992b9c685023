// SPDX-License-Identifier: MIT
// Reading and writing XML that strangers drop into a folder.
//
// The reader is libxml2's SAX2 push parser with everything dangerous absent: no network, no entity,
// no DOCTYPE at all (the parse stops there), a depth that we count, a start tag that we measure
// before libxml2 sees it (its attribute check is quadratic), a bound on text. It keeps nothing:
// what is worth keeping is kept by the Handler. Bytes are decoded by us, so libxml2 only ever sees
// UTF-8 and an encoding label can neither choose a strange decoder nor lie unnoticed.
//
// Slugs of errors, all Status::data_loss, parameters `line` and `column` (from 1):
//   doctype-refused, xml-malformed (also {code}: libxml2's number), xml-too-deep {limit},
//   tag-too-large {limit}, text-too-large {limit}, wrong-encoding {offset},
//   encoding-unsupported {encoding}, xml-empty
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <ecluse/result.hpp>

namespace ecluse::kit::xml {

/// What an encoding label may be: these and their usual aliases; anything else is refused, so that
/// no table of exotic decoders can be reached from outside.
enum class Encoding : std::uint8_t { utf_8, ascii, iso_8859_1, iso_8859_15, windows_1252 };

std::string_view name(Encoding encoding);

struct Limits {
  int depth = 64;
  std::size_t tag_bytes = 64 * 1024;            ///< '<' to '>' of one tag
  std::uint64_t text_bytes = 16 * 1024 * 1024;  ///< all character data together
};

/// The start of an element. Everything is borrowed until the callback returns.
class Tag {
 public:
  Tag(std::string_view name, const unsigned char** attributes, int count)
      : name_(name), attributes_(attributes), count_(count) {}
  std::string_view name() const { return name_; }  ///< without prefix
  /// The value of an attribute by its local name; empty when absent.
  std::string_view attribute(std::string_view name) const;

 private:
  std::string_view name_;
  const unsigned char** attributes_;
  int count_;
};

/// Receives the document. [caller] Namespaces are not distinguished: real producers get them wrong.
class Handler {
 public:
  virtual ~Handler() = default;
  virtual void start(const Tag& tag, int line) = 0;
  virtual void end(std::string_view name, int line) = 0;
  /// A piece of text; one element's text may come in several pieces.
  virtual void text(std::string_view piece) = 0;
};

/// What was odd, although the document could be read. Slugs: encoding-label-wrong {offset} (an
/// ISO-8859-1 label over windows-1252 bytes, or a UTF-8 label over windows-1252 text).
struct Notice {
  std::string slug;
  std::uint64_t offset = 0;  ///< of the first byte that says so
};

/// A departure from the XSD. Never holds a value of the document.
struct SchemaFault {
  std::string slug;      ///< schema-unexpected-element, schema-missing-element, schema-value …
  std::string element;   ///< local name
  std::string expected;  ///< names that the schema would take here, or empty
  int line = 0;
};

struct Summary {
  Encoding encoding = Encoding::utf_8;  ///< the one that was used
  std::vector<Notice> notices;
  std::vector<SchemaFault> schema_faults;  ///< at most 100; empty without a schema
};

class Validation;  // of the library

/// A compiled XSD; immutable, shared by readers of any thread. It must stand alone: an include or
/// import with a location is refused (schema-not-alone), so that compiling never opens anything.
class Schema {
 public:
  static Result<std::shared_ptr<const Schema>> compile(std::string_view xsd);
  ~Schema();
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

 private:
  friend class Validation;
  explicit Schema(void* compiled) : compiled_(compiled) {}
  void* compiled_;  ///< libxml2's, owned
};

struct Options {
  Limits limits;
  std::shared_ptr<const Schema> schema;  ///< validates while reading, when set
};

/// Push reader: feed pieces of any size, then finish. After an error it only repeats the error. One
/// document a reader. A wrong label is an error here; `read` below sees the whole and knows better.
class Reader {
 public:
  Reader(Handler& handler, const Options& options);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Result<void> feed(std::string_view bytes);
  Result<void> finish();
  const Summary& summary() const;

 private:
  friend Result<Summary> read(std::string_view, Handler&, const Options&);
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads a document held in memory. Encoding: declared, then evidence: bytes 0x80–0x9F under an
/// ISO-8859-1 label mean windows-1252; a UTF-8 label over a document without one valid multi-byte
/// sequence means windows-1252 too (both become a Notice); a mixture is wrong-encoding {offset}.
Result<Summary> read(std::string_view document, Handler& handler, const Options& options = {});

/// Writes a document, indented by two spaces, with escaping; characters that the encoding lacks
/// become references (&#339;). Elements are closed in order; text and children do not mix. Only
/// utf_8 and iso_8859_1.
class Writer {
 public:
  explicit Writer(Encoding encoding);
  Writer& open(std::string_view element);
  Writer& attribute(std::string_view name, std::string_view value);  ///< right after open
  Writer& close();
  Writer& leaf(std::string_view element, std::string_view text);  ///< text is UTF-8
  std::string take() &&;                                          ///< closes what is open

 private:
  void end_start_tag();
  void indent();
  void escape(std::string_view text, bool quoted);

  std::string out_;
  std::vector<std::string> open_;
  Encoding encoding_;
  bool in_start_tag_ = false;
};

}  // namespace ecluse::kit::xml
