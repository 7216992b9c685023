// SPDX-License-Identifier: EUPL-1.2
#include "app/plugin_place.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "config/load.hpp"

namespace ecluse::app {
namespace {

namespace fs = std::filesystem;

/// The plugin's id in the manifest.json of a source folder; empty when there is none.
std::string id_of_source(const fs::path& folder) {
  std::ifstream file(folder / "manifest.json", std::ios::binary);
  const auto json = nlohmann::json::parse(file, nullptr, false);
  if (!json.is_object() || !json.contains("plugin") || !json["plugin"].is_object()) return {};
  return json["plugin"].value("id", "");
}

/// What its plugin is called: by the manifest, else by the folder itself.
std::string id_of_folder(const fs::path& folder) {
  std::string id = id_of_source(folder);
  if (!id.empty()) return id;
  id = folder.filename().string();
  std::replace(id.begin(), id.end(), '_', '-');
  return id;
}

/// A path without a slash at its end, so that its parent is the folder above.
fs::path whole(const fs::path& path) {
  std::error_code ignored;
  return fs::weakly_canonical(path, ignored);
}

/// FOLDER/build/plugins and FOLDER/build/PRESET/plugins, as CMake and its presets lay them out.
std::vector<fs::path> build_folders(const fs::path& folder) {
  std::vector<fs::path> all{folder / "build"};
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder / "build", ignored))
    if (entry.is_directory()) all.push_back(entry.path());
  return all;
}

/// The newest library of a connector's folder, or nothing.
fs::path library_of_source(const fs::path& folder, const std::string& id) {
  fs::path newest;
  for (fs::path above = folder; above.has_relative_path(); above = above.parent_path()) {
    for (const auto& build : build_folders(above)) {
      const fs::path library = build / "plugins" / (id + ".so");
      std::error_code error;
      if (!fs::exists(library, error)) continue;
      if (newest.empty() || fs::last_write_time(library) > fs::last_write_time(newest))
        newest = library;
    }
    if (!newest.empty()) break;
  }
  return newest;
}

/// The folder above the library, or one with its name there, whose manifest bears its id.
fs::path source_of_library(const fs::path& library) {
  const std::string id = library.stem().string();
  for (fs::path above = library.parent_path(); above.has_relative_path();
       above = above.parent_path())
    if (id_of_source(above) == id) return above;
  return {};
}

fs::path library_of_name(const Options& options, const std::string& name) {
  for (const auto& folder : config::load(options.config).config.plugins.folders)
    if (const fs::path library = fs::path(folder) / (name + ".so"); fs::exists(library))
      return library;
  return {};
}

}  // namespace

tl::expected<validate::Subject, base::Localized> find_plugin(const Options& options,
                                                             const PluginQuestion& question) {
  const fs::path given(question.plugin);
  std::error_code ignored;
  fs::path library, source = question.source;
  if (fs::is_directory(given, ignored)) {
    const fs::path folder = whole(given);
    if (source.empty()) source = folder;
    library = library_of_source(folder, id_of_folder(folder));
    if (library.empty())
      return tl::unexpected(base::Localized{
          "Aucune bibliothèque construite pour ce dossier : lancez cmake --build, ou donnez le "
          ".so.",
          "No library was built for this folder: run cmake --build, or give the .so."});
  } else {
    library = fs::exists(given, ignored) ? whole(given) : library_of_name(options, question.plugin);
    if (library.empty())
      return tl::unexpected(base::Localized{
          "« " + question.plugin +
              " » n'est ni un fichier, ni un dossier, ni un connecteur de [plugins] folders.",
          "\"" + question.plugin + "\" is no file, no folder and no plugin of [plugins] folders."});
    if (source.empty()) source = source_of_library(whole(library));
  }
  return validate::Subject{library.string(), source.string()};
}

}  // namespace ecluse::app
