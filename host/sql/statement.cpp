// SPDX-License-Identifier: EUPL-1.2
#include "sql/statement.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "sql/faults.hpp"

namespace ecluse::sql {
namespace {

/// What ends transactions, changes the session, or reaches beyond the database.
constexpr std::array<std::string_view, 28> kept_for_us{
    "BEGIN",   "START",      "COMMIT",  "END",      "ABORT",    "SET",       "RESET",
    "PRAGMA",  "ATTACH",     "DETACH",  "VACUUM",   "XA",       "USE",       "PREPARE",
    "EXECUTE", "DEALLOCATE", "COPY",    "LISTEN",   "UNLISTEN", "NOTIFY",    "DO",
    "LOAD",    "HANDLER",    "DISCARD", "SHUTDOWN", "INSTALL",  "UNINSTALL", "CHANGE"};

bool is_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' ||
         static_cast<unsigned char>(letter) >= 0x80;
}

class Scanner {
 public:
  Scanner(std::string_view text, Engine engine) : text_(text), engine_(engine) {
    out_.text.reserve(text.size() + 16);
  }

  /// Why it is refused, or empty.
  std::string_view scan() {
    while (at_ < text_.size())
      if (const auto why = step(); !why.empty()) return why;
    return {};
  }
  Statement& result() { return out_; }

 private:
  std::string_view step() {
    const char now = text_[at_];
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (now == '\'' || now == '"' || now == '`') return quoted(now);
    if (now == '-' && next == '-') return line_comment();
    if (now == '#' && engine_ == Engine::mysql) return line_comment();
    if (now == '/' && next == '*') return comment();
    if (now == '$' && engine_ == Engine::postgresql) return dollar();
    if (now == ';') return end();
    if (over_ && std::isspace(static_cast<unsigned char>(now)) == 0) return "several statements";
    if (now == '?') return parameter();
    if (is_letter(now)) return word();
    out_.text.push_back(now);
    ++at_;
    return {};
  }

  std::string_view quoted(char quote) {
    if (over_) return "several statements";
    const bool escapes =
        (engine_ == Engine::mysql && quote != '`') ||
        (engine_ == Engine::postgresql && quote == '\'' && last_word_ == "E" && touching_);
    std::size_t end = at_ + 1;
    for (; end < text_.size() && text_[end] != quote; ++end)
      if (escapes && text_[end] == '\\') ++end;
    if (end >= text_.size()) return "a quote that does not end";
    return take(end + 1);
  }
  std::string_view line_comment() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    at_ = end;
    return {};
  }
  std::string_view comment() {
    const char mark = at_ + 2 < text_.size() ? text_[at_ + 2] : '\0';
    if (mark == '!' || (mark == 'M' && at_ + 3 < text_.size() && text_[at_ + 3] == '!'))
      return "an executable comment";
    std::size_t depth = 1, end = at_ + 2;
    for (; end < text_.size() && depth > 0; ++end) {
      if (text_.substr(end, 2) == "*/")
        --depth, ++end;
      else if (engine_ == Engine::postgresql && text_.substr(end, 2) == "/*")
        ++depth, ++end;
    }
    if (depth > 0) return "a comment that does not end";
    at_ = end;
    out_.text.push_back(' ');
    touching_ = false;
    return {};
  }
  /// $tag$ … $tag$, or a plain "$1".
  std::string_view dollar() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    if (end < text_.size() && text_[end] == '$') {
      const std::string_view tag = text_.substr(at_, end + 1 - at_);
      const std::size_t close = text_.find(tag, end + 1);
      if (close == std::string_view::npos) return "a quote that does not end";
      return take(close + tag.size());
    }
    return end > at_ + 1 ? "a parameter that is no '?'" : take(at_ + 1);
  }
  std::string_view end() {
    over_ = true;
    ++at_;
    return {};
  }
  std::string_view parameter() {
    ++out_.parameters;
    if (engine_ == Engine::postgresql)
      out_.text += "$" + std::to_string(out_.parameters);
    else
      out_.text.push_back('?');
    ++at_;
    touching_ = false;
    return {};
  }
  std::string_view word() {
    std::size_t end = at_;
    while (end < text_.size() && is_letter(text_[end])) ++end;
    last_word_ = text_.substr(at_, end - at_);
    std::transform(last_word_.begin(), last_word_.end(), last_word_.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (out_.verb.empty()) {
      out_.verb = last_word_;
    } else if (second_.empty()) {
      second_ = last_word_;
    }
    take(end);
    touching_ = true;
    return {};
  }
  std::string_view take(std::size_t end) {
    out_.text += text_.substr(at_, end - at_);
    at_ = end;
    touching_ = false;
    return {};
  }

 public:
  bool is_kept_for_us() const {
    if (out_.verb == "ROLLBACK") return second_ != "TO";
    return std::find(kept_for_us.begin(), kept_for_us.end(), out_.verb) != kept_for_us.end();
  }

 private:
  std::string_view text_;
  Engine engine_;
  Statement out_;
  std::size_t at_ = 0;
  bool over_ = false, touching_ = false;
  std::string last_word_, second_;
};

}  // namespace

base::Result<Statement> read_statement(std::string_view text, Engine engine) {
  Scanner scanner(text, engine);
  std::string_view why = scanner.scan();
  if (why.empty() && text.find('\0') != std::string_view::npos) why = "a zero byte";
  if (why.empty() && scanner.result().verb.empty()) why = "an empty statement";
  if (why.empty() && scanner.is_kept_for_us()) why = "a statement of the service alone";
  if (!why.empty())
    return base::fail(fault(base::Status::internal, "database-statement").with("why", why));
  return std::move(scanner.result());
}

}  // namespace ecluse::sql
