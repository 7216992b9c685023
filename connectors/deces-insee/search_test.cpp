// SPDX-License-Identifier: EUPL-1.2
// Questions: searching, matching, withdrawing, and what a trigger is told.
#include <gtest/gtest.h>

#include <set>

#include "match.hpp"
#include "testing/index_fixture.hpp"

namespace ecluse::deces {
namespace {

using Names = std::vector<std::string>;

LineFields person(const std::string& name, const std::string& born,
                  const std::string& died = "20240103", const std::string& act = "1") {
  LineFields fields;
  fields.name = name + "/";
  fields.born = born;
  fields.died = died;
  fields.act = act;
  return fields;
}

class SearchTest : public IndexFixture {
 protected:
  void bring(const std::string& file, const std::vector<LineFields>& lines,
             std::int64_t modified_s = 50) {
    std::string text;
    for (const LineFields& line : lines) text += fixed_line(line) + "\r\n";
    source.put(file, text, modified_s);
    ASSERT_EQ(refresh(), "ok");
  }
  Names found(const Criteria& criteria) const {
    Names all;
    for (const Found& one : find(criteria)) all.push_back(one.name);
    return all;
  }
  Names by_name(const std::string& name, const std::string& given = {}) const {
    Criteria criteria;
    criteria.name = name;
    criteria.given = given;
    return found(criteria);
  }
  std::vector<Match> matches(const Wanted& wanted, int least = 1) const {
    const auto index = reader();
    Search search(*index);
    return *match(search, wanted, least, 10);
  }
  /// Names of what a watcher of 33063 is told; moves the position.
  Names told(Position& position, std::size_t most = 100) const {
    const auto index = reader();
    auto arrivals = Search(*index).arrived({{"33063"}, true, true}, position, most);
    EXPECT_TRUE(arrivals);
    Names all;
    for (const Arrived& one : arrivals->found) all.push_back(one.found.name);
    position = arrivals->next;
    return all;
  }
};

TEST_F(SearchTest, NamesAreFolded) {
  bring("a.txt",
        {person("LÉVÊQUE*ZOÉ MARIE", "19410203"), person("LEVEQUE DE L'ISLE*PAUL", "19410204"),
         person("LEVEQUEL*ANNE", "19410205"), person("N'DIAYE*AWA", "19600101")});
  EXPECT_EQ(by_name("lévêque"), (Names{"LEVEQUE DE L'ISLE*PAUL", "LÉVÊQUE*ZOÉ MARIE"}));
  EXPECT_EQ(by_name("LEVEQUE").size(), 2u);
  EXPECT_EQ(by_name("leveque*").size(), 3u);
  EXPECT_EQ(by_name("n diaye"), Names{"N'DIAYE*AWA"});
  EXPECT_EQ(by_name("leveque", "marie zoe"), Names{"LÉVÊQUE*ZOÉ MARIE"});
  EXPECT_EQ(by_name("leveque", "mar"), Names{"LÉVÊQUE*ZOÉ MARIE"});
  EXPECT_EQ(by_name("leveque", "arie"), Names{});
  EXPECT_EQ(by_name("leveque", "[a-z]*").size(), 0u);  // no pattern of SQLite's
}

TEST_F(SearchTest, PartialDatesMatchByRange) {
  bring("a.txt", {person("A*A", "19410203"), person("B*B", "19410200"), person("C*C", "19410000"),
                  person("D*D", "19410304"), person("E*E", "00000000")});
  Criteria criteria;
  criteria.born = PartialDate::parse("1941-02-03");
  EXPECT_EQ(std::set<std::string>({"A*A", "B*B", "C*C"}), [&] {
    const auto all = found(criteria);
    return std::set<std::string>(all.begin(), all.end());
  }());
  criteria.born = PartialDate::parse("1941-02");
  EXPECT_EQ(found(criteria).size(), 3u);
  criteria.born = PartialDate::parse("1941");
  EXPECT_EQ(found(criteria).size(), 4u);
}

TEST_F(SearchTest, DeathsSinceADayIncludeThoseThatMayBe) {
  bring("a.txt", {person("A*A", "19410203", "20240103"), person("B*B", "19410203", "20240000"),
                  person("C*C", "19410203", "20231231"), person("D*D", "19410203", "20240200")});
  Criteria criteria;
  criteria.died_from = 20240102;
  EXPECT_EQ(found(criteria), (Names{"B*B", "A*A", "D*D"}));
  criteria.died_to = 20240131;
  EXPECT_EQ(found(criteria), (Names{"B*B", "A*A"}));
}

TEST_F(SearchTest, ATownTakesItsArrondissementsAndItsFormerCode) {
  LineFields paris = person("A*A", "19410203"), ajaccio = person("B*B", "19410203");
  paris.death_place = "75120";
  ajaccio.birth_place = "20004";
  bring("a.txt", {paris, ajaccio});
  Criteria criteria;
  criteria.death_place = "75056";
  EXPECT_EQ(found(criteria), Names{"A*A"});
  criteria = Criteria{};
  criteria.birth_place = "2A004";
  EXPECT_EQ(found(criteria), Names{"B*B"});
}

TEST_F(SearchTest, PagesGoOnWhereTheyEndedAndRepeatNothing) {
  std::vector<LineFields> lines;
  for (int number = 0; number < 40; ++number)
    lines.push_back(
        person("MARTIN*JEAN", "19410203", "20240103", std::to_string(number / 2)));  // each twice
  bring("a.txt", lines);
  bring("b.txt", lines);
  Criteria criteria;
  criteria.name = "martin";
  ASSERT_EQ(find(criteria).size(), 20u);
  const auto index = reader();
  Search search(*index);
  std::set<std::string> acts;
  std::optional<Position> after;
  for (int page = 0; page < 7; ++page) {
    int left = 3;
    ASSERT_TRUE(search.find(criteria, after, [&](const Found& one) {
      EXPECT_TRUE(acts.insert(one.act).second) << one.act;
      after = Position{one.segment, one.line};
      return --left > 0;
    }));
  }
  EXPECT_EQ(acts.size(), 20u);
}

TEST_F(SearchTest, WithoutACriterionOrItsFileAQuestionFails) {
  bring("a.txt", {person("A*A", "19410203")});
  const auto index = reader();
  Search search(*index);
  Criteria criteria;
  criteria.name = "--";
  EXPECT_EQ(search.find(criteria, {}, [](const Found&) { return true; }).error().slug,
            "criteria-missing");
  criteria.name = "a";
  const auto gone = search.find(criteria, Position{77, 1}, [](const Found&) { return true; });
  EXPECT_EQ(gone.error().slug, "cursor-expired");
}

TEST_F(SearchTest, OppositionIsAppliedOnEveryWayOut) {
  bring("a.txt", {person("MARTIN*ANNE", "19410203", "20240103", "000017"),
                  person("MARTIN*PAUL", "19410203", "20240103", "18")});
  const auto anne = Reference::of({"MARTIN*ANNE", 1, 19410203, 20240103, "75107", "33063", "17"});
  ASSERT_TRUE(*Search(*reader()).get(anne));
  source.put("fichier-opposition-deces-2024.csv",
             "\xEF\xBB\xBF\"Date de décès\";\"Code du lieu de décès\";\"Numéro d'acte de "
             "décès\"\n\"20240103\";\"33063\";\"17\"\n",
             50);
  ASSERT_EQ(refresh(), "ok");
  EXPECT_EQ(by_name("martin"), Names{"MARTIN*PAUL"});
  Criteria criteria;
  criteria.death_place = "33063";
  EXPECT_EQ(found(criteria), Names{"MARTIN*PAUL"});
  EXPECT_FALSE(*Search(*reader()).get(anne));
  Wanted wanted;
  wanted.name = "Martin";
  wanted.given = "Anne";
  wanted.born = PartialDate::parse("1941-02-03");
  for (const Match& one : matches(wanted)) EXPECT_NE(one.found.name, "MARTIN*ANNE");
  Position start;
  EXPECT_EQ(told(start), Names{"MARTIN*PAUL"});
  // And the list that is taken away stays applied; so does it to files that come later.
  source.files.erase("fichier-opposition-deces-2024.csv");
  bring("b.txt", {person("MARTIN*ANNE", "19410203", "20240103", "17")});
  EXPECT_EQ(by_name("martin"), Names{"MARTIN*PAUL"});
  EXPECT_TRUE(*has_opposition(*reader()));
  EXPECT_EQ(*count_withdrawn(*reader()), 1);
}

TEST_F(SearchTest, AListOfWhichNothingCanBeReadIsRefused) {
  source.put("fichier-opposition-deces-2024.csv", "a;b\nc;d\ne;f\n", 50);
  ASSERT_EQ(refresh(), "ok");
  EXPECT_EQ(segments()[0].state, kit::SegmentState::rejected);
  EXPECT_FALSE(*has_opposition(*reader()));
}

TEST_F(SearchTest, MatchesHaveAScoreAndReasons) {
  bring("a.txt",
        {person("MARTIN*JEAN PIERRE", "19380214"), person("MARTEN*JEAN", "19380214"),
         person("MARTIN*JEAN", "19381402"), person("MARTIN*PAUL", "19380214"),
         person("DURAND*JEAN PIERRE", "19380214"), person("MARTIN*JEAN PIERRE", "19500101")});
  Wanted wanted;
  wanted.name = "Martin";
  wanted.given = "Jean-Pierre";
  wanted.born = PartialDate::parse("1938-02-14");
  wanted.birth_place = "75056";
  wanted.sex = 1;
  const auto all = matches(wanted);
  ASSERT_GE(all.size(), 3u);
  EXPECT_EQ(all[0].found.name, "MARTIN*JEAN PIERRE");
  EXPECT_EQ(all[0].judgement.score, 100);
  EXPECT_EQ(all[0].judgement.reasons,
            (std::vector<Reason>{Reason::name_equal, Reason::given_equal, Reason::birth_equal,
                                 Reason::birth_place_equal}));
  for (const Match& one : all) {
    EXPECT_NE(one.found.name, "DURAND*JEAN PIERRE");
    EXPECT_NE(one.found.born, 19500101);
    int sum = 0;
    for (const Reason reason : one.judgement.reasons) {
      sum += points(reason);
      EXPECT_FALSE(code(reason).empty());
      EXPECT_FALSE(sentence(reason).french.empty());
      EXPECT_FALSE(sentence(reason).english.empty());
    }
    EXPECT_EQ(one.judgement.score, sum);
  }
  EXPECT_EQ(all[1].found.name, "MARTEN*JEAN");  // a letter, and the first given name
  wanted.sex = 2;
  EXPECT_EQ(matches(wanted)[0].judgement.score, 75);
  EXPECT_TRUE(matches(wanted, 80).empty());
}

TEST_F(SearchTest, AUsedNameAndASwappedDayAreLookedFor) {
  bring("a.txt", {person("MARTIN*ANNE", "19380502")});
  Wanted wanted;
  wanted.name = "Durand";
  wanted.used_name = "Martin";
  wanted.given = "Anne";
  wanted.born = PartialDate::parse("1938-02-05");
  const auto all = matches(wanted);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(
      all[0].judgement.reasons,
      (std::vector<Reason>{Reason::used_name_equal, Reason::given_equal, Reason::birth_swapped}));
}

TEST_F(SearchTest, ATriggerIsToldWhatCameInInOrder) {
  bring("a.txt", {numbered(1), numbered(2)});
  Position position = *Search(*reader()).end();
  EXPECT_EQ(told(position), Names{});
  LineFields elsewhere = numbered(3), born_here = numbered(4);
  elsewhere.death_place = "44109";
  born_here.death_place = "44109";
  born_here.birth_place = "33063";
  bring("b.txt", {elsewhere, born_here, numbered(5), numbered(6)});
  EXPECT_EQ(told(position, 2), (Names{"NOM4*PRENOM", "NOM5*PRENOM"}));
  EXPECT_EQ(told(position, 2), Names{"NOM6*PRENOM"});
  EXPECT_EQ(told(position), Names{});
}

TEST_F(SearchTest, AReplacedFileTellsOnlyWhatIsNew) {
  bring("a.txt", {numbered(1), numbered(2)});
  Position behind = *Search(*reader()).end();
  Position before;
  bring("a.txt", {numbered(7), numbered(2), numbered(1)}, 60);
  EXPECT_EQ(told(behind), Names{"NOM7*PRENOM"});
  EXPECT_EQ(told(before),
            (Names{"NOM1*PRENOM", "NOM2*PRENOM", "NOM7*PRENOM"}));  // none was lost either
  EXPECT_EQ(told(behind), Names{});
  bring("a.txt", {numbered(1), numbered(2), numbered(7), numbered(8)}, 70);  // and again
  EXPECT_EQ(told(behind), Names{"NOM8*PRENOM"});
}

TEST_F(SearchTest, AnUnreadHalfOfAReplacedFileIsToldOnce) {
  bring("a.txt", {numbered(1), numbered(2), numbered(3)});
  Position position;
  EXPECT_EQ(told(position, 1), Names{"NOM1*PRENOM"});
  bring("b.txt", {numbered(4)});
  bring("a.txt", {numbered(3), numbered(2), numbered(1), numbered(5)}, 60);
  EXPECT_EQ(told(position, 2), (Names{"NOM2*PRENOM", "NOM3*PRENOM"}));
  EXPECT_EQ(told(position, 2), (Names{"NOM4*PRENOM", "NOM5*PRENOM"}));
  EXPECT_EQ(told(position), Names{});
}

TEST_F(SearchTest, MonthsAndTheirYearTellADeathOnce) {
  bring("deces-2024-m01.txt", {numbered(1)});
  bring("deces-2024-m02.txt", {numbered(2)});
  Position position;
  EXPECT_EQ(told(position).size(), 2u);
  bring("deces-2024.txt", {numbered(2), numbered(1), numbered(3)}, 60);
  EXPECT_EQ(told(position), Names{"NOM3*PRENOM"});
  const auto months = source.files;
  source.files.erase("deces-2024-m01.txt");
  source.files.erase("deces-2024-m02.txt");
  ASSERT_EQ(refresh(), "ok");
  EXPECT_EQ(told(position), Names{});
  source.files = months;  // and they come back
  ASSERT_EQ(refresh(), "ok");
  EXPECT_EQ(told(position), Names{});
  EXPECT_EQ(names().size(), 3u);
}

TEST_F(SearchTest, AReferenceFindsItsDeathWhereverItStands) {
  bring("a.txt", {numbered(1), numbered(2)});
  const auto all = names();
  const auto reference =
      Reference::of({"NOM2*PRENOM", 1, 19380214, 20240103, "75107", "33063", "2"});
  ASSERT_TRUE(*Search(*reader()).get(reference));
  source.files.erase("a.txt");
  bring("b.txt", {numbered(9), numbered(2)});
  const auto found = *Search(*reader()).get(reference);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "NOM2*PRENOM");
  EXPECT_FALSE(*Search(*reader()).get(
      Reference::of({"NOM1*PRENOM", 1, 19380214, 20240102, "75107", "33063", "1"})));
}

}  // namespace
}  // namespace ecluse::deces
