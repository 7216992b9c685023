// SPDX-License-Identifier: EUPL-1.2
// The command line: one function a command, each in a file of its own; the answer is the exit code.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "json/value.hpp"

namespace ecluse::app {

struct Options {
  std::string config = "ecluse.toml";
  base::Language language = base::Language::french;
};

int serve(const Options& options);

enum class Reach : unsigned char { file_only, every_system };
int check(const Options& options, Reach reach);

/// Asks the running host; when there is none, the commands that may run in this process do.
enum class WithoutHost : unsigned char { say_so, run_here };
/// Prints a result; without it, a result is printed as JSON.
using ShowResult = std::function<void(const json::Value& result)>;
int ask(const Options& options, json::Value request, WithoutHost otherwise,
        const ShowResult& show = {});

int keys_create(const Options& options, const std::string& consumer, int days, bool quiet);
int keys_list(const Options& options);
int keys_revoke(const Options& options, const std::string& id);
int secret_set(const Options& options, const std::string& name);

/// What `doctor tls` is asked.
struct DoctorQuestion {
  std::string url;       ///< https://name[:port]; empty: [server] public_url
  std::string file;      ///< PEM of a chain: no connection is made
  std::string connect;   ///< HOST:PORT instead of the address of the name
  std::string trusted;   ///< PEM that the platforms were given too
  std::string platform;  ///< "n8n" or "make"; empty: both count
  bool json = false;
};
int doctor_tls(const Options& options, const DoctorQuestion& question);

int export_openapi(const Options& options);
int export_config();
int export_config_schema(const Options& options);
int export_errors(const Options& options);

int plugin_new(const Options& options, const std::string& name);

/// What `plugin check` and `plugin test` are asked.
struct PluginQuestion {
  std::string plugin;  ///< a name, a .so or a connector's folder
  std::string source;  ///< the connector's folder, when it is not found by itself
  bool json = false, only_failed = false;
};
int plugin_check(const Options& options, const PluginQuestion& question);
int plugin_test(const Options& options, const PluginQuestion& question);

/// The hidden word behind `plugin` with which the validator starts this program for one rule: RULE
/// LIBRARY FOLDER.
inline constexpr std::string_view run_rule_word = "run-rule";
[[noreturn]] void plugin_run_rule(char** words);

}  // namespace ecluse::app
