// SPDX-License-Identifier: EUPL-1.2
#include "http/answer_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <initializer_list>

namespace ecluse::http {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Answer";
  }
}

/// RFC 9110 section 5.6.7, written once a second on each thread.
std::string_view date_text(base::Wall now) {
  thread_local std::time_t written = -1;
  thread_local std::array<char, 40> text{};
  thread_local std::size_t size = 0;
  const std::time_t second = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::system_clock::duration>(now));
  if (second != written) {
    constexpr std::string_view days = "SunMonTueWedThuFriSat";
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    std::tm parts{};
    ::gmtime_r(&second, &parts);
    char format[40];
    std::snprintf(format, sizeof format, "%.3s, %%d %.3s %%Y %%H:%%M:%%S GMT",
                  days.data() + parts.tm_wday * 3, months.data() + parts.tm_mon * 3);
    size = std::strftime(text.data(), text.size(), format, &parts);
    written = second;
  }
  return {text.data(), size};
}

void append_number(std::string& text, std::size_t number, int base = 10) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
  text.append(digits, static_cast<std::size_t>(end - digits));
}

void append(std::string& text, std::initializer_list<std::string_view> pieces) {
  for (const std::string_view piece : pieces) text += piece;
}

void append_field(std::string& text, std::string_view name, std::string_view value) {
  append(text, {name, ": ", value, "\r\n"});
}

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char letter) {
    return letter == '\r' || letter == '\n' || letter == '\0';
  });
}

}  // namespace

std::string answer_head(const Response& response, After after, base::Wall now, bool for_1_0) {
  std::string text;
  text.reserve(512);
  text += "HTTP/1.1 ";
  append_number(text, static_cast<std::size_t>(response.status));
  append(text, {" ", reason_of(response.status), "\r\n"});
  append_field(text, "Date", date_text(now));
  append_field(text, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers)
    if (is_one_line(name) && is_one_line(value)) append_field(text, name, value);
  if (response.producer == nullptr) {
    text += "Content-Length: ";
    append_number(text, response.body.size());
    text += "\r\n";
  } else if (!for_1_0) {
    text += "Transfer-Encoding: chunked\r\n";
  }
  if (after == After::close) text += "Connection: close\r\n";
  text += "\r\n";
  return text;
}

void frame_chunk(std::string& piece) {
  std::string size;
  append_number(size, piece.size(), 16);
  size += "\r\n";
  piece.insert(0, size);
  piece += "\r\n";
}

}  // namespace ecluse::http
