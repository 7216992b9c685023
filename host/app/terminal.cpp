// SPDX-License-Identifier: EUPL-1.2
#include "app/terminal.hpp"

#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

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
            << base::fill(row->sentence.in(language), error.parameters);
  if (!error.pointer.empty()) std::cerr << " (" << error.pointer << ")";
  if (!error.upstream_text.empty()) std::cerr << " [" << error.upstream_text << "]";
  std::cerr << "\n→ " << base::fill(row->remedy.in(language), error.parameters) << '\n';
  return 1;
}

std::optional<std::string> ask_secret(std::string_view prompt) {
  termios before{};
  const bool terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    std::cerr << prompt << std::flush;
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  std::string line;
  const bool read = static_cast<bool>(std::getline(std::cin, line));
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    std::cerr << '\n';
  }
  return read ? std::optional(line) : std::nullopt;
}

void say(std::string_view line) { std::cout << line << '\n' << std::flush; }

}  // namespace ecluse::app
