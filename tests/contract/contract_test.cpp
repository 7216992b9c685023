// SPDX-License-Identifier: EUPL-1.2
// The HTTP contract over a real connection: the front (or, with ECLUSE_TRANSPORT=plain, the
// plain transport), the host behind it, the scripted
// connector. A folder of cases/ is one test; ECLUSE_RECORD=1 rewrites its expected.http, to be read
// before it is committed.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "access/key.hpp"
#include "http/api.hpp"
#include "http/transport.hpp"
#include "wire.hpp"

namespace ecluse::contract {
namespace {

using Json = nlohmann::ordered_json;
const std::filesystem::path cases = ECLUSE_SOURCE_FOLDER "/tests/contract/cases";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Headers that the contract promises; the library's own (Keep-Alive, Content-Length) are not
/// compared.
constexpr std::string_view promised[] = {
    "Content-Type", "Content-Language", "Allow",           "Retry-After",    "WWW-Authenticate",
    "Link",         "Ecluse-More",      "Ecluse-Replayed", "Ecluse-Dry-Run", "Idempotency-Key"};

/// The id and the last day of a key change with every run.
std::string without_key(std::string text) {
  for (const std::string mark :
       {"La clé « ", "The key \\\"", "a expiré le ", "expired on ", "\"key\":\""})
    for (std::size_t at = 0; (at = text.find(mark, at)) != text.npos;) {
      at += mark.size();
      text.replace(at, 10, "*");  // both are ten letters
    }
  return text;
}

/// What is compared: the status, the promised headers, the body. Made-up identifiers become "*".
std::string written(const Answer& answer) {
  std::string text = std::to_string(answer.status) + "\n";
  for (const auto name : promised) {
    std::string value = answer.header(name);
    if (name == "Idempotency-Key" && value.size() == 36 && value[8] == '-') value = "*";
    if (!value.empty()) text += std::string(name) + ": " + value + "\n";
  }
  std::string body = without_key(answer.body);
  if (answer.header("Content-Type") == "application/problem+json") {
    Json problem = Json::parse(answer.body);
    EXPECT_EQ(problem.value("request_id", ""), answer.header("Ecluse-Request-Id"));
    EXPECT_EQ(problem.value("detail", ""), problem.value("message", "-"));
    problem["request_id"] = "*";
    body = without_key(problem.dump(2));
  }
  EXPECT_FALSE(answer.header("Ecluse-Request-Id").empty());
  if (!answer.whole) body += "\n(cut)";
  if (body.empty() || body.back() != '\n') body += '\n';
  return text + "\n" + body;
}

class Contract : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ecluse-contract-XXXXXX";
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
    key_ = add_key("c", std::chrono::hours(1));
    reader_ = add_key("reader", std::chrono::hours(1));
    expired_ = add_key("c", std::chrono::hours(-24));
    ASSERT_TRUE(registry_->reload(loaded.config));
    runtime_ = std::make_unique<runtime::Runtime>(
        *registry_, runtime::Surroundings{&clock_, &random_, &log_, store_.get()});
    api_ = std::make_unique<http::Api>(
        http::Surroundings{registry_.get(), runtime_.get(), &clock_, &random_, &log_});
    transport_ = std::getenv("ECLUSE_TRANSPORT") == nullptr
                     ? http::make_front_transport(*api_, {}, clock_)
                     : http::make_plain_transport(*api_, {.threads = 4});
    const auto port = transport_->listen("127.0.0.1", 0);
    ASSERT_TRUE(port);
    port_ = *port;
    server_ = std::thread([this] { transport_->serve(); });
  }
  void TearDown() override {
    if (server_.joinable()) {
      transport_->stop();
      server_.join();
    }
    transport_.reset();
    api_.reset();
    runtime_.reset();
    registry_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::string add_key(const char* consumer, std::chrono::hours life) {
    const auto key = access::make_key(consumer, life, clock_, random_);
    EXPECT_TRUE(store_->submit({{store::KeyAdd{key.row}}}));
    return "Bearer " + key.text;
  }
  Answer send(std::string text) const {
    for (const auto& [mark, key] :
         {std::pair{"{reader}", reader_}, std::pair{"{expired}", expired_}})
      if (const auto at = text.find(mark); at != text.npos)
        text.replace(at, std::string_view(mark).size(), key);
    return ask(port_, to_wire(text, key_));
  }

  std::string folder_, key_, reader_, expired_;
  const base::Clock& clock_ = base::system_clock();
  base::Random& random_ = base::system_random();
  services::MemoryLog log_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<registry::Registry> registry_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::unique_ptr<http::Api> api_;
  std::unique_ptr<http::Transport> transport_;
  std::thread server_;
  int port_ = 0;
};

TEST_P(Contract, AnswersWordForWord) {
  const auto folder = cases / GetParam();
  std::string answers;
  for (const auto& request : parts(content_of(folder / "request.http")))
    answers += (answers.empty() ? "" : "###\n") + written(send(request));
  if (std::getenv("ECLUSE_RECORD") != nullptr)
    std::ofstream(folder / "expected.http", std::ios::binary) << answers;
  EXPECT_EQ(answers, content_of(folder / "expected.http"));
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(cases))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}
INSTANTIATE_TEST_SUITE_P(Cases, Contract, ::testing::ValuesIn(case_names()), [](const auto& entry) {
  std::string name = entry.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

using Wire = Contract;

TEST_F(Wire, ABodyThatBreaksOffRunsNothing) {
  // The first 13 bytes are a whole input; the promised rest never comes.
  const std::string head =
      "POST /hooks/s/write-down HTTP/1.1\r\nHost: e\r\nIdempotency-Key: k\r\nAuthorization: " +
      key_ + "\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{\"text\":\"cut\"}";
  EXPECT_LE(answers_until_close(port_, head), 1);
  const auto after = send("POST /hooks/s/write-down\nIdempotency-Key: k\n\n{\"text\":\"other\"}\n");
  EXPECT_EQ(after.status, 200) << after.body;  // 422 if the broken one had taken the key
}

TEST_F(Wire, OneCallForAKeyAtATime) {
  const std::string call =
      "POST /hooks/s/write-down\nIdempotency-Key: k\nAccept-Language: en\n\n{\"text\":\"wait\"}\n";
  Answer one, other;
  std::thread beside([&] { one = send(call); });
  other = send(call);
  beside.join();
  const Answer& refused = one.status == 409 ? one : other;
  EXPECT_EQ(one.status + other.status, 409 + 504) << one.body << other.body;
  EXPECT_EQ(Json::parse(refused.body).value("code", ""), "idempotency-key-in-flight");
  EXPECT_EQ(Json::parse(refused.body).value("message", ""),
            "A call with the same idempotency key is running.");
}

TEST_F(Wire, WhatFollowsARefusedRequestIsNoRequest) {
  const std::string hidden = "GET /livez HTTP/1.1\r\nHost: e\r\n\r\n";
  const std::string length = "Content-Length: " + std::to_string(hidden.size()) + "\r\n\r\n";
  for (const std::string head :
       {"GET /api/me HTTP/1.1\r\nHost: e\r\n",
        "POST /hooks/s/echo HTTP/1.1\r\nContent-Encoding: gzip\r\n",
        "POST /hooks/s/echo HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"})
    EXPECT_EQ(answers_until_close(port_, head + length, hidden), 1) << head;
}

}  // namespace
}  // namespace ecluse::contract
