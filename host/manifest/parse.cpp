// SPDX-License-Identifier: EUPL-1.2
#include "manifest/parse.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/identifier.hpp"
#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "manifest/reader.hpp"

namespace ecluse::manifest {
namespace {

constexpr std::int64_t largest_body = 16 << 20;
/// Names that the HTTP contract keeps for itself in the query of a call.
constexpr std::array<std::string_view, 4> reserved_fields{"dry_run", "wait", "idempotency_key",
                                                          "case"};

/// "ecluse.files/1": a name and a revision.
bool is_service_id(std::string_view id) {
  const auto slash = id.rfind('/');
  if (id.substr(0, 7) != "ecluse." || slash == id.npos || slash + 1 == id.size()) return false;
  const auto revision = id.substr(slash + 1);
  return base::is_kebab_case(id.substr(7, slash - 7)) && revision.front() != '0' &&
         revision.size() <= 4 && revision.find_first_not_of("0123456789") == id.npos;
}

std::vector<std::string> read_ids(Reader& reader, std::string_view member) {
  auto ids = reader.texts(member);
  for (const auto& id : ids)
    if (!is_service_id(id)) reader.refuse(member, "ids such as ecluse.files/1");
  return ids;
}

std::vector<std::string> read_errors(Reader& reader, const Connector& connector) {
  auto slugs = reader.texts("errors");
  for (const auto& slug : slugs)
    if (connector.errors.count(slug) == 0)
      reader.refuse("errors", slug + " is not in the errors of the connector");
  return slugs;
}

void read_error_types(Reader& reader, Connector& connector) {
  if (reader.find("errors") == nullptr) return;
  Reader types = reader.object("errors");
  for (const auto& slug : types.member_names()) {
    if (!base::is_kebab_case(slug)) types.refuse(slug, "a kebab-case name is expected");
    Reader one = types.object(slug);
    ErrorType type;
    const auto status = base::status_named(one.text("status"));
    if (!status || *status == base::Status::ok || *status == base::Status::cancelled ||
        *status == base::Status::deadline_exceeded)
      one.refuse("status", "a canonical code in kebab-case");
    type.status = *status;
    type.title = one.localized("title");
    type.sentence = one.localized("sentence");
    type.remedy = one.localized("remedy");
    one.finish();
    connector.errors.emplace(slug, std::move(type));
  }
}

void read_effect(Reader& reader, Action& action) {
  action.effect = reader.flag("safe", false) ? Effect::reads : Effect::writes;
  const std::string idempotency = reader.text("idempotency");
  if (idempotency == "optional")
    action.idempotency = Idempotency::optional;
  else if (idempotency == "required")
    action.idempotency = Idempotency::required;
  else if (idempotency != "none")
    reader.refuse("idempotency", "none, optional or required");
  if ((action.effect == Effect::reads) != (action.idempotency == Idempotency::none))
    reader.refuse("idempotency", "none for a safe action, optional or required for a writing one");
}

/// A personal action answers POST only and is audited, so what is marked must not hide in another
/// one.
void check_personal(const Reader& reader, bool personal, const Connector& connector,
                    std::initializer_list<const TypedSchema*> schemas) {
  if (personal && !connector.personal) reader.refuse("personal", "the connector does not say so");
  for (const auto* schema : schemas)
    if (!personal && schema->compiled->root().personal_within)
      reader.refuse("personal", "true is expected: a field is marked personal");
}

/// The output of an example is that of a call; for a stream, one item or an array of items.
bool is_answer(const Action& action, const json::Value& output) {
  if (action.output.compiled->validate(output)) return true;
  return action.stream && output.is_array() &&
         std::all_of(output.begin(), output.end(), [&](const json::Value& item) {
           return action.output.compiled->validate(item).has_value();
         });
}

void read_examples(Reader& reader, Action& action) {
  reader.objects("examples", [&](Reader& one) {
    Example example;
    example.title = one.localized("title");
    example.input = std::make_shared<const json::Value>(one.need("input"));
    example.output = std::make_shared<const json::Value>(one.need("output"));
    if (!action.input.compiled->validate(*example.input))
      one.refuse("input", "does not satisfy the input schema");
    if (!is_answer(action, *example.output))
      one.refuse("output", "does not satisfy the output schema");
    action.examples.push_back(std::move(example));
  });
}

Action read_action(Reader& reader, const Connector& connector) {
  Action action;
  action.name = reader.kebab("name");
  action.title = reader.localized("title");
  action.description = reader.localized("description");
  read_effect(reader, action);
  action.personal = reader.flag("personal", false);
  action.stream = reader.flag("stream", false);
  action.timeout = std::chrono::seconds(reader.number("timeout", 1, 900, 20));
  action.max_body = static_cast<std::size_t>(reader.number("max_body", 1, largest_body, 1 << 20));
  action.input = reader.schema("input", json::Place::input);
  action.output = reader.schema("output", json::Place::output);
  if (action.input.compiled->root().type != json::Type::object)
    reader.refuse("input", "an object is expected");
  for (const auto name : reserved_fields)
    if (action.input.compiled->root().find(name) != nullptr)
      reader.refuse("input", std::string(name) + " is a reserved name");
  check_personal(reader, action.personal, connector, {&action.input, &action.output});
  action.errors = read_errors(reader, connector);
  read_examples(reader, action);
  return action;
}

Trigger read_trigger(Reader& reader, const Connector& connector) {
  Trigger trigger;
  trigger.name = reader.kebab("name");
  trigger.title = reader.localized("title");
  trigger.description = reader.localized("description");
  trigger.kind = reader.text("kind");
  if (trigger.kind != "poll" && trigger.kind != "receive") reader.refuse("kind", "poll or receive");
  trigger.personal = reader.flag("personal", false);
  trigger.params = reader.schema("params", json::Place::input);
  trigger.event = reader.schema("event", json::Place::output);
  if (trigger.params.compiled->root().type != json::Type::object)
    reader.refuse("params", "an object is expected");
  for (const auto* name : {"after", "page_size"})
    if (trigger.params.compiled->root().find(name) != nullptr)
      reader.refuse("params", std::string(name) + " is a reserved name");
  check_personal(reader, trigger.personal, connector, {&trigger.params, &trigger.event});
  trigger.errors = read_errors(reader, connector);
  return trigger;
}

template <typename Row>
void refuse_twice(const Reader& reader, std::string_view member, const std::vector<Row>& rows) {
  for (std::size_t index = 1; index < rows.size(); ++index)
    for (std::size_t before = 0; before < index; ++before)
      if (rows[index].name == rows[before].name)
        reader.refuse(member, rows[index].name + " stands there twice");
}

void refuse_unknown_options(const Reader& reader, const Connector& connector,
                            const json::Value& schema) {
  if (!schema.is_object()) return;
  if (const auto found = schema.find("options"); found != schema.end() && schema.contains("type"))
    if (!found->is_string() || !connector.has_options(found->get<std::string>()))
      reader.refuse("options", "a schema names an option list that is not there");
  if (const auto found = schema.find("properties"); found != schema.end())
    for (const auto& property : *found) refuse_unknown_options(reader, connector, property);
  if (const auto found = schema.find("items"); found != schema.end())
    refuse_unknown_options(reader, connector, *found);
}

Connector read_connector(Reader& reader) {
  Connector connector;
  connector.id = reader.kebab("id");
  connector.title = reader.localized("title");
  connector.description = reader.localized("description");
  connector.product = reader.text("product");
  connector.versions = reader.texts("versions");
  connector.personal = reader.flag("personal", false);
  connector.max_concurrency = static_cast<int>(reader.number("max_concurrency", 1, 64, 1));
  if (reader.find("refresh") != nullptr)
    connector.refresh = std::chrono::seconds(reader.number("refresh", 1, 86'400, 60));
  connector.extensions = read_ids(reader, "extensions");
  connector.settings = reader.schema("settings", json::Place::settings);
  read_error_types(reader, connector);
  reader.objects("options", [&](Reader& one) {
    connector.options.push_back({one.kebab("name"), one.localized("title")});
  });
  reader.objects("actions", [&](Reader& one) {
    connector.actions.push_back(read_action(one, connector));
    refuse_unknown_options(one, connector, *connector.actions.back().input.text);
  });
  reader.objects("triggers", [&](Reader& one) {
    connector.triggers.push_back(read_trigger(one, connector));
    refuse_unknown_options(one, connector, *connector.triggers.back().params.text);
  });
  reader.objects("commands", [&](Reader& one) {
    connector.commands.push_back({one.kebab("name"), one.localized("title"),
                                  one.localized("description"),
                                  one.schema("input", json::Place::input)});
  });
  refuse_unknown_options(reader, connector, *connector.settings.text);
  refuse_twice(reader, "actions", connector.actions);
  refuse_twice(reader, "triggers", connector.triggers);
  refuse_twice(reader, "commands", connector.commands);
  refuse_twice(reader, "options", connector.options);
  return connector;
}

bool is_semantic_version(std::string_view text) {
  int numbers = 0;
  while (!text.empty()) {
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits == 0 || (digits > 1 && text.front() == '0')) return false;
    text.remove_prefix(digits);
    if (++numbers == 3) return text.empty() || text.front() == '-' || text.front() == '+';
    if (text.empty() || text.front() != '.') return false;
    text.remove_prefix(1);
  }
  return false;
}

void read_plugin(Reader& reader, Manifest& manifest) {
  Reader plugin = reader.object("plugin");
  manifest.id = plugin.kebab("id");
  manifest.version = plugin.text("version");
  if (!is_semantic_version(manifest.version)) plugin.refuse("version", "a semantic version, 1.2.3");
  manifest.license = plugin.text("license");
  manifest.publisher = plugin.text("publisher");
  manifest.contact = plugin.text("contact");
  plugin.finish();
}

/// ".py": what comes after NAME in the name of a connector file. Libraries keep ".so" for
/// themselves.
bool is_extension(std::string_view text) {
  return text.size() >= 2 && text.size() <= 17 && text.front() == '.' && text != ".so" &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789", 1) == text.npos;
}

Manifest read_manifest(const json::Value& value) {
  Reader reader(value, "");
  Manifest manifest;
  if (reader.number("ecluse", 1, 1, 0) != 1) reader.refuse("ecluse", "1 is expected");
  read_plugin(reader, manifest);
  manifest.requires_services = read_ids(reader, "requires");
  manifest.uses_services = read_ids(reader, "uses");
  if (reader.find("runtime") != nullptr) {
    Reader runtime = reader.object("runtime");
    manifest.runtime = Runtime{runtime.text("extension"), runtime.localized("title")};
    if (!is_extension(manifest.runtime->extension))
      runtime.refuse("extension", "a dot and lower-case letters or digits, not .so");
    runtime.finish();
  }
  reader.objects("connectors", [&](Reader& one) {
    manifest.connectors.push_back(read_connector(one));
    if (manifest.find_connector(manifest.connectors.back().id) != &manifest.connectors.back())
      one.refuse("id", "stands there twice");
  });
  if (manifest.connectors.empty() && !manifest.runtime)
    reader.refuse("connectors", "at least one, or a runtime");
  reader.finish();
  return manifest;
}

}  // namespace

base::Result<Manifest> parse(std::string_view text) {
  const auto value = json::parse(text);
  if (!value) return base::fail(value.error());
  try {
    Manifest manifest = read_manifest(*value);
    manifest.text = json::canonical(*value);
    if (manifest.text != text)
      return base::fail(
          base::problem("manifest-invalid").with("why", "it is not canonical JSON (RFC 8785)"));
    return manifest;
  } catch (Refusal& refusal) {
    return base::fail(std::move(refusal.error));
  }
}

base::Result<Connector> parse_connector(std::string_view text) {
  const auto value = json::parse(text);
  if (!value) return base::fail(value.error());
  try {
    Reader reader(*value, "");
    Connector connector = read_connector(reader);
    reader.finish();
    return connector;
  } catch (Refusal& refusal) {
    return base::fail(std::move(refusal.error));
  }
}

}  // namespace ecluse::manifest
