// SPDX-License-Identifier: EUPL-1.2
#include "app/terminal.hpp"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

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

/// Ctrl-C while the echo is off would leave a terminal that shows nothing. Signals wait: only
/// waits() lets them through, so that none is lost between two steps, and each ends the reading.
class Interruptible {
 public:
  Interruptible() {
    struct sigaction quiet {};
    quiet.sa_handler = [](int) {};
    sigset_t held;
    ::sigemptyset(&held);
    for (std::size_t index = 0; index < std::size(numbers); ++index) {
      ::sigaddset(&held, numbers[index]);
      ::sigaction(numbers[index], &quiet, &before_[index]);
    }
    ::pthread_sigmask(SIG_BLOCK, &held, &mask_);
  }
  ~Interruptible() {
    // One that still waits does nothing; the next is the program's end again.
    ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
    for (std::size_t index = 0; index < std::size(numbers); ++index)
      ::sigaction(numbers[index], &before_[index], nullptr);
  }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

  /// Until standard input can be read; false when a signal came instead.
  bool waits() const {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    return ::ppoll(&input, 1, nullptr, &mask_) > 0;
  }

 private:
  static constexpr int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  struct sigaction before_[std::size(numbers)];
  sigset_t mask_{};
};

constexpr std::size_t longest_line = 64 * 1024;

/// One line of standard input without its end; nothing when it was broken off.
std::optional<std::string> read_line(const Interruptible& signals) {
  std::string line;
  char letter = 0;
  while (line.size() < longest_line) {
    if (!signals.waits()) return std::nullopt;
    if (::read(STDIN_FILENO, &letter, 1) != 1) break;
    if (letter == '\n') {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return line;
    }
    line += letter;
  }
  return line.empty() ? std::nullopt : std::optional(line);
}

}  // namespace

std::optional<std::string> ask_secret(std::string_view prompt) {
  const Interruptible signals;
  termios before{};
  const bool terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    // Silent before it asks: who answers at once (or pastes) is neither shown nor dropped.
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    std::cerr << prompt << std::flush;
  }
  const auto line = read_line(signals);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << '\n';
  }
  return line;
}

void say(std::string_view line) { std::cout << line << '\n' << std::flush; }

}  // namespace ecluse::app
