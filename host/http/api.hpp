// SPDX-License-Identifier: EUPL-1.2
// The application behind the transport: from a request to an answer, by the HTTP contract.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "http/application.hpp"
#include "http/problem.hpp"
#include "http/route.hpp"
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

/// One request on its way, with what is known of it so far: nothing is looked up or proved twice.
/// Private to this room's sources.
struct Exchange final : Admitted {
  std::string path;
  Route route;  ///< borrows from the path
  std::shared_ptr<const registry::Snapshot> snapshot;
  std::string request_id;
  base::Language language = base::Language::french;
  access::Caller caller;
  const registry::System* system = nullptr;
  runtime::Shares::Seat seat;                  ///< the consumer's, in the system
  const manifest::Action* action = nullptr;    ///< of a hook
  const manifest::Trigger* trigger = nullptr;  ///< of an events page
};

class Api final : public Application {
 public:
  explicit Api(Surroundings around) : around_(around) {}

  Admission admit(const RequestHead& head) override;
  void answer(Admission& admission, const Request& request, Reply& reply) override;
  Response refuse(std::string_view slug, const base::Parameters& parameters,
                  std::string_view language) override;

  /// From now on /readyz answers 503: the host is about to stop. [any]
  void begin_drain() { draining_ = true; }

 private:
  std::optional<Response> refuse_or_answer(Exchange& exchange, const RequestHead& head) const;
  base::Result<void> identify(Exchange& exchange, const RequestHead& head) const;
  std::optional<Response> admit_hook(Exchange& exchange, const RequestHead& head) const;
  std::optional<Response> admit_events(Exchange& exchange) const;
  static void choose_lane(const Exchange& exchange, Admission& admission);
  Response fail(const Exchange& exchange, const base::Error& error) const;
  Response not_allowed(const Exchange& exchange, std::string_view method,
                       std::string_view allowed) const;

  void hook(Exchange& exchange, const Request& request, Reply& reply);
  Response page(Exchange& exchange, const Request& request, loader::CancelToken& cancel);
  Response events(Exchange& exchange, const Request& request, loader::CancelToken& cancel);
  Response option_list(Exchange& exchange, const Request& request, loader::CancelToken& cancel);
  Response catalog(Exchange& exchange) const;
  Response me(Exchange& exchange) const;
  Response openapi(Exchange& exchange) const;
  Response docs(const Exchange& exchange) const;
  static Response live();
  Response ready(const Exchange& exchange) const;
  Response metrics() const;

  Surroundings around_;
  std::atomic<bool> draining_{false};
};

/// What every call to the runtime is told of who asks. Borrows the exchange.
runtime::CallRequest call_request(const Exchange& exchange);

}  // namespace ecluse::http
