// SPDX-License-Identifier: EUPL-1.2
#include "wire.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <utility>

namespace ecluse::contract {
namespace {

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() && ::strncasecmp(left.data(), right.data(), left.size()) == 0;
}

std::string expanded(const std::string& line) {
  constexpr std::string_view mark = "@repeat ";
  const auto at = line.find(mark);
  if (at == std::string::npos) return line;
  char* rest = nullptr;
  const auto count = std::strtoul(line.c_str() + at + mark.size(), &rest, 10);
  std::string all = line.substr(0, at);
  for (unsigned long done = 0; done < count; ++done) all += rest + 1;
  return all;
}

int connected(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  timeval patience{2, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return socket;
  ::close(socket);
  return -1;
}

void send_all(int socket, const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto count = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

/// `later` leaves once the first bytes of an answer are here.
std::string received(int port, const std::string& bytes, std::string later = {}) {
  const int socket = connected(port);
  if (socket < 0) return {};
  send_all(socket, bytes);
  std::string all;
  char piece[4096];
  for (ssize_t count = 0; (count = ::recv(socket, piece, sizeof piece, 0)) > 0;) {
    all.append(piece, static_cast<std::size_t>(count));
    send_all(socket, std::exchange(later, {}));
  }
  ::close(socket);
  return all;
}

/// Joins the chunks; whether the last one was there.
bool join_chunks(std::string_view from, std::string& into) {
  while (true) {
    const auto line = from.find("\r\n");
    if (line == from.npos) return false;
    const auto size = std::strtoul(std::string(from.substr(0, line)).c_str(), nullptr, 16);
    if (size == 0) return true;
    if (from.size() < line + 4 + size) return false;
    into.append(from.substr(line + 2, size));
    from.remove_prefix(line + 4 + size);
  }
}

}  // namespace

std::string Answer::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (same_name(key, name)) return value;
  return {};
}

std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> all(1);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line == "###")
      all.emplace_back();
    else
      all.back() += line + "\n";
  }
  return all;
}

std::string to_wire(const std::string& written, const std::string& key) {
  std::istringstream lines(written);
  std::string head, body, line;
  bool has_key = false, has_length = false, in_body = false, sends_nothing = true;
  while (std::getline(lines, line)) {
    line = expanded(line);
    if (in_body) {
      body += (sends_nothing ? "" : "\n") + line;
      sends_nothing = false;
    } else if (line.empty()) {
      in_body = true;
    } else {
      const std::string name = line.substr(0, line.find(':'));
      has_key = has_key || same_name(name, "Authorization");
      has_length =
          has_length || same_name(name, "Content-Length") || same_name(name, "Transfer-Encoding");
      head += line + (head.empty() ? " HTTP/1.1\r\n" : "\r\n");
    }
  }
  head += "Host: e.example\r\nConnection: close\r\n";
  if (!has_key) head += "Authorization: " + key + "\r\n";
  if (!has_length && in_body) head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  // A case that writes its own framing writes \r\n as two letters.
  if (has_length)
    for (std::size_t at = 0; (at = body.find("\\r\\n", at)) != body.npos;)
      body.replace(at, 4, "\r\n");
  return head + "\r\n" + body;
}

Answer ask(int port, const std::string& bytes) {
  Answer answer;
  const std::string all = received(port, bytes);
  const auto end = all.find("\r\n\r\n");
  if (end == std::string::npos || all.size() < 12) return answer;
  answer.status = std::atoi(all.c_str() + 9);
  std::istringstream lines(all.substr(0, end));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const auto colon = line.find(": ");
    if (colon != line.npos)
      answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  const std::string rest = all.substr(end + 4);
  if (answer.header("Transfer-Encoding") == "chunked") {
    answer.whole = join_chunks(rest, answer.body);
  } else {
    answer.body = rest;
    answer.whole = std::to_string(rest.size()) == answer.header("Content-Length");
  }
  return answer;
}

int answers_until_close(int port, const std::string& bytes, const std::string& later) {
  const std::string all = received(port, bytes, later);
  int count = 0;
  for (std::size_t at = 0; (at = all.find("HTTP/1.1 ", at)) != all.npos; ++at) ++count;
  return count;
}

}  // namespace ecluse::contract
