// SPDX-License-Identifier: MIT
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <algorithm>
#include <optional>
#include <utility>

#include <ecluse/kit/xml.hpp>

#include "encoding.hpp"
#include "scanner.hpp"
#include "validation.hpp"

namespace ecluse::kit::xml {
namespace {

std::string_view view(const xmlChar* text) {
  return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view{};
}

void quiet(void*, xmlErrorPtr) {}  // libxml2 would print; we ask for the last error instead

}  // namespace

std::string_view Tag::attribute(std::string_view wanted) const {
  for (int index = 0; index < count_; ++index) {
    const unsigned char** five = attributes_ + static_cast<std::ptrdiff_t>(index) * 5;
    if (view(five[0]) != wanted) continue;  // name, prefix, URI, value, end of value
    return {reinterpret_cast<const char*>(five[3]), static_cast<std::size_t>(five[4] - five[3])};
  }
  return {};
}

struct Reader::State {
  State(Handler& target, const Options& chosen)
      : handler(target), options(chosen), scanner(chosen.limits.tag_bytes) {}
  ~State() {
    validation.reset();  // before the context whose table it replaced
    if (context) xmlFreeParserCtxt(context);
  }

  void begin();
  Result<void> consume(std::string_view bytes);
  Result<void> push(std::string_view text);
  Result<void> result_of_chunk();
  Failure failure(std::string_view slug);
  void stop(Failure why);
  Result<void> kept(Failure why);

  static State& of(void* user) { return *static_cast<State*>(user); }
  static void on_start(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri,
                       int namespaces, const xmlChar** namespace_list, int count, int defaulted,
                       const xmlChar** attributes);
  static void on_end(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri);
  static void on_text(void* user, const xmlChar* text, int size);
  static void on_doctype(void* user, const xmlChar* name, const xmlChar* id, const xmlChar* uri);

