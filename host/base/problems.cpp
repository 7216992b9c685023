// SPDX-License-Identifier: EUPL-1.2
#include "base/problems.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/problem_rows.hpp"

namespace ecluse::base {
namespace {

bool by_slug(const Problem& left, const Problem& right) { return left.slug < right.slug; }

std::vector<Problem> all_rows() {
  const auto requests = problems_of_requests(), host = problems_of_the_host();
  std::vector<Problem> all(requests.size() + host.size());
  std::merge(requests.begin(), requests.end(), host.begin(), host.end(), all.begin(), by_slug);
  return all;
}

}  // namespace

std::span<const Problem> problems() {
  static const std::vector<Problem> all = all_rows();
  return all;
}

const Problem* find_problem(std::string_view slug) {
  const auto table = problems();
  const auto found = std::lower_bound(
      table.begin(), table.end(), slug,
      [](const Problem& row, std::string_view wanted) { return row.slug < wanted; });
  return found != table.end() && found->slug == slug ? &*found : nullptr;
}

Error problem(std::string_view slug) {
  const Problem* row = find_problem(slug);
  if (row == nullptr) {
    std::fprintf(stderr, "no problem \"%.*s\" in host/base/problems_of_*.cpp\n",
                 static_cast<int>(slug.size()), slug.data());
    std::abort();
  }
  Error error;
  error.status = row->status;
  error.slug = slug;
  return error;
}

Parameters in_words(Parameters parameters, Language language) {
  constexpr std::pair<std::string_view, Sentence> types[] = {
      {"string", {"texte", "text"}},
      {"integer", {"nombre entier", "integer"}},
      {"number", {"nombre à virgule", "number"}},
      {"boolean", {"true ou false", "true or false"}},
      {"array", {"liste", "list"}},
      {"object", {"objet", "object"}},
      {"null", {"null", "null"}}};
  for (auto& [name, value] : parameters)
    for (const auto& [json_word, words] : types)
      if ((name == "expected" || name == "found") && value == json_word) {
        value = words.in(language);
        break;
      }
  return parameters;
}

std::string fill(std::string_view sentence, const Parameters& parameters) {
  std::string filled;
  while (!sentence.empty()) {
    const auto open = sentence.find('{');
    const auto close = open == sentence.npos ? open : sentence.find('}', open);
    if (close == sentence.npos) break;
    filled += sentence.substr(0, open);
    const auto name = sentence.substr(open + 1, close - open - 1);
    // "{}" and "{ file = … }" are JSON and TOML for the reader, no parameters.
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != name.npos ||
        name.empty())
      filled.append("{").append(name).append("}");
    for (const auto& [key, value] : parameters)
      if (key == name) {
        filled += value;
        break;
      }
    sentence.remove_prefix(close + 1);
  }
  return filled.append(sentence);
}

}  // namespace ecluse::base
