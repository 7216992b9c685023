// SPDX-License-Identifier: EUPL-1.2
// `ecluse call`, `catalog`, `system`, `reload` and whatever else is a request: to the running host,
// or to one in this process.
#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/control_requests.hpp"
#include "app/starting.hpp"
#include "app/terminal.hpp"
#include "base/problems.hpp"
#include "json/canonical.hpp"

namespace ecluse::app {
namespace {

/// Prints the answer's lines; remembers how it ended.
class Printer {
 public:
  Printer(base::Language language, const ShowResult& show) : language_(language), show_(show) {}

  void operator()(std::string_view text) {
    const auto line = json::Value::parse(text, nullptr, false);
    if (!line.is_object()) return;
    if (line.contains("line")) say(line["line"].get<std::string>());
    if (line.contains("result")) {
      code_ = line.value("code", 0);
      if (show_)
        show_(line["result"]);
      else if (!line["result"].is_null())
        say(line["result"].dump(2));
    }
    if (line.contains("problem")) complain_of(line["problem"]);
  }

  /// Nothing when the other side left before the end of its answer.
  std::optional<int> code() const { return code_; }

 private:
  void complain_of(const json::Value& problem) {
    code_ = 1;
    std::cerr << problem.value("title", "") << (language_ == base::Language::french ? " : " : ": ")
              << problem.value("sentence", "");
    if (problem.contains("pointer"))
      std::cerr << " (" << problem["pointer"].get<std::string>() << ")";
    std::cerr << "\n→ " << problem.value("remedy", "");
    if (problem.contains("request_id"))
      std::cerr << " [" << problem["request_id"].get<std::string>() << "]";
    std::cerr << '\n';
  }

  base::Language language_;
  const ShowResult& show_;
  std::optional<int> code_;
};

int run_here(const Options& options, const std::string& request, Printer& print) {
  auto config = config_to_serve(options);
  if (!config) return 1;
  const auto log = services::make_standard_log(services::LogLevel::error);
  auto host = Host::open(std::move(*config), *log);
  if (!host) return complain(host.error(), options.language);
  answer_request(**host, request, "uid:" + std::to_string(::geteuid()), [&](std::string_view line) {
    print(line);
    return true;
  });
  return print.code().value_or(1);
}

}  // namespace

int ask(const Options& options, json::Value request, WithoutHost otherwise,
        const ShowResult& show) {
  // A fault in the file must not keep an operator from a running host: only where its socket is
  // matters here.
  const config::Loaded loaded = config::load(options.config);
  if (!loaded.readable) {
    tell(loaded.findings, options.language);
    return 1;
  }
  request["language"] = std::string(base::tag(options.language));
  const std::string text = json::to_text(request);
  const std::string& socket = loaded.config.server.control_socket;
  Printer print(options.language, show);
  if (otherwise == WithoutHost::run_here && door(socket) == Door::absent)
    return run_here(options, text, print);
  if (auto asked = ask_host(socket, text, std::ref(print)); !asked)
    return complain(asked.error(), options.language);
  if (!print.code())
    return complain(base::problem("host-left").with("path", socket), options.language);
  return *print.code();
}

}  // namespace ecluse::app
