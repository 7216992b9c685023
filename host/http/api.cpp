// SPDX-License-Identifier: EUPL-1.2
#include "http/api.hpp"

#include <prometheus/text_serializer.h>

#include "base/identifier.hpp"
#include "base/problems.hpp"
#include "manifest/openapi.hpp"

namespace ecluse::http {
namespace {

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
  // A lane that is full knows the system's name alone: when a place is likely, the runtime knows.
  if (slug == "system-busy" && !parameters.empty())
    if (const auto* system = snapshot->find(parameters.front().second);
        system != nullptr && system->connector != nullptr)
      error = around_.runtime->busy(*system);
  const std::string id = base::new_identifier(*around_.clock, *around_.random);
  Response response =
      problem_response(error, {nullptr, choose_language(language, snapshot->config.server.language),
                               snapshot->config.server.public_url, id});
  response.headers.emplace_back("Ecluse-Request-Id", id);
  return response;
}

Admission Api::admit(const RequestHead& head) {
  auto exchange = std::make_unique<Exchange>();
  exchange->path = head.path;
  exchange->route = find_route(exchange->path);
  exchange->snapshot = around_.registry->current();
  exchange->request_id = base::new_identifier(*around_.clock, *around_.random);
  exchange->language =
      choose_language(head.header("Accept-Language"), exchange->snapshot->config.server.language);
  Admission admission;
  admission.refusal = refuse_or_answer(*exchange, head);
  if (!admission.refusal && exchange->system != nullptr) {
    auto seat = around_.runtime->admit(*exchange->system, exchange->caller.consumer->id);
    if (seat)
      exchange->seat = std::move(*seat);
    else
      admission.refusal = fail(*exchange, seat.error());
  }
  if (admission.refusal) {
    admission.refusal->headers.emplace_back("Ecluse-Request-Id", exchange->request_id);
    return admission;
  }
  admission.language = base::tag(exchange->language);
  if (exchange->system != nullptr) choose_lane(*exchange, admission);
  admission.context = std::move(exchange);
  return admission;
}

/// Hooks and option lists run in the serving instance, polls in the background one: each has its
/// threads, and a system that hangs holds only its own.
void Api::choose_lane(const Exchange& exchange, Admission& admission) {
  const registry::System& system = *exchange.system;
  admission.lane.name = system.id;
  if (exchange.route.page == Page::events) admission.lane.name += "/polls";
  admission.lane.system = system.id;
  admission.lane.width =
      std::min(system.connector->max_concurrency, exchange.snapshot->config.server.threads);
  admission.lane.queue = registry::queue_bound(admission.lane.width);
  admission.lane.patience = registry::longest_wait;
  if (exchange.action == nullptr) return;
  admission.lane.patience =
      std::min<std::chrono::milliseconds>(exchange.action->timeout, registry::longest_wait);
  admission.body_limit = exchange.action->max_body;
  admission.streams = exchange.action->stream;
  // A write that has begun is worth its answer: the same key finds it, also later.
  admission.ends_with_client = exchange.action->effect == manifest::Effect::reads;
}

void Api::answer(Admission& admission, const Request& request, Reply& reply) {
  auto& exchange = static_cast<Exchange&>(*admission.context);
  struct Named final : Reply {  // every answer says which request it was
    Named(Reply& to, Exchange& of) : reply(to), exchange(of) {}
    void send(Response response) override {
      response.headers.emplace_back("Ecluse-Request-Id", exchange.request_id);
      // The call is over: its consumer may come back before this thread goes on.
      if (!response.producer) exchange.seat = {};
      reply.send(std::move(response));
    }
    loader::CancelToken& cancel() override { return reply.cancel(); }
    Reply& reply;
    Exchange& exchange;
  } named(reply, exchange);
  if (exchange.route.page == Page::hook) return hook(exchange, request, named);
  named.send(page(exchange, request, named.cancel()));
}

Response Api::page(Exchange& exchange, const Request& request, loader::CancelToken& cancel) {
  switch (exchange.route.page) {
    case Page::events:
      return events(exchange, request, cancel);
    case Page::option_list:
      return option_list(exchange, request, cancel);
    case Page::catalog:
      return catalog(exchange);
    case Page::me:
      return me(exchange);
    case Page::metrics:
      return metrics();
    case Page::docs:
      return docs(exchange);
    default:
      return openapi(exchange);
  }
}

Response Api::not_allowed(const Exchange& exchange, std::string_view method,
                          std::string_view allowed) const {
  Response response =
      fail(exchange,
           base::problem("method-not-allowed").with("method", method).with("allowed", allowed));
  response.headers.emplace_back("Allow", std::string(allowed));
  return response;
}

/// What needs no thread: the answer of a page that says how the host is, or why there is none.
std::optional<Response> Api::refuse_or_answer(Exchange& exchange, const RequestHead& head) const {
  const Page page = exchange.route.page;
  if (page == Page::none)
    return fail(exchange, base::problem("no-such-page").with("path", head.path.substr(0, 200)));
  if (head.method != "GET" && (page != Page::hook || head.method != "POST"))
    return not_allowed(exchange, head.method, allowed_methods(page));
  if (page == Page::live) return live();
  if (page == Page::ready) return ready(exchange);
  if (page == Page::metrics || page == Page::docs) return std::nullopt;
  if (auto identified = identify(exchange, head); !identified)
    return fail(exchange, identified.error());
  if (page == Page::hook) return admit_hook(exchange, head);
  if (page == Page::events) return admit_events(exchange);
  return std::nullopt;
}

/// The key, and with it the language; then the system, which only a key that knows it may learn of.
base::Result<void> Api::identify(Exchange& exchange, const RequestHead& head) const {
  auto caller =
      exchange.snapshot->access.authenticate(head.header("Authorization"), around_.clock->wall());
  if (!caller) return base::fail(caller.error());
  exchange.caller = *caller;
  const auto otherwise =
      caller->consumer->language.value_or(exchange.snapshot->config.server.language);
  exchange.language = choose_language(head.header("Accept-Language"), otherwise);
  if (exchange.route.system.empty()) return {};
  const auto* system = exchange.snapshot->find(exchange.route.system);
  if (system == nullptr || !access::knows(caller->consumer->scopes, exchange.route.system))
    return base::fail(
        base::problem("unknown-system").with("system", exchange.route.system.substr(0, 60)));
  exchange.system = system;
  if (system->connector == nullptr)
    return base::fail(base::problem("system-not-ready")
                          .with("system", system->id)
                          .with("reason", system->reason()));
  return {};
}

/// The action and the right to it.
std::optional<Response> Api::admit_hook(Exchange& exchange, const RequestHead& head) const {
  const registry::System& system = *exchange.system;
  exchange.action = system.connector->find_action(exchange.route.name);
  if (exchange.action == nullptr)
    return fail(exchange, base::problem("unknown-action")
                              .with("system", system.id)
                              .with("action", exchange.route.name.substr(0, 60))
                              .with("known", known_actions(*system.connector)));
  const manifest::Action& action = *exchange.action;
  if (auto allowed = access::authorize(exchange.caller, system.id, action); !allowed)
    return fail(exchange, allowed.error());
  if (head.method != "GET" || manifest::takes_query(action)) return std::nullopt;
  if (!action.personal) return not_allowed(exchange, "GET", "POST");
  Response response = fail(exchange, base::problem("post-only").with("action", action.name));
  response.headers.emplace_back("Allow", "POST");
  return response;
}

Response Api::live() {
  Response response;
  response.body = R"({"status":"live"})";
  return response;
}

Response Api::ready(const Exchange& exchange) const {
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
