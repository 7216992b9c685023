// SPDX-License-Identifier: EUPL-1.2
#include "validate/cases.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "json/canonical.hpp"
#include "json/parse.hpp"

namespace ecluse::validate {
namespace {

namespace fs = std::filesystem;

std::string exchanged(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

Asked asked_by(const json::Value& call) {
  static const std::pair<const char*, loader::Function> kinds[] = {
      {"action", loader::Function::invoke},   {"trigger", loader::Function::poll},
      {"options", loader::Function::options}, {"command", loader::Function::command},
      {"outcome", loader::Function::outcome}, {"check", loader::Function::check}};
  Asked asked;
  for (const auto& [kind, function] : kinds) {
    if (!call.contains(kind)) continue;
    asked.function = function;
    if (call[kind].is_string()) asked.action = call[kind].get<std::string>();
  }
  if (call.contains("input")) asked.input = json::to_text(call["input"]);
  asked.language = call.value("language", "fr");
  asked.idempotency_key = call.value("idempotency_key", "");
  asked.consumer = call.value("consumer", "test");
  asked.dry_run = call.value("dry_run", false);
  return asked;
}

void go_before(Harness& harness, const Opened& opened, const json::Value& call) {
  for (const auto& step : call.value("before", json::Value::array())) {
    if (step.is_object()) {
      harness.call(opened, asked_by(step));
    } else if (step == "refresh") {
      Asked refresh;
      refresh.function = loader::Function::refresh;
      harness.call(opened, refresh);
    } else if (const auto text = step.get<std::string>(); text.rfind("advance ", 0) == 0) {
      harness.clock().advance(std::chrono::seconds(std::atoll(text.c_str() + 8)));
    }
  }
}

json::Value told_error(const base::Error& error) {
  json::Value parameters =
      error.details.empty() ? json::Value::object() : json::Value::parse(error.details);
  for (const auto& [name, value] : error.parameters) parameters[name] = value;
  return {{"status", static_cast<int>(error.status)},
          {"slug", error.slug},
          {"pointer", error.pointer},
          {"parameters", parameters}};
}

json::Value told(const Answered& answer, bool list) {
  if (!answer.result) return told_error(answer.result.error());
  json::Value items = json::Value::array();
  for (const auto& item : answer.items) items.push_back(json::Value::parse(item, nullptr, false));
  return !list && items.size() == 1 ? items[0] : items;
}

}  // namespace

std::vector<Case> read_cases(const Subject& subject) {
  std::set<fs::path> folders;
  std::error_code error;
  if (!subject.folder.empty())
    for (const auto& entry : fs::directory_iterator(fs::path(subject.folder) / "cases", error))
      folders.insert(entry.path());
  std::vector<Case> all;
  for (const auto& folder : folders) {
    auto request = json::parse(read_text((folder / "request.json").string()));
    if (!request || !request->is_object()) continue;
    all.push_back({folder.filename().string(), folder.string(), std::move(*request),
                   fs::exists(folder / "error.json")});
  }
  return all;
}

const manifest::Connector* connector_of(const Case& one, const manifest::Manifest& manifest) {
  const std::string id = one.request.value("connector", "");
  if (id.empty()) return manifest.connectors.empty() ? nullptr : &manifest.connectors[0];
  return manifest.find_connector(id);
}

std::string lay_out(const Case& one) {
  const fs::path files = fs::absolute("files");
  std::error_code ignored;
  fs::remove_all(files, ignored);
  fs::create_directories(files);
  const fs::path from = fs::path(one.folder) / "files";
  if (fs::exists(from)) fs::copy(from, files, fs::copy_options::recursive);
  for (const auto& entry : fs::recursive_directory_iterator(files))
    fs::last_write_time(entry, fs::file_time_type::clock::from_sys(
                                   std::chrono::sys_seconds(std::chrono::seconds(1'767'000'000))));
  return files.string();
}

Replayed replay(Harness& harness, const Case& one) {
  const std::string files = lay_out(one);
  const auto call =
      json::Value::parse(exchanged(one.request.dump(), "$files", files), nullptr, false);
  const auto* connector = connector_of(one, harness.manifest());
  Replayed replayed;
  if (connector == nullptr) return replayed;
  // The name that the SDK's fake host gives: connectors put it into names of what they write.
  const std::string system = "test-system";
  std::error_code ignored;
  fs::remove_all("state/" + system, ignored);
  auto opened = harness.open(*connector, call.value("settings", json::Value::object()), system);
  if (!opened) {
    replayed.answer.result = base::fail(opened.error());
  } else {
    go_before(harness, *opened, call);
    replayed.answer = harness.call(*opened, asked_by(call));
  }
  const bool list = call.contains("command") || call.value("stream", false);
  // Where the run took place must not show in what is compared.
  replayed.told = json::Value::parse(
      exchanged(
          told(replayed.answer, list).dump(-1, ' ', false, json::Value::error_handler_t::replace),
          files, "$files"),
      nullptr, false);
  return replayed;
}

Outcome judge_case(const Subject& subject, const Case& one) {
  // A host of its own: what an earlier one stored must not show, and the clock starts again.
  auto fresh = Harness::load(subject, one.name);
  if (!fresh) return not_loaded(fresh.error());
  const auto golden =
      json::parse(read_text(one.folder + (one.fails ? "/error.json" : "/response.json")));
  if (!golden)
    return failed(
        {"Le cas n'a ni réponse ni erreur lisible.", "The case has no readable response or error."},
        one.name);
  const auto told = replay(**fresh, one).told;
  if (told == *golden) return passed();
  return failed(
      {"Ce cas ne donne plus ce qui est écrit.", "This case no longer gives what is written."},
      one.name + ": " +
          told.dump(-1, ' ', false, json::Value::error_handler_t::replace).substr(0, 200));
}

Outcome judge_named_case(const Subject& subject, const std::string& name, Progress& progress) {
  progress.at("case", name);
  for (const auto& one : read_cases(subject))
    if (one.name == name) return judge_case(subject, one);
  return failed(
      {"Ce cas n'a pas de request.json lisible.", "This case has no readable request.json."}, name);
}

}  // namespace ecluse::validate
