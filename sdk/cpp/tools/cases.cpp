// SPDX-License-Identifier: MIT
// ecluse_plugin_cases PLUGIN.so FOLDER [CASE…]: replays every folder of FOLDER offline, in a fake
// host.
//
//   files/          copied to a folder of the run; "$files" in settings and input stands for it
//   request.json    {"connector"?, "settings", "action" | "check" | "trigger" | "options" |
//   "command", "input"?,
//                    "language"?, "idempotency_key"?, "consumer"?, "dry_run"?, "before"?:
//                    ["refresh", "advance 11"]}
//   response.json   what it emits (an array for a stream or a command), or
//   error.json      {"slug", "status", "pointer", "parameters"}
// UPDATE_GOLDEN=1 rewrites response.json or error.json: read the difference before you commit it.
#include <ecluse/ext/check.h>
#include <ecluse/ext/command.h>
#include <ecluse/ext/options.h>
#include <ecluse/ext/outcome.h>
#include <ecluse/ext/refresh.h>
#include <ecluse/ext/trigger.h>

#include <cstdio>
#include <cstdlib>
#include <ecluse/testing/fake_host.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using ecluse::testing::Answer;
using ecluse::testing::FakeHost;
using ecluse::testing::Request;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// A folder of its own for one case, gone at the end.
struct Workplace {
  fs::path root;
  explicit Workplace(const fs::path& files) {
    std::string name = (fs::temp_directory_path() / "ecluse-case-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    root = name;
    fs::create_directories(root / "files");
    fs::create_directories(root / "state");
    if (fs::exists(files)) fs::copy(files, root / "files", fs::copy_options::recursive);
    // A fixed age, so that answers with times are the same each day.
    for (const auto& entry : fs::recursive_directory_iterator(root / "files"))
      fs::last_write_time(entry, fs::file_time_type::clock::from_sys(std::chrono::sys_seconds(
                                     std::chrono::seconds(1'767'000'000))));
  }
  ~Workplace() {
    std::error_code ignored;
    fs::remove_all(root, ignored);
  }
};

Answer run(FakeHost& host, const Json& call, const Request& request) {
  if (call.contains("check")) return host.extension(ECLUSE_EXT_CHECK, 0, request);
  if (call.contains("trigger")) return host.extension(ECLUSE_EXT_TRIGGER, 0, request);
  if (call.contains("options")) return host.extension(ECLUSE_EXT_OPTIONS, 0, request);
  if (call.contains("command")) return host.extension(ECLUSE_EXT_COMMAND, 0, request);
  if (call.contains("outcome")) return host.extension(ECLUSE_EXT_OUTCOME, 0, request);
  return host.invoke(request);
}

Request request_of(const Json& call) {
  Request request;
  for (const auto* kind : {"action", "trigger", "options", "command", "outcome"})
    if (call.contains(kind)) request.action = call[kind].get<std::string>();
  if (call.contains("input")) request.input = call["input"].dump();
  request.language = call.value("language", "fr");
  request.idempotency_key = call.value("idempotency_key", "");
  request.consumer = call.value("consumer", "test");
  request.dry_run = call.value("dry_run", false);
  return request;
}

void prepare(FakeHost& host, const Json& call) {
  for (const auto& step : call.value("before", Json::array())) {
    if (step.is_object()) {
      run(host, step, request_of(step));
    } else if (step == "refresh") {
      host.extension(ECLUSE_EXT_REFRESH, 0, {});
    } else {
      host.advance_seconds(std::atoll(step.get<std::string>().c_str() + 8));
    }
  }
}

Json told(const Answer& answer, bool list) {
  if (answer.status != ECLUSE_OK)
    return {{"status", answer.status},
            {"slug", answer.slug},
            {"pointer", answer.pointer},
            {"parameters", Json::parse(answer.parameters, nullptr, false).is_discarded()
                               ? Json::object()
                               : Json::parse(answer.parameters)}};
  Json items = Json::array();
  for (const auto& item : answer.items) items.push_back(Json::parse(item, nullptr, false));
  return !list && items.size() == 1 ? items[0] : items;
}

Json run_case(const ecluse_plugin* plugin, const fs::path& folder) {
  const Workplace place(folder / "files");
  const std::string files = (place.root / "files").string();
  const Json call =
      Json::parse(replaced(read_file(folder / "request.json"), "$files", files), nullptr, false);
  if (call.is_discarded()) return "request.json is not JSON";
  const Json manifest = Json::parse(std::string(plugin->manifest.data, plugin->manifest.size));
  std::string connector = call.value("connector", "");
  if (connector.empty()) connector = manifest["connectors"][0]["id"];
  FakeHost host;
  const std::string settings = call.value("settings", Json::object()).dump();
  Answer answer;
  if (!host.open(plugin, connector, settings, (place.root / "state").string())) {
    answer = host.failure();
  } else {
    prepare(host, call);
    answer = run(host, call, request_of(call));
  }
  const bool list = call.contains("command") || call.value("stream", false);
  // Where the run took place must not show in what is compared.
  return Json::parse(replaced(told(answer, list).dump(), files, "$files"));
}

bool compare(const ecluse_plugin* plugin, const fs::path& folder) {
  const Json got = run_case(plugin, folder);
  const bool failed = got.is_object() && got.contains("slug") && got.contains("parameters") &&
                      got.contains("status");
  const fs::path golden = folder / (failed ? "error.json" : "response.json");
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    fs::remove(folder / "response.json");
    fs::remove(folder / "error.json");
    std::ofstream(golden) << got.dump(1) << "\n";
    return true;
  }
  if (Json::parse(read_file(golden), nullptr, false) == got) return true;
  std::printf("%s: expected %s\n  got %s\n", folder.filename().c_str(), read_file(golden).c_str(),
              got.dump(1).c_str());
  return false;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fputs("usage: ecluse_plugin_cases PLUGIN.so FOLDER [CASE…]\n", stderr);
    return 2;
  }
  const auto* plugin = ecluse::testing::load_plugin(arguments[1]);
  if (plugin == nullptr) return 1;
  std::set<fs::path> folders;
  for (int index = 3; index < count; ++index)
    folders.insert(fs::path(arguments[2]) / arguments[index]);
  if (folders.empty())
    for (const auto& entry : fs::directory_iterator(arguments[2]))
      if (fs::exists(entry.path() / "request.json")) folders.insert(entry.path());
  int passed = 0, failed = 0;
  for (const auto& folder : folders) (compare(plugin, folder) ? passed : failed) += 1;
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
