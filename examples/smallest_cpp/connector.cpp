// SPDX-License-Identifier: MIT
#include <ecluse/connector.hpp>

struct Settings { std::string town; };
struct Greet { std::string name; };
struct Greeting { std::string text; };
template <> constexpr auto ecluse::describe<Settings> = fields(
    field<&Settings::town>("Commune", "Town").describe("Qui salue", "Who greets").example("Valsonne"));
template <> constexpr auto ecluse::describe<Greet> = fields(
    field<&Greet::name>("Prénom", "First name").length(1, 80).example("Zoé"));
template <> constexpr auto ecluse::describe<Greeting> = fields(field<&Greeting::text>("Texte", "Text"));

constexpr ecluse::ErrorType unreachable{.slug = "town-unreachable", .status = ecluse::Status::unavailable,
    .title = {"Mairie injoignable", "Town hall unreachable"},
    .sentence = {"La mairie ne répond pas.", "The town hall does not answer."},
    .remedy = {"Réessayez plus tard.", "Try again later."}};

class Greeter {
 public:
  explicit Greeter(Settings settings) : settings_(std::move(settings)) {}
  ecluse::Result<Greeting> greet(const Greet& input, ecluse::Call& call) {
    return Greeting{std::string(call.say({"Bonjour ", "Hello "})) + input.name + ", " + settings_.town};
  }
  ecluse::Result<ecluse::Checked> check(ecluse::Call& call) {  // a real one asks its legacy system here
    if (call.cancelled()) return ecluse::fail(unreachable);
    return ecluse::Checked{.version = "1", .facts = {{"town", settings_.town}}};
  }

 private:
  Settings settings_;
};

ECLUSE_PLUGIN(ecluse::plugin(
    {.id = "smallest-cpp", .version = "1.0.0", .license = "MIT", .publisher = "Écluse",
     .contact = "examples/smallest_cpp"},
    ecluse::connector<Greeter, Settings>({.id = "smallest-cpp", .title = {"Salutation", "Greeting"}},
        ecluse::check<&Greeter::check>({&unreachable}),
        ecluse::action<&Greeter::greet>({"Saluer", "Greet"}, {.description = {"Salue une personne au nom de la commune",
            "Greets a person for the town"}, .safe = true}))));
