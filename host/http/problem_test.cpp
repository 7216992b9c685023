// SPDX-License-Identifier: EUPL-1.2
#include "http/problem.hpp"

#include <gtest/gtest.h>

#include <vector>

#include <nlohmann/json.hpp>

#include "base/problems.hpp"

namespace ecluse::http {
namespace {

TEST(Problem, SaysWhatToChangeInTheCallersLanguage) {
  const auto error = base::problem("missing").with("name", "day").at("/day");
  const auto response =
      problem_response(error, {nullptr, base::Language::english, "https://e.example", "r1"});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(nlohmann::json::parse(response.body), nlohmann::json::parse(R"({
    "type": "https://e.example/docs/errors#missing", "title": "Missing field", "status": 400,
    "detail": "The field \"day\" is required.", "message": "The field \"day\" is required.", "code": "missing",
    "pointer": "/day", "remedy": "Add this field.", "request_id": "r1", "retryable": false})"));
}

TEST(Problem, ASlugThatNobodyListsIsTheConnectorsFault) {
  base::Error error;
  error.slug = "made-up";
  EXPECT_EQ(nlohmann::json::parse(problem_response(error, {}).body)["code"], "plugin-failed");
}

TEST(Problem, WhatAConnectorPutsBesideTheSentenceStandsThereAndReplacesNothing) {
  auto error = base::problem("missing");
  error.details = R"({"alternatives":[{"room":"2"}],"code":["mine"]})";
  const auto body = nlohmann::json::parse(problem_response(error, {}).body);
  EXPECT_EQ(body["alternatives"], nlohmann::json::parse(R"([{"room":"2"}])"));
  EXPECT_EQ(body["code"], "missing");
}

TEST(Problem, KeepsTheWordsOfAPersonalSystemInside) {
  auto error = base::problem("plugin-failed");
  error.upstream_text = "CANARY";
  EXPECT_EQ(problem_response(error, {}).body.find("CANARY"), std::string::npos);
}

TEST(Language, FollowsTheWeights) {
  using base::Language;
  EXPECT_EQ(choose_language("", Language::english), Language::english);
  EXPECT_EQ(choose_language("en", Language::french), Language::english);
  EXPECT_EQ(choose_language("en;q=0.5, fr;q=0.8", Language::english), Language::french);
  EXPECT_EQ(choose_language("de, fr-FR;q=0.3", Language::english), Language::french);
  EXPECT_EQ(choose_language("de, fro", Language::english), Language::english);
  const std::vector<char> one{'f'};  // on the heap, where reading past its end is seen
  EXPECT_EQ(choose_language({one.data(), one.size()}, Language::english), Language::english);
  EXPECT_EQ(choose_language(",,;q=,en;q=", Language::french), Language::french);
}

}  // namespace
}  // namespace ecluse::http
