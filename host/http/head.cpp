// SPDX-License-Identifier: EUPL-1.2
#include "http/head.hpp"

#include <strings.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "http/query.hpp"

namespace ecluse::http {
namespace {

enum LetterKind : std::uint8_t {
  token_letter = 1,
  value_letter = 2,
  target_letter = 4,
  host_letter = 8
};

/// RFC 9110 section 5.6.2 for names, 5.5 for values. Letters beyond ASCII are taken in a target,
/// where clients send them, and in a value, where RFC 9110 has them.
constexpr auto kinds = [] {
  std::array<std::uint8_t, 256> kind{};
  for (std::size_t letter = 0x21; letter < 256; ++letter)
    if (letter != 0x7f) kind[letter] = value_letter | target_letter | host_letter;
  for (std::size_t letter = 0x21; letter < 0x7f; ++letter) kind[letter] |= token_letter;
  for (const char letter : std::string_view("\"(),/:;<=>?@[\\]{}"))
    kind[static_cast<std::size_t>(letter)] &= static_cast<std::uint8_t>(~token_letter);
  kind[' '] = kind['\t'] = value_letter;
  kind['#'] &= static_cast<std::uint8_t>(~target_letter);
  for (const char letter : std::string_view("/?#@,\\"))
    kind[static_cast<std::size_t>(letter)] &= static_cast<std::uint8_t>(~host_letter);
  return kind;
}();

bool all(std::string_view text, LetterKind kind) {
  return std::all_of(text.begin(), text.end(), [kind](char letter) {
    return (kinds[static_cast<unsigned char>(letter)] & kind) != 0;
  });
}

bool is_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() && ::strncasecmp(left.data(), right.data(), left.size()) == 0;
}

/// "GET", a blank, a target of the limit, a blank, "HTTP/1.1": the longest first line.
constexpr std::size_t around_target = 24;

const Refusal malformed{};

Refusal too_long(const HeadLimits& limits) {
  return {"target-too-long", {{"limit", std::to_string(limits.target)}}};
}

constexpr std::string_view methods[] = {"GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"};

/// Path and query of a target in any form that leads to a page of ours.
std::optional<Refusal> read_target(std::string_view target, const HeadLimits& limits, Head& into) {
  if (target.size() > limits.target) return too_long(limits);
  if (target.empty() || !all(target, target_letter)) return malformed;
  for (const std::string_view scheme : {"http://", "https://"})
    if (is_name(target.substr(0, scheme.size()), scheme)) {  // RFC 9112 section 3.2.2
      const auto slash = target.find_first_of("/?", scheme.size());
      target = slash == target.npos ? "/" : target.substr(slash);
    }
  const auto mark = target.find('?');
  into.path = target.substr(0, mark);
  if (mark != target.npos) into.query = target.substr(mark + 1);
  if (into.path.empty() || (into.path.front() != '/' && into.path != "*")) return malformed;
  if (into.path.find('%') == into.path.npos) return std::nullopt;
  std::string plus_kept(into.path);  // a blank only in a query
  for (std::size_t at = 0; (at = plus_kept.find('+', at)) != plus_kept.npos; at += 3)
    plus_kept.replace(at, 1, "%2B");
  auto decoded = decode_percent(plus_kept);
  if (!decoded || decoded->find('\0') != decoded->npos) return malformed;
  into.decoded = std::move(*decoded);
  into.path = into.decoded;
  return std::nullopt;
}

std::optional<Refusal> read_first_line(std::string_view line, const HeadLimits& limits,
                                       Head& into) {
  const auto first = line.find(' '), last = line.rfind(' ');
  if (first == line.npos || first == last || line.find(' ', first + 1) != last) {
    return line.size() > limits.target + around_target ? too_long(limits) : malformed;
  }
  into.method = line.substr(0, first);
  if (std::find(std::begin(methods), std::end(methods), into.method) == std::end(methods))
    return malformed;
  const auto version = line.substr(last + 1);
  into.is_1_0 = version == "HTTP/1.0";
  if (!into.is_1_0 && version != "HTTP/1.1") return malformed;
  into.keeps_alive = !into.is_1_0;
  return read_target(line.substr(first + 1, last - first - 1), limits, into);
}

/// A list of words in a value, case-insensitive: "close, te".
bool lists(std::string_view value, std::string_view word) {
  while (!value.empty()) {
    const auto item = value.substr(0, value.find(','));
    value.remove_prefix(std::min(value.size(), item.size() + 1));
    if (is_name(trimmed(item), word)) return true;
  }
  return false;
}

/// What the fields say of the message itself.
class Meaning {
 public:
  explicit Meaning(Head& head) : head_(head) {}

  bool take(const Field& field) {
    switch (field.name.size()) {
      case 4:
        return !is_name(field.name, "Host") || take_host(field.value);
      case 6:
        if (!is_name(field.name, "Expect")) return true;
        head_.expects_continue = true;
        return is_name(field.value, "100-continue");
      case 10:
        if (is_name(field.name, "Connection") && lists(field.value, "close"))
          head_.keeps_alive = false;
        return true;
      case 14:
        return !is_name(field.name, "Content-Length") || take_length(field.value);
      case 16:
        if (is_name(field.name, "Content-Encoding")) take_coding(field.value);
        return true;
      case 17:
        if (!is_name(field.name, "Transfer-Encoding")) return true;
        return !std::exchange(chunked_, true) && !head_.is_1_0 && is_name(field.value, "chunked");
      default:
        return true;
    }
  }

