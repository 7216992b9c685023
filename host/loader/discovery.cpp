// SPDX-License-Identifier: EUPL-1.2
#include "loader/discovery.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "loader/file_digest.hpp"
#include "manifest/parse.hpp"
#include "services/system_services.hpp"

namespace ecluse::loader {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_manifest = 16u << 20;
constexpr std::uintmax_t largest_connector_file = 1u << 20;
constexpr std::string_view manifest_ending = ".manifest.json";

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() > ending.size() && text.substr(text.size() - ending.size()) == ending;
}

/// Empty where there is no such file; a byte too long, and thereby refused, where it is too large.
std::optional<std::string> read_text(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string text(std::min<std::size_t>(fs::file_size(path, error), largest_manifest) + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

/// Names of a folder in byte order; `error` says why there are none.
std::set<std::string> names_in(const fs::path& folder, std::error_code& error) {
  std::set<std::string> names;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    names.insert(entry->path().filename().string());
  return names;
}

bool is_utf8(const std::string& text) {
  return nlohmann::json::parse(json::to_text(text)).get<std::string>() == text;
}

/// Why a file is set aside, for an administrator.
struct Why {
  std::string french;
  std::string english;
};

class Search {
 public:
  explicit Search(const Pins& pins) : pins_(pins) {}

  void read(const fs::path& folder) {
    std::error_code error;
    auto names = names_in(folder, error);
    if (error) return refuse(folder, {error.message(), error.message()});
    for (const auto& name : names)
      if (ends_with(name, ".so")) look_at_library(folder / name);
    folders_.emplace_back(folder, std::move(names));
  }

  /// After every folder was read: a runtime may stand in another one than its connector files.
  void read_connector_files() {
    for (const auto& [folder, names] : folders_)
      for (const auto& name : names)
        if (ends_with(name, manifest_ending))
          look_beside(folder, names, name.substr(0, name.size() - manifest_ending.size()));
  }

  Discovery take() { return std::move(all_); }

 private:
  /// `pointer` is the key of ecluse.toml that refuses it, where one does.
  void refuse(const fs::path& plugin, const Why& why, const std::string& pointer = {}) {
    all_.refused.push_back(base::problem("plugin-refused")
                               .with("plugin", plugin.string())
                               .with("why", why.english)
                               .with("why_fr", why.french)
                               .at(pointer));
  }

  /// The manifest of `file`, NAME with some extension; refuses the file when something is wrong
  /// with it.
  std::optional<manifest::Manifest> judge(const fs::path& file, const std::string& name) {
    const std::string beside = name + std::string(manifest_ending);
    const auto text = read_text(file.parent_path() / beside);
    if (!text)
      return refuse(file, {"le fichier " + beside + " n'est pas à côté",
                           "there is no " + beside + " beside it"}),
             std::nullopt;
    auto manifest = manifest::parse(*text);
    if (!manifest) {
      const auto& error = manifest.error();
      const std::string at = error.pointer.empty() ? "" : " at " + error.pointer;
      const std::string what = error.parameters.empty() ? "" : ", " + error.parameters[0].second;
      return refuse(file, {"son manifeste est incorrect (" + error.slug + at + what + ")",
                           "its manifest: " + error.slug + at + what}),
             std::nullopt;
    }
    const auto offered = services::offered_services();
    for (const auto& service : manifest->requires_services)
      if (std::find(offered.begin(), offered.end(), service) == offered.end())
        return refuse(file, {"il lui faut " + service + ", que cet hôte n'offre pas",
                             "it needs " + service + ", which this host does not offer"}),
               std::nullopt;
    if (!keeps_pin(file, name, *manifest)) return std::nullopt;
    return std::move(*manifest);
  }

  bool keeps_pin(const fs::path& file, const std::string& name,
                 const manifest::Manifest& manifest) {
    const auto pin = pins_.find(name);
    if (pin == pins_.end()) return true;
    const std::string pointer = "/plugins/pin/" + name;
    if (const auto& wanted = pin->second.publisher; !wanted.empty() && wanted != manifest.publisher)
      return refuse(file,
                    {"son éditeur est « " + manifest.publisher + " », et [plugins] attend « " +
                         wanted + " »",
                     "its publisher is \"" + manifest.publisher + "\", and [plugins] expects \"" +
                         wanted + "\""},
                    pointer + "/publisher"),
             false;
    if (const auto& wanted = pin->second.sha256; !wanted.empty() && wanted != file_digest(file))
      return refuse(file,
                    {"son empreinte SHA-256 n'est pas celle de [plugins]",
                     "its SHA-256 is not the one of [plugins]"},
                    pointer + "/sha256"),
             false;
    return true;
  }

  /// Takes it, unless somebody else offers the same.
  void add(const fs::path& file, Found found) {
    for (const auto& connector : found.manifest.connectors)
      if (const auto other = connectors_.find(connector.id); other != connectors_.end())
        return refuse(file,
                      {"le connecteur " + connector.id + " est déjà celui de " + other->second,
                       "the connector " + connector.id + " is already that of " + other->second});
    if (const auto& runtime = found.manifest.runtime) {
      const auto [other, fresh] = runtimes_.emplace(
          runtime->extension,
          Runtime{found.library, std::make_shared<const manifest::Manifest>(found.manifest)});
      if (!fresh)
        return refuse(file, {"l'extension " + runtime->extension + " est déjà celle de " +
                                 other->second.library,
                             "the extension " + runtime->extension + " is already that of " +
                                 other->second.library});
    }
    for (const auto& connector : found.manifest.connectors)
      connectors_.emplace(connector.id, file.string());
    all_.found.push_back(std::move(found));
  }

  void look_at_library(const fs::path& library) {
    auto manifest = judge(library, library.stem().string());
    if (manifest) add(library, {library.string(), std::move(*manifest)});
  }

  /// What stands beside NAME.manifest.json.
  void look_beside(const fs::path& folder, const std::set<std::string>& names,
                   const std::string& name) {
    std::vector<std::pair<std::string, const Runtime*>> files;
    for (const auto& [extension, runtime] : runtimes_)
      if (names.count(name + extension) != 0) files.emplace_back(name + extension, &runtime);
    const std::string manifest = name + std::string(manifest_ending);
    if (names.count(name + ".so") != 0) {
      for (const auto& [file, runtime] : files)
        refuse(folder / file, {manifest + " est celui de " + name + ".so : donnez-lui un autre nom",
                               manifest + " is that of " + name + ".so: give it another name"});
    } else if (files.size() > 1) {
      const auto& [one, two] = std::pair(files[0].first, files[1].first);
      refuse(folder / manifest,
             {"il est à côté de " + one + " et de " + two +
                  " : un manifeste par fichier de connecteur",
              "it stands beside " + one + " and " + two + ": one connector file has one manifest"});
    } else if (files.size() == 1) {
      look_at_connector_file(folder / files[0].first, name, *files[0].second);
    } else {
      refuse_alone(folder, names, name);
    }
  }

  void refuse_alone(const fs::path& folder, const std::set<std::string>& names,
                    const std::string& name) {
    const std::string manifest = name + std::string(manifest_ending);
    for (auto other = names.lower_bound(name + "."); other != names.end(); ++other) {
      if (other->compare(0, name.size() + 1, name + ".") != 0) break;
      if (*other != manifest)
        return refuse(folder / *other,
                      {"aucun greffon présent ne fait tourner les fichiers de cette extension",
                       "no plugin here is a runtime for files of its extension"});
    }
    refuse(folder / manifest,
           {"le fichier qu'il décrit n'est pas là", "the file that it describes is not there"});
  }

  struct Runtime {
    std::string library;
    std::shared_ptr<const manifest::Manifest> manifest;
  };

  void look_at_connector_file(const fs::path& file, const std::string& name,
                              const Runtime& runtime) {
    std::error_code error;
    if (!is_utf8(file.string()))
      return refuse(file, {"son chemin n'est pas en UTF-8", "its path is not UTF-8"});
    if (!fs::is_regular_file(file, error))
      return refuse(file, {"ce n'est pas un fichier ordinaire", "it is not a regular file"});
    if (fs::file_size(file, error) > largest_connector_file)
      return refuse(file,
                    {"il dépasse " + std::to_string(largest_connector_file) + " octets",
                     "it has more than " + std::to_string(largest_connector_file) + " bytes"});
    auto manifest = judge(file, name);
    if (!manifest) return;
    if (manifest->connectors.size() != 1 || manifest->runtime)
      return refuse(file, {"son manifeste doit nommer un seul connecteur, et aucun moteur",
                           "its manifest must name one connector, and no runtime"});
    std::string digest = file_digest(file);
    if (digest.empty()) return refuse(file, {"il ne peut pas être lu", "it cannot be read"});
    add(file, {runtime.library, std::move(*manifest), file.string(), std::move(digest),
               runtime.manifest});
  }

  const Pins& pins_;
  std::vector<std::pair<fs::path, std::set<std::string>>> folders_;
  std::map<std::string, Runtime> runtimes_;        ///< by extension
  std::map<std::string, std::string> connectors_;  ///< id to the file that offers it
  Discovery all_;
};

}  // namespace

Discovery discover(const std::vector<std::string>& folders, const Pins& pins) {
  Search search(pins);
  for (const auto& folder : folders) search.read(folder);
  search.read_connector_files();
  return search.take();
}

}  // namespace ecluse::loader
