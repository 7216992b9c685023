// SPDX-License-Identifier: MIT
// ecluse_plugin_manifest [--pretty|--compare] PLUGIN.so FILE: the manifest that a library holds,
// written to a file, or compared with the committed one.
#include <cstdio>
#include <ecluse/testing/fake_host.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

int main(int count, char** arguments) {
  const std::string mode = count == 4 ? arguments[1] : "";
  if (count < 3 || count > 4) {
    std::fputs("usage: ecluse_plugin_manifest [--pretty|--compare] PLUGIN.so FILE\n", stderr);
    return 2;
  }
  const std::string file = arguments[count - 1];
  const auto* plugin = ecluse::testing::load_plugin(arguments[count - 2]);
  if (plugin == nullptr) return 1;
  const std::string text(plugin->manifest.data, plugin->manifest.size);
  const auto parsed = nlohmann::json::parse(text, nullptr, false);
  if (parsed.is_discarded()) {
    std::fputs("the manifest is not JSON\n", stderr);
    return 1;
  }
  if (mode == "--compare") {
    std::ifstream in(file);
    std::stringstream committed;
    committed << in.rdbuf();
    if (nlohmann::json::parse(committed.str(), nullptr, false) == parsed) return 0;
    std::fprintf(stderr, "%s is not what the code says; run the target `generate`\n", file.c_str());
    return 1;
  }
  std::ofstream out(file, std::ios::binary);
  out << (mode == "--pretty" ? parsed.dump(1) + "\n" : text);
  return out.flush() ? 0 : 1;
}
