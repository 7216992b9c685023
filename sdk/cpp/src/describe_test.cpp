// SPDX-License-Identifier: MIT
// Described structs of every kind: their schema, what is read into them, what is written of them.
#include <gtest/gtest.h>

#include "json.hpp"

namespace {

enum class Use { meeting, wedding };
struct Site {
  std::string code;
  std::optional<std::string> street;
};
struct Request {
  ecluse::Date day;
  ecluse::PartialDate since;
  ecluse::Decimal deposit;
  Use use = Use::meeting;
  int seats = 0;
  bool heated = false;
  std::vector<std::string> names;
  std::vector<Site> sites;
  std::optional<std::int64_t> number;
  std::optional<Site> annex;
};
struct Settings {
  std::string folder;
  ecluse::Secret password;
  std::string settle;
};

}  // namespace

template <>
constexpr auto ecluse::describe<Use> =
    choices(choice<Use::meeting>("meeting", "Réunion", "Meeting"),
            choice<Use::wedding>("wedding", "Mariage", "Wedding"));
template <>
constexpr auto ecluse::describe<Site> =
    fields(field<&Site::code>("Commune", "Commune").format(Format::insee_commune).example("69001"),
           field<&Site::street>("Rue", "Street").length(1, 100).personal(Personal::contact));
template <>
constexpr auto ecluse::describe<Request> =
    fields(field<&Request::day>("Jour", "Day"), field<&Request::since>("Depuis", "Since"),
           field<&Request::deposit>("Caution", "Deposit").example("12.50"),
           field<&Request::use>("Usage", "Use").fallback("meeting"),
           field<&Request::seats>("Places", "Seats").range(1, 500).fallback(50).advanced(),
           field<&Request::heated>("Chauffée", "Heated").fallback(true),
           field<&Request::names>("Noms", "Names").items(1, 2).length(2, 5),
           field<&Request::sites>("Sites", "Sites").items(0, 3),
           field<&Request::number>("Numéro", "Number").options("numbers"),
           field<&Request::annex>("Annexe", "Annex"));
template <>
constexpr auto ecluse::describe<Settings> = fields(
    field<&Settings::folder>("Dossier", "Folder").format(Format::folder),
    field<&Settings::password>("Mot de passe", "Password").describe("Du compte", "Of the account"),
    field<&Settings::settle>("Repos", "Settle").format(Format::duration).fallback("10s"));

namespace ecluse::detail {
namespace {

Json localised(const char* french, const char* english) {
  return {{"fr", french}, {"en", english}};
}

TEST(Schema, OfTextsNumbersAndChoices) {
  const Json properties = schema_of(type_of<Request>(), Place::input)["properties"];
  EXPECT_EQ(properties["day"],
            (Json{{"type", "string"}, {"format", "date"}, {"title", localised("Jour", "Day")}}));
  EXPECT_EQ(properties["since"]["format"], "partial-date");
  EXPECT_EQ(properties["deposit"], (Json{{"type", "string"},
                                         {"format", "decimal"},
                                         {"examples", {"12.50"}},
                                         {"title", localised("Caution", "Deposit")}}));
  EXPECT_EQ(properties["use"], (Json{{"type", "string"},
                                     {"enum", {"meeting", "wedding"}},
                                     {"labels",
                                      {{"meeting", localised("Réunion", "Meeting")},
                                       {"wedding", localised("Mariage", "Wedding")}}},
                                     {"default", "meeting"},
                                     {"title", localised("Usage", "Use")}}));
  EXPECT_EQ(properties["seats"], (Json{{"type", "integer"},
                                       {"minimum", 1},
                                       {"maximum", 500},
                                       {"default", 50},
                                       {"advanced", true},
                                       {"title", localised("Places", "Seats")}}));
  EXPECT_EQ(properties["heated"]["default"], true);
  EXPECT_EQ(properties["number"], (Json{{"type", "integer"},
                                        {"options", "numbers"},
                                        {"title", localised("Numéro", "Number")}}));
}

TEST(Schema, OfListsAndStructs) {
  const Json schema = schema_of(type_of<Request>(), Place::input);
  EXPECT_EQ(schema["properties"]["names"],
            (Json{{"type", "array"},
                  {"minItems", 1},
                  {"maxItems", 2},
                  {"items", {{"type", "string"}, {"minLength", 2}, {"maxLength", 5}}},
                  {"title", localised("Noms", "Names")}}));
  const Json site = schema["properties"]["sites"]["items"];
  EXPECT_EQ(site["type"], "object");
  EXPECT_EQ(site["additionalProperties"], false);
  EXPECT_EQ(site["required"], (Json{"code"}));
  EXPECT_EQ(site["properties"]["code"]["format"], "insee-commune");
  EXPECT_EQ(site["properties"]["street"]["personal"], "contact");
  EXPECT_EQ(schema["properties"]["annex"]["properties"], site["properties"]);
  EXPECT_EQ(schema["required"], (Json{"day", "deposit", "names", "since", "sites"}));
  // What we give is whole: a fallback is for what we receive.
  EXPECT_EQ(schema_of(type_of<Request>(), Place::output)["required"],
            (Json{"day", "deposit", "heated", "names", "seats", "since", "sites", "use"}));
}

TEST(Schema, OfSecrets) {
  const Json properties = schema_of(type_of<Settings>(), Place::settings)["properties"];
  EXPECT_EQ(properties["password"],
            (Json{{"type", "string"},
                  {"writeOnly", true},
                  {"title", localised("Mot de passe", "Password")},
                  {"description", localised("Du compte", "Of the account")}}));
}

constexpr const char* whole =
    R"({"day":"2026-03-02","since":"1969","deposit":"12.50","use":"wedding","seats":7,
  "heated":false,"names":["aa","éé"],"sites":[{"code":"2A004","street":"Rue X"},{"code":"69001"}],
  "number":-3,"annex":{"code":"69002"}})";

