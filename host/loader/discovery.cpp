// SPDX-License-Identifier: EUPL-1.2
#include "loader/discovery.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/problems.hpp"
#include "manifest/parse.hpp"
#include "services/system_services.hpp"

namespace ecluse::loader {
namespace {

namespace fs = std::filesystem;

base::Error refusal(const fs::path& plugin, std::string_view why) {
  return base::problem("plugin-refused").with("plugin", plugin.string()).with("why", why);
}

std::string sha256_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  std::array<char, 65536> chunk{};
  while (file.read(chunk.data(), chunk.size()) || file.gcount() > 0)
    EVP_DigestUpdate(context.get(), chunk.data(), static_cast<std::size_t>(file.gcount()));
  std::array<unsigned char, 32> digest{};
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  std::string text;
  for (const unsigned char byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

void look_at(const fs::path& library, const std::map<std::string, std::string>& pins, Discovery& all) {
  const std::string name = library.stem().string();
  fs::path beside = library;
  beside.replace_extension(".manifest.json");
  std::ifstream file(beside, std::ios::binary);
  if (!file) return all.refused.push_back(refusal(library, "there is no " + beside.filename().string() + " beside it"));
  std::stringstream text;
  text << file.rdbuf();
  auto manifest = manifest::parse(text.str());
  if (!manifest) {
    const auto& error = manifest.error();
    return all.refused.push_back(refusal(library, "its manifest: " + error.slug + " at " + error.pointer +
                                                      (error.parameters.empty() ? "" : ", " + error.parameters[0].second)));
  }
  const auto offered = services::offered_services();
  for (const auto& service : manifest->requires_services)
    if (std::find(offered.begin(), offered.end(), service) == offered.end())
      return all.refused.push_back(refusal(library, "it needs " + service + ", which this host does not offer"));
  if (const auto pin = pins.find(name); pin != pins.end() && !pin->second.empty() && pin->second != sha256_of(library))
    return all.refused.push_back(refusal(library, "its SHA-256 is not the one of [plugins]"));
  all.found.push_back({library.string(), std::move(*manifest)});
}

}  // namespace

Discovery discover(const std::vector<std::string>& folders, const std::map<std::string, std::string>& pins) {
  Discovery all;
  for (const auto& folder : folders) {
    std::error_code error;
    std::set<fs::path> libraries;
    for (const auto& entry : fs::directory_iterator(folder, error))
      if (entry.path().extension() == ".so") libraries.insert(entry.path());
    if (error) all.refused.push_back(refusal(folder, error.message()));
    for (const auto& library : libraries) look_at(library, pins, all);
  }
  return all;
}

}  // namespace ecluse::loader
