// SPDX-License-Identifier: EUPL-1.2
// `ecluse keys …` and `ecluse secret set`.
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "access/key.hpp"
#include "app/commands.hpp"
#include "app/host.hpp"
#include "app/privileges.hpp"
#include "app/starting.hpp"
#include "app/terminal.hpp"

namespace ecluse::app {
namespace {

/// The key, until when it lives, and a line to paste.
void show_new_key(const json::Value& result, base::Language language) {
  const bool french = language == base::Language::french;
  const auto text = [&](const char* name) { return result.value(name, ""); };
  const std::string day = text("expires").substr(0, 10);
  say(french
          ? "Clé " + text("id") + " de « " + text("consumer") + " », valable jusqu'au " + day + " :"
          : "Key " + text("id") + " of \"" + text("consumer") + "\", valid until " + day + ":");
  say("\n  " + text("key") + "\n");
  say(french ? "Elle n'est montrée qu'une fois. Pour l'essayer :" : "It is shown once. To try it:");
  say("\n  curl -H 'Authorization: Bearer " + text("key") + "' '" + text("url") + "/api/me'");
}

struct KeyState {
  std::string_view word;
  base::Sentence sentence;
};
constexpr KeyState states[] = {{"live", {"active", "live"}},
                               {"expired", {"expirée", "expired"}},
                               {"revoked", {"révoquée", "revoked"}}};

void show_keys(const json::Value& keys, base::Language language) {
  const bool french = language == base::Language::french;
  if (keys.empty())
    return say(french ? "Aucune clé : ecluse keys create CONSOMMATEUR en fait une."
                      : "No key: ecluse keys create CONSUMER makes one.");
  std::size_t widest = 12;
  for (const auto& key : keys) widest = std::max(widest, key.value("consumer", "").size());
  const auto padded = [](std::string text, std::size_t width) {
    return text.append(width > text.size() ? width - text.size() : 0, ' ');
  };
  say(french ? "clé         " + padded("consommateur", widest) + "  créée       expire      état"
             : "key         " + padded("consumer", widest) + "  created     expires     state");
  for (const auto& key : keys) {
    std::string state = key.value("state", "");
    for (const auto& each : states)
      if (each.word == state) {
        state = each.sentence.in(language);
        break;
      }
    say(padded(key.value("id", ""), 10) + "  " + padded(key.value("consumer", ""), widest) + "  " +
        padded(key.value("created", ""), 10) + "  " + padded(key.value("expires", ""), 10) + "  " +
        state);
  }
}

}  // namespace

int keys_create(const Options& options, const std::string& consumer, int days, bool quiet) {
  return ask(options, {{"do", "keys-create"}, {"consumer", consumer}, {"days", days}},
             WithoutHost::say_so, [&](const json::Value& result) {
               quiet ? say(result.value("key", "")) : show_new_key(result, options.language);
             });
}

int keys_list(const Options& options) {
  return ask(options, {{"do", "keys-list"}}, WithoutHost::say_so,
             [&](const json::Value& keys) { show_keys(keys, options.language); });
}

int keys_revoke(const Options& options, const std::string& id) {
  // Who has the whole key at hand may paste it: its secret goes no further.
  const auto whole = access::split_key(id);
  const std::string wanted = whole ? std::string(whole->id) : id;
  return ask(options, {{"do", "keys-revoke"}, {"id", wanted}}, WithoutHost::say_so,
             [&](const json::Value&) {
               say(options.language == base::Language::french ? "Clé " + wanted + " révoquée."
                                                              : "Key " + wanted + " revoked.");
             });
}

int secret_set(const Options& options, const std::string& name) {
  const bool french = options.language == base::Language::french;
  if (!config::is_secret_name(name)) {
    std::cerr << (french ? "Le nom d'un secret compte des lettres, des chiffres, '.', '-' et '_'."
                         : "The name of a secret has letters, digits, '.', '-' and '_'.")
              << '\n';
    return 2;
  }
  // Other faults of the file do not matter: that this secret is missing is likely one of them.
  const config::Loaded loaded = config::load(options.config);
  if (!loaded.readable) {
    tell(loaded.findings, options.language);
    return 1;
  }
  // Before anybody types a secret for nothing.
  const auto& server = loaded.config.server;
  if (auto made = prepare_folder(server.secrets_folder, server.user); !made)
    return complain(made.error(), options.language);
  if (auto left = leave_root(server.user); !left) return complain(left.error(), options.language);
  const auto secret = ask_secret(french ? "Valeur de " + name + " : " : "Value of " + name + ": ");
  if (!secret || secret->empty()) {
    std::cerr << (french ? "Rien n'a été lu : le secret reste inchangé."
                         : "Nothing was read: the secret stays as it is.")
              << '\n';
    return 1;
  }
  if (auto written = config::write_secret(server.secrets_folder, name, *secret); !written)
    return complain(written.error(), options.language);
  say(french ? "Secret « " + name + " » enregistré dans " + server.secrets_folder + "."
             : "Secret \"" + name + "\" kept in " + server.secrets_folder + ".");
  return 0;
}

}  // namespace ecluse::app
