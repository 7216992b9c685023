// SPDX-License-Identifier: EUPL-1.2
// `ecluse keys …` and `ecluse secret set`.
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/control_server.hpp"
#include "app/host.hpp"
#include "app/privileges.hpp"
#include "app/terminal.hpp"
#include "base/problems.hpp"
#include "json/canonical.hpp"

namespace ecluse::app {

int keys_create(const Options& options, const std::string& consumer, int days, bool quiet) {
  json::Value request{{"do", "keys-create"}, {"consumer", consumer}, {"days", days}};
  if (!quiet) return ask(options, request, WithoutHost::say_so);
  request["language"] = std::string(base::tag(options.language));
  const config::Loaded loaded = config::load(options.config);
  int code = 1;
  const auto asked = ask_host(loaded.config.server.control_socket, json::to_text(request), [&](std::string_view line) {
    const auto value = json::Value::parse(line, nullptr, false);
    if (value.contains("problem")) std::cerr << value["problem"].value("sentence", "") << '\n';
    if (!value.contains("result")) return;
    say(value["result"]["key"].get<std::string>());
    code = 0;
  });
  return asked ? code : complain(asked.error(), options.language);
}

int keys_list(const Options& options) { return ask(options, {{"do", "keys-list"}}, WithoutHost::say_so); }

int keys_revoke(const Options& options, const std::string& id) {
  return ask(options, {{"do", "keys-revoke"}, {"id", id}}, WithoutHost::say_so);
}

int secret_set(const Options& options, const std::string& name) {
  const config::Loaded loaded = config::load(options.config);
  const bool french = options.language == base::Language::french;
  if (!config::is_secret_name(name)) {
    std::cerr << (french ? "Le nom d'un secret compte des lettres, des chiffres, '.', '-' et '_'." : "The name of a secret has letters, digits, '.', '-' and '_'.") << '\n';
    return 2;
  }
  const auto secret = ask_secret(french ? "Valeur de " + name + " : " : "Value of " + name + ": ");
  if (!secret || secret->empty()) {
    std::cerr << (french ? "Rien n'a été lu : le secret reste inchangé." : "Nothing was read: the secret stays as it is.") << '\n';
    return 1;
  }
  const auto& server = loaded.config.server;
  if (auto made = prepare_folder(server.secrets_folder, server.user); !made) return complain(made.error(), options.language);
  if (auto left = leave_root(server.user); !left) return complain(left.error(), options.language);
  if (auto written = config::write_secret(server.secrets_folder, name, *secret); !written) return complain(written.error(), options.language);
  return 0;
}

}  // namespace ecluse::app
