// SPDX-License-Identifier: EUPL-1.2
#include <ecluse/runtime.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

struct Greeting {
  std::string connector, words;
  explicit Greeting(const std::string& path) {
    std::ifstream file(path);
    std::getline(std::getline(file, connector), words);
  }
  std::string describe() const { return connector; }
  std::string invoke(std::string_view, std::string_view input, ecluse::Call&) const {
    const auto name = nlohmann::json::parse(input).at("name").get<std::string>();
    return nlohmann::json{{"text", words + " " + name}}.dump();
  }
};
ECLUSE_RUNTIME(Greeting,
               {.id = "greeting",
                .version = "1.0.0",
                .license = "EUPL-1.2",
                .publisher = "Écluse",
                .contact = "plugins/greeting"},
               ".greeting", {"Formule d'accueil", "Greeting"});
