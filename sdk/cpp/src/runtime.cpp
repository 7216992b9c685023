// SPDX-License-Identifier: MIT
// The plugin's side of the ABI for a runtime: an instance is one connector file, read.
#include "ecluse/runtime.hpp"

#include <memory>

#include "ecluse/ext/runtime.h"
#include "guard.hpp"

namespace ecluse::detail {
namespace {

/// Written once by the first ecluse_plugin_v1, constant from then on: the plugin's code as values.
const RuntimeModel* the_runtime = nullptr;

using File = std::unique_ptr<void, void (*)(void*)>;

/// The host passes our object back under the ABI's name.
void* object_of(ecluse_instance* instance) { return instance; }

File read_file(const std::string& path) { return {the_runtime->read(path), the_runtime->close}; }

template <typename Body>
ecluse_status answer(const ecluse_call* call, Body body) noexcept {
  return guarded(
      [&]() -> Result<void> {
        const Result<std::string> text = body();
        if (!text) return fail(Result<std::string>(text));
        call->emit(call, text_in(*text));
        return {};
      },
      [call](const ecluse_error& error) { call->fail(call, &error); });
}

ecluse_status describe(ecluse_instance*, const ecluse_call* call) {
  return answer(call, [&]() -> Result<std::string> {
    const Json input = Json::parse(view_of(call->input));
    const File file = read_file(input.at("source").get<std::string>());
    return the_runtime->describe(file.get());
  });
}

ecluse_status open_file(const ecluse_host* host, const ecluse_open* open, ecluse_instance** out) {
  *out = nullptr;
  return guarded(
      [&]() -> Result<void> {
        File file = read_file(std::string(view_of(open->source)));
        auto opened = the_runtime->open(file.get(), view_of(open->settings), Host(host, *open));
        if (!opened) return opened;
        *out = static_cast<ecluse_instance*>(file.release());
        return {};
      },
      [open](const ecluse_error& error) { open->fail(open, &error); });
}

void close_file(ecluse_instance* instance) {
  try {
    if (instance != nullptr) the_runtime->close(object_of(instance));
  } catch (...) {
    // A destructor that throws ends here: there is nobody to tell.
  }
}

ecluse_status invoke(ecluse_instance* instance, const ecluse_call* raw) {
  return answer(raw, [&] {
    Call call(*raw);
    return the_runtime->invoke(object_of(instance), view_of(raw->action), view_of(raw->input),
                               call);
  });
}

const void* extension(ecluse_text id) {
  static constexpr ecluse_runtime table{sizeof(ecluse_runtime), describe};
  return view_of(id) == ECLUSE_EXT_RUNTIME ? &table : nullptr;
}

std::string runtime_manifest(const RuntimeModel& runtime) {
  Json value = Json::parse(manifest_of({runtime.facts, {}}));
  value["runtime"] = {{"extension", std::string(runtime.extension)},
                      {"title", localized(runtime.title)}};
  return text_of(value);
}

struct Loaded {
  RuntimeModel model;
  std::string manifest;
};

}  // namespace

const ecluse_plugin* runtime_table(RuntimeModel (*make)()) noexcept {
  try {
    static const Loaded loaded = [make] {
      Loaded made{make(), {}};
      made.manifest = runtime_manifest(made.model);
      return made;
    }();
    static const ecluse_plugin table{sizeof table, ECLUSE_ABI_MINOR, text_in(loaded.manifest),
                                     open_file,    close_file,       invoke,
                                     extension};
    the_runtime = &loaded.model;
    return &table;
  } catch (...) {
    return nullptr;
  }
}

}  // namespace ecluse::detail
