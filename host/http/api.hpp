// SPDX-License-Identifier: EUPL-1.2
// The application behind the transport: from a request to an answer, by the HTTP contract.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "http/problem.hpp"
#include "http/route.hpp"
#include "http/transport.hpp"
#include "runtime/runtime.hpp"

namespace ecluse::http {

/// Borrowed for the life of the Api.
struct Surroundings {
  registry::Registry* registry = nullptr;
  runtime::Runtime* runtime = nullptr;
  const base::Clock* clock = nullptr;
  base::Random* random = nullptr;
  services::Log* log = nullptr;
};

/// One request on its way, with what is known of it so far. Private to this room's sources.
struct Exchange {
  const Request& request;
  Route route;
  std::shared_ptr<const registry::Snapshot> snapshot;
  std::string request_id;
  base::Language language = base::Language::french;
  access::Caller caller;
  const registry::System* system = nullptr;
};

class Api final : public Application {
 public:
  explicit Api(Surroundings around) : around_(around) {}

  Response handle(const Request& request) override;  ///< [any]
  std::size_t body_limit(std::string_view method, std::string_view path) override;
  Response refuse(std::string_view slug, const base::Parameters& parameters,
                  std::string_view language) override;

  /// From now on /readyz answers 503: the host is about to stop. [any]
  void begin_drain() { draining_ = true; }

 private:
  Response answer(Exchange& exchange);
  Response answer_open(Exchange& exchange);  ///< pages without a key
  Response fail(const Exchange& exchange, const base::Error& error) const;
  base::Result<void> identify(Exchange& exchange) const;

  Response hook(Exchange& exchange);
  Response run_action(Exchange& exchange, const manifest::Action& action, const std::string& input);
  Response stream_action(Exchange& exchange, const manifest::Action& action,
                         const std::string& input, const runtime::CallRequest& request);
  Response events(Exchange& exchange);
  Response option_list(Exchange& exchange);
  Response catalog(Exchange& exchange) const;
  Response me(Exchange& exchange) const;
  Response openapi(Exchange& exchange) const;
  Response docs(const Exchange& exchange) const;
  Response ready(Exchange& exchange) const;
  Response metrics() const;

  Surroundings around_;
  std::atomic<bool> draining_{false};
};

/// What every call to the runtime is told of who asks. Borrows the exchange.
runtime::CallRequest call_request(const Exchange& exchange);

}  // namespace ecluse::http
