// SPDX-License-Identifier: EUPL-1.2
// `ecluse plugin …`: for authors of connectors.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "app/commands.hpp"
#include "base/identifier.hpp"

namespace ecluse::app {
namespace {

namespace fs = std::filesystem;

/// Beside an installed host, or in the tree that it was built from.
fs::path template_folder() {
  const fs::path self = fs::read_symlink("/proc/self/exe").parent_path();
  for (const auto* place : {"../share/ecluse/template/cpp", "../../../sdk/template/cpp"})
    if (fs::exists(self / place)) return self / place;
  return {};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  return text;
}

/// "room-list" becomes "RoomList".
std::string class_name(const std::string& name) {
  std::string made;
  bool upper = true;
  for (const char letter : name) {
    if (letter != '-') made += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter))) : letter;
    upper = letter == '-';
  }
  return made;
}

std::string named(std::string text, const std::string& name) {
  return replaced(replaced(std::move(text), "@Name@", class_name(name)), "@name@", name);
}

}  // namespace

int plugin_new(const Options& options, const std::string& name) {
  const bool french = options.language == base::Language::french;
  const fs::path from = template_folder();
  if (!base::is_kebab_case(name) || from.empty() || fs::exists(name)) {
    std::cerr << (french ? "Il faut un nom en minuscules avec des tirets, qui n'existe pas encore ici." : "A lower-case name with hyphens is needed, of a folder that is not there yet.") << '\n';
    return 1;
  }
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (!entry.is_regular_file()) continue;
    const fs::path to = fs::path(name) / named(fs::relative(entry.path(), from).string(), name);
    fs::create_directories(to.parent_path());
    std::stringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    std::ofstream(to, std::ios::binary) << named(text.str(), name);
  }
  std::cout << name << "/\n";
  return 0;
}

}  // namespace ecluse::app
