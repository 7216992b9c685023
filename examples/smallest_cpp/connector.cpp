// SPDX-License-Identifier: MIT
#include <ecluse/connector.hpp>

struct Settings {
  std::string town;
};
struct Greet {
  std::string name;
};
struct Greeting {
  std::string text;
};
template <>
constexpr auto ecluse::describe<Settings> = fields(
    field<&Settings::town>("Commune", "Town").example("Valsonne"));
template <>
constexpr auto ecluse::describe<Greet> = fields(
    field<&Greet::name>("Prénom", "First name").length(1, 80).example("Zoé"));
template <>
constexpr auto ecluse::describe<Greeting> = fields(
    field<&Greeting::text>("Texte", "Text"));

class Greeter {
 public:
  explicit Greeter(Settings settings) : settings_(std::move(settings)) {}

  ecluse::Result<Greeting> greet(const Greet& input, ecluse::Call& call) {
    const auto hello = call.say({"Bonjour ", "Hello "});
    return Greeting{std::string(hello) + input.name + ", " + settings_.town};
  }

 private:
  Settings settings_;
};

ECLUSE_PLUGIN(ecluse::plugin({.id = "smallest-cpp", .version = "1.0.0", .license = "MIT", .publisher = "Écluse"},
    ecluse::connector<Greeter, Settings>({.id = "smallest-cpp", .title = {"Salutation", "Greeting"}},
        ecluse::action<&Greeter::greet>({"Saluer", "Greet"}, {.safe = true}))));
