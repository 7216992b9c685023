// SPDX-License-Identifier: EUPL-1.2
// /api/events/{system}/{trigger} by polling, and the live option lists.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "http/api.hpp"
#include "http/query.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"

namespace ecluse::http {
namespace {

constexpr int default_page = 100;
constexpr int largest_page = 1000;

base::Result<int> page_size(const QueryFields& fields) {
  const auto text = query_value(fields, "page_size");
  if (!text) return default_page;
  int size = 0;
  const char* end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, size);
  if (error != std::errc() || at != end || size < 1 || size > largest_page)
    return base::fail(base::problem("invalid-query").with("name", "page_size"));
  return size;
}

std::string known_triggers(const manifest::Connector& connector) {
  std::string known;
  for (const auto& trigger : connector.triggers)
    known += (known.empty() ? "" : ", ") + trigger.name;
  return known.empty() ? "-" : known;
}

}  // namespace

/// The trigger and the right to it.
std::optional<Response> Api::admit_events(Exchange& exchange) const {
  const auto& connector = *exchange.system->connector;
  exchange.trigger = connector.find_trigger(exchange.route.name);
  if (exchange.trigger == nullptr)
    return fail(exchange, base::problem("unknown-trigger")
                              .with("system", exchange.system->id)
                              .with("trigger", exchange.route.name.substr(0, 60))
                              .with("known", known_triggers(connector)));
  if (auto allowed =
          access::authorize_reading(exchange.caller, exchange.system->id, exchange.trigger->name);
      !allowed)
    return fail(exchange, allowed.error());
  return std::nullopt;
}

Response Api::events(Exchange& exchange, const Request& request, loader::CancelToken& cancel) {
  const manifest::Trigger* trigger = exchange.trigger;
  const auto fields = parse_query(request.query);
  if (!fields) return fail(exchange, fields.error());
  const auto size = page_size(*fields);
  if (!size) return fail(exchange, size.error());
  auto params = query_input(*fields, *trigger->params.compiled, {"after", "page_size", "case"});
  if (!params) return fail(exchange, params.error());
  trigger->params.compiled->fill_defaults(*params);
  if (auto valid = trigger->params.compiled->validate(*params); !valid)
    return fail(exchange, valid.error());
  const auto polled =
      around_.runtime->poll(*exchange.system, *trigger, json::to_text(*params),
                            query_value(*fields, "after"), *size, call_request(exchange), cancel);
  if (!polled) return fail(exchange, polled.error());
  const auto answer = json::parse(*polled);
  Response response;
  response.body = json::to_text((*answer)["events"]);
  std::string next = exchange.snapshot->config.server.public_url + "/api/events/" +
                     exchange.system->id + "/" + trigger->name +
                     "?after=" + encode_percent((*answer)["cursor"].get<std::string>());
  for (const auto& [name, value] : *fields)
    if (name != "after") next += "&" + encode_percent(name) + "=" + encode_percent(value);
  response.headers.emplace_back("Link", "<" + next + ">; rel=\"next\"");
  response.headers.emplace_back("Ecluse-More", answer->value("more", false) ? "true" : "false");
  return response;
}

Response Api::option_list(Exchange& exchange, const Request& request, loader::CancelToken& cancel) {
  if (!exchange.system->connector->has_options(exchange.route.name))
    return fail(exchange, base::problem("unknown-option-list")
                              .with("system", exchange.system->id)
                              .with("name", exchange.route.name.substr(0, 60)));
  const auto fields = parse_query(request.query);
  if (!fields) return fail(exchange, fields.error());
  const auto size = page_size(*fields);
  if (!size) return fail(exchange, size.error());
  json::Value query{{"page_size", *size}};
  if (const auto search = query_value(*fields, "search")) query["search"] = *search;
  if (const auto cursor = query_value(*fields, "cursor")) query["cursor"] = *cursor;
  auto page = around_.runtime->options(*exchange.system, exchange.route.name, json::to_text(query),
                                       call_request(exchange), cancel);
  if (!page) return fail(exchange, page.error());
  Response response;
  response.body = std::move(*page);
  return response;
}

}  // namespace ecluse::http
