// SPDX-License-Identifier: EUPL-1.2
#include "app/terminal.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <iterator>

#include "base/problems.hpp"

namespace ecluse::app {

base::Language terminal_language() {
  for (const auto* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view text(value);
    return text.substr(0, 2) == "en" ? base::Language::english : base::Language::french;
  }
  return base::Language::french;
}

int complain(const base::Error& error, base::Language language) {
  const base::Problem* row = base::find_problem(error.slug);
  if (row == nullptr) {
    std::cerr << error.slug << (error.pointer.empty() ? "" : " " + error.pointer) << '\n';
    return 1;
  }
  std::cerr << row->title.in(language) << (language == base::Language::french ? " : " : ": ")
            << base::fill(row->sentence.in(language), base::in_words(error.parameters, language));
  if (!error.pointer.empty()) std::cerr << " (" << error.pointer << ")";
  if (!error.upstream_text.empty()) std::cerr << " [" << error.upstream_text << "]";
  std::cerr << "\n→ " << base::fill(row->remedy.in(language), error.parameters) << '\n';
  return 1;
}

namespace {

/// Ctrl-C while the echo is off would leave a terminal that shows nothing: the signal ends the
/// reading instead.
class Interruptible {
 public:
  Interruptible() {
    struct sigaction quiet {};
    quiet.sa_handler = [](int) {};  // without SA_RESTART: read() returns
    for (std::size_t index = 0; index < std::size(numbers); ++index)
      ::sigaction(numbers[index], &quiet, &before_[index]);
  }
  ~Interruptible() {
    for (std::size_t index = 0; index < std::size(numbers); ++index)
      ::sigaction(numbers[index], &before_[index], nullptr);
  }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  static constexpr int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  struct sigaction before_[std::size(numbers)];
};

constexpr std::size_t longest_line = 64 * 1024;

/// One line of standard input without its end; nothing when it was broken off.
std::optional<std::string> read_line() {
  const Interruptible while_reading;
  std::string line;
  errno = 0;
  for (char letter = 0; ::read(STDIN_FILENO, &letter, 1) == 1 && line.size() < longest_line;) {
    if (letter == '\n') {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return line;
    }
    line += letter;
  }
  return errno == EINTR || line.empty() ? std::nullopt : std::optional(line);
}

}  // namespace

std::optional<std::string> ask_secret(std::string_view prompt) {
  termios before{};
  const bool terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    std::cerr << prompt << std::flush;
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  const auto line = read_line();
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << '\n';
  }
  return line;
}

void say(std::string_view line) { std::cout << line << '\n' << std::flush; }

}  // namespace ecluse::app
