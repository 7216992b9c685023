// SPDX-License-Identifier: EUPL-1.2
// `ecluse plugin …`: for authors of connectors.
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
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
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// "room-list" becomes "RoomList".
std::string class_name(const std::string& name) {
  std::string made;
  bool upper = true;
  for (const char letter : name) {
    if (letter != '-')
      made += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(letter))) : letter;
    upper = letter == '-';
  }
  return made;
}

/// Who runs this: the first owner of what is made. A name that is safe inside C++, JSON and YAML.
std::string owner_name() {
  const passwd* account = ::getpwuid(::getuid());
  const std::string name = account == nullptr ? "" : account->pw_name;
  const auto plain = [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '-' || letter == '_' || letter == '.';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), plain) ? name : "owner";
}

/// A template's text, or the name of one of its files, for a connector called `name`.
std::string named(std::string text, const std::string& name) {
  text = replaced(std::move(text), "@Name@", class_name(name));
  text = replaced(std::move(text), "@owner@", owner_name());
  return replaced(std::move(text), "@name@", name);
}

struct Refusal {
  const char* french;
  const char* english;
};

/// Why nothing is written, or null.
const Refusal* refusal_of(const std::string& name, const fs::path& from) {
  static constexpr Refusal wrong_name{
      "Le nom est en minuscules, chiffres et tirets, et commence par une lettre.",
      "The name has lower-case letters, digits and hyphens, and begins with a letter."};
  static constexpr Refusal no_template{
      "Le modèle (share/ecluse/template) n'est pas installé avec ce programme.",
      "The template (share/ecluse/template) is not installed with this program."};
  static constexpr Refusal taken{
      "Il y a déjà un dossier de ce nom ici : rien n'est écrit.",
      "There is a folder of this name here already: nothing is written."};
  if (!base::is_kebab_case(name)) return &wrong_name;
  if (from.empty()) return &no_template;
  return fs::exists(name) ? &taken : nullptr;
}

}  // namespace

int plugin_new(const Options& options, const std::string& name) {
  const bool french = options.language == base::Language::french;
  const fs::path from = template_folder();
  if (const Refusal* refusal = refusal_of(name, from)) {
    std::cerr << (french ? refusal->french : refusal->english) << '\n';
    return 1;
  }
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (!entry.is_regular_file()) continue;
    const fs::path to = fs::path(name) / named(fs::relative(entry.path(), from).string(), name);
    fs::create_directories(to.parent_path());
    std::stringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    std::ofstream written(to, std::ios::binary);
    written << named(text.str(), name);
    if (!written.flush()) {
      std::cerr << to.string() << (french ? " ne peut pas être écrit.\n" : " cannot be written.\n");
      return 1;
    }
  }
  std::cout << name << "/\n";
  std::cout << (french ? "Construire et tester : " : "Build and test: ") << "cmake -S " << name
            << " -B " << name << "/build && cmake --build " << name << "/build && ctest --test-dir "
            << name << "/build && ecluse plugin check " << name << '\n';
  return 0;
}

}  // namespace ecluse::app
