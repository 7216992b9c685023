// SPDX-License-Identifier: EUPL-1.2
// An owner stands in a CODEOWNERS file above the folder, or in `codeowners: [...]` of its
// quality.yaml.
#include <filesystem>
#include <sstream>

#include "manifest/parse.hpp"
#include "validate/harness.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

namespace fs = std::filesystem;

bool owned_by_quality(const std::string& text) {
  const auto at = text.find("codeowners:");
  if (at == text.npos) return false;
  const std::string line = text.substr(at + 11, text.find('\n', at) - at - 11);
  return line.find_first_not_of(" []\"'\r") != line.npos;
}

/// A line of CODEOWNERS whose path is a part of the folder's, with somebody behind it.
bool owned_by_line(const std::string& text, const std::string& relative) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string path, owner;
    if (!(words >> path >> owner) || path[0] == '#') continue;
    while (!path.empty() && (path.back() == '/' || path.back() == '*')) path.pop_back();
    if (!path.empty() && path.front() == '/') path.erase(0, 1);
    if (relative == path || relative.rfind(path + "/", 0) == 0) return true;
  }
  return false;
}

bool has_codeowner(const fs::path& folder) {
  if (owned_by_quality(read_text((folder / "quality.yaml").string()))) return true;
  for (fs::path above = folder; above.has_relative_path(); above = above.parent_path())
    for (const auto* place : {"CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"})
      if (fs::exists(above / place) &&
          owned_by_line(read_text((above / place).string()), fs::relative(folder, above).string()))
        return true;
  return false;
}

Outcome run_has_owner(const Subject& subject, Progress&) {
  const auto manifest = manifest::parse(
      read_text(subject.library.substr(0, subject.library.rfind('.')) + ".manifest.json"));
  if (!manifest)
    return skipped({"Le manifeste est invalide : voir manifest-true.",
                    "The manifest is invalid: see manifest-true."});
  if (manifest->contact.empty() || manifest->publisher.empty())
    return failed(
        {"Le manifeste ne dit pas à qui écrire.", "The manifest does not say whom to write to."},
        "/plugin/contact");
  if (subject.folder.empty())
    return skipped({"Aucun dossier source n'est donné.", "No source folder is given."});
  if (!has_codeowner(subject.folder))
    return failed({"Personne n'en répond : ni CODEOWNERS, ni codeowners dans quality.yaml.",
                   "Nobody answers for it: neither CODEOWNERS nor codeowners in quality.yaml."},
                  "quality.yaml");
  return passed();
}

}  // namespace

const Rule has_owner{"has-owner",
                     Tier::bronze,
                     {"Quelqu'un en répond, et le manifeste dit à qui écrire.",
                      "Somebody answers for it, and the manifest says whom to write to."},
                     run_has_owner};

}  // namespace ecluse::validate
