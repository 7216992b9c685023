// SPDX-License-Identifier: EUPL-1.2
#include "http/api.hpp"

#include <gtest/gtest.h>
#include <strings.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "access/key.hpp"

namespace ecluse::http {
namespace {

using Json = nlohmann::json;

/// The whole stack in one process, without a socket.
class ApiTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ecluse-http-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    store_ = std::move(*store::open_sqlite_store(folder_ + "/store.db"));
    registry_ =
        std::make_unique<registry::Registry>(registry::Surroundings{&clock_, &log_, store_.get()});
    const auto loaded = config::parse(
        "[server]\npublic_url = \"https://e.example\"\n[plugins]\nfolders = [\"" ECLUSE_BUILD_FOLDER
        "/plugins\"]\n"
        "[systems.s]\nisolation = \"none\"\nconnector = \"scripted\"\n[systems.broken]\nconnector "
        "= \"no-such\"\n"
        "[consumers.c]\npurpose = \"x\"\nscopes = [\"s:*read\", \"s:write-down\", "
        "\"broken:*read\"]\n"
        "[consumers.reader]\npurpose = \"x\"\nscopes = [\"s:echo\"]\nlanguage = \"en\"\n",
        folder_ + "/ecluse.toml");
    key_ = add_key("c");
    reader_ = add_key("reader");
    ASSERT_TRUE(registry_->reload(loaded.config));
    runtime_ = std::make_unique<runtime::Runtime>(
        *registry_, runtime::Surroundings{&clock_, &random_, &log_, store_.get()});
    api_ = std::make_unique<Api>(
        Surroundings{registry_.get(), runtime_.get(), &clock_, &random_, &log_});
  }
  void TearDown() override {
    api_.reset();
    runtime_.reset();
    registry_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::string add_key(const char* consumer) {
    const auto key = access::make_key(consumer, std::chrono::hours(1), clock_, random_);
    EXPECT_TRUE(store_->submit({{store::KeyAdd{key.row}}}));
    return "Bearer " + key.text;
  }
  Response send(std::string_view method, std::string_view target, std::string_view body = {},
                Headers headers = {}) {
    bool has_key = false;
    for (const auto& [name, value] : headers) has_key = has_key || name == "Authorization";
    if (!has_key) headers.emplace_back("Authorization", key_);
    const auto question = target.find('?');
    Request request;
    request.method = method;
    request.path = target.substr(0, question);
    if (question != target.npos) request.query = target.substr(question + 1);
    request.body = body;
    std::vector<Field> fields;
    for (const auto& [name, value] : headers) fields.push_back({name, value});
    request.fields = fields;
    return handle(*api_, request);
  }
  /// A call that is admitted and not answered for as long as the caller keeps this.
  Admission admit(std::string_view path, const std::string& key) {
    const std::vector<Field> fields{{"Authorization", key}};
    RequestHead head;
    head.method = "POST";
    head.path = path;
    head.fields = fields;
    return api_->admit(head);
  }
  static std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return {};
  }
  static std::string drain(Response& response) {
    std::string all, piece;
    while (response.producer->next(piece) == Producer::State::more) all += piece;
    return all;
  }
  std::string told(const Response& response) {
    return std::to_string(response.status) + " " + Json::parse(response.body).value("code", "-") +
           " " + Json::parse(response.body).value("pointer", "");
  }

  std::string folder_, key_, reader_;
  base::ManualClock clock_;
  base::SeededRandom random_{11};
  services::MemoryLog log_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<registry::Registry> registry_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::unique_ptr<Api> api_;
};

TEST_F(ApiTest, AnswersTheResultItself) {
  const auto response = send("POST", "/hooks/s/echo", R"({"text":"é"})");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"text":"é","writes":0})");
  EXPECT_EQ(header(response, "Ecluse-Request-Id").size(), 36u);
  EXPECT_EQ(send("GET", "/hooks/s/echo?text=a&times=2").body, R"({"text":"a","writes":0})");
}

