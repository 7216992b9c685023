// SPDX-License-Identifier: EUPL-1.2
// `ecluse call`, `catalog`, `system`, `reload`: a request to the running host, or to one in this process.
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/control_requests.hpp"
#include "app/privileges.hpp"
#include "app/terminal.hpp"
#include "base/problems.hpp"
#include "json/canonical.hpp"

namespace ecluse::app {
namespace {

/// Prints the answer's lines; remembers how it ended.
struct Printer {
  int code = 0;
  void operator()(std::string_view text) {
    const auto line = json::Value::parse(text, nullptr, false);
    if (line.contains("line")) say(line["line"].get<std::string>());
    if (line.contains("result") && !line["result"].is_null()) say(line["result"].dump(2));
    if (!line.contains("problem")) return;
    const auto& problem = line["problem"];
    code = 1;
    std::cerr << problem.value("title", "") << " : " << problem.value("sentence", "");
    if (problem.contains("pointer")) std::cerr << " (" << problem["pointer"].get<std::string>() << ")";
    std::cerr << "\n→ " << problem.value("remedy", "") << '\n';
  }
};

int run_here(const Options& options, config::Config config, const std::string& request) {
  for (const auto& folder : {config.server.state_folder, config.server.secrets_folder})
    if (auto made = prepare_folder(folder, config.server.user); !made) return complain(made.error(), options.language);
  if (auto left = leave_root(config.server.user); !left) return complain(left.error(), options.language);
  const auto log = services::make_standard_log(services::LogLevel::error);
  auto host = Host::open(std::move(config), *log);
  if (!host) return complain(host.error(), options.language);
  Printer print;
  answer_request(**host, request, [&](std::string_view line) {
    print(line);
    return true;
  });
  return print.code;
}

}  // namespace

int ask(const Options& options, json::Value request, WithoutHost otherwise) {
  config::Loaded loaded = load_and_check(options.config);
  if (config::has_errors(loaded.findings)) {
    for (const auto& finding : loaded.findings) std::cerr << config::to_text(finding, options.language) << '\n';
    return 1;
  }
  request["language"] = std::string(base::tag(options.language));
  const std::string text = json::to_text(request);
  const std::string& socket = loaded.config.server.control_socket;
  if (otherwise == WithoutHost::run_here && !host_listens(socket)) return run_here(options, std::move(loaded.config), text);
  Printer print;
  if (auto asked = ask_host(socket, text, std::ref(print)); !asked) return complain(asked.error(), options.language);
  return print.code;
}

}  // namespace ecluse::app
