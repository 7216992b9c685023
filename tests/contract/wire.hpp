// SPDX-License-Identifier: EUPL-1.2
// HTTP as bytes: what a case folder writes down, sent over one connection and read back without a
// client library.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecluse::contract {

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;    ///< chunks joined
  bool whole = false;  ///< the length or the last chunk was there

  /// Value of a header, any case of its name; empty when absent.
  std::string header(std::string_view name) const;
};

/// The parts of a file between lines "###".
std::vector<std::string> parts(const std::string& text);

/// A case's request as bytes: CRLF in its head, "@repeat COUNT TEXT" lines expanded, Host, the key
/// and Content-Length added unless the case has its own. `key` stands for an absent Authorization
/// field.
std::string to_wire(const std::string& written, const std::string& key);

/// Sends the bytes to 127.0.0.1 and reads until the other end closes or the answer is whole.
Answer ask(int port, const std::string& bytes);

/// Sends the bytes, `later` after the answer began, and counts the answers on that connection until
/// it closes (at most 2 s of silence). Both at once would prove nothing: the library forgets what
/// it read ahead.
int answers_until_close(int port, const std::string& bytes, const std::string& later = {});

}  // namespace ecluse::contract
