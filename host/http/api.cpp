// SPDX-License-Identifier: EUPL-1.2
#include "http/api.hpp"

#include <prometheus/text_serializer.h>

#include "base/identifier.hpp"
#include "base/problems.hpp"

namespace ecluse::http {
namespace {

constexpr std::size_t default_body = 1 << 20;

std::string known_actions(const manifest::Connector& connector) {
  std::string known;
  for (const auto& action : connector.actions) known += (known.empty() ? "" : ", ") + action.name;
  return known.empty() ? "-" : known;
}

}  // namespace

runtime::CallRequest call_request(const Exchange& exchange) {
  runtime::CallRequest request;
  request.request_id = exchange.request_id;
  request.consumer = exchange.caller.consumer->id;
  request.key_id = exchange.caller.key_id;
  request.purpose = exchange.caller.consumer->purpose;
  request.language = base::tag(exchange.language);
  request.policy = access::policy_for(exchange.caller.consumer->scopes, exchange.route.system);
  return request;
}

Response Api::fail(const Exchange& exchange, const base::Error& error) const {
  ProblemContext context;
  context.connector = exchange.system == nullptr ? nullptr : exchange.system->connector.get();
  context.language = exchange.language;
  context.public_url = exchange.snapshot->config.server.public_url;
  context.request_id = exchange.request_id;
  if (exchange.system != nullptr) context.system = exchange.system->id;
  return problem_response(error, context);
}

Response Api::refuse(std::string_view slug, const base::Parameters& parameters,
                     std::string_view language) {
  const auto snapshot = around_.registry->current();
  base::Error error = base::problem(slug);
  error.parameters = parameters;
  const std::string id = base::new_identifier(*around_.clock, *around_.random);
  Response response =
      problem_response(error, {nullptr, choose_language(language, snapshot->config.server.language),
                               snapshot->config.server.public_url, id});
  response.headers.emplace_back("Ecluse-Request-Id", id);
  return response;
}

std::size_t Api::body_limit(std::string_view, std::string_view path) {
  const Route route = find_route(path);
  if (route.page != Page::hook) return default_body;
  const auto snapshot = around_.registry->current();
  const auto* system = snapshot->find(route.system);
  const auto* action = system == nullptr || system->connector == nullptr
                           ? nullptr
                           : system->connector->find_action(route.name);
  return action == nullptr ? default_body : action->max_body;
}

Response Api::handle(const Request& request) {
  Exchange exchange{request,
                    find_route(request.path),
                    around_.registry->current(),
                    base::new_identifier(*around_.clock, *around_.random),
                    {},
                    {},
                    nullptr};
  exchange.language =
      choose_language(request.header("Accept-Language"), exchange.snapshot->config.server.language);
  Response response = answer(exchange);
  response.headers.emplace_back("Ecluse-Request-Id", exchange.request_id);
  return response;
}

Response Api::answer(Exchange& exchange) {
  const Page page = exchange.route.page;
  const auto method = exchange.request.method;
  if (page == Page::none)
    return fail(exchange,
                base::problem("no-such-page").with("path", exchange.request.path.substr(0, 200)));
  const bool known = method == "GET" || (page == Page::hook && method == "POST");
  if (!known) {
    Response response = fail(exchange, base::problem("method-not-allowed")
                                           .with("method", method)
                                           .with("allowed", allowed_methods(page)));
    response.headers.emplace_back("Allow", std::string(allowed_methods(page)));
    return response;
  }
  if (page == Page::live || page == Page::ready || page == Page::metrics || page == Page::docs)
    return answer_open(exchange);
  if (auto identified = identify(exchange); !identified) return fail(exchange, identified.error());
  switch (page) {
    case Page::hook:
      return hook(exchange);
    case Page::events:
      return events(exchange);
    case Page::option_list:
      return option_list(exchange);
    case Page::catalog:
      return catalog(exchange);
    case Page::me:
      return me(exchange);
    default:
      return openapi(exchange);
  }
}

Response Api::answer_open(Exchange& exchange) {
  if (exchange.route.page == Page::ready) return ready(exchange);
  if (exchange.route.page == Page::metrics) return metrics();
  if (exchange.route.page == Page::docs) return docs(exchange);
  Response response;
  response.body = R"({"status":"live"})";
  return response;
}

/// The key, and with it the language; then the system, which only a key that knows it may learn of.
base::Result<void> Api::identify(Exchange& exchange) const {
  auto caller = exchange.snapshot->access.authenticate(exchange.request.header("Authorization"),
                                                       around_.clock->wall());
  if (!caller) return base::fail(caller.error());
  exchange.caller = *caller;
  const auto otherwise =
      caller->consumer->language.value_or(exchange.snapshot->config.server.language);
  exchange.language = choose_language(exchange.request.header("Accept-Language"), otherwise);
  if (exchange.route.system.empty()) return {};
  const auto* system = exchange.snapshot->find(exchange.route.system);
  if (system == nullptr || !access::knows(caller->consumer->scopes, exchange.route.system))
    return base::fail(
        base::problem("unknown-system").with("system", exchange.route.system.substr(0, 60)));
  exchange.system = system;
  if (system->connector == nullptr)
    return base::fail(base::problem("system-not-ready")
                          .with("system", system->id)
                          .with("reason", system->failure ? system->failure->slug : "-"));
  if (exchange.route.page == Page::hook &&
      system->connector->find_action(exchange.route.name) == nullptr)
    return base::fail(base::problem("unknown-action")
                          .with("system", system->id)
                          .with("action", exchange.route.name.substr(0, 60))
                          .with("known", known_actions(*system->connector)));
  return {};
}

Response Api::ready(Exchange& exchange) const {
  if (draining_) return fail(exchange, base::problem("stopping"));
  Response response;
  response.body = R"({"status":"ready"})";
  return response;
}

Response Api::metrics() const {
  Response response;
  response.content_type = "text/plain; version=0.0.4";
  response.body =
      prometheus::TextSerializer().Serialize(around_.runtime->metrics().registry().Collect());
  return response;
}

}  // namespace ecluse::http