TEST_F(ApiTest, RefusesClearly) {
  const struct {
    const char *method, *target, *body, *expected;
  } rows[] = {
      {"POST", "/hooks/s/echo", R"({"text":1})", "400 wrong-type /text"},
      {"POST", "/hooks/s/echo", R"({})", "400 missing /text"},
      {"POST", "/hooks/s/echo", R"({"text":"a","x":1})", "400 unknown /x"},
      {"POST", "/hooks/s/echo", R"({"text":"a","text":"b"})", "400 duplicate-key /text"},
      {"POST", "/hooks/s/echo", "", "400 empty-body "},
      {"GET", "/hooks/s/echo?text=%FF", "", "400 invalid-query "},
      {"GET", "/hooks/s/echo?%FF=a&text=a", "", "400 invalid-query "},
      {"GET", "/hooks/s/echo?text=a&text=b", "", "400 invalid-query "},
      {"GET", "/hooks/s/echo?text=a&case=%FF", "", "400 invalid-query "},
      {"POST", "/hooks/s/echo", "{", "400 invalid-json "},
      {"POST", "/hooks/s/echo", "{\"text\":\"\xff\"}", "400 invalid-utf8 "},
      {"GET", "/hooks/s/echo?text=a&times=x", "", "400 wrong-type /times"},
      {"GET", "/hooks/s/echo?text=%", "", "400 invalid-query "},
      {"GET", "/hooks/s/look-up?text=a", "", "405 post-only "},
      {"GET", "/hooks/s/write-down?text=a", "", "405 method-not-allowed "},
      {"PUT", "/hooks/s/echo", "{}", "405 method-not-allowed "},
      {"POST", "/api/me", "", "405 method-not-allowed "},
      {"POST", "/hooks/s/nothing", "{}", "404 unknown-action "},
      {"POST", "/hooks/none/echo", "{}", "404 unknown-system "},
      {"POST", "/hooks/s", "{}", "404 no-such-page "},
      {"GET", "/../etc/passwd", "", "404 no-such-page "},
      {"POST", "/hooks/broken/echo", "{}", "503 system-not-ready "},
      {"POST", "/hooks/s/log-in", R"({"text":"a"})", "502 credentials-refused "},
      {"POST", "/hooks/s/write-down", R"({"text":"taken"})", "409 slot-taken /text"},
      {"GET", "/api/events/s/none", "", "404 unknown-trigger "},
      {"GET", "/api/events/s/news?page_size=0", "", "400 invalid-query "},
      {"GET", "/api/catalog/s/options/none", "", "404 unknown-option-list "},
  };
  for (const auto& row : rows)
    EXPECT_EQ(told(send(row.method, row.target, row.body)), row.expected)
        << row.method << row.target << row.body;
}

TEST_F(ApiTest, KnowsWhoAsks) {
  EXPECT_EQ(told(send("GET", "/api/me", "", {{"Authorization", ""}})), "401 missing-key ");
  EXPECT_EQ(told(send("GET", "/api/me", "", {{"Authorization", "Bearer x"}})), "401 unknown-key ");
  const Headers reader{{"Authorization", reader_}};
  const auto refused = send("POST", "/hooks/s/count", R"({"text":"a"})", reader);
  EXPECT_EQ(told(refused), "403 wrong-scope ");
  EXPECT_EQ(Json::parse(refused.body)["detail"],
            "This key does not open \"s:count\".");  // the consumer's language
  EXPECT_EQ(Json::parse(send("GET", "/api/me", "", reader).body)["actions"],
            Json::array({"s:echo"}));
  EXPECT_EQ(told(send("POST", "/hooks/broken/echo", "{}", reader)), "404 unknown-system ");
  clock_.advance(std::chrono::hours(2));
  EXPECT_EQ(told(send("GET", "/api/me")), "401 expired-key ");
}

TEST_F(ApiTest, SpeaksTheCallersLanguage) {
  EXPECT_EQ(Json::parse(send("POST", "/hooks/s/write-down", R"({"text":"taken"})").body)["message"],
            "Le créneau 10:00 est pris.");
  EXPECT_EQ(Json::parse(send("POST", "/hooks/s/write-down", R"({"text":"taken"})",
                             {{"Accept-Language", "en"}})
                            .body)["message"],
            "The slot 10:00 is taken.");
}

