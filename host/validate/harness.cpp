// SPDX-License-Identifier: EUPL-1.2
#include "validate/harness.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "json/canonical.hpp"
#include "manifest/parse.hpp"
#include "validate/cases.hpp"
#include "validate/mutate.hpp"

namespace ecluse::validate {
namespace {

namespace fs = std::filesystem;

struct ItemsSink final : loader::Sink {
  std::vector<std::string> items;
  base::Status item(std::string_view json) override {
    items.emplace_back(json);
    return base::Status::ok;
  }
};

}  // namespace

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string short_text(const base::Error& error) {
  std::string text = error.slug;
  for (const auto& [name, value] : error.parameters) text += " " + value;
  return error.pointer.empty() ? text : text + " " + error.pointer;
}

Outcome not_loaded(const base::Error& error) {
  return skipped({"Le connecteur ne se charge pas : voir one-symbol et manifest-true.",
                  "The plugin does not load: see one-symbol and manifest-true."},
                 short_text(error));
}

base::Result<std::unique_ptr<Harness>> Harness::load(const Subject& subject,
                                                     const std::string& place) {
  fs::path beside = subject.library;
  beside.replace_extension(".manifest.json");
  auto manifest = manifest::parse(read_text(beside.string()));
  if (!manifest) return base::fail(manifest.error());
  auto plugin = loader::Plugin::load({subject.library, std::move(*manifest)});
  if (!plugin) return base::fail(plugin.error());
  fs::create_directories("files");
  fs::create_directories("host/" + place);
  auto store = store::open_sqlite_store(fs::absolute("host/" + place + "/store.db").string());
  if (!store) return base::fail(store.error());
  std::unique_ptr<Harness> harness(new Harness);
  harness->plugin_ = std::move(*plugin);
  harness->store_ = std::move(*store);
  return harness;
}

std::vector<std::string> roots_of(const json::SchemaNode& node, const json::Value& settings) {
  std::vector<std::string> all;
  if (node.format && (*node.format == kit::Format::folder || *node.format == kit::Format::file) &&
      settings.is_string())
    all.push_back(settings.get<std::string>());
  if (settings.is_object())
    for (const auto& property : node.properties)
      if (settings.contains(property.name))
        for (auto& root : roots_of(*property.node, settings[property.name]))
          all.push_back(std::move(root));
  if (settings.is_array() && node.items != nullptr)
    for (const auto& item : settings)
      for (auto& root : roots_of(*node.items, item)) all.push_back(std::move(root));
  return all;
}

json::Value example_settings(const manifest::Connector& connector, const Subject& subject) {
  for (const auto& one : read_cases(subject)) {
    const std::string about = one.request.value("connector", connector.id);
    if (one.fails || about != connector.id || !one.request.contains("action") ||
        !one.request.contains("settings"))
      continue;
    const std::string files = lay_out(one);
    std::string text = one.request["settings"].dump();
    for (auto at = text.find("$files"); at != text.npos; at = text.find("$files"))
      text.replace(at, 6, files);
    return json::Value::parse(text, nullptr, false);
  }
  return plain_value(*connector.settings.text);
}

base::Result<Opened> Harness::open(const manifest::Connector& connector,
                                   const json::Value& settings, const std::string& name) {
  json::Value whole = settings;
  connector.settings.compiled->fill_defaults(whole);
  if (const auto valid = connector.settings.compiled->validate(whole); !valid)
    return base::fail(valid.error());
  Opened opened;
  opened.storage = std::make_unique<services::StoredValues>(*store_, name);
  opened.services = std::make_unique<services::SystemServices>(
      name, roots_of(connector.settings.compiled->root(), whole),
      services::Surroundings{&clock_, &log_, opened.storage.get()});
  loader::OpenFacts facts;
  facts.connector = connector.id;
  facts.system = name;
  facts.settings = json::to_text(whole);
  facts.state_folder = fs::absolute("state/" + name).string();
  fs::create_directories(facts.state_folder);
  auto instance = loader::Instance::open(plugin_, opened.services->host(), std::move(facts));
  if (!instance) return base::fail(instance.error());
  opened.instance = std::move(*instance);
  return opened;
}

Answered Harness::call(const Opened& opened, const Asked& asked) const {
  loader::CallFacts facts;
  facts.action = asked.action;
  facts.input = asked.input;
  facts.request_id = "validate";
  facts.idempotency_key = asked.idempotency_key;
  facts.consumer = asked.consumer;
  facts.language = asked.language;
  facts.dry_run = asked.dry_run;
  facts.deadline = clock_.monotonic() + std::chrono::seconds(20);
  ItemsSink sink;
  loader::CancelToken cancel;
  loader::CallContext context(facts, sink, cancel, clock_);
  Answered answered{opened.instance->run(asked.function, context), {}};
  answered.items = std::move(sink.items);
  return answered;
}

}  // namespace ecluse::validate
