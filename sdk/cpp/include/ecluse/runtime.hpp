// SPDX-License-Identifier: MIT
// The one header of a runtime: a plugin whose connectors are files (ecluse/ext/runtime.h). Write a
// class that is one file, and end the source with
//
//   ECLUSE_RUNTIME(Script, {.id = "python", .version = "1.0.0", .license = "MIT", …}, ".py",
//   {"Python", "Python"});
//
//   explicit Script(const std::string& path);        reads the file; what it throws refuses it
//   std::string describe() const;                    the connector, as in `connectors` of
//   MANIFEST.md Result<void> open(std::string_view settings, const Host&); when it has any
//   std::string invoke(std::string_view action, std::string_view input, Call&);      JSON in and
//   out
//
// A method that can fail answers Result<std::string>. Before it serves, the host compares what
// `describe` says with the manifest that stands beside the file. What a method throws becomes
// INTERNAL with slug "unexpected".
#pragma once

#include <string>
#include <string_view>

#include "call.hpp"
#include "detail/model.hpp"
#include "host.hpp"
#include "result.hpp"

namespace ecluse {
namespace detail {

/// A runtime as values; made by ECLUSE_RUNTIME, read by the compiled part.
struct RuntimeModel {
  PluginFacts facts;
  std::string_view extension;
  Words title;
  void* (*read)(const std::string& path);
  void (*close)(void* file);
  Result<std::string> (*describe)(const void* file);
  Result<void> (*open)(void* file, std::string_view settings, const Host& host);
  Result<std::string> (*invoke)(void* file, std::string_view action, std::string_view input,
                                Call& call);
};

template <typename File>
RuntimeModel make_runtime(PluginFacts facts, std::string_view extension, Words title) {
  static_assert(std::is_constructible_v<File, const std::string&>,
                "ecluse: a runtime's class needs a constructor from the path of its file");
  RuntimeModel model{};
  model.facts = facts;
  model.extension = extension;
  model.title = title;
  model.read = [](const std::string& path) -> void* { return new File(path); };
  model.close = [](void* file) { delete static_cast<File*>(file); };
  model.describe = [](const void* file) -> Result<std::string> {
    return static_cast<const File*>(file)->describe();
  };
  model.open = [](void* file, std::string_view settings, const Host& host) -> Result<void> {
    if constexpr (requires(File & one) { one.open(settings, host); })
      return static_cast<File*>(file)->open(settings, host);
    else
      return {};
  };
  model.invoke = [](void* file, std::string_view action, std::string_view input,
                    Call& call) -> Result<std::string> {
    return static_cast<File*>(file)->invoke(action, input, call);
  };
  return model;
}

/// The table of the plugin; null when it cannot be made. The same at each call.
const ecluse_plugin* runtime_table(RuntimeModel (*make)()) noexcept;

}  // namespace detail
}  // namespace ecluse

/// Exports the one symbol of a runtime. Once a library, at the end of one file.
#define ECLUSE_RUNTIME(File, ...)                                          \
  extern "C" ECLUSE_EXPORT const ecluse_plugin* ecluse_plugin_v1(void) {   \
    return ::ecluse::detail::runtime_table(                                \
        [] { return ::ecluse::detail::make_runtime<File>(__VA_ARGS__); }); \
  }                                                                        \
  static_assert(true, "")