TEST_F(ApiTest, RepeatsAnAnswerForAKey) {
  const Headers key{{"Idempotency-Key", "k1"}};
  const auto first = send("POST", "/hooks/s/write-down", R"({"text":"a"})", key);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(header(first, "Ecluse-Replayed"), "");
  const auto second = send("POST", "/hooks/s/write-down", R"({"text":"a"})", key);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(header(second, "Ecluse-Replayed"), "true");
  EXPECT_EQ(told(send("POST", "/hooks/s/write-down", R"({"text":"b"})", key)),
            "422 idempotency-key-reused ");
  EXPECT_EQ(
      told(send("POST", "/hooks/s/write-down", R"({"text":"b"})", {{"Idempotency-Key", "a b"}})),
      "400 idempotency-key-invalid ");
  EXPECT_EQ(
      header(send("POST", "/hooks/s/write-down", R"({"text":"c"})"), "Idempotency-Key").size(),
      36u);
}

TEST_F(ApiTest, StreamsAnArrayOrLines) {
  auto array = send("POST", "/hooks/s/count", R"({"text":"a","times":2})");
  EXPECT_EQ(drain(array), R"([{"text":"a","writes":1},{"text":"a","writes":2}])");
  auto lines = send("POST", "/hooks/s/count", R"({"text":"a","times":2})",
                    {{"Accept", "application/x-ndjson"}});
  EXPECT_EQ(lines.content_type, "application/x-ndjson");
  EXPECT_EQ(drain(lines), "{\"text\":\"a\",\"writes\":1}\n{\"text\":\"a\",\"writes\":2}\n");
}

TEST_F(ApiTest, AReaderThatLeavesEndsTheCall) {
  auto response = send("POST", "/hooks/s/count", R"({"text":"a","times":1000000})");
  std::string piece;
  ASSERT_EQ(response.producer->next(piece), Producer::State::more);
  response.producer.reset();  // joins the call: it must end by itself
}

TEST_F(ApiTest, PollsEventsWithoutFiliation) {
  const auto first = send("GET", "/api/events/s/news");
  EXPECT_EQ(first.body, "[]");
  EXPECT_EQ(header(first, "Link"), "<https://e.example/api/events/s/news?after=2>; rel=\"next\"");
  const auto second = send("GET", "/api/events/s/news?after=1");
  EXPECT_EQ(second.body.find("CANARY"), std::string::npos);
  EXPECT_EQ(Json::parse(second.body)[0]["id"], "e2");
}

TEST_F(ApiTest, ShowsOnlyWhatTheKeyOpens) {
  const auto catalog =
      Json::parse(send("GET", "/api/catalog", "", {{"Authorization", reader_}}).body);
  ASSERT_EQ(catalog["systems"].size(), 1u);
  ASSERT_EQ(catalog["systems"][0]["actions"].size(), 1u);
  EXPECT_EQ(catalog["systems"][0]["actions"][0]["title"], "Echo");
  const auto whole = Json::parse(send("GET", "/api/catalog").body);
  EXPECT_EQ(whole["systems"][0]["state"]["reason"], "unknown-connector");
  EXPECT_EQ(Json::parse(send("GET", "/openapi.json").body)["openapi"], "3.1.0");
  EXPECT_EQ(Json::parse(send("GET", "/api/catalog/s/options/moods").body)["options"][0]["value"],
            "calm");
}

TEST_F(ApiTest, ACaseReferenceIsAHundredCharactersOfText) {
  const auto with_case = [&](const std::string& reference) {
    return send("POST", "/hooks/s/echo", R"({"text":"a"})", {{"Ecluse-Case", reference}}).status;
  };
  std::string accents;
  for (int count = 0; count < 100; ++count) accents += "é";
  EXPECT_EQ(with_case(accents), 200);
  EXPECT_EQ(with_case(accents + "é"), 400);
  EXPECT_EQ(with_case(std::string(101, 'a')), 400);
  EXPECT_EQ(with_case("\xff"), 400);
}

TEST_F(ApiTest, TheLinkOfAProblemLeadsToItsRow) {
  const auto problem = Json::parse(send("POST", "/hooks/s/log-in", R"({"text":"a"})").body);
  const std::string link = problem["type"];
  const std::string path = "/docs/errors";
  const auto mark = link.find('#');
  ASSERT_EQ(link.substr(link.find(path), mark - link.find(path)), path);
  const auto page = send("GET", path, "", {{"Accept-Language", "en"}});
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  for (const std::string& slug : {link.substr(mark + 1), std::string("unknown-key")})
    EXPECT_NE(page.body.find("<tr id=\"" + slug + "\">"), std::string::npos) << slug;
  EXPECT_EQ(page.body.find("<h1>Ce qu"), std::string::npos);
}

