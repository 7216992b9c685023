// SPDX-License-Identifier: EUPL-1.2
#include "http/addresses.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <zlib.h>

#include "http/answer_text.hpp"
#include "http/inflate.hpp"

namespace ecluse::http {
namespace {

Address address(std::string_view text) { return parse_address(text).value(); }

TEST(Addresses, AreTheSameInEveryForm) {
  EXPECT_EQ(to_text(address("127.0.0.1")), "127.0.0.1");
  EXPECT_EQ(address("127.0.0.1"), address("::ffff:127.0.0.1"));
  EXPECT_EQ(to_text(address("2001:DB8:0::1")), "2001:db8::1");
  EXPECT_FALSE(parse_address("127.0.0"));
  EXPECT_FALSE(parse_address("host.example"));
  sockaddr_storage socket_address{};
  auto& four = reinterpret_cast<sockaddr_in&>(socket_address);
  four.sin_family = AF_INET;
  four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(address_of(socket_address), address("127.0.0.1"));
}

TEST(Addresses, NetworksContainWhatTheirBitsSay) {
  const struct {
    const char *network, *inside, *outside;
  } rows[] = {{"10.1.0.0/16", "10.1.255.255", "10.2.0.0"},
              {"10.1.2.3", "10.1.2.3", "10.1.2.4"},
              {"10.1.2.128/25", "10.1.2.200", "10.1.2.127"},
              {"0.0.0.0/0", "192.0.2.1", "::1"},
              {"fd00::/8", "fdff::1", "fe00::1"},
              {"::1/128", "::1", "::2"}};
  for (const auto& row : rows) {
    const auto network = Network::parse(row.network);
    ASSERT_TRUE(network) << row.network;
    EXPECT_TRUE(network->contains(address(row.inside))) << row.network;
    EXPECT_FALSE(network->contains(address(row.outside))) << row.network;
  }
  for (const char* wrong : {"", "10.1.0.0/33", "10.1.0.0/", "10.1.0.0/-1", "10.1/16", "::/129"})
    EXPECT_FALSE(Network::parse(wrong)) << wrong;
}

std::string client(std::string_view peer, std::vector<Field> fields) {
  const Network trusted[] = {*Network::parse("10.0.0.0/8"), *Network::parse("127.0.0.1")};
  return to_text(client_of(address(peer), fields, trusted));
}

TEST(Addresses, AProxyIsBelievedOnlyWhenItIsTrusted) {
  const char* name = "X-Forwarded-For";
  EXPECT_EQ(client("192.0.2.1", {{name, "6.6.6.6"}}), "192.0.2.1");
  EXPECT_EQ(client("127.0.0.1", {{name, "192.0.2.7"}}), "192.0.2.7");
  EXPECT_EQ(client("127.0.0.1", {{"x-forwarded-for", "6.6.6.6, 192.0.2.7"}}), "192.0.2.7")
      << "what the client itself wrote stands first";
  EXPECT_EQ(client("127.0.0.1", {{name, "192.0.2.7, 10.0.0.2"}}), "192.0.2.7")
      << "two proxies of ours";
  EXPECT_EQ(client("127.0.0.1", {{name, "6.6.6.6"}, {name, "192.0.2.7"}}), "192.0.2.7");
  EXPECT_EQ(client("127.0.0.1", {{name, "192.0.2.7:4711"}}), "192.0.2.7");
  EXPECT_EQ(client("127.0.0.1", {{name, "[2001:db8::7]:4711"}}), "2001:db8::7");
  EXPECT_EQ(client("127.0.0.1", {{name, "unknown"}}), "127.0.0.1");
  EXPECT_EQ(client("127.0.0.1", {{name, ""}}), "127.0.0.1");
  EXPECT_EQ(client("127.0.0.1", {}), "127.0.0.1");
}

TEST(Addresses, AreCounted) {
  AddressCounts counts;
  EXPECT_TRUE(counts.enter(address("::1"), 2));
  EXPECT_TRUE(counts.enter(address("::1"), 2));
  EXPECT_FALSE(counts.enter(address("::1"), 2));
  EXPECT_TRUE(counts.enter(address("::2"), 2));
  counts.leave(address("::1"));
  EXPECT_TRUE(counts.enter(address("::1"), 2));
  for (const char* text : {"::1", "::1", "::2"}) counts.leave(address(text));
  EXPECT_EQ(counts.addresses(), 0u) << "nothing is kept of who left";
}

std::string gzip(const std::string& plain) {
  z_stream stream{};
  ::deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string packed(::deflateBound(&stream, plain.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  ::deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return packed;
}

TEST(Inflate, StopsAtTheLimit) {
  const std::string text(100'000, 'a');
  EXPECT_EQ(inflate_gzip(gzip(text), 100'000).value(), text);
  EXPECT_EQ(inflate_gzip(gzip(text), 99'999).error().slug, "body-too-large");
  EXPECT_EQ(inflate_gzip(gzip(std::string(50'000'000, '0')), 1 << 20).error().slug,
            "body-too-large");
  EXPECT_EQ(inflate_gzip(gzip(""), 10).value(), "");
}

TEST(Inflate, TakesOneWholeMemberOnly) {
  const std::string packed = gzip("hello");
  EXPECT_EQ(inflate_gzip(packed, 5).value(), "hello");
  for (std::size_t cut = 0; cut < packed.size(); ++cut)
    EXPECT_EQ(inflate_gzip(packed.substr(0, cut), 100).error().slug, "invalid-gzip") << cut;
  EXPECT_EQ(inflate_gzip(packed + "x", 100).error().slug, "invalid-gzip");
  EXPECT_EQ(inflate_gzip(packed + packed, 100).error().slug, "invalid-gzip");
  EXPECT_EQ(inflate_gzip("hello", 100).error().slug, "invalid-gzip");
}

TEST(AnswerText, IsOneMessageWhateverAHeaderHolds) {
  Response response;
  response.headers = {{"X", "a\r\nY: b"}, {"Z\n", "c"}, {"Kept", "d"}};
  response.body = "{}";
  const base::Wall now(std::chrono::seconds(784'111'777));  // the example of RFC 9110
  EXPECT_EQ(answer_head(response, After::close, now),
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "Content-Type: application/json\r\nKept: d\r\nContent-Length: 2\r\n"
            "Connection: close\r\n\r\n");
  std::string piece(26, 'a');
  frame_chunk(piece);
  EXPECT_EQ(piece, "1a\r\n" + std::string(26, 'a') + "\r\n");
}

}  // namespace
}  // namespace ecluse::http
