// SPDX-License-Identifier: EUPL-1.2
// A plugin at work without a server: services over the current (empty) folder, and a clock that
// stands still at 2026-01-01, as in the fake host of the SDK. Private to this room.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "loader/instance.hpp"
#include "services/stored_values.hpp"
#include "services/system_services.hpp"
#include "validate/rule.hpp"

namespace ecluse::validate {

/// The declaration order is the closing order: instance first.
struct Opened {
  std::unique_ptr<services::Storage> storage;
  std::unique_ptr<services::SystemServices> services;
  std::unique_ptr<loader::Instance> instance;
};

struct Asked {
  loader::Function function = loader::Function::invoke;
  std::string action;
  std::string input = "{}";
  std::string language = "fr";
  std::string idempotency_key = "k";
  std::string consumer = "test";
  bool dry_run = false;
};

struct Answered {
  base::Result<void> result;
  std::vector<std::string> items;
};

class Harness {
 public:
  /// Loads the library as the host does. Faults: "plugin-refused". Its store is in ./host/`place`.
  static base::Result<std::unique_ptr<Harness>> load(const Subject& subject,
                                                     const std::string& place = "one");

  const manifest::Manifest& manifest() const { return plugin_->manifest(); }
  const loader::Plugin& plugin() const { return *plugin_; }
  /// `name` is the system; each has a state folder of its own.
  base::Result<Opened> open(const manifest::Connector& connector, const json::Value& settings,
                            const std::string& name);
  Answered call(const Opened& opened, const Asked& asked) const;
  base::ManualClock& clock() { return clock_; }

 private:
  Harness() = default;
  base::ManualClock clock_;
  services::MemoryLog log_;
  std::unique_ptr<store::Store> store_;
  std::shared_ptr<const loader::Plugin> plugin_;
};

/// The folders and files that settings grant.
std::vector<std::string> roots_of(const json::SchemaNode& node, const json::Value& settings);

/// Of the first case with an answer, else made from the schema: `$files` is ./files of the current
/// folder.
json::Value example_settings(const manifest::Connector& connector, const Subject& subject);

/// "cannot be asked: the plugin does not load (see one-symbol, manifest-true)".
Outcome not_loaded(const base::Error& error);

/// A failure as text for a finding: slug, pointer.
std::string short_text(const base::Error& error);

std::string read_text(const std::string& path);

}  // namespace ecluse::validate
