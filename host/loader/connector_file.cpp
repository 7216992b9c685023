// SPDX-License-Identifier: EUPL-1.2
#include "loader/connector_file.hpp"

#include <ecluse/ext/runtime.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"

#include "loader/call.hpp"
#include "loader/file_digest.hpp"

namespace ecluse::loader {
namespace {

constexpr auto longest_describe = std::chrono::seconds(20);

base::Failure refuse(const Found& file, std::string_view french, std::string_view english) {
  return base::fail(base::problem("plugin-refused")
                        .with("plugin", file.source)
                        .with("why", english)
                        .with("why_fr", french));
}

/// Keeps the one answer; a second one ends the call.
struct OneItem final : Sink {
  std::string text;
  bool filled = false;
  base::Status item(std::string_view json) override {
    if (filled) return base::Status::internal;
    text = json;
    filled = true;
    return base::Status::ok;
  }
};

ecluse_function describe_of(const Plugin& runtime) {
  const void* table =
      runtime.raw().extension({ECLUSE_EXT_RUNTIME, std::strlen(ECLUSE_EXT_RUNTIME)});
  const auto* typed = static_cast<const ecluse_runtime*>(table);
  return typed != nullptr && ECLUSE_HAS(typed, ecluse_runtime, describe) ? typed->describe
                                                                         : nullptr;
}

/// What the plugin answers of the file; nothing when it throws, which the ABI forbids.
base::Result<void> describe(ecluse_function function, const Found& file, const base::Clock& clock,
                            OneItem& item) {
  const std::string input = json::to_text({{"source", file.source}});
  CallFacts facts;
  facts.input = input;
  facts.request_id = "describe";
  facts.deadline = clock.monotonic() + longest_describe;
  CancelToken cancel;
  CallContext context(facts, item, cancel, clock);
  ecluse_status status = ECLUSE_INTERNAL;
  try {
    status = function(nullptr, &context.raw());
  } catch (...) {
    return base::fail(base::problem("plugin-failed"));
  }
  return context.result(status);
}

}  // namespace

base::Result<void> check_connector_file(const Plugin& runtime, const Found& file,
                                        const base::Clock& clock) {
  const ecluse_function function = describe_of(runtime);
  if (function == nullptr)
    return refuse(file, "son moteur n'a pas " ECLUSE_EXT_RUNTIME,
                  "its runtime has no " ECLUSE_EXT_RUNTIME);
  OneItem item;
  if (const auto told = describe(function, file, clock, item); !told)
    return refuse(file, "son moteur dit " + told.error().slug,
                  "its runtime says " + told.error().slug);
  if (!item.filled)
    return refuse(file, "son moteur n'en dit rien", "its runtime says nothing of it");
  const auto said = json::parse(item.text);
  if (!said)
    return refuse(file, "ce que son moteur en dit n'est pas du JSON : " + said.error().slug,
                  "what its runtime says of it is not JSON: " + said.error().slug);
  const auto manifest = json::parse(file.manifest.text);
  const json::Value& written = (*manifest)["connectors"][0];
  if (json::canonical(*said) == json::canonical(written)) return {};
  const auto first = json::Value::diff(written, *said)[0]["path"].get<std::string>();
  const std::string at_fr = first.empty() ? "" : " : ils diffèrent à " + first;
  const std::string at = first.empty() ? "" : ": they differ at " + first;
  return refuse(file, "il n'est pas ce que dit son manifeste" + at_fr,
                "it is not what its manifest says" + at);
}

base::Result<void> check_unchanged(const Found& file) {
  if (file_digest(file.source) == file.digest) return {};
  return refuse(file, "il a changé pendant son ouverture : rechargez encore une fois",
                "it changed while it was being opened: reload once more");
}

}  // namespace ecluse::loader
