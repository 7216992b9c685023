// SPDX-License-Identifier: MIT
// The connector @name@: a folder of the legacy system, seen as a list of entries. It works as it
// stands; put your product in its place, step by step, and keep `ecluse plugin check` green.
#include <algorithm>
#include <ecluse/connector.hpp>

namespace {

struct Settings {
  std::string folder;
};
struct FindEntries {
  std::optional<std::string> name;
  int most = 50;
};
struct GetEntry {
  std::string name;
};
struct Entry {
  std::string name;
  std::int64_t bytes = 0;
};
struct Entries {
  std::vector<Entry> entries;
  bool complete = true;
};

}  // namespace

// What is said here becomes the names, the JSON Schema, the checks and the forms of n8n and Make.
template <>
constexpr auto ecluse::describe<Settings> = fields(
    field<&Settings::folder>("Dossier", "Folder")
        .describe("Où le logiciel dépose ses fichiers", "Where the software puts its files")
        .format(Format::folder)
        .example("/srv/@name@"));
template <>
constexpr auto ecluse::describe<FindEntries> = fields(
    field<&FindEntries::name>("Nom", "Name")
        .describe("Un morceau du nom", "A part of the name")
        .length(1, 100)
        .example("2026"),
    field<&FindEntries::most>("Au plus", "At most").range(1, 500).fallback(50));
template <>
constexpr auto ecluse::describe<GetEntry> = fields(
    field<&GetEntry::name>("Nom", "Name").length(1, 200).example("liste-2026.txt"));
template <>
constexpr auto ecluse::describe<Entry> = fields(
    field<&Entry::name>("Nom", "Name"),
    field<&Entry::bytes>("Taille en octets", "Size in bytes"));
template <>
constexpr auto ecluse::describe<Entries> = fields(
    field<&Entries::entries>("Entrées", "Entries"),
    field<&Entries::complete>("Liste complète", "Complete list"));

namespace {

// Each way to fail is declared once; the host says the sentences. {name} is a parameter.
constexpr ecluse::ErrorType folder_unreachable{
    .slug = "folder-unreachable",
    .status = ecluse::Status::unavailable,
    .title = {"Dossier injoignable", "Folder unreachable"},
    .sentence = {"Le dossier ne répond pas.", "The folder does not answer."},
    .remedy = {"Vérifiez que le partage est monté.", "Check that the share is mounted."}};
constexpr ecluse::ErrorType no_such_entry{
    .slug = "no-such-entry",
    .status = ecluse::Status::not_found,
    .title = {"Entrée inconnue", "Unknown entry"},
    .sentence = {"Le dossier n'a rien de ce nom.", "The folder has nothing of this name."},
    .remedy = {"Cherchez-la avec find-entries.", "Look for it with find-entries."}};

class @Name@ {
 public:
  @Name@(Settings settings, ecluse::Host host)
      : settings_(std::move(settings)), files_(host.files()) {}

  ecluse::Result<Entries> find_entries(const FindEntries& query, ecluse::Call& call) {
    auto files = files_.list(settings_.folder);
    if (!files) return ecluse::fail(folder_unreachable);
    Entries found;
    for (const auto& file : *files) {
      if (call.cancelled()) return ecluse::fail(ecluse::Status::cancelled, "cancelled");
      if (!file.regular) continue;
      if (query.name && file.path.find(*query.name) == std::string::npos) continue;
      found.entries.push_back({file.path, static_cast<std::int64_t>(file.bytes)});
    }
    std::sort(found.entries.begin(), found.entries.end(),
              [](const Entry& left, const Entry& right) { return left.name < right.name; });
    if (found.entries.size() > static_cast<std::size_t>(query.most)) {
      found.entries.resize(static_cast<std::size_t>(query.most));
      found.complete = false;
    }
    return found;
  }

  ecluse::Result<Entry> get_entry(const GetEntry& query, ecluse::Call&) {
    auto file = files_.stat(settings_.folder, query.name);
    if (file && file->regular) return Entry{file->path, static_cast<std::int64_t>(file->bytes)};
    if (!file && file.error().status == ecluse::Status::unavailable)
      return ecluse::fail(folder_unreachable);
    return ecluse::fail(no_such_entry).at("/name");
  }

  // Asked by `ecluse check --live` before anything is served.
  ecluse::Result<ecluse::Checked> check(ecluse::Call&) {
    auto files = files_.list(settings_.folder);
    if (!files) return ecluse::fail(folder_unreachable);
    return ecluse::Checked{.version = "1", .facts = {{"entries", std::to_string(files->size())}}};
  }

 private:
  Settings settings_;
  ecluse::Files files_;
};

}  // namespace

ECLUSE_PLUGIN(ecluse::plugin(
    {.id = "@name@",
     .version = "0.1.0",
     .license = "MIT",
     .publisher = "@owner@",
     .contact = "@owner@"},
    ecluse::connector<@Name@, Settings>(
        {.id = "@name@",
         .title = {"@Name@", "@Name@"},
         .description = {"Les fichiers d'un dossier.", "The files of a folder."},
         .product = "@name@",
         .versions = {"1"},
         .requires_services = {"ecluse.files/1"}},
        ecluse::check<&@Name@::check>({&folder_unreachable}),
        ecluse::action<&@Name@::find_entries>(
            {"Chercher des entrées", "Find entries"},
            {.description = {"Liste les entrées dont le nom contient un texte.",
                             "Lists the entries whose name contains a text."},
             .safe = true,
             .errors = {&folder_unreachable}}),
        ecluse::action<&@Name@::get_entry>(
            {"Lire une entrée", "Get an entry"},
            {.description = {"Donne la taille d'une entrée.", "Gives the size of an entry."},
             .safe = true,
             .errors = {&folder_unreachable, &no_such_entry}}))));
