// SPDX-License-Identifier: EUPL-1.2
#include "http/head.hpp"

#include <gtest/gtest.h>

#include "http/body.hpp"

namespace ecluse::http {
namespace {

/// What becomes of bytes that come in pieces of `piece`: the slug of a refusal, "ok", "more", and
/// what was understood.
std::string told(const std::string& bytes, std::size_t piece = std::string::npos) {
  HeadScanner scanner;
  const HeadLimits limits;
  for (std::size_t have = 0; have < bytes.size();) {
    have = piece < bytes.size() - have ? have + piece : bytes.size();
    const auto state = scanner.scan(std::string_view(bytes).substr(0, have), limits);
    if (state == HeadScanner::State::refused) return scanner.reason();
    if (state == HeadScanner::State::incomplete) continue;
    Head head;
    const auto refused = read_head(std::string_view(bytes).substr(0, scanner.size()), limits, head);
    if (refused) return std::string(refused->slug);
    return "ok " + std::string(head.path) + " " + std::string(head.query) + " " +
           (head.framing == Framing::chunks ? "chunks" : std::to_string(head.length)) +
           (head.keeps_alive ? "" : " close") + (head.expects_continue ? " expects" : "") +
           (head.coding == Coding::gzip ? " gzip" : "");
  }
  return "more";
}

const std::string get = "GET /a HTTP/1.1\r\nHost: e\r\n";
const std::string post = "POST /a HTTP/1.1\r\nHost: e\r\n";
const std::string bad = "malformed-request";

struct Row {
  std::string bytes, expected;
};

const Row rows[] = {
    {get + "\r\n", "ok /a  0"},
    {"GET /a?b=%20c HTTP/1.1\r\nHost: e\r\n\r\n", "ok /a b=%20c 0"},
    {"GET /a%2Fb+c HTTP/1.1\r\nHost: e\r\n\r\n", "ok /a/b+c  0"},
    {"\r\n" + get + "\r\n", "ok /a  0"},
    {"\r\n\r\n" + get + "\r\n", bad},
    {"GET http://e/a?b HTTP/1.1\r\nHost: e\r\n\r\n", "ok /a b 0"},
    {"GET http://e HTTP/1.1\r\nHost: e\r\n\r\n", "ok /  0"},
    {"GET /a HTTP/1.0\r\n\r\n", "ok /a  0 close"},
    {get + "Connection: te, Close\r\n\r\n", "ok /a  0 close"},
    {post + "Content-Length: 5\r\n\r\n", "ok /a  5"},
    {post + "content-length:5\r\n\r\n", "ok /a  5"},
    {post + "Content-Length: 0\r\n\r\n", "ok /a  0"},
    {post + "\r\n", "ok /a  0"},
    {post + "Transfer-Encoding: Chunked\r\n\r\n", "ok /a  chunks"},
    {post + "Content-Length: 5\r\nExpect: 100-Continue\r\n\r\n", "ok /a  5 expects"},
    {post + "Content-Length: 5\r\nContent-Encoding: x-gzip\r\n\r\n", "ok /a  5 gzip"},
    {get, "more"},
    {"GET /a HT", "more"},
    // Framing that two readers could understand in two ways.
    {post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", bad},
    {post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", bad},
    {post + "Content-Length: 2\r\nContent-Length: 30\r\n\r\n", bad},
    {post + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n", bad},
    {post + "Content-Length: 2, 2\r\n\r\n", bad},
    {post + "Content-Length: -1\r\n\r\n", bad},
    {post + "Content-Length: +4\r\n\r\n", bad},
    {post + "Content-Length: 0x4\r\n\r\n", bad},
    {post + "Content-Length: 1 2\r\n\r\n", bad},
    {post + "Content-Length:\r\n\r\n", bad},
    {post + "Content-Length: 99999999999999999999\r\n\r\n", bad},
    {post + "Content-Length : 4\r\n\r\n", bad},
    {post + "Content-Length\t: 4\r\n\r\n", bad},
    {post + "Transfer-Encoding: gzip, chunked\r\n\r\n", bad},
    {post + "Transfer-Encoding: chunked, chunked\r\n\r\n", bad},
    {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", bad},
    {post + "Transfer-Encoding: identity\r\n\r\n", bad},
    {post + "Transfer-Encoding: xchunked\r\n\r\n", bad},
    {post + "Transfer-Encoding:\r\n\r\n", bad},
    {post + "Transfer-Encoding: \x0b"
            "chunked\r\n\r\n",
     bad},
    {"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", bad},
    {get + "Content-Length: 4\r\n\r\n", bad},
    {get + "Transfer-Encoding: chunked\r\n\r\n", bad},
    // Lines.
    {post + "X: one\r\n two\r\n\r\n", bad},
    {post + "X: one\r\n\ttwo\r\n\r\n", bad},
    {"GET /a HTTP/1.1\r\n Host: e\r\n\r\n", bad},
    {"GET /a HTTP/1.1\nHost: e\n\n", bad},
    {get + "X: a\n\r\n", bad},
    {get + "\n", bad},
    {get + "X: a\rY: b\r\n\r\n", bad},
    {get + std::string("X: a\0b\r\n\r\n", 11), bad},
    {get + "X: a\x01\r\n\r\n", bad},
    {get + "X: a\x7f\r\n\r\n", bad},
    {get + "Nothing\r\n\r\n", bad},
    {get + ": nothing\r\n\r\n", bad},
    {get + "X(y): 1\r\n\r\n", bad},
    {get + "X: caf\xc3\xa9\r\n\r\n", "ok /a  0"},
    // The host, and what is expected.
    {"GET /a HTTP/1.1\r\n\r\n", bad},
    {"GET /a HTTP/1.1\r\nHost: e\r\nHost: e\r\n\r\n", bad},
    {"GET /a HTTP/1.1\r\nHost: e f\r\n\r\n", bad},
    {"GET /a HTTP/1.1\r\nHost: a@e\r\n\r\n", bad},
    {get + "Expect: wonders\r\n\r\n", bad},
    {post + "Content-Length: 2\r\nContent-Encoding: br\r\n\r\n", "unsupported-encoding"},
    {post + "Content-Length: 2\r\nContent-Encoding: gzip, gzip\r\n\r\n", "unsupported-encoding"},
    // The first line.
    {"GET /a\r\n\r\n", bad},
    {"GET  /a HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {"GET /a b HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {"GET\t/a HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {"GET /a HTTP/1.1 \r\nHost: e\r\n\r\n", bad},
    {"GET /a http/1.1\r\nHost: e\r\n\r\n", bad},
    {"GET /a HTTP/2.0\r\nHost: e\r\n\r\n", bad},
    {"GET /a HTTP/1.1x\r\nHost: e\r\n\r\n", bad},
    {"get /a HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {"PRI * HTTP/2.0\r\n\r\n", bad},
    {"CONNECT e:443 HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {"TRACE /a HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {"GET a HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {"GET /a#b HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {"GET /%zz HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {"GET /%00 HTTP/1.1\r\nHost: e\r\n\r\n", bad},
    {std::string("GET /\0 HTTP/1.1\r\nHost: e\r\n\r\n", 28), bad},
    {"\x16\x03\x01\x02", bad},
    // Limits.
    {"GET /" + std::string(2047, 'a') + " HTTP/1.1\r\nHost: e\r\n\r\n",
     "ok /" + std::string(2047, 'a') + "  0"},
    {"GET /" + std::string(2048, 'a') + " HTTP/1.1\r\nHost: e\r\n\r\n", "target-too-long"},
    {"GET /" + std::string(90'000, 'a'), "target-too-long"},
    {get + "X: " + std::string(16'400, 'a'), "header-too-large"},
};

TEST(Head, IsReadInOneWay) {
  for (const Row& row : rows) EXPECT_EQ(told(row.bytes), row.expected) << row.bytes.substr(0, 200);
}

TEST(Head, MeansTheSameInPieces) {
  for (const Row& row : rows)
    for (const std::size_t piece : {1, 7})
      EXPECT_EQ(told(row.bytes, piece), row.expected) << row.bytes.substr(0, 200);
}

TEST(Head, HasAHundredFieldsAndSixteenKibibytesAtMost) {
  std::string fields;
  for (int count = 0; count < 99; ++count) fields += "X: y\r\n";
  EXPECT_EQ(told(get + fields + "\r\n"), "ok /a  0");
  EXPECT_EQ(told(get + fields + "X: y\r\n\r\n"), "header-too-large");
  const std::string begin = get + "X: ";
  const std::size_t room = 16 * 1024 - begin.size() - 4;
  EXPECT_EQ(told(begin + std::string(room, 'a') + "\r\n\r\n"), "ok /a  0");
  EXPECT_EQ(told(begin + std::string(room + 1, 'a') + "\r\n\r\n"), "header-too-large");
}

/// The content, what is left behind it, or how it is refused.
std::string body_told(const std::string& bytes, std::size_t piece, std::uint64_t limit = 100) {
  BodyReader reader(Framing::chunks, 0, limit);
  std::string body;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    std::string_view fresh = std::string_view(bytes).substr(at, piece);
    switch (reader.take(fresh, &body)) {
      case BodyReader::State::more:
        continue;
      case BodyReader::State::done:
        return "ok " + body + "|" + std::string(fresh) +
               (at + piece < bytes.size() ? bytes.substr(at + piece) : "");
      case BodyReader::State::too_large:
        return "too large";
      default:
        return "malformed";
    }
  }
  return "more";
}

TEST(Body, ChunksAreReadInOneWay) {
  const Row chunked[] = {
      {"5\r\nhello\r\n0\r\n\r\nrest", "ok hello|rest"},
      {"2;a=b;c=\"d\"\r\nhe\r\n3\r\nllo\r\n000\r\n\r\n", "ok hello|"},
      {"A\r\n0123456789\r\n0\r\n\r\n", "ok 0123456789|"},
      {"0\r\n\r\n", "ok |"},
      {"5\r\nhello\r\n0\r\n", "more"},
      {"zz\r\n", "malformed"},
      {"-2\r\n", "malformed"},
      {"+2\r\n", "malformed"},
      {"0x2\r\n", "malformed"},
      {" 2\r\n", "malformed"},
      {"2 \r\nhe", "malformed"},
      {"\r\n", "malformed"},
      {";a\r\n", "malformed"},
      {"2\nhe\r\n", "malformed"},
      {"2\r\nhel", "malformed"},
      {"2\r\nhe\n0\r\n", "malformed"},
      {"2\r\nhe\r0", "malformed"},
      {"0\r\nX: y\r\n\r\n", "malformed"},
      {"2;a\x01\r\n", "malformed"},
      {"2;" + std::string(300, 'a') + "\r\nhe", "malformed"},
      {"00000000000000002\r\nhe", "malformed"},
      {"10000000000000002\r\nhe", "malformed"},
      {"65\r\n", "too large"},
      {"64\r\n" + std::string(100, 'a') + "\r\n1\r\n", "too large"},
  };
  for (const Row& row : chunked)
    for (const std::size_t piece : {1, 3, 1000})
      EXPECT_EQ(body_told(row.bytes, piece), row.expected) << row.bytes << " by " << piece;
}

TEST(Body, EndsWithItsLength) {
  std::string body;
  BodyReader reader(Framing::length, 5, 5);
  std::string_view first = "he", second = "llo and more";
  EXPECT_EQ(reader.take(first, &body), BodyReader::State::more);
  EXPECT_EQ(reader.take(second, &body), BodyReader::State::done);
  EXPECT_EQ(body + "|" + std::string(second), "hello| and more");
  BodyReader skipping(Framing::length, 5, 5);
  std::string_view all = "hello";
  EXPECT_EQ(skipping.take(all, nullptr), BodyReader::State::done);
  BodyReader large(Framing::length, 6, 5);
  EXPECT_EQ(large.take(all, &body), BodyReader::State::too_large);
}

}  // namespace
}  // namespace ecluse::http
