// SPDX-License-Identifier: EUPL-1.2
#include "loader/plugin.hpp"

#include <dlfcn.h>

#include <optional>

#include "base/problems.hpp"
#include "manifest/parse.hpp"

namespace ecluse::loader {
namespace {

struct Reason {
  std::string_view french, english;
};

base::Failure refuse(const std::string& plugin, const Reason& why) {
  return base::fail(base::problem("plugin-refused")
                        .with("plugin", plugin)
                        .with("why", why.english)
                        .with("why_fr", why.french));
}

/// The first fault of the table itself, or nothing.
std::optional<Reason> table_fault(const ecluse_plugin* raw) {
  if (raw == nullptr)
    return Reason{"ecluse_plugin_v1 n'a rien rendu", "ecluse_plugin_v1 returned nothing"};
  if (!ECLUSE_HAS(raw, ecluse_plugin, extension))
    return Reason{"sa table est plus courte que celle de l'ABI 1.0",
                  "its table is shorter than that of ABI 1.0"};
  if (raw->manifest.data == nullptr || raw->manifest.size == 0)
    return Reason{"il n'a pas de manifeste", "it has no manifest"};
  if (raw->open == nullptr || raw->close == nullptr || raw->invoke == nullptr ||
      raw->extension == nullptr)
    return Reason{"une fonction de sa table manque", "a function of its table is missing"};
  return std::nullopt;
}

}  // namespace

base::Result<std::shared_ptr<const Plugin>> Plugin::load(const Found& found) {
  void* library = ::dlopen(found.library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = ::dlerror();
    return refuse(found.library, why == nullptr
                                     ? Reason{"il ne peut pas être chargé", "it cannot be loaded"}
                                     : Reason{why, why});
  }
  void* symbol = ::dlsym(library, "ecluse_plugin_v1");
  if (symbol == nullptr)
    return refuse(found.library,
                  {"il n'exporte pas ecluse_plugin_v1 : une autre version majeure de l'ABI, ou pas "
                   "un greffon",
                   "it exports no ecluse_plugin_v1: another major of the ABI, or no plugin"});
  const ecluse_plugin* raw = reinterpret_cast<ecluse_plugin_v1_function>(symbol)();
  if (const auto fault = table_fault(raw)) return refuse(found.library, *fault);
  const manifest::Manifest& beside = found.runtime ? *found.runtime : found.manifest;
  if (std::string_view(raw->manifest.data, raw->manifest.size) != beside.text)
    return refuse(found.library, {"le manifeste qu'il contient n'est pas celui d'à côté",
                                  "the manifest inside it is not the one beside it"});
  return std::shared_ptr<const Plugin>(new Plugin(raw, beside, found.library));
}

base::Result<std::shared_ptr<const Plugin>> Plugin::from_table(const ecluse_plugin* raw,
                                                               const std::string& name) {
  if (const auto fault = table_fault(raw)) return refuse(name, *fault);
  auto manifest = manifest::parse({raw->manifest.data, raw->manifest.size});
  if (!manifest) return base::fail(manifest.error());
  return std::shared_ptr<const Plugin>(new Plugin(raw, std::move(*manifest), name));
}

}  // namespace ecluse::loader
