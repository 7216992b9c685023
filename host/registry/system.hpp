// SPDX-License-Identifier: EUPL-1.2
// One registered installation of a legacy system, as it is served now: configuration, manifest, instances.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "config/config.hpp"
#include "loader/instance.hpp"
#include "manifest/manifest.hpp"
#include "services/system_services.hpp"

namespace ecluse::registry {

/// Shared by every snapshot that serves it: a reload keeps the systems that are equal. Its instances close when
/// the last snapshot and the last call have let go.
class System {
 public:
  std::string id;
  std::string connector_id;
  std::string fingerprint;  ///< hash of connector, plugin file, settings and limits
  std::shared_ptr<const loader::Plugin> plugin;            ///< null when there is none
  std::shared_ptr<const manifest::Connector> connector;    ///< null when there is none
  std::unique_ptr<services::SystemServices> services;      ///< declared before the instances that use it
  std::unique_ptr<loader::Instance> serving;
  std::unique_ptr<loader::Instance> background;
  std::optional<base::Error> failure;  ///< why it is not ready
  base::Wall since{};                  ///< ready, or not, since

  bool ready() const { return serving != nullptr; }

  /// One of max_concurrency places for a call; waits for at most `patience`. [worker]
  class Place {
   public:
    explicit Place(const System* system) : system_(system) {}
    Place(Place&& other) noexcept : system_(other.system_) { other.system_ = nullptr; }
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (system_ != nullptr) system_->leave();
    }

   private:
    const System* system_;
  };
  std::optional<Place> enter(std::chrono::nanoseconds patience) const;

  /// The background instance runs one thing at a time. [worker]
  std::mutex& background_mutex() const { return background_mutex_; }

 private:
  void leave() const;
  mutable std::mutex mutex_;
  mutable std::condition_variable left_;
  mutable int inside_ = 0;
  mutable std::mutex background_mutex_;
};

}  // namespace ecluse::registry