TEST_F(ApiTest, AConsumerTakesItsShareOfASystemAndNotMore) {
  std::vector<Admission> held;
  for (int number = 0; number < 71; ++number) {  // 8 places, 63 of the 72 in the queue
    held.push_back(admit("/hooks/s/echo", key_));
    ASSERT_FALSE(held.back().refusal) << number;
  }
  const auto refused = admit("/hooks/s/echo", key_);
  ASSERT_TRUE(refused.refusal);
  EXPECT_EQ(told(*refused.refusal), "429 consumer-busy ");
  EXPECT_EQ(header(*refused.refusal, "Retry-After"), "1");
  EXPECT_FALSE(admit("/hooks/s/echo", reader_).refusal) << "another consumer";
  held.pop_back();
  EXPECT_FALSE(admit("/hooks/s/echo", key_).refusal) << "one was answered";
  held.clear();
  EXPECT_EQ(send("POST", "/hooks/s/echo", R"({"text":"a"})").status, 200);
}

TEST_F(ApiTest, WhatIsHeldBackIsRefusedBeforeItsBody) {
  ASSERT_TRUE(runtime_->pause({store::PauseOf::system, "s", "panne", "uid:0", 0, 0}));
  for (const auto* path : {"/hooks/s/echo", "/hooks/s/write-down"})
    EXPECT_EQ(told(*admit(path, key_).refusal), "503 system-paused ");
  EXPECT_EQ(told(send("GET", "/api/events/s/news?after=1")), "503 system-paused ");
  EXPECT_EQ(told(send("GET", "/api/catalog/s/options/moods")), "503 system-paused ");
  EXPECT_EQ(told(send("POST", "/hooks/s/no-such", "{}")), "404 unknown-action ");
  const auto state = Json::parse(send("GET", "/api/catalog").body)["systems"][1]["state"];
  EXPECT_EQ(state["ready"], false);
  EXPECT_EQ(state["reason"], "paused");
  EXPECT_EQ(state["note"], "panne");
  ASSERT_TRUE(runtime_->resume(store::PauseOf::system, "s", "uid:0"));
  runtime_->trip("s", "plugin-crashed");
  const auto admission = admit("/hooks/s/echo", key_);
  EXPECT_EQ(told(*admission.refusal), "503 system-breaker-open ");
  EXPECT_EQ(header(*admission.refusal, "Retry-After"), "30");
  EXPECT_EQ(Json::parse(send("GET", "/api/catalog").body)["systems"][1]["state"]["reason"],
            "breaker-open");
}

TEST_F(ApiTest, AFullLaneSaysWhenAPlaceIsLikely) {
  const auto full = api_->refuse("system-busy", {{"system", "s"}, {"seconds", "5"}}, "en");
  EXPECT_EQ(told(full), "503 system-busy ");
  EXPECT_EQ(header(full, "Retry-After"), "1");
  EXPECT_NE(full.body.find("in 1 s"), std::string::npos) << full.body;
  EXPECT_NE(send("GET", "/metrics", "", {{"Authorization", ""}})
                .body.find("ecluse_calls_shed_total{reason=\"system-busy\",system=\"s\"} 1"),
            std::string::npos);
  EXPECT_EQ(told(api_->refuse("system-busy", {{"system", "-"}, {"seconds", "5"}}, "en")),
            "503 system-busy ");
}

TEST_F(ApiTest, TellsHowItIs) {
  const Headers none{{"Authorization", ""}};
  EXPECT_EQ(send("GET", "/livez", "", none).status, 200);
  EXPECT_EQ(send("GET", "/readyz", "", none).status, 200);
  send("POST", "/hooks/s/echo", R"({"text":"a"})");
  EXPECT_NE(send("GET", "/metrics", "", none)
                .body.find("ecluse_calls_total{action=\"echo\",outcome=\"ok\",system=\"s\"} 1"),
            std::string::npos);
  api_->begin_drain();
  EXPECT_EQ(send("GET", "/readyz", "", none).status, 503);
}

}  // namespace
}  // namespace ecluse::http
