// SPDX-License-Identifier: EUPL-1.2
// The command line of Écluse: what each command takes, and which function runs it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/terminal.hpp"
#include "manifest/openapi.hpp"

namespace {

using namespace ecluse::app;
using ecluse::base::Language;

/// Texts of one run; CLI11 fills them before a callback is called.
struct Arguments {
  std::string first, second, third;
  int days = 365;
  bool flag = false;
};

void add_serving(CLI::App& app, Options& options, Arguments& given, int& code) {
  app.add_subcommand("serve", "démarre l'hôte / start the host")->callback([&] {
    code = serve(options);
  });
  app.add_subcommand("reload", "relit ecluse.toml / read ecluse.toml again")->callback([&] {
    code = ask(options, {{"do", "reload"}}, WithoutHost::say_so);
  });
  auto* checking = app.add_subcommand(
      "check", "toutes les fautes, avec leur ligne / every fault, with its line");
  checking->add_flag("--live", given.flag, "joint aussi chaque système / reach each system too");
  checking->callback(
      [&] { code = check(options, given.flag ? Reach::every_system : Reach::file_only); });
}

void add_calling(CLI::App& app, Options& options, Arguments& given, int& code) {
  auto* calling = app.add_subcommand("call", "appelle une action / call an action");
  calling->add_option("system", given.first)->required();
  calling->add_option("action", given.second)->required();
  calling->add_option("input", given.third, "JSON");
  calling->add_flag("--dry-run", given.flag, "ne change rien / change nothing");
  calling->callback([&] {
    code = ask(options,
               {{"do", "call"},
                {"system", given.first},
                {"action", given.second},
                {"input", given.third},
                {"dry_run", given.flag}},
               WithoutHost::run_here);
  });
  app.add_subcommand("catalog", "systèmes et actions / systems and actions")->callback([&] {
    code = ask(options, {{"do", "catalog"}}, WithoutHost::run_here);
  });
  app.add_subcommand("systems", "état de chaque système / state of each system")->callback([&] {
    code = ask(options, {{"do", "systems"}}, WithoutHost::say_so);
  });
  auto* command =
      app.add_subcommand("system", "commande d'un connecteur / a connector's own command");
  command->add_option("name", given.first)->required();
  command->add_option("command", given.second)->required();
  command->add_option("input", given.third, "JSON");
  command->callback([&] {
    code = ask(options,
               {{"do", "command"},
                {"system", given.first},
                {"command", given.second},
                {"input", given.third}},
               WithoutHost::run_here);
  });
}

/// What the administrator holds back, and lets go on.
void add_pausing(CLI::App& app, Options& options, Arguments& given, int& code) {
  auto* pause = app.add_subcommand(
      "pause", "suspend les appels d'un système ou d'un consommateur / hold calls back");
  auto* resume = app.add_subcommand("resume", "les reprend / let them go on");
  for (auto* command : {pause, resume})
    command
        ->add_option("name", given.first,
                     "système ou consommateur ; system:NOM, consumer:NOM / system or consumer")
        ->required();
  pause->add_option("--reason", given.second, "dit à ceux qui appellent / told to callers")
      ->required();
  pause->add_option("--until", given.third, "HH:MM, heure locale / local time");
  pause->callback([&] {
    code = ask(options,
               {{"do", "pause"},
                {"target", given.first},
                {"reason", given.second},
                {"until", given.third}},
               WithoutHost::say_so);
  });
  resume->callback([&] {
    code = ask(options, {{"do", "resume"}, {"target", given.first}}, WithoutHost::say_so);
  });
}

void add_keys(CLI::App& app, Options& options, Arguments& given, int& code) {
  auto* keys = app.add_subcommand("keys", "clés des consommateurs / keys of consumers");
  keys->require_subcommand(1);
  auto* create =
      keys->add_subcommand("create", "crée une clé, montrée une fois / make a key, shown once");
  create->add_option("consumer", given.first)->required();
  create->add_option("--days", given.days, "durée / lifetime")->check(CLI::Range(1, 3650));
  create->add_flag("--quiet", given.flag, "la clé seule / the key alone");
  create->callback([&] { code = keys_create(options, given.first, given.days, given.flag); });
  keys->add_subcommand("list", "liste les clés / list the keys")->callback([&] {
    code = keys_list(options);
  });
  auto* revoke = keys->add_subcommand("revoke", "révoque une clé / revoke a key");
  revoke->add_option("id", given.first)->required();
  revoke->callback([&] { code = keys_revoke(options, given.first); });
  auto* secret = app.add_subcommand("secret", "secrets / secrets");
  secret->require_subcommand(1);
  auto* set = secret->add_subcommand("set", "demande sans écho / ask without echo");
  set->add_option("name", given.first)->required();
  set->callback([&] { code = secret_set(options, given.first); });
}

void add_validator(CLI::App& plugin, Options& options, PluginQuestion& asked, int& code) {
  auto* checking =
      plugin.add_subcommand("check", "prouve les règles de qualité / prove the quality rules");
  auto* testing = plugin.add_subcommand("test", "rejoue cases/ hors ligne / replay cases/ offline");
  for (auto* command : {checking, testing}) {
    command
        ->add_option("plugin", asked.plugin,
                     "nom, fichier .so ou dossier / name, .so file or folder")
        ->required();
    command->add_option("--source", asked.source, "dossier des sources / source folder")
        ->check(CLI::ExistingDirectory);
    command->add_flag("--json", asked.json, "pour un programme / for a program");
    command->add_flag("--only-failed", asked.only_failed, "les échecs seuls / failures only");
  }
  checking->callback([&] { code = plugin_check(options, asked); });
  testing->callback([&] { code = plugin_test(options, asked); });
}

void add_doctor(CLI::App& app, Options& options, DoctorQuestion& asked, int& code) {
  auto* doctor = app.add_subcommand("doctor", "ce qui empêche les outils / what keeps tools away");
  doctor->require_subcommand(1);
  auto* tls = doctor->add_subcommand(
      "tls", "pourquoi n8n ou Make refuserait / why n8n or Make would refuse");
  tls->add_option("url", asked.url, "https://…, sinon public_url / else public_url");
  tls->add_option("--file", asked.file, "chaîne PEM, sans connexion / PEM chain, no connection");
  tls->add_option("--connect", asked.connect, "HOST:PORT");
  tls->add_option("--trusted", asked.trusted, "PEM donné aux plateformes / PEM given to them")
      ->check(CLI::ExistingFile);
  tls->add_option("--platform", asked.platform, "n8n, make")->check(CLI::IsMember({"n8n", "make"}));
  tls->add_flag("--json", asked.json, "pour un programme / for a program");
  tls->callback([&] { code = doctor_tls(options, asked); });
}

void add_exports(CLI::App& app, Options& options, Arguments& given, PluginQuestion& asked,
                 int& code) {
  auto* exports = app.add_subcommand("export", "ce qui est généré / what is generated");
  exports->require_subcommand(1);
  exports->add_subcommand("openapi", "OpenAPI 3.1")->callback([&] {
    code = export_openapi(options);
  });
  exports->add_subcommand("config", "un ecluse.toml pour commencer / an ecluse.toml to begin with")
      ->callback([&] { code = export_config(); });
  exports->add_subcommand("config-schema", "JSON Schema d'ecluse.toml / of ecluse.toml")
      ->callback([&] { code = export_config_schema(options); });
  exports->add_subcommand("errors", "table des erreurs / table of errors")->callback([&] {
    code = export_errors(options);
  });
  auto* plugin =
      app.add_subcommand("plugin", "pour les auteurs de connecteurs / for authors of connectors");
  plugin->require_subcommand(1);
  auto* fresh =
      plugin->add_subcommand("new", "écrit un dossier qui compile / write a folder that builds");
  fresh->add_option("name", given.first)->required();
  fresh->callback([&] { code = plugin_new(options, given.first); });
  add_validator(*plugin, options, asked, code);
}

/// Without --config: the file here, else the one of the Debian package.
std::string usual_config() {
  constexpr const char* installed = "/etc/ecluse/ecluse.toml";
  const bool here = ::access("ecluse.toml", F_OK) == 0;
  return !here && ::access(installed, F_OK) == 0 ? installed : "ecluse.toml";
}

/// CLI11 says what is wrong in English: its kind is said in both languages, and its own words
/// follow.
int complain_of_usage(const CLI::ParseError& error, Language language) {
  constexpr std::pair<std::string_view, ecluse::base::Sentence> kinds[] = {
      {"RequiredError", {"Il manque un mot à la commande", "A word of the command is missing"}},
      {"ExtrasError", {"Un mot de la commande est inconnu", "A word of the command is unknown"}},
      {"ValidationError",
       {"Une valeur de la commande n'est pas admise", "A value of the command is not allowed"}},
      {"ConversionError",
       {"Une valeur de la commande n'est pas admise", "A value of the command is not allowed"}},
  };
  ecluse::base::Sentence told{"La commande n'est pas comprise", "The command is not understood"};
  for (const auto& [name, sentence] : kinds)
    if (name == error.get_name()) told = sentence;
  std::cerr << told.in(language) << " (" << error.what() << ")\n→ ecluse --help\n";
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  // Not for people, and not for CLI11: an empty FOLDER is a word of it.
  if (count == 6 && std::string_view(arguments[1]) == "plugin" && arguments[2] == run_rule_word)
    plugin_run_rule(arguments + 3);
  CLI::App app{"Écluse", "ecluse"};
  Options options;
  options.config = usual_config();
  options.language = terminal_language();
  Arguments given;
  PluginQuestion asked;
  DoctorQuestion examined;
  int code = 0;
  app.add_option("--config", options.config, "ecluse.toml")->envname("ECLUSE_CONFIG");
  app.add_option_function<std::string>(
         "--language",
         [&](const std::string& tag) {
           options.language = tag == "en" ? Language::english : Language::french;
         },
         "fr, en")
      ->check(CLI::IsMember({"fr", "en"}))
      ->trigger_on_parse();
  app.set_version_flag("--version", "ecluse " + ecluse::manifest::DocumentFacts{}.version);
  app.require_subcommand(1);
  add_serving(app, options, given, code);
  add_calling(app, options, given, code);
  add_pausing(app, options, given, code);
  add_keys(app, options, given, code);
  add_doctor(app, options, examined, code);
  add_exports(app, options, given, asked, code);
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    return complain_of_usage(error, options.language);
  }
  return code;
}