  Handler& handler;
  Options options;
  Scanner scanner;
  Utf8Check check;
  Declared declared;
  std::optional<Encoding> forced;  // by evidence, when the whole document is known
  std::string head;                // until the encoding is known
  std::string decoded;
  std::uint64_t offset = 0;  // of what was consumed
  xmlParserCtxtPtr context = nullptr;
  std::unique_ptr<Validation> validation;
  Summary summary;
  std::optional<Error> error;
  int depth = 0;
  std::uint64_t text_bytes = 0;
};

void Reader::State::begin() {
  static const bool initialised = (xmlInitParser(), true);  // once, whatever the threads
  (void)initialised;
  xmlSAXHandler table = {};
  table.initialized = XML_SAX2_MAGIC;
  table.startElementNs = on_start;
  table.endElementNs = on_end;
  table.characters = on_text;
  table.ignorableWhitespace = on_text;
  table.cdataBlock = on_text;
  table.internalSubset = on_doctype;
  table.serror = quiet;
  context = xmlCreatePushParserCtxt(&table, this, nullptr, 0, nullptr);
  if (!context) return;
  // NONET alone for safety (never NOENT, DTDLOAD or HUGE); the label was dealt with by us.
  xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
  if (options.schema) {
    validation = std::make_unique<Validation>(*options.schema, context, summary.schema_faults);
    context->sax->serror = quiet;
  }
}

Failure Reader::State::failure(std::string_view slug) {
  const auto* input = context ? context->input : nullptr;
  return fail(Status::data_loss, slug)
      .with("line", std::to_string(input ? input->line : 1))
      .with("column", std::to_string(input ? input->col : 1));
}

// From inside a callback: libxml2 returns from the chunk, and no further event comes.
void Reader::State::stop(Failure why) {
  if (!error) error = std::move(why);
  xmlStopParser(context);
}

Result<void> Reader::State::kept(Failure why) {
  error = std::move(why);
  return tl::unexpected(*error);
}

void Reader::State::on_start(void* user, const xmlChar* name, const xmlChar*, const xmlChar*, int,
                             const xmlChar**, int count, int, const xmlChar** attributes) {
  State& self = of(user);
  if (self.error) return;
  const int limit = self.options.limits.depth;
  if (++self.depth > limit)
    return self.stop(self.failure("xml-too-deep").with("limit", std::to_string(limit)));
  try {
    self.handler.start(Tag(view(name), attributes, count), self.context->input->line);
  } catch (...) {
    self.stop(fail(Status::internal, "xml-handler"));
  }
}

void Reader::State::on_end(void* user, const xmlChar* name, const xmlChar*, const xmlChar*) {
  State& self = of(user);
  if (self.error) return;
  --self.depth;
  try {
    self.handler.end(view(name), self.context->input->line);
  } catch (...) {
    self.stop(fail(Status::internal, "xml-handler"));
  }
}

void Reader::State::on_text(void* user, const xmlChar* text, int size) {
  State& self = of(user);
  if (self.error) return;
  self.text_bytes += static_cast<std::uint64_t>(size);
  const auto limit = self.options.limits.text_bytes;
  if (self.text_bytes > limit)
    return self.stop(self.failure("text-too-large").with("limit", std::to_string(limit)));
  try {
    self.handler.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
  } catch (...) {
    self.stop(fail(Status::internal, "xml-handler"));
  }
}

void Reader::State::on_doctype(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
  State& self = of(user);
  self.stop(self.failure("doctype-refused"));
}

Result<void> Reader::State::consume(std::string_view bytes) {
  if (!declared.unsupported.empty())
    return kept(failure("encoding-unsupported").with("encoding", declared.unsupported));
  if (offset == 0) {
    begin();
    if (!context) return kept(fail(Status::resource_exhausted, "xml-memory"));
    summary.encoding = declared.encoding;
    bytes.remove_prefix(declared.mark);
    offset = declared.mark;
  }
  const auto start = std::exchange(offset, offset + bytes.size());
  if (declared.encoding == Encoding::utf_8) {
    if (check.feed(bytes)) return push(bytes);
    const auto bad = declared.mark + check.fault();
    return kept(failure("wrong-encoding").with("offset", std::to_string(bad)));
  }
  decoded.clear();
  std::optional<std::size_t> first_c1;
  if (const auto bad = decode(declared.encoding, bytes, decoded, first_c1))
    return kept(failure("wrong-encoding").with("offset", std::to_string(start + *bad)));
  if (first_c1 && summary.encoding != Encoding::windows_1252) {
    summary.encoding = Encoding::windows_1252;
    summary.notices.push_back({"encoding-label-wrong", start + *first_c1});
  }
  return push(decoded);
}

Result<void> Reader::State::push(std::string_view text) {
  constexpr std::size_t kPiece = 64 * 1024;  // the fastest size measured (research/cpp.md 4)
  auto accepted = text.substr(0, scanner.accept(text));
  while (!accepted.empty()) {
    const auto piece = accepted.substr(0, kPiece);
    accepted.remove_prefix(piece.size());
    xmlParseChunk(context, piece.data(), static_cast<int>(piece.size()), 0);
    if (auto result = result_of_chunk(); !result) return result;
  }
  if (scanner.stopped() == Scanner::Stop::none) return {};
  if (scanner.stopped() == Scanner::Stop::doctype) return kept(failure("doctype-refused"));
  return kept(failure("tag-too-large").with("limit", std::to_string(options.limits.tag_bytes)));
}

Result<void> Reader::State::result_of_chunk() {
  if (error) return tl::unexpected(*error);
  if (context->wellFormed && !context->disableSAX) return {};
  const auto* last = xmlCtxtGetLastError(context);
  auto why = fail(Status::data_loss, "xml-malformed")
                 .with("line", std::to_string(last ? std::max(last->line, 1) : 1))
                 .with("column", std::to_string(last ? std::max(last->int2, 1) : 1))
                 .with("code", std::to_string(last ? last->code : 0));
  return kept(std::move(why));
}

Reader::Reader(Handler& handler, const Options& options)
    : state_(std::make_unique<State>(handler, options)) {}
Reader::~Reader() = default;

const Summary& Reader::summary() const { return state_->summary; }

Result<void> Reader::feed(std::string_view bytes) {
  State& state = *state_;
  if (state.error) return tl::unexpected(*state.error);
  if (bytes.empty()) return {};
  if (state.declared.known) return state.consume(bytes);
  state.head.append(bytes);
  state.declared = declared_encoding(state.head, false);
  if (!state.declared.known) return {};
  if (state.forced) state.declared.encoding = *state.forced;
  return state.consume(state.head);
}

Result<void> Reader::finish() {
  State& state = *state_;
  if (state.error) return tl::unexpected(*state.error);
  if (!state.declared.known) {
    state.declared = declared_encoding(state.head, true);
    if (state.forced) state.declared.encoding = *state.forced;
    if (state.head.empty())
      return state.kept(fail(Status::data_loss, "xml-empty").with("line", "1").with("column", "1"));
    if (auto result = state.consume(state.head); !result) return result;
  }
  if (state.declared.encoding == Encoding::utf_8 && !state.check.complete())
    return state.kept(state.failure("wrong-encoding").with("offset", std::to_string(state.offset)));
  xmlParseChunk(state.context, nullptr, 0, 1);
  if (auto result = state.result_of_chunk(); !result) return result;
  state.validation.reset();  // ends the validation, which may add faults
  return {};
}

namespace {

// A UTF-8 label over text without one valid sequence is windows-1252; the offset says since where.
Result<std::optional<std::uint64_t>> evidence_against_utf8(std::string_view document) {
  std::optional<std::uint64_t> first;
  bool met_sequence = false;
  for (std::uint64_t start = 0; start < document.size();) {
    Utf8Check check;
    const bool good = check.feed(document.substr(start));
    met_sequence = met_sequence || check.met_sequence();
    if (good && check.complete()) break;
    const auto bad = start + (good ? document.size() - start - 1 : check.fault());
    if (!first) first = bad;
    start = bad + 1;
  }
  if (first && met_sequence)
    return fail(Status::data_loss, "wrong-encoding")
        .with("line",
              std::to_string(1 + std::count(document.begin(),
                                            document.begin() + static_cast<std::ptrdiff_t>(*first),
                                            '\n')))
        .with("column", "1")
        .with("offset", std::to_string(*first));
  return first;
}

}  // namespace

Result<Summary> read(std::string_view document, Handler& handler, const Options& options) {
  Reader reader(handler, options);
  const auto declared = declared_encoding(document, true);
  if (declared.unsupported.empty() && declared.encoding == Encoding::utf_8) {
    auto evidence = evidence_against_utf8(document);
    if (!evidence) return fail(std::move(evidence));
    if (*evidence && declared.mark == 0) {
      reader.state_->forced = Encoding::windows_1252;
      reader.state_->summary.notices.push_back({"encoding-label-wrong", **evidence});
    }
  }
  if (auto fed = reader.feed(document); !fed) return fail(std::move(fed));
  if (auto finished = reader.finish(); !finished) return fail(std::move(finished));
  return std::move(reader.state_->summary);
}

}  // namespace ecluse::kit::xml
