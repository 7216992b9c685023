// SPDX-License-Identifier: EUPL-1.2
// One registered installation of a legacy system, as it is served now: configuration, manifest,
// instances.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "config/config.hpp"
#include "loader/instance.hpp"
#include "manifest/manifest.hpp"
#include "registry/places.hpp"
#include "services/storage.hpp"
#include "services/system_services.hpp"
#include "worker/supervisor.hpp"

namespace ecluse::registry {

/// Shared by every snapshot that serves it: a reload keeps the systems that are equal. Its
/// instances close when the last snapshot and the last call have let go.
class System {
 public:
  std::string id;
  std::string connector_id;
  std::string source;       ///< path of the connector file; empty for a connector of a library
  std::string fingerprint;  ///< hash of connector, plugin file, connector file and settings
  std::shared_ptr<const loader::Plugin> plugin;          ///< null when there is none
  std::shared_ptr<const manifest::Connector> connector;  ///< null when there is none
  /// Declared before the instances that use it.
  std::unique_ptr<services::Storage> storage;
  std::unique_ptr<services::SystemServices> services;
  std::shared_ptr<worker::Supervisor> supervisor;  ///< null: in the host's own process
  std::unique_ptr<loader::Instance> serving;
  std::unique_ptr<loader::Instance> background;
  std::optional<base::Error> refusal;  ///< why it was not opened
  base::Wall built{};

  bool ready() const { return serving && (!supervisor || supervisor->ready()); }
  /// It is ready, or its worker is starting: a call would be answered, or wait a little.
  bool may_answer() const { return serving && (!supervisor || supervisor->may_answer()); }
  /// Why it is not ready: why it was not opened, or what became of its worker.
  std::optional<base::Error> failure() const {
    return supervisor ? supervisor->state().failure : refusal;
  }
  /// The slug of that, for who only names it.
  std::string reason() const {
    const auto told = failure();
    return told ? told->slug : "starting";
  }
  /// Ready, or not, since.
  base::Wall since() const { return supervisor ? supervisor->state().since : built; }
  /// It serves, or its worker is being restarted: a reload has nothing to mend.
  bool alive() const { return serving && (!supervisor || !supervisor->state().final); }
  /// Only when it is ready.
  const loader::Instance& instance(loader::Role role) const {
    return role == loader::Role::serving ? *serving : *background;
  }

  /// One of the max_concurrency places of an instance (`visit.most` is set here). Each of the two
  /// instances has its own, so that an import that runs for an hour holds one place of the
  /// background one, and polls and checks take the others. [worker]
  tl::expected<Places::Place, Places::Refused> enter(loader::Role role, Places::Visit visit) const {
    Places& places = role == loader::Role::serving ? serving_places_ : background_places_;
    visit.most = connector->max_concurrency;
    return places.enter(visit);
  }
  /// When a place is likely for who comes behind a full queue. [any]
  std::chrono::seconds likely_wait() const {
    const int most = connector->max_concurrency;
    return serving_places_.likely_wait(most, queue_bound(most));
  }

 private:
  mutable Places serving_places_, background_places_;
};

}  // namespace ecluse::registry
