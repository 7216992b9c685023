// SPDX-License-Identifier: EUPL-1.2
// What a plugin says of itself (sdk/abi/MANIFEST.md), read once and immutable. Everything the host
// knows of a connector without running its code stands here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "base/status.hpp"
#include "json/schema.hpp"
#include "json/value.hpp"

namespace ecluse::manifest {

/// A schema twice: as text for people and tools, and compiled for the walker.
struct TypedSchema {
  std::shared_ptr<const json::Value> text;
  std::shared_ptr<const json::Schema> compiled;
};

struct ErrorType {
  base::Status status = base::Status::internal;
  base::Localized title, sentence, remedy;
};

enum class Idempotency : std::uint8_t { none, optional, required };
enum class Effect : std::uint8_t { reads, writes };

struct Example {
  base::Localized title;
  std::shared_ptr<const json::Value> input;
  std::shared_ptr<const json::Value> output;
};

struct Action {
  std::string name;
  base::Localized title, description;
  Effect effect = Effect::writes;
  bool personal = false;
  bool stream = false;  ///< `output` is the schema of one item
  Idempotency idempotency = Idempotency::none;
  std::chrono::seconds timeout{20};
  std::size_t max_body = 1 << 20;  ///< bytes
  TypedSchema input, output;
  std::vector<std::string> errors;  ///< slugs of Connector::errors
  std::vector<Example> examples;
};

struct Trigger {
  std::string name;
  base::Localized title, description;
  std::string kind;  ///< "poll" or "receive"
  bool personal = false;
  TypedSchema params, event;
  std::vector<std::string> errors;
};

struct OptionList {
  std::string name;
  base::Localized title;
};

/// For the operator's command line only.
struct Command {
  std::string name;
  base::Localized title, description;
  TypedSchema input;
};

struct Connector {
  std::string id;
  base::Localized title, description;
  std::string product;
  std::vector<std::string> versions;
  bool personal = false;
  int max_concurrency = 1;
  std::optional<std::chrono::seconds> refresh;
  std::vector<std::string> extensions;
  TypedSchema settings;
  std::vector<Action> actions;
  std::vector<Trigger> triggers;
  std::vector<OptionList> options;
  std::vector<Command> commands;
  std::map<std::string, ErrorType, std::less<>> errors;

  const Action* find_action(std::string_view name) const;
  const Trigger* find_trigger(std::string_view name) const;
  const Command* find_command(std::string_view name) const;
  bool has_options(std::string_view name) const;
  bool has_extension(std::string_view extension) const;
};

/// For a plugin whose connectors are files.
struct Runtime {
  std::string extension;  ///< ".py"
  base::Localized title;
};

struct Manifest {
  std::string id, version, license, publisher, contact;
  std::vector<std::string> requires_services;  ///< `requires`
  std::vector<std::string> uses_services;      ///< `uses`
  std::vector<Connector> connectors;
  std::optional<Runtime> runtime;
  std::string text;  ///< canonical bytes, compared with the library's

  const Connector* find_connector(std::string_view wanted) const;
};

}  // namespace ecluse::manifest
