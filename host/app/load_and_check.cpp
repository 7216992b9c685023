// SPDX-License-Identifier: EUPL-1.2
// Everything that `ecluse check` finds without reaching a system: the file, the plugins that it
// names, and what both say of each other.
#include <filesystem>
#include <optional>
#include <set>

#include "app/host.hpp"
#include "http/tls_context.hpp"

namespace ecluse::app {
namespace {

std::string name_of(const std::string& file) { return std::filesystem::path(file).stem().string(); }

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

/// Which of the folders the file is in; nothing for a folder that is refused as a whole.
std::optional<std::size_t> folder_of(const config::Plugins& plugins, const std::string& file) {
  for (std::size_t index = 0; index < plugins.folders.size(); ++index)
    if (std::filesystem::path(file).parent_path() == plugins.folders[index]) return index;
  return std::nullopt;
}

/// Faults of the plugins' folders, each at the line that names the folder or the pin.
void check_plugins(config::Loaded& loaded, const registry::Available& available) {
  const config::Plugins& plugins = loaded.config.plugins;
  const auto find = [&](std::string_view slug, config::Place place, base::Parameters parameters) {
    loaded.findings.push_back(
        config::make_finding(slug, loaded.config, place, std::move(parameters)));
  };
  for (std::size_t index = 0; index < plugins.folders.size(); ++index) {
    std::error_code error;
    std::filesystem::directory_iterator(plugins.folders[index], error);
    if (!error) continue;
    base::Parameters parameters{{"path", plugins.folders[index]}};
    config::add_words(parameters, "why", config::reason(error.value()));
    find("plugin-folder", plugins.folder_places[index], std::move(parameters));
  }
  for (const auto& refused : available.refused) {
    const std::string& plugin = refused.parameters[0].second;
    // A digest that is none is told already.
    if (const auto pin = plugins.pins.find(name_of(plugin));
        pin != plugins.pins.end() && ends_with(refused.pointer, "/sha256") &&
        pin->second.sha256.size() != 64)
      continue;
    if (const auto pin = plugins.pins.find(name_of(plugin));
        pin != plugins.pins.end() && !refused.pointer.empty())
      find("plugin-pinned",
           ends_with(refused.pointer, "/sha256") ? pin->second.sha256_place
                                                 : pin->second.publisher_place,
           refused.parameters);
    else if (const auto folder = folder_of(plugins, plugin))
      find("plugin-refused", plugins.folder_places[*folder], refused.parameters);
  }
}

/// A pin that holds nothing is a pin that protects nothing.
void check_pins(config::Loaded& loaded, const registry::Available& available) {
  std::set<std::string> names;
  for (const auto& found : available.found)
    names.insert(name_of(found.source.empty() ? found.library : found.source));
  for (const auto& refused : available.refused)
    if (const std::string& file = refused.parameters[0].second;
        folder_of(loaded.config.plugins, file))
      names.insert(name_of(file));
  std::string known;
  for (const auto& name : names) known += (known.empty() ? "" : ", ") + name;
  for (const auto& [name, pin] : loaded.config.plugins.pins)
    if (names.count(name) == 0)
      loaded.findings.push_back(
          config::make_finding("pin-unused", loaded.config, pin.place,
                               {{"name", name}, {"known", known.empty() ? "-" : known}}));
}

/// The files of [server.tls], each at the line that names it.
void check_tls(config::Loaded& loaded) {
  const config::Tls& tls = loaded.config.server.tls;
  if (!tls.given || tls.certificate.empty() || tls.key.empty()) return;  // told by parse
  const auto place = [&](http::TlsFault::Of of) {
    const auto found = tls.places.find(of == http::TlsFault::Of::certificate ? "certificate"
                                       : of == http::TlsFault::Of::key       ? "key"
                                                                             : "client_ca");
    return found == tls.places.end() ? config::Place{} : found->second;
  };
  for (auto& fault : http::check_tls_files(tls_files(tls), base::system_clock().wall()))
    loaded.findings.push_back(config::make_finding(fault.slug, loaded.config, place(fault.of),
                                                   std::move(fault.parameters)));
}

}  // namespace

http::TlsFiles tls_files(const config::Tls& tls) {
  return {tls.certificate, tls.key, tls.client_ca,
          tls.client_certificates == "required" ? http::ClientCertificates::required
                                                : http::ClientCertificates::optional};
}

config::Loaded load_and_check(const std::string& file) {
  config::Loaded loaded = config::load(file);
  if (!loaded.readable) return loaded;
  const registry::Available available = registry::available_plugins(loaded.config);
  check_plugins(loaded, available);
  check_pins(loaded, available);
  check_tls(loaded);
  config::check(loaded.config, available.manifests(),
                config::secrets_in(loaded.config.server.secrets_folder), loaded.findings);
  return loaded;
}

}  // namespace ecluse::app
