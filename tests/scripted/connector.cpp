// SPDX-License-Identifier: EUPL-1.2
#include <atomic>
#include <chrono>
#include <ecluse/connector.hpp>
#include <string_view>

namespace {

struct Settings {
  std::optional<std::string> mood;
  std::optional<std::string> folder;
};
struct Phrase {
  std::string text;
  int times = 1;
};
struct Said {
  std::string text;
  int writes = 0;
};
struct Person {
  std::string text;
  std::optional<std::string> father;
};
struct Nothing {};

}  // namespace

template <>
constexpr auto ecluse::describe<Settings> =
    fields(field<&Settings::mood>("Humeur", "Mood").example("calm"),
           field<&Settings::folder>("Dossier", "Folder").format(Format::folder));
template <>
constexpr auto ecluse::describe<Phrase> =
    fields(field<&Phrase::text>("Texte", "Text").length(1, 100).example("bonjour"),
           field<&Phrase::times>("Nombre", "Number").range(1, 1000000).fallback(1));
template <>
constexpr auto ecluse::describe<Said> = fields(field<&Said::text>("Texte", "Text"),
                                               field<&Said::writes>("Écritures", "Writes"));
template <>
constexpr auto ecluse::describe<Person> =
    fields(field<&Person::text>("Texte", "Text"),
           field<&Person::father>("Père", "Father").personal(Personal::filiation));
template <>
constexpr auto ecluse::describe<Nothing> = ecluse::fields();

namespace {

constexpr ecluse::ErrorType taken{
    .slug = "slot-taken",
    .status = ecluse::Status::already_exists,
    .title = {"Créneau pris", "Slot taken"},
    .sentence = {"Le créneau {slot} est pris.", "The slot {slot} is taken."},
    .remedy = {"Choisissez un autre créneau.", "Choose another slot."}};
constexpr ecluse::ErrorType refused{
    .slug = "credentials-refused",
    .status = ecluse::Status::unauthenticated,
    .title = {"Compte refusé", "Account refused"},
    .sentence = {"Le logiciel refuse le compte d'Écluse.",
                 "The software refuses Écluse's account."},
    .remedy = {"Prévenez le service informatique.", "Tell the IT department."}};

/// What it wrote, over all instances: the legacy system of the tests.
std::atomic<int> writes_done{0};

/// "away": the legacy system is never there. "flaky": it is not there every other time.
ecluse::Result<void> away_at(std::string_view text) {
  static std::atomic<int> flaky{0};
  if (text == "away" || (text == "flaky" && flaky++ % 2 == 0))
    return ecluse::fail(ecluse::Status::unavailable, "away");
  return {};
}

class Scripted {
 public:
  Scripted(Settings settings, ecluse::Host host)
      : settings_(std::move(settings)), host_(std::move(host)) {}

  ecluse::Result<Said> echo(const Phrase& input, ecluse::Call& call) {
    if (auto away = away_at(input.text); !away) return ecluse::fail(std::move(away));
    if (input.text == "stuck" && !call.wait(std::chrono::seconds(30))) {
      host_.info("told to stop");
      return ecluse::fail(ecluse::Status::cancelled, "");
    }
    return Said{input.text, 0};
  }
  ecluse::Result<Person> look_up(const Phrase& input, ecluse::Call&) {
    return Person{input.text, "CANARY"};
  }

