// SPDX-License-Identifier: EUPL-1.2
// A connector that asks a database one thing, to be run in a real worker.
#include <ecluse/connector.hpp>
#include <ecluse/host_sql.hpp>
#include <ecluse/sql_errors.hpp>

namespace {

struct Settings {
  std::string engine;
  std::optional<std::string> folder, file, host, socket, database, user, word;
  std::optional<int> port;
};
struct Question {
  std::string text;
};
struct Reply {
  std::string text;
};

}  // namespace

template <>
constexpr auto ecluse::describe<Settings> =
    fields(field<&Settings::engine>("Moteur", "Engine"),
           field<&Settings::folder>("Dossier", "Folder").format(Format::folder),
           field<&Settings::file>("Fichier", "File"), field<&Settings::host>("Hôte", "Host"),
           field<&Settings::socket>("Socket", "Socket"), field<&Settings::database>("Base", "Base"),
           field<&Settings::user>("Compte", "Account"), field<&Settings::word>("Mot", "Word"),
           field<&Settings::port>("Port", "Port"));
template <>
constexpr auto ecluse::describe<Question> = fields(field<&Question::text>("Texte", "Text"));
template <>
constexpr auto ecluse::describe<Reply> = fields(field<&Reply::text>("Texte", "Text"));

namespace {

class Prober {
 public:
  static ecluse::Result<std::unique_ptr<Prober>> open(Settings settings, ecluse::Host host) {
    std::string json = "{\"engine\":\"" + settings.engine + "\"";
    const auto add = [&](const char* name, const std::optional<std::string>& value) {
      if (value) json += std::string(",\"") + name + "\":\"" + *value + "\"";
    };
    if (settings.file) add("file", *settings.folder + "/" + *settings.file);
    add("host", settings.host);
    add("socket", settings.socket);
    add("database", settings.database);
    add("user", settings.user);
    add("password", settings.word);
    if (settings.port) json += ",\"port\":" + std::to_string(*settings.port);
    auto database = ecluse::HostSql::open(host, json + "}");
    if (!database) return ecluse::fail(std::move(database));
    return std::unique_ptr<Prober>(new Prober(std::move(*database)));
  }
  /// Writes in a transaction, reads it back, and takes it back.
  ecluse::Result<Reply> ask(const Question& question, ecluse::Call& call) {
    auto session = database_->write({.call = &call.raw()});
    if (!session) return ecluse::fail(std::move(session));
    auto made = (*session)->run("CREATE TEMPORARY TABLE probe (x VARCHAR(100))");
    if (!made) return ecluse::fail(std::move(made));
    auto done = (*session)->run("INSERT INTO probe VALUES (?)", {question.text});
    if (!done) return ecluse::fail(std::move(done));
    auto row = (*session)->first("SELECT x FROM probe");
    if (!row) return ecluse::fail(std::move(row));
    return Reply{(*session)->facts().product + " " + (**row).text(0)};
  }

 private:
  explicit Prober(std::unique_ptr<ecluse::HostSql> database) : database_(std::move(database)) {}
  std::unique_ptr<ecluse::HostSql> database_;
};

}  // namespace

ECLUSE_PLUGIN(ecluse::plugin({.id = "prober",
                              .version = "1.0.0",
                              .license = "EUPL-1.2",
                              .publisher = "Écluse",
                              .contact = "tests"},
                             ecluse::connector<Prober, Settings>(
                                 {.id = "prober",
                                  .title = {"Sonde", "Prober"},
                                  .product = "none",
                                  .max_concurrency = 2,
                                  .requires_services = {"ecluse.sql/1"}},
                                 ecluse::action<&Prober::ask>({"Demander", "Ask"},
                                                              {.timeout_seconds = 15,
                                                               .errors = ecluse::sql_errors()}))));
