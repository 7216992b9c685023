// SPDX-License-Identifier: EUPL-1.2
#include "app/control_requests.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "access/key.hpp"
#include "app/pause_requests.hpp"
#include "app/systems_report.hpp"
#include "base/identifier.hpp"
#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"

namespace ecluse::app {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t most_live_keys = 2;

class Answerer {
 public:
  Answerer(Host& host, const json::Value& request, std::string_view by,
           const ControlServer::Answer& answer)
      : host_(host), request_(request), by_(by), answer_(answer) {
    language_ = text("language") == "en" ? base::Language::english : base::Language::french;
  }

  void run() {
    const std::string what = text("do");
    if (what == "reload") return reload();
    if (what == "keys-create") return create_key();
    if (what == "keys-list") return list_keys();
    if (what == "keys-revoke") return revoke_key();
    if (what == "pause") return tell_pause(begin_pause(host_, request_, by_));
    if (what == "resume") return tell_pause(end_pause(host_, request_, by_));
    if (what == "call") return call();
    if (what == "check") return check();
    if (what == "command") return command();
    if (what == "catalog") return catalog();
    if (what == "systems") return systems();
    problem(base::problem("unknown-action")
                .with("system", "ecluse")
                .with("action", what)
                .with("known", "reload, call, check"));
  }

 private:
  std::string text(const char* name) const {
    const auto found = request_.find(name);
    return found == request_.end() || !found->is_string() ? std::string()
                                                          : found->get<std::string>();
  }
  void result(Json value, int code = 0) {
    answer_(Json{{"result", std::move(value)}, {"code", code}}.dump());
  }
  std::string_view word(std::string_view french, std::string_view english) const {
    return base::Sentence{french, english}.in(language_);
  }
  void line(std::string_view words) { answer_(Json{{"line", std::string(words)}}.dump()); }

  /// `request_id`: of a call, for who has to find it in the log.
  void problem(const base::Error& error, const registry::System* system = nullptr,
               std::string_view request_id = {}) {
    const auto told = told_problem(error, system);
    Json body{{"title", told["title"]},
              {"sentence", told["detail"]},
              {"remedy", told["remedy"]},
              {"code", told["code"]}};
    if (!error.pointer.empty()) body["pointer"] = error.pointer;
    if (!request_id.empty()) body["request_id"] = std::string(request_id);
    answer_(Json{{"problem", body}}.dump());
  }
  Json told_problem(const base::Error& error, const registry::System* system) const {
    http::ProblemContext context{nullptr, language_, "", ""};
    if (system != nullptr) {
      context.connector = system->connector.get();
      context.system = system->id;
    }
    return Json::parse(http::problem_response(error, context).body);
  }

  void reload() {
    const auto findings = host_.reload();
    for (const auto& finding : findings) line(config::to_text(finding, language_));
    const bool refused = config::has_errors(findings);
    if (refused)
      line(word("Rien n'a changé : l'ancienne configuration sert toujours.",
                "Nothing has changed: the older configuration still serves."));
    else
      line(word("La configuration est relue.", "The configuration was read again."));
    result(nullptr, refused ? 1 : 0);
  }

  void create_key() {
    const auto snapshot = host_.registry().current();
    const std::string consumer = text("consumer");
    if (snapshot->access.find(consumer) == nullptr) {
      std::string known;
      for (const auto& each : snapshot->access.consumers())
        known += (known.empty() ? "" : ", ") + each.id;
      return problem(base::problem("unknown-consumer")
                         .with("name", consumer)
                         .with("known", known.empty() ? "-" : known));
    }
    const std::lock_guard one_at_a_time(host_.keys_mutex());
    const auto keys = host_.store().keys();
    if (!keys) return problem(keys.error());
    const auto live = static_cast<std::size_t>(
        std::count_if(keys->begin(), keys->end(), [&](const store::KeyRow& key) {
          return key.consumer == consumer && state_of(key) == "live";
        }));
    if (live >= most_live_keys)
      return problem(base::problem("two-keys-live").with("name", consumer));
    const auto days = request_.value("days", 365);
    auto key = access::make_key(consumer, std::chrono::hours(24) * days, base::system_clock(),
                                base::system_random());
    if (auto kept = host_.store().submit({{store::KeyAdd{key.row}}}); !kept)
      return problem(kept.error());
    if (auto seen = host_.registry().reload_keys(); !seen) return problem(seen.error());
    result({{"id", key.row.id},
            {"key", key.text},
            {"consumer", consumer},
            {"expires", base::to_text(base::Wall(std::chrono::nanoseconds(key.row.expires_ns)))},
            {"url", snapshot->config.server.public_url}});
  }

