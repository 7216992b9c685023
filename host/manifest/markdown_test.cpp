// SPDX-License-Identifier: EUPL-1.2
// The committed pages are what the manifests say:
// connectors/<folder>/reference/<connector>.<language>.md. UPDATE_GOLDEN=1 rewrites them; read the
// difference before you commit it.
#include "manifest/markdown.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "manifest/parse.hpp"

namespace ecluse::manifest {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void compare(const fs::path& page, const std::string& text) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    fs::create_directories(page.parent_path());
    std::ofstream(page, std::ios::binary) << text;
  }
  EXPECT_EQ(content_of(page), text) << page << ": UPDATE_GOLDEN=1 manifest_test rewrites it";
}

TEST(Markdown, EveryConnectorHasItsPageInBothLanguages) {
  int pages = 0;
  for (const auto& folder : fs::directory_iterator(ECLUSE_SOURCE_FOLDER "/connectors")) {
    const fs::path file = folder.path() / "manifest.json";
    if (!fs::exists(file)) continue;
    const auto value = json::parse(content_of(file));
    ASSERT_TRUE(value) << file;
    const auto manifest = parse(json::canonical(*value));
    ASSERT_TRUE(manifest) << file;
    for (const auto& connector : manifest->connectors)
      for (const auto language : {base::Language::french, base::Language::english}) {
        const std::string name = connector.id + "." + std::string(base::tag(language)) + ".md";
        compare(folder.path() / "reference" / name, markdown(connector, language));
        ++pages;
      }
  }
  EXPECT_GE(pages, 2);
}

}  // namespace
}  // namespace ecluse::manifest