  /// All fields were there.
  bool fits() {
    if (chunked_ && has_length_) return false;
    if (!has_host_ && !head_.is_1_0) return false;
    if (chunked_) head_.framing = Framing::chunks;
    if (has_length_ && head_.length > 0) head_.framing = Framing::length;
    // Nobody reads the body of a GET: it would pass for the next request somewhere.
    const bool bodiless =
        head_.method == "GET" || head_.method == "HEAD" || head_.method == "OPTIONS";
    return !bodiless || head_.framing == Framing::none;
  }

 private:
  bool take_host(std::string_view value) {
    return !std::exchange(has_host_, true) && all(value, host_letter);
  }
  bool take_length(std::string_view value) {
    if (std::exchange(has_length_, true)) return false;
    // Digits alone: from_chars takes no sign for an unsigned number, and no blank.
    const auto [end, error] =
        std::from_chars(value.data(), value.data() + value.size(), head_.length);
    return error == std::errc() && end == value.data() + value.size() && value.size() <= 18;
  }
  void take_coding(std::string_view value) {
    head_.coding_name = value;
    if (value.empty() || is_name(value, "identity")) return;
    const bool gzip = is_name(value, "gzip") || is_name(value, "x-gzip");
    head_.coding = gzip && head_.coding == Coding::identity ? Coding::gzip : Coding::other;
  }

  Head& head_;
  bool has_host_ = false, has_length_ = false, chunked_ = false;
};

/// One line of a head without its CRLF. A line that begins with a blank (obs-fold) has no name.
std::optional<Field> read_field(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == line.npos || colon == 0) return std::nullopt;
  Field field{line.substr(0, colon), line.substr(colon + 1)};
  if (!all(field.name, token_letter) || !all(field.value, value_letter)) return std::nullopt;
  field.value = trimmed(field.value);
  return field;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view find_language(std::string_view bytes) {
  constexpr std::string_view name = "Accept-Language:";
  while (!bytes.empty()) {
    auto line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    if (!is_name(line.substr(0, name.size()), name)) continue;
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t", name.size())));
    return line.substr(0, line.find('\r'));
  }
  return {};
}

HeadScanner::State HeadScanner::refuse(const char* slug, std::size_t limit) {
  reason_ = slug;
  limit_ = static_cast<std::uint32_t>(limit);
  return State::refused;
}

HeadScanner::State HeadScanner::judge_partial(std::string_view bytes, const HeadLimits& limits) {
  scanned_ = static_cast<std::uint32_t>(bytes.size());
  if (lines_ == 0 && bytes.size() - line_ > limits.target + around_target)
    return refuse("target-too-long", limits.target);
  if (bytes.size() > limits.bytes) return refuse("header-too-large", limits.bytes);
  return State::incomplete;
}

HeadScanner::State HeadScanner::scan(std::string_view bytes, const HeadLimits& limits) {
  while (true) {
    // Something else than HTTP (TLS, for one) is told from the first byte on.
    if (lines_ == 0 && line_ < bytes.size() && bytes[line_] != '\r' &&
        !all(bytes.substr(line_, 1), token_letter))
      return refuse("malformed-request");
    const auto at = bytes.find('\n', scanned_);
    if (at == bytes.npos) return judge_partial(bytes, limits);
    // In the order in which a byte after the other would have shown it.
    if (lines_ == 0 && at - line_ > limits.target + around_target)
      return refuse("target-too-long", limits.target);
    if (at > limits.bytes) return refuse("header-too-large", limits.bytes);
    if (at == line_ || bytes[at - 1] != '\r') return refuse("malformed-request");
    const std::size_t length = at - 1 - line_;
    const bool is_first = lines_ == 0;
    line_ = scanned_ = static_cast<std::uint32_t>(at + 1);
    if (length == 0 && is_first) {
      if (std::exchange(skipped_, true)) return refuse("malformed-request");
      continue;
    }
    if (line_ > limits.bytes) return refuse("header-too-large", limits.bytes);
    if (length == 0) return State::complete;
    if (lines_++ > limits.fields) return refuse("header-too-large", limits.fields);
  }
}

std::optional<Refusal> read_head(std::string_view bytes, const HeadLimits& limits, Head& into) {
  if (bytes.substr(0, 2) == "\r\n") bytes.remove_prefix(2);
  const auto next_line = [&bytes] {
    const auto line = bytes.substr(0, bytes.find("\r\n"));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 2));
    return line;
  };
  if (auto refused = read_first_line(next_line(), limits, into)) return refused;
  into.fields.reserve(16);
  Meaning meaning(into);
  for (auto line = next_line(); !line.empty(); line = next_line()) {
    const auto field = read_field(line);
    if (!field || !meaning.take(*field)) return malformed;
    into.fields.push_back(*field);
  }
  if (into.fields.size() > limits.fields)
    return Refusal{"header-too-large", {{"limit", std::to_string(limits.fields)}}};
  if (!meaning.fits()) return malformed;
  if (into.coding == Coding::other)
    return Refusal{"unsupported-encoding",
                   {{"encoding", std::string(into.coding_name.substr(0, 60))}}};
  return std::nullopt;
}

}  // namespace ecluse::http