  static std::string_view state_of(const store::KeyRow& key) {
    if (key.revoked_ns != 0) return "revoked";
    const auto now = base::system_clock().wall().time_since_epoch().count();
    return key.expires_ns != 0 && key.expires_ns <= now ? "expired" : "live";
  }

  void list_keys() {
    const auto keys = host_.store().keys();
    if (!keys) return problem(keys.error());
    Json list = Json::array();
    const auto date = [](std::int64_t ns) {
      return ns == 0 ? std::string()
                     : base::to_text(base::Wall(std::chrono::nanoseconds(ns))).substr(0, 10);
    };
    for (const auto& key : *keys)
      list.push_back({{"id", key.id},
                      {"consumer", key.consumer},
                      {"created", date(key.created_ns)},
                      {"expires", date(key.expires_ns)},
                      {"state", std::string(state_of(key))}});
    result(list);
  }

  void revoke_key() {
    const auto now = base::system_clock().wall().time_since_epoch().count();
    if (auto kept = host_.store().submit({{store::KeyRevoke{text("id"), now}}}); !kept)
      return problem(kept.error().status == base::Status::unavailable
                         ? kept.error()
                         : base::problem("no-such-key").with("id", text("id").substr(0, 100)));
    if (auto seen = host_.registry().reload_keys(); !seen) return problem(seen.error());
    result({{"id", text("id")}});
  }

  void tell_pause(const base::Result<store::PauseRow>& row) {
    if (!row) return problem(row.error());
    line(told_pause(*row, language_));
    result(nullptr);
  }

  const registry::System* system(const registry::Snapshot& snapshot) {
    const auto* found = snapshot.find(text("system"));
    if (found == nullptr || found->connector == nullptr) {
      problem(found == nullptr ? base::problem("unknown-system").with("system", text("system"))
                               : base::problem("system-not-ready")
                                     .with("system", found->id)
                                     .with("reason", found->reason()));
      return nullptr;
    }
    return found;
  }

  void call() {
    const auto snapshot = host_.registry().current();
    const auto* of = system(*snapshot);
    if (of == nullptr) return;
    const auto* action = of->connector->find_action(text("action"));
    if (action == nullptr) {
      std::string known;
      for (const auto& each : of->connector->actions)
        known += (known.empty() ? "" : ", ") + each.name;
      return problem(base::problem("unknown-action")
                         .with("system", of->id)
                         .with("action", text("action"))
                         .with("known", known));
    }
    auto input = json::parse(text("input").empty() ? "{}" : text("input"));
    if (!input) return problem(input.error());
    action->input.compiled->fill_defaults(*input);
    if (auto valid = action->input.compiled->validate(*input); !valid)
      return problem(valid.error());
    const std::string body = json::to_text(*input);
    const std::string id = base::new_identifier(base::system_clock(), base::system_random());
    runtime::CallRequest asked;
    asked.input = body;
    asked.request_id = id;
    asked.consumer = "operator";
    asked.purpose = "operation";
    asked.language = base::tag(language_);
    asked.dry_run = request_.value("dry_run", false);
    Lines lines(*this);
    loader::CancelToken cancel;
    if (auto done = host_.runtime().call(*of, *action, asked, lines, cancel); !done)
      return problem(done.error(), of, id);
    result(nullptr);
  }

  /// Each item is a line; a reader that left ends the call.
  struct Lines final : loader::Sink {
    explicit Lines(Answerer& owner) : owner_(owner) {}
    base::Status item(std::string_view json) override {
      const auto value = json::parse(json);
      const bool words =
          value && value->is_object() && value->size() == 1 && value->contains("line");
      const std::string sent = words ? (*value)["line"].get<std::string>() : std::string(json);
      return owner_.answer_(Json{{"line", sent}}.dump()) ? base::Status::ok
                                                         : base::Status::cancelled;
    }
    Answerer& owner_;
  };

