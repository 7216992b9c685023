// SPDX-License-Identifier: EUPL-1.2
#include <dlfcn.h>
#include <ecluse/abi.h>

#include <algorithm>
#include <filesystem>

#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "manifest/parse.hpp"
#include "validate/harness.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

namespace fs = std::filesystem;

bool is_semantic_version(std::string_view text) {
  const std::string_view core = text.substr(0, text.find_first_of("-+"));
  return std::count(core.begin(), core.end(), '.') == 2 && core.find("..") == core.npos &&
         core.front() != '.' && core.back() != '.' &&
         core.find_first_not_of("0123456789.") == core.npos;
}

/// The text that the loaded library gives, or empty when it gives none.
std::string embedded_text(const std::string& library) {
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  void* symbol = handle == nullptr ? nullptr : ::dlsym(handle, "ecluse_plugin_v1");
  const auto* table =
      symbol == nullptr ? nullptr : reinterpret_cast<ecluse_plugin_v1_function>(symbol)();
  if (table == nullptr || !ECLUSE_HAS(table, ecluse_plugin, manifest) ||
      table->manifest.data == nullptr)
    return {};
  return std::string(table->manifest.data, table->manifest.size);
}

bool loads(const std::string& library) {
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  return handle != nullptr && ::dlsym(handle, "ecluse_plugin_v1") != nullptr;
}

Outcome compare_with_folder(const manifest::Manifest& manifest, const Subject& subject) {
  if (subject.folder.empty()) return passed();
  const std::string committed = (fs::path(subject.folder) / "manifest.json").string();
  const auto value = json::parse(read_text(committed));
  if (!value)
    return failed({"La copie du manifeste est absente ou illisible.",
                   "The committed copy of the manifest is absent or cannot be read."},
                  committed);
  if (json::canonical(*value) != manifest.text)
    return failed({"La copie du manifeste n'est plus celle du code : lancez la cible generate.",
                   "The committed copy of the manifest is no longer that of the code: run the "
                   "target generate."},
                  committed);
  std::string name = fs::path(subject.folder).filename().string();
  std::replace(name.begin(), name.end(), '_', '-');
  if (name != manifest.id)
    return failed({"Le dossier ne porte pas le nom du connecteur.",
                   "The folder does not bear the plugin's id."},
                  name);
  return passed();
}

Outcome run_manifest_true(const Subject& subject, Progress& progress) {
  fs::path beside = subject.library;
  beside.replace_extension(".manifest.json");
  const auto manifest = manifest::parse(read_text(beside.string()));
  if (!manifest)
    return failed({"Le manifeste à côté de la bibliothèque est absent ou invalide.",
                   "The manifest beside the library is absent or invalid."},
                  short_text(manifest.error()));
  progress.at("scan-quiet", "dlopen");
  if (!loads(subject.library))
    return skipped({"Il ne se charge pas : voir one-symbol.", "It does not load: see one-symbol."});
  const std::string embedded = embedded_text(subject.library);
  if (embedded.empty())
    return failed({"La bibliothèque n'a pas de manifeste.", "The library has no manifest."},
                  "ecluse_plugin.manifest");
  if (embedded != manifest->text)
    return failed({"Le manifeste dans la bibliothèque n'est pas celui d'à côté.",
                   "The manifest inside the library is not the one beside it."},
                  beside.filename().string());
  if (!is_semantic_version(manifest->version))
    return failed(
        {"La version n'est pas de la forme 1.2.3.", "The version is not of the form 1.2.3."},
        "/plugin/version");
  if (manifest->license.empty())
    return failed({"La licence manque.", "The licence is missing."}, "/plugin/license");
  return compare_with_folder(*manifest, subject);
}

}  // namespace

const Rule manifest_true{
    "manifest-true",
    Tier::bronze,
    {"Le manifeste est valide, et le même dans la bibliothèque, à côté d'elle et dans les sources.",
     "The manifest is valid, and the same in the library, beside it and in the sources."},
    run_manifest_true};

}  // namespace ecluse::validate
