// SPDX-License-Identifier: EUPL-1.2
// The head of a request (RFC 9112), read once and strictly: what two readers could understand in
// two ways is refused. Bytes may come in pieces of any size; the answer is the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/application.hpp"

namespace ecluse::http {

struct HeadLimits {
  std::size_t bytes = 16 * 1024;
  std::size_t fields = 100;
  std::size_t target = 2 * 1024;
};

/// Why a request is not taken: a slug of the host's table.
struct Refusal {
  std::string_view slug = "malformed-request";
  base::Parameters parameters;
};

/// Finds the end of a head, and refuses as soon as that is sure: nothing is kept beyond the limits.
class HeadScanner {
 public:
  enum class State : std::uint8_t { incomplete, complete, refused };
  /// `bytes`: all that came of this head, and maybe more. [any]
  State scan(std::string_view bytes, const HeadLimits& limits);
  std::size_t size() const { return line_; }      ///< of the complete head, its empty line included
  const char* reason() const { return reason_; }  ///< slug, when refused
  std::size_t limit() const { return limit_; }    ///< that was crossed, or 0

 private:
  State refuse(const char* slug, std::size_t limit = 0);
  State judge_partial(std::string_view bytes, const HeadLimits& limits);
  const char* reason_ = nullptr;
  std::uint32_t scanned_ = 0, line_ = 0, lines_ = 0, limit_ = 0;
  bool skipped_ = false;  ///< the one empty line that is forgiven before a request
};

/// How the end of a body is told.
enum class Framing : std::uint8_t { none, length, chunks };
enum class Coding : std::uint8_t { identity, gzip, other };

/// Views borrow from the bytes that it was read from, and from `decoded`: it is not moved.
struct Head {
  Head() = default;
  Head(const Head&) = delete;
  Head& operator=(const Head&) = delete;

  std::string_view method;
  std::string_view path;   ///< percent-decoded
  std::string_view query;  ///< as it came, without its mark
  std::vector<Field> fields;
  Framing framing = Framing::none;
  std::uint64_t length = 0;
  Coding coding = Coding::identity;
  std::string_view coding_name;
  bool is_1_0 = false;
  bool keeps_alive = true;
  bool expects_continue = false;
  std::string decoded;  ///< the path, when it held a percent
};

/// `bytes`: a whole head, as the scanner found it. Nothing, or why it is refused; `into` then holds
/// what was read before. [any]
std::optional<Refusal> read_head(std::string_view bytes, const HeadLimits& limits, Head& into);

/// Without the blanks around it. [any]
std::string_view trimmed(std::string_view text);

/// What a head that is not taken says of its client's language, as far as it came. [any]
std::string_view find_language(std::string_view bytes);

}  // namespace ecluse::http