  void command() {
    const auto snapshot = host_.registry().current();
    const auto* of = system(*snapshot);
    if (of == nullptr) return;
    const auto* found = of->connector->find_command(text("command"));
    if (found == nullptr) {
      std::string known;
      for (const auto& each : of->connector->commands)
        known += (known.empty() ? "" : ", ") + each.name;
      return problem(base::problem("unknown-command")
                         .with("system", of->id)
                         .with("name", text("command"))
                         .with("known", known.empty() ? "-" : known));
    }
    auto input = json::parse(text("input").empty() ? "{}" : text("input"));
    if (!input) return problem(input.error());
    found->input.compiled->fill_defaults(*input);
    if (auto valid = found->input.compiled->validate(*input); !valid) return problem(valid.error());
    Lines lines(*this);
    loader::CancelToken cancel;
    if (auto done = host_.runtime().command(*of, *found, json::to_text(*input), lines, cancel);
        !done)
      return problem(done.error(), of);
    result(nullptr);
  }

  /// The systems of the file that are not served: somebody forgot to reload.
  int tell_not_served(const registry::Snapshot& snapshot) {
    int count = 0;
    const json::Value wanted = request_.value("systems", json::Value::array());
    for (const auto& id : wanted)
      if (id.is_string() && snapshot.find(id.get<std::string>()) == nullptr) {
        ++count;
        line(id.get<std::string>() + std::string(word(" : pas encore en service → ecluse reload",
                                                      ": not served yet → ecluse reload")));
      }
    return count;
  }

  void check() {
    const auto snapshot = host_.registry().current();
    int failed = tell_not_served(*snapshot);
    for (const auto& [id, each] : snapshot->systems) {
      loader::CancelToken cancel;
      const bool checkable =
          each->connector != nullptr && each->connector->has_extension("ecluse.check/1");
      const auto told = checkable || !each->ready() ? host_.runtime().check(*each, cancel)
                                                    : base::Result<std::string>("{}");
      if (!told) ++failed;
      line(id + std::string(word(" : ", ": ")) +
           (!told ? failure_text(told.error(), *each) : facts_text(*told)));
    }
    result(nullptr, failed == 0 ? 0 : 1);
  }

  std::string failure_text(const base::Error& error, const registry::System& of) const {
    const auto body = told_problem(error, &of);
    std::string told =
        std::string(body["title"]) + std::string(word(" : ", ": ")) + std::string(body["detail"]);
    if (!error.pointer.empty()) told += " (" + error.pointer + ")";
    return told + " → " + std::string(body["remedy"]);
  }

  /// {"version": "1.0", "facts": {"mood": "calm"}} in a line.
  std::string facts_text(const std::string& told) const {
    const auto value = Json::parse(told, nullptr, false);
    std::string all(word("répond", "answers"));
    if (!value.is_object()) return all;
    if (value.contains("version") && value["version"].is_string() && value["version"] != "")
      all += ", version " + std::string(value["version"]);
    const Json facts = value.value("facts", Json::object());
    for (const auto& [name, fact] : facts.items())
      all += ", " + name + " = " + (fact.is_string() ? fact.get<std::string>() : fact.dump());
    return all;
  }

  void catalog() {
    const auto snapshot = host_.registry().current();
    for (const auto& [id, each] : snapshot->systems) {
      const auto state = host_.runtime().state(*each);
      line(id + "  (" + each->connector_id + (state.ready ? "" : ", " + state.reason) +
           (state.note.empty() ? "" : std::string(word(" : ", ": ")) + state.note) + ")");
      if (each->connector == nullptr) continue;
      for (const auto& action : each->connector->actions)
        line("  " + action.name + "  " + action.title.in(language_));
      for (const auto& trigger : each->connector->triggers)
        line("  " + trigger.name + "  ⚡ " + trigger.title.in(language_));
      for (const auto& entry : each->connector->commands)
        line("  $ ecluse system " + id + " " + entry.name + "  " + entry.title.in(language_));
    }
    result(nullptr);
  }

  void systems() {
    for (const auto& each : systems_report(host_, language_)) line(each);
    result(nullptr);
  }

  Host& host_;
  const json::Value& request_;
  std::string_view by_;
  const ControlServer::Answer& answer_;
  base::Language language_ = base::Language::french;
};

}  // namespace

void answer_request(Host& host, std::string_view request, std::string_view by,
                    const ControlServer::Answer& answer) {
  const auto value = json::parse(request);
  if (!value || !value->is_object()) {
    answer(R"({"problem":{"title":"JSON","sentence":"JSON","remedy":"JSON"}})");
    return;
  }
  Answerer(host, *value, by, answer).run();
}

}  // namespace ecluse::app
