// SPDX-License-Identifier: EUPL-1.2
// What the command line says and asks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/language.hpp"
#include "base/result.hpp"

namespace ecluse::app {

/// French when the environment says so (LC_ALL, LC_MESSAGES, LANG), or says nothing; else English.
base::Language terminal_language();

/// "title: sentence → remedy" on standard error; answers 1, the exit code of a failure.
int complain(const base::Error& error, base::Language language);

/// A line without echo when standard input is a terminal, else the first line of it.
std::optional<std::string> ask_secret(std::string_view prompt);

void say(std::string_view line);

}  // namespace ecluse::app
