// SPDX-License-Identifier: EUPL-1.2
#include "rig.hpp"

#include <unistd.h>

#include <ecluse/host_sql.hpp>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "databases.hpp"
#include "manifest/parse.hpp"
#include "services/system_services.hpp"

namespace ecluse::tests::rooms {
/// Named, for Rig::State holds them.
namespace rig {

/// The time runs, for the servers keep deadlines; the day is always Monday 2027-01-04, 08:00.
class TownClock final : public base::Clock {
 public:
  base::Wall wall() const override { return base::Wall(std::chrono::seconds(1'799'046'000)); }
  base::Monotonic monotonic() const override { return base::system_clock().monotonic(); }
};

class Items final : public loader::Sink {
 public:
  base::Status item(std::string_view json) override {
    items.push_back(Json::parse(json));
    return base::Status::ok;
  }
  std::vector<Json> items;
};

const TownClock town_clock;

/// A call without an end, for sessions outside the connector.
struct Standing {
  Items sink;
  loader::CancelToken cancel;
  loader::CallFacts facts;
  std::unique_ptr<loader::CallContext> context;
  Standing() {
    facts.request_id = "owner";
    facts.deadline = town_clock.monotonic() + std::chrono::hours(1);
    context = std::make_unique<loader::CallContext>(facts, sink, cancel, town_clock);
  }
};

}  // namespace rig

namespace {

using rig::Items;
using rig::town_clock;

namespace fs = std::filesystem;

std::string text_of_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::shared_ptr<const loader::Plugin> plugin() {
  static const auto loaded = [] {
    const std::string library = ECLUSE_BUILD_FOLDER "/plugins/room-booking.so";
    auto manifest =
        manifest::parse(text_of_file(ECLUSE_BUILD_FOLDER "/plugins/room-booking.manifest.json"));
    if (!manifest)
      throw std::runtime_error("the manifest of room-booking: " + manifest.error().slug);
    auto made = loader::Plugin::load({library, std::move(*manifest)});
    if (!made) throw std::runtime_error("the plugin room-booking: " + made.error().slug);
    return *made;
  }();
  return loaded;
}

const manifest::Connector* connector_of(Base base) {
  const std::string id = is_grr(base) ? "grr" : "mrbs";
  for (const auto& each : plugin()->manifest().connectors)
    if (each.id == id) return &each;
  throw std::runtime_error("no connector " + id);
}

void expect(const Result<void>& done, const std::string& what) {
  if (done) return;
  std::string words;
  for (const auto& [name, value] : done.error().parameters) words += " " + name + "=" + value;
  throw std::runtime_error(what + ": " + done.error().slug + words);
}

}  // namespace

struct Rig::State {
  Base base;
  Server server;
  std::string folder, name, entry;
  Json reach;  ///< settings.database of the connector
  rig::Standing standing;
  services::MemoryLog log;
  std::unique_ptr<services::SystemServices> owner_services;
  std::unique_ptr<HostSql> owner;
  std::unique_ptr<services::SystemServices> services;
  std::unique_ptr<loader::Instance> instance;

  std::unique_ptr<HostSql> open_owner(Json settings) {
    std::vector<std::string> texts;
    for (const auto& [key, value] : settings.items())
      if (value.is_string()) texts.push_back(value);
    owner_services = std::make_unique<services::SystemServices>(
        "owner", std::vector<std::string>{folder},
        services::Surroundings{&town_clock, &log, nullptr, "owner", texts, 100});
    const ecluse_open facts{};
    auto opened = HostSql::open(Host(owner_services->host(), facts), settings.dump());
    if (!opened) throw std::runtime_error("owner: " + opened.error().slug);
    return std::move(*opened);
  }
  void run(const std::string& statement) {
    auto session = owner->dedicated({.call = &standing.context->raw()});
    if (!session) throw std::runtime_error("owner: " + session.error().slug);
    auto done = (*session)->run(statement);
    expect(done ? Result<void>() : Result<void>(tl::unexpected(done.error())),
           statement.substr(0, 200));
  }
};

Rig::Rig(Base base, Server server, const Json& settings) : state_(std::make_unique<State>()) {
  static std::atomic<int> count{0};
  auto& state = *state_;
  state.base = base;
  state.server = server;
  state.name = "rooms_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
  state.entry = is_grr(base) ? "grr_entry" : "mrbs_entry";
  std::string folder = fs::temp_directory_path().string() + "/ecluse-rooms-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp");
  state.folder = folder;
  if (server == Server::sqlite) {
    state.reach = {{"engine", "sqlite"}, {"folder", folder}, {"file", "rooms.db"}};
    std::ofstream(folder + "/rooms.db");  // the service opens what is there, and makes nothing
    state.owner = state.open_owner({{"engine", "sqlite"}, {"file", folder + "/rooms.db"}});
  } else {
    const std::string which = server == Server::mariadb ? "mariadb" : "postgresql";
    auto admin = testing::database_settings(testing::databases(), which);
    state.owner = state.open_owner(admin);
    state.run((server == Server::mariadb ? "CREATE DATABASE " : "CREATE SCHEMA ") + state.name);
    state.owner.reset();
    if (server == Server::mariadb)
      admin["database"] = state.name;
    else
      admin["schema"] = state.name;
    state.owner = state.open_owner(admin);
    state.reach = {{"engine", which},       {"host", admin["host"]},
                   {"port", admin["port"]}, {"name", admin["database"]},
                   {"user", admin["user"]}, {"password", admin["password"]}};
    if (server == Server::postgresql) state.reach["schema"] = state.name;
  }
  for (const auto& statement : statements_of(base, server)) state.run(statement);
  reopen(settings);
}

Rig::~Rig() {
  auto& state = *state_;
  state.instance.reset();
  if (state.server == Server::mariadb) state.run("DROP DATABASE " + state.name);
  if (state.server == Server::postgresql) state.run("DROP SCHEMA " + state.name + " CASCADE");
  state.owner.reset();
  fs::remove_all(state.folder);
}

void Rig::reopen(const Json& settings) {
  auto& state = *state_;
  state.instance.reset();
  const auto* connector = connector_of(state.base);
  Json whole = {{"database", state.reach}, {"booked_as", "connecteur"}};
  if (!is_grr(state.base)) whole["uid_domain"] = "valsonne.example";
  whole.merge_patch(settings);
  json::Value filled = json::Value::parse(whole.dump());
  connector->settings.compiled->fill_defaults(filled);
  if (const auto valid = connector->settings.compiled->validate(filled); !valid)
    throw std::runtime_error("settings: " + valid.error().slug + " " + valid.error().pointer);
  std::vector<std::string> texts;
  for (const auto& [key, value] : whole["database"].items())
    if (value.is_string() && key != "password") texts.push_back(value);
  state.services = std::make_unique<services::SystemServices>(
      "salles", std::vector<std::string>{state.folder},
      services::Surroundings{&town_clock, &state.log, nullptr, "mrbs", texts, 80});
  loader::OpenFacts facts;
  facts.connector = connector->id;
  facts.system = "salles";
  facts.settings = filled.dump();
  facts.state_folder = state.folder;
  auto opened = loader::Instance::open(plugin(), state.services->host(), std::move(facts));
  if (!opened)
    throw std::runtime_error("open: " + opened.error().slug + " " + opened.error().pointer);
  state.instance = std::move(*opened);
}

Told Rig::call(const Asked& asked) const {
  static std::atomic<int> count{0};
  Items sink;
  loader::CancelToken cancel;
  const std::string input = asked.input.is_null() ? "{}" : asked.input.dump();
  const std::string request = "request-" + std::to_string(++count);
  loader::CallFacts facts;
  facts.action = asked.action;
  facts.input = input;
  facts.request_id = request;
  facts.idempotency_key = asked.key;
  facts.consumer = asked.consumer;
  facts.dry_run = asked.dry_run;
  facts.deadline = town_clock.monotonic() + std::chrono::seconds(60);
  loader::CallContext context(facts, sink, cancel, town_clock);
  Told told;
  if (asked.function == loader::Function::invoke) {
    // As the host does it: an input that breaks its schema never reaches the connector.
    const auto* connector = connector_of(state_->base);
    const auto* action = connector->find_action(asked.action);
    json::Value filled = json::Value::parse(input);
    action->input.compiled->fill_defaults(filled);
    if (const auto valid = action->input.compiled->validate(filled); !valid) {
      told.slug = valid.error().slug;
      told.pointer = valid.error().pointer;
      return told;
    }
  }
  const auto done = state_->instance->run(asked.function, context);
  told.ok = bool(done);
  told.items = std::move(sink.items);
  if (!told.items.empty()) told.answer = told.items.back();
  if (done) return told;
  told.slug = done.error().slug;
  told.pointer = done.error().pointer;
  if (!done.error().details.empty()) told.beside = Json::parse(done.error().details);
  for (const auto& [name, value] : done.error().parameters) told.words[name] = value;
  return told;
}

std::vector<std::vector<std::string>> Rig::sql(const std::string& statement,
                                               const kit::SqlValues& values) const {
  const auto one = session(true);
  std::vector<std::vector<std::string>> rows;
  const auto done = one->run(statement, values, [&](const kit::SqlRow& row) {
    rows.emplace_back();
    for (std::size_t at = 0; at < row.size(); ++at) rows.back().push_back(row.text(at));
    return kit::SqlNext::more;
  });
  expect(done ? Result<void>() : Result<void>(tl::unexpected(done.error())),
         statement.substr(0, 200));
  return rows;
}

void Rig::as_operator(const std::string& script) const {
  const auto& reach = state_->reach;
  const std::string file = state_->folder + "/script.sql";
  std::ofstream(file) << script;
  const auto word = [&reach](const char* name) {
    return reach[name].is_string() ? reach[name].get<std::string>() : reach[name].dump();
  };
  const std::string to = " 2> " + state_->folder + "/script.txt < " + file;
  const std::string command =
      state_->server == Server::mariadb
          ? "MYSQL_PWD=" + word("password") + " mariadb -h " + word("host") + " -P " +
                word("port") + " -u " + word("user") + " " + word("name") + to
          : "PGPASSWORD=" + word("password") + " PGOPTIONS='-c search_path=" + word("schema") +
                ",public' psql -q -v ON_ERROR_STOP=1 -h " + word("host") + " -p " + word("port") +
                " -U " + word("user") + " " + word("name") + to;
  if (std::system(command.c_str()) != 0)
    throw std::runtime_error("the script: " + text_of_file(state_->folder + "/script.txt"));
}

std::int64_t Rig::number(const std::string& statement) const {
  return std::stoll(sql(statement).at(0).at(0));
}

std::unique_ptr<kit::SqlSession> Rig::session(bool dedicated) const {
  const kit::SqlTerms terms{.call = &state_->standing.context->raw()};
  auto made = dedicated ? state_->owner->dedicated(terms) : state_->owner->write(terms);
  if (!made) throw std::runtime_error("session: " + made.error().slug);
  return std::move(*made);
}

Base Rig::base() const { return state_->base; }
Server Rig::server() const { return state_->server; }
const std::string& Rig::entry() const { return state_->entry; }
const std::string& Rig::folder() const { return state_->folder; }

std::int64_t Rig::overlaps() const {
  const std::string live = is_grr(state_->base) ? " AND a.supprimer = 0 AND b.supprimer = 0" : "";
  return number("SELECT COUNT(*) FROM " + entry() + " a JOIN " + entry() +
                " b ON a.room_id = b.room_id AND a.id < b.id AND a.start_time < b.end_time AND "
                "a.end_time > b.start_time" +
                live);
}

bool servers_run() { return !testing::databases().empty(); }

}  // namespace ecluse::tests::rooms
