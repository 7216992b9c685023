// SPDX-License-Identifier: EUPL-1.2
// /docs/errors: what the `type` of every problem links to, a row a slug. Without a key, for a
// person follows the link from a browser; it holds sentences of the table and of the manifests,
// nothing of the town.
#include <map>

#include "base/problems.hpp"
#include "http/api.hpp"
#include "manifest/http_status.hpp"

namespace ecluse::http {
namespace {

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '&':
        safe += "&amp;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

struct Row {
  int status = 500;
  std::string_view title, sentence, remedy;
};

/// By slug; where two connectors share one, the first in the order of systems.
std::map<std::string_view, Row> rows_of(const registry::Snapshot& snapshot,
                                        base::Language language) {
  std::map<std::string_view, Row> rows;
  for (const base::Problem& problem : base::problems())
    rows.emplace(problem.slug, Row{problem.http_status, problem.title.in(language),
                                   problem.sentence.in(language), problem.remedy.in(language)});
  for (const auto& [id, system] : snapshot.systems) {
    if (system->connector == nullptr) continue;
    for (const auto& [slug, type] : system->connector->errors)
      rows.emplace(slug, Row{manifest::http_status(type.status), type.title.in(language),
                             type.sentence.in(language), type.remedy.in(language)});
  }
  return rows;
}

}  // namespace

Response Api::docs(const Exchange& exchange) const {
  const bool french = exchange.language == base::Language::french;
  std::string page =
      "<!doctype html>\n<html lang=\"" + std::string(base::tag(exchange.language)) +
      "\"><meta charset=\"utf-8\"><title>Écluse</title>\n"
      "<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
      "td,th{vertical-align:top;text-align:left;padding:.4em .8em .4em "
      "0}tr:target{background:#ffc}</style>\n<h1>";
  page += french ? "Ce qu’Écluse refuse, et que faire" : "What Écluse refuses, and what to do";
  page += french ? "</h1>\n<table><tr><th>code<th>HTTP<th>quand<th>que faire</tr>\n"
                 : "</h1>\n<table><tr><th>code<th>HTTP<th>when<th>what to do</tr>\n";
  for (const auto& [slug, row] : rows_of(*exchange.snapshot, exchange.language)) {
    const std::string id = escaped(slug);
    page += "<tr id=\"" + id + "\"><td><code>" + id + "</code><td>" + std::to_string(row.status) +
            "<td><b>" + escaped(row.title) + "</b><br>" + escaped(row.sentence) + "<td>" +
            escaped(row.remedy) + "</tr>\n";
  }
  page += "</table></html>\n";
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.headers.emplace_back("Content-Language", std::string(base::tag(exchange.language)));
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'");
  response.body = std::move(page);
  return response;
}

}  // namespace ecluse::http
