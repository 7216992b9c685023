// SPDX-License-Identifier: EUPL-1.2
// An answer as the bytes of HTTP/1.1.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "http/application.hpp"

namespace ecluse::http {

enum class After : std::uint8_t { keep_open, close };

/// The head of an answer, up to and with its empty line. A producer's answer is sent in chunks, or,
/// to a client of HTTP/1.0, until the connection ends. A header of the application that holds a
/// line break is left out. [any]
std::string answer_head(const Response& response, After after, base::Wall now,
                        bool for_1_0 = false);

/// Frames a piece as one chunk. [any]
void frame_chunk(std::string& piece);

inline constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace ecluse::http