TEST(Read, FillsEveryKind) {
  Request request;
  const auto read = parse_into(whole, type_of<Request>(), &request);
  ASSERT_TRUE(read) << read.error().slug << read.error().pointer;
  EXPECT_EQ(request.day.text(), "2026-03-02");
  EXPECT_EQ(request.since.text(), "1969");
  EXPECT_EQ(request.deposit.text(), "12.50");
  EXPECT_EQ(request.use, Use::wedding);
  EXPECT_EQ(request.seats, 7);
  EXPECT_EQ(request.names, (std::vector<std::string>{"aa", "éé"}));
  ASSERT_EQ(request.sites.size(), 2u);
  EXPECT_EQ(request.sites[0].street, "Rue X");
  EXPECT_FALSE(request.sites[1].street);
  EXPECT_EQ(request.number, -3);
  EXPECT_EQ(request.annex->code, "69002");
  // Written again, it is the same document.
  EXPECT_EQ(Json::parse(to_json(type_of<Request>(), &request)), Json::parse(whole));
}

TEST(Read, UsesFallbacks) {
  Request request;
  request.heated = false;
  const auto read = parse_into(
      R"({"day":"2026-03-02","since":"1969-05","deposit":"0","names":["aa"],"sites":[]})",
      type_of<Request>(), &request);
  ASSERT_TRUE(read) << read.error().slug << read.error().pointer;
  EXPECT_EQ(request.use, Use::meeting);
  EXPECT_EQ(request.seats, 50);
  EXPECT_TRUE(request.heated);
  Settings settings;
  ASSERT_TRUE(
      parse_into(R"({"folder":"/srv/x","password":"hunter2"})", type_of<Settings>(), &settings));
  EXPECT_EQ(settings.password.reveal(), "hunter2");
  EXPECT_EQ(settings.settle, "10s");
  EXPECT_EQ(to_json(type_of<Settings>(), &settings),
            R"({"folder":"/srv/x","password":"","settle":"10s"})");
}

TEST(Read, PointsAtTheFault) {
  const struct {
    const char* change;  ///< JSON merge patch of `whole`
    const char* slug;
    const char* pointer;
  } rows[] = {{R"({"day":"2026-02-30"})", "wrong-format", "/day"},
              {R"({"since":"1969-13"})", "wrong-format", "/since"},
              {R"({"deposit":12.5})", "wrong-type", "/deposit"},
              {R"({"deposit":"12,50"})", "wrong-format", "/deposit"},
              {R"({"use":"party"})", "not-in-enum", "/use"},
              {R"({"seats":501})", "too-large", "/seats"},
              {R"({"seats":99999999999})", "too-large", "/seats"},
              {R"({"names":["aa","x"]})", "too-short", "/names/1"},
              {R"({"names":[]})", "too-few", "/names"},
              {R"({"sites":[{"code":"69001"},{"street":"X"}]})", "missing", "/sites/1/code"},
              {R"({"sites":[{"code":"69001","a/b":1}]})", "unknown", "/sites/0/a~1b"},
              {R"({"annex":{"code":"1"}})", "wrong-format", "/annex/code"},
              {R"({"number":"3"})", "wrong-type", "/number"},
              {R"({"dya":1})", "unknown", "/dya"}};
  for (const auto& row : rows) {
    Json input = Json::parse(whole);
    input.merge_patch(Json::parse(row.change));
    Request request;
    const auto read = parse_into(input.dump(), type_of<Request>(), &request);
    ASSERT_FALSE(read) << row.change;
    EXPECT_EQ(read.error().slug, row.slug) << row.change;
    EXPECT_EQ(read.error().pointer, row.pointer) << row.change;
    EXPECT_EQ(read.error().status, Status::invalid_argument);
  }
}

TEST(Read, RefusesWhatIsNoObject) {
  Request request;
  EXPECT_EQ(parse_into("[]", type_of<Request>(), &request).error().slug, "wrong-type");
  EXPECT_EQ(parse_into("{", type_of<Request>(), &request).error().slug, "invalid-json");
  EXPECT_EQ(parse_into("", type_of<Request>(), &request).error().slug, "missing");
}

TEST(Write, LeavesOutWhatIsAbsentAndMendsBrokenText) {
  const Site site{"69001\xFF", std::nullopt};
  EXPECT_EQ(to_json(type_of<Site>(), &site), "{\"code\":\"69001\xEF\xBF\xBD\"}");
}

}  // namespace
}  // namespace ecluse::detail
