// SPDX-License-Identifier: EUPL-1.2
// Words are looked for in both languages: in headings for what one looks up, anywhere for the rest.
#include <algorithm>
#include <sstream>
#include <vector>

#include "validate/harness.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

struct Section {
  base::Localized name;
  bool heading;
  std::vector<std::string> words;  ///< lower case
};

const std::vector<Section>& wanted_sections() {
  static const std::vector<Section> all{
      {{"les versions du logiciel", "the versions of the system"}, false, {"version"}},
      {{"la mise en place", "the set-up"},
       true,
       {"set-up", "set up", "setup", "mise en place", "installation"}},
      {{"les droits du compte de service", "the rights of the service account"},
       false,
       {"service account", "rights", "compte de service", "droits"}},
      {{"le retrait", "the removal"},
       true,
       {"removal", "remove", "retrait", "d\xC3\xA9sinstallation"}}};
  return all;
}

std::string lower_ascii(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) {
    return letter < 128 ? static_cast<char>(std::tolower(letter)) : static_cast<char>(letter);
  });
  return text;
}

bool has_section(const std::string& readme, const Section& section) {
  std::istringstream lines(readme);
  for (std::string line; std::getline(lines, line);) {
    if (section.heading && (line.empty() || line[0] != '#')) continue;
    for (const auto& word : section.words)
      if (line.find(word) != line.npos) return true;
  }
  return false;
}

Outcome run_readme_sections(const Subject& subject, Progress&) {
  if (subject.folder.empty())
    return skipped({"Aucun dossier source n'est donné.", "No source folder is given."});
  const std::string readme = lower_ascii(read_text(subject.folder + "/README.md"));
  if (readme.size() < 100)
    return failed({"Il n'y a pas de README.md qui dise ce que c'est.",
                   "There is no README.md that says what it is."},
                  "README.md");
  for (const auto& section : wanted_sections())
    if (!has_section(readme, section))
      return failed({"Le README ne dit pas " + section.name.french + ".",
                     "The README does not tell " + section.name.english + "."},
                    "README.md");
  return passed();
}

}  // namespace

const Rule readme_sections{"readme-sections",
                           Tier::bronze,
                           {"Le README dit ce que c'est, les versions, la mise en place, les "
                            "droits du compte et le retrait.",
                            "The README tells what it is, the versions, the set-up, the rights of "
                            "the account and the removal."},
                           run_readme_sections};

}  // namespace ecluse::validate
