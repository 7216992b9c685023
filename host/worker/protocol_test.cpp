// SPDX-License-Identifier: EUPL-1.2
#include "worker/protocol.hpp"

#include <gtest/gtest.h>

#include <signal.h>

#include "worker/outcome.hpp"

namespace ecluse::worker {
namespace {

std::string body_of(Kind kind, std::uint32_t id, std::initializer_list<std::string_view> fields) {
  std::string bytes;
  EXPECT_TRUE(encode(bytes, kind, id, fields));
  return bytes.substr(4);
}

TEST(Protocol, CarriesBytesUntouched) {
  const std::string json("{\"a\":\"\\u0000é\"}\0{", 18);
  const std::string body = body_of(Kind::item, 77, {json});
  const auto frame = decode(body, From::worker);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->kind, Kind::item);
  EXPECT_EQ(frame->id, 77u);
  EXPECT_EQ(frame->fields[0], json);
}

TEST(Protocol, RefusesWhateverHasNoMeaning) {
  const std::string item = body_of(Kind::item, 1, {"{}"});
  EXPECT_FALSE(decode(item, From::host)) << "the wrong way";
  EXPECT_FALSE(decode(item + "x", From::worker)) << "surplus";
  EXPECT_FALSE(decode(item.substr(0, item.size() - 1), From::worker)) << "cut off";
  EXPECT_FALSE(decode(body_of(Kind::item, 1, {"{}", "{}"}), From::worker)) << "a field too many";
  EXPECT_FALSE(decode(body_of(Kind::ended, 1, {"{}"}), From::worker)) << "fields missing";
  EXPECT_FALSE(decode(body_of(static_cast<Kind>(99), 1, {}), From::worker)) << "unknown kind";
  EXPECT_FALSE(decode("", From::worker));
}

TEST(Protocol, CutsAStreamIntoFramesWhereverTheBytesBreak) {
  std::string bytes;
  const std::string large(300'000, 'x');
  encode(bytes, Kind::item, 16, {"1"});
  encode(bytes, Kind::item, 17, {large});
  encode(bytes, Kind::item, 18, {"3"});
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{65536}}) {
    FrameReader reader;
    std::vector<std::uint32_t> ids;
    for (std::size_t at = 0; at < bytes.size();) {
      std::size_t size = 0;
      char* into = reader.space(1, size);
      size = std::min({size, step, bytes.size() - at});
      std::memcpy(into, bytes.data() + at, size);
      reader.received(size);
      at += size;
      for (std::string_view body; reader.next(body) == FrameReader::Next::frame;) {
        const auto frame = decode(body, From::worker);
        ASSERT_TRUE(frame);
        ids.push_back(frame->id);
        if (frame->id == 17) {
          EXPECT_EQ(frame->fields[0], large);
        }
      }
    }
    EXPECT_EQ(ids, (std::vector<std::uint32_t>{16, 17, 18}));
  }
}

TEST(Protocol, BelievesNoLengthThatNoFrameHas) {
  for (const std::uint32_t length : {0u, 4u, static_cast<std::uint32_t>(longest_frame) + 1}) {
    FrameReader reader;
    std::size_t size = 0;
    char* into = reader.space(16, size);
    std::memcpy(into, &length, sizeof length);
    reader.received(sizeof length);
    std::string_view body;
    EXPECT_EQ(reader.next(body), FrameReader::Next::broken) << length;
  }
  std::string bytes;
  EXPECT_FALSE(encode(bytes, Kind::item, 16, {std::string(longest_frame, 'x')}));
  EXPECT_TRUE(bytes.empty());
}

TEST(Outcome, CrossesWithAllOfItsParts) {
  base::Error error;
  error.status = base::Status::already_exists;
  error.slug = "slot-taken";
  error.pointer = "/text";
  error.parameters = {{"slot", "10:00"}};
  error.details = R"({"alternatives":[{"room":"2"}]})";
  error.upstream_text = "déjà pris";
  error.retry_after = std::chrono::seconds(3);
  std::string bytes;
  encode_ended(bytes, 16, base::fail(error));
  const auto read = read_ended(*decode(std::string_view(bytes).substr(4), From::worker));
  ASSERT_TRUE(read);
  ASSERT_FALSE(*read);
  EXPECT_EQ(read->error().status, error.status);
  EXPECT_EQ(read->error().slug, error.slug);
  EXPECT_EQ(read->error().pointer, error.pointer);
  EXPECT_EQ(read->error().parameters, error.parameters);
  EXPECT_EQ(read->error().details, error.details);
  EXPECT_EQ(read->error().upstream_text, error.upstream_text);
  EXPECT_EQ(read->error().retry_after, error.retry_after);
}

TEST(Outcome, NamesEachDeath) {
  constexpr std::uint64_t limit = 100 << 20;
  const auto slug = [](Cause cause, std::optional<Exit> exit) {
    return death_of("s", limit, cause, exit ? &*exit : nullptr).slug;
  };
  EXPECT_EQ(slug(Cause::closed, Exit{SIGSEGV, 0, 1 << 20}), "plugin-crashed");
  EXPECT_EQ(slug(Cause::closed, Exit{0, 3, 1 << 20}), "plugin-crashed");
  EXPECT_EQ(slug(Cause::closed, Exit{0, exit_out_of_memory, 1 << 20}), "plugin-out-of-memory");
  EXPECT_EQ(slug(Cause::closed, Exit{SIGABRT, 0, 91 << 20}), "plugin-out-of-memory");
  EXPECT_EQ(slug(Cause::closed, Exit{SIGXCPU, 0, 1 << 20}), "plugin-stuck");
  EXPECT_EQ(slug(Cause::closed, std::nullopt), "plugin-crashed");
  EXPECT_EQ(slug(Cause::stuck, Exit{SIGKILL, 0, 1 << 20}), "plugin-stuck");
  EXPECT_EQ(slug(Cause::memory, Exit{SIGKILL, 0, 1 << 20}), "plugin-out-of-memory");
  EXPECT_EQ(slug(Cause::garbage, Exit{SIGKILL, 0, 1 << 20}), "plugin-protocol-broken");
  for (const char* each : {"plugin-crashed", "plugin-stuck"}) EXPECT_TRUE(is_death(each));
  EXPECT_FALSE(is_death("plugin-failed"));
}

}  // namespace
}  // namespace ecluse::worker