  ecluse::Result<Said> write_down(const Phrase& input, ecluse::Call& call) {
    if (input.text == "taken") return ecluse::fail(taken).with("slot", "10:00").at("/text");
    if (auto away = away_at(input.text); !away) return ecluse::fail(std::move(away));
    if (input.text.starts_with("die")) std::abort();  // only in a process of its own
    if (input.text == "throw") throw std::runtime_error("CANARY in an exception");
    if (input.text == "wait" && !call.wait(std::chrono::seconds(30)))
      return ecluse::fail(ecluse::Status::cancelled, "");
    return Said{input.text, ++writes_done};
  }
  ecluse::Result<void> count(const Phrase& input, ecluse::Call&, ecluse::Stream<Said>& stream) {
    for (int number = 1; number <= input.times; ++number)
      if (!stream.put(Said{input.text, number})) {
        host_.info("told to stop");
        break;
      }
    return away_at(input.text);
  }
  ecluse::Result<Said> log_in(const Phrase&, ecluse::Call&) {
    host_.warning("the account is refused");
    return ecluse::fail(refused);
  }
  ecluse::Result<ecluse::Checked> check(ecluse::Call&) {
    if (settings_.mood == "down") return ecluse::fail(refused);
    return ecluse::Checked{"1.0", {{"mood", settings_.mood.value_or("calm")}}};
  }
  ecluse::Result<ecluse::OptionPage> moods(const ecluse::OptionQuery&, ecluse::Call&) {
    return ecluse::OptionPage{{{"calm", "Calme"}}, ""};
  }
  ecluse::Result<ecluse::Polled<Person>> news(const Nothing&, const ecluse::PollQuery& query,
                                              ecluse::Call&) {
    if (auto away = away_at(query.cursor.value_or("")); !away) return ecluse::fail(std::move(away));
    ecluse::Polled<Person> polled;
    polled.cursor = "2";
    if (query.cursor && *query.cursor != "2")
      polled.events.push_back({"e2", "2026-01-01T00:00:00Z", Person{"two", "CANARY"}});
    return polled;
  }
  ecluse::Result<ecluse::Outcome<Said>> found(const Phrase& input, ecluse::Call&) {
    if (input.text == "die lost")
      return ecluse::Outcome<Said>{ecluse::Trace::done, Said{"lost", 1}};
    if (input.text == "die absent")
      return ecluse::Outcome<Said>{ecluse::Trace::absent, std::nullopt};
    if (input.text == "lost") return ecluse::Outcome<Said>{ecluse::Trace::done, Said{"lost", 1}};
    if (input.text == "absent") return ecluse::Outcome<Said>{ecluse::Trace::absent, std::nullopt};
    return ecluse::Outcome<Said>{};
  }
  ecluse::Result<bool> refresh(ecluse::Call&) {
    host_.debug("refreshed");
    return true;
  }
  ecluse::Result<void> tell(const Nothing&, ecluse::Call&, ecluse::Lines& lines) {
    lines.put("one line");
    return {};
  }

 private:
  Settings settings_;
  ecluse::Host host_;
};

}  // namespace

ECLUSE_PLUGIN(ecluse::plugin(
    {.id = "scripted",
     .version = "1.0.0",
     .license = "EUPL-1.2",
     .publisher = "Écluse",
     .contact = "tests"},
    ecluse::connector<Scripted, Settings>(
        {.id = "scripted",
         .title = {"Connecteur d'essai", "Test connector"},
         .product = "none",
         .personal = true,
         .max_concurrency = 8},
        ecluse::action<&Scripted::echo>({"Répéter", "Echo"}, {.safe = true}),
        ecluse::action<&Scripted::look_up>({"Consulter", "Look up"},
                                           {.safe = true, .personal = true}),
        ecluse::action<&Scripted::write_down>({"Écrire", "Write down"},
                                              {.timeout_seconds = 1, .errors = {&taken}}),
        ecluse::action<&Scripted::count>({"Compter", "Count"},
                                         {.safe = true, .timeout_seconds = 120}),
        ecluse::action<&Scripted::log_in>({"Se connecter", "Log in"},
                                          {.safe = true, .errors = {&refused}}),
        ecluse::check<&Scripted::check>({&refused}),
        ecluse::options<&Scripted::moods>({"Humeurs", "Moods"}),
        ecluse::trigger<&Scripted::news>({"Nouvelles", "News"}, {.personal = true}),
        ecluse::refresh<&Scripted::refresh>(60),
        ecluse::outcome<&Scripted::write_down, &Scripted::found>(),
        ecluse::command<&Scripted::tell>({"Dire", "Tell"}, {"Dit une ligne", "Tells a line"}))));
