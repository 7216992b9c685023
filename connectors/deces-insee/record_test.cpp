// SPDX-License-Identifier: EUPL-1.2
// Lines alone: decoding by evidence, cutting by characters, what is wrong and where.
#include "record.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "findings.hpp"
#include "reference.hpp"
#include "testing/lines.hpp"

namespace ecluse::deces {
namespace {

namespace fs = std::filesystem;
const fs::path shared_data = fs::path(ECLUSE_SOURCE_FOLDER) / "../shared/data/civil/insee-deces";

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::string codes_of_flaws(Flaws flaws) {
  std::string text;
  for (int index = 0; index < flaw_count; ++index)
    if (const Flaw flaw = static_cast<Flaw>(index); flaws.has(flaw))
      (text += text.empty() ? "" : " ") += code(flaw);
  return text;
}

TEST(FixedLine, IsCutAtItsPositions) {
  LineReader reader;
  Record record;
  LineFields fields;
  fields.country = "FRANCE";
  const std::string line = fixed_line(fields);  // the record borrows it
  ASSERT_TRUE(reader.read_fixed(line, record));
  EXPECT_EQ(record.family_name, "MARTIN");
  EXPECT_EQ(record.given_names, "JEAN PIERRE");
  EXPECT_EQ(record.sex, 1);
  EXPECT_EQ(record.born, 19380214);
  EXPECT_EQ(record.birth_place, "75107");
  EXPECT_EQ(record.birth_town, "PARIS 7E ARRONDISSEMENT");
  EXPECT_EQ(record.birth_country, "FRANCE");
  EXPECT_EQ(record.died, 20240103);
  EXPECT_EQ(record.death_place, "33063");
  EXPECT_EQ(record.act, "17");
  EXPECT_FALSE(record.flaws.any());
}

TEST(FixedLine, PositionsAreCharactersWhateverTheEncoding) {
  LineReader reader;
  Record record;
  LineFields fields;
  fields.name = "LÉVÊQUE*ZOÉ/";
  const std::string accents = fixed_line(fields);
  ASSERT_TRUE(reader.read_fixed(accents, record));
  EXPECT_EQ(record.family_name, "LÉVÊQUE");
  EXPECT_EQ(record.died, 20240103);
  EXPECT_EQ(codes_of_flaws(record.flaws), "stray-utf8");

  std::string latin = fixed_line(LineFields{});
  latin.replace(0, 13, "L\xC9V\xCAQUE*ZO\xC9/ ");
  latin.erase(13, latin.size() - fixed_line(LineFields{}).size());
  ASSERT_TRUE(reader.read_fixed(latin, record));
  EXPECT_EQ(record.family_name, "LÉVÊQUE");
  EXPECT_EQ(record.born, 19380214);
  EXPECT_EQ(codes_of_flaws(record.flaws), "stray-bytes");

  std::string windows = fixed_line(LineFields{});
  windows[1] = '\x8C';
  ASSERT_TRUE(reader.read_fixed(windows, record));
  EXPECT_EQ(record.family_name, "MŒRTIN");
}

TEST(FixedLine, ALineCutByBytesShowsIt) {
  LineReader reader;
  Record record;
  std::string line = fixed_line(LineFields{});
  line.replace(0, 20, "L\xC3\x89V\xC3\x8AQUE*ZO\xC3\x89/     ");  // as many bytes
  ASSERT_EQ(line[80], '1');
  ASSERT_TRUE(reader.read_fixed(line, record));
  EXPECT_EQ(record.family_name, "LÉVÊQUE");
  EXPECT_EQ(record.died, 20240103);
  EXPECT_EQ(codes_of_flaws(record.flaws), "stray-utf8 byte-positions");
}

TEST(FixedLine, ALineThatFitsByBytesButHoldsControlBytesIsCutByCharacters) {
  LineReader reader;
  Record record;
  std::string line = fixed_line(LineFields{});
  line.replace(0, 9, "N\xC3\x89\x01*AN\x7F/");  // by bytes it fits, and holds control bytes
  line.resize(198, ' ');
  ASSERT_EQ(line[80], '1');
  // By characters it is, and what does not fit there is said, not guessed.
  ASSERT_TRUE(reader.read_fixed(line, record));
  EXPECT_EQ(record.family_name, "NÉ");
  EXPECT_EQ(record.given_names, "AN");
  EXPECT_EQ(codes_of_flaws(record.flaws),
            "impossible-birth impossible-death control-bytes stray-utf8 bad-place");
}

TEST(FixedLine, DatesThatDoNotExistAreUnknown) {
  const std::pair<std::string, std::string> cases[] = {{"19411301", "impossible-birth"},
                                                       {"19410230", "impossible-birth"},
                                                       {"19410432", "impossible-birth"},
                                                       {"19430229", "impossible-birth"},
                                                       {"19400229", ""},
                                                       {"00000000", ""},
                                                       {"19410000", ""},
                                                       {"19410500", ""},
                                                       {"19410012", "impossible-birth"},
                                                       {"1941X101", "impossible-birth"},
                                                       {"        ", ""}};
  LineReader reader;
  Record record;
  for (const auto& [born, flaws] : cases) {
    LineFields fields;
    fields.born = born;
    ASSERT_TRUE(reader.read_fixed(fixed_line(fields), record));
    EXPECT_EQ(codes_of_flaws(record.flaws), flaws) << born;
    EXPECT_TRUE(flaws.empty() || !usable_date(record.born).known()) << born;
  }
  EXPECT_EQ(usable_date(19410500).text(), "1941-05");
  EXPECT_EQ(usable_date(19410000).text(), "1941");
}

TEST(FixedLine, WhatIsNoRecordSaysWhy) {
  LineReader reader;
  Record record;
  EXPECT_FALSE(reader.read_fixed("LIGNE*TROP COURTE/", record));
  EXPECT_EQ(codes_of_flaws(record.flaws), "short-line");
  LineFields fields;
  fields.sex = '3';
  EXPECT_FALSE(reader.read_fixed(fixed_line(fields), record));
  EXPECT_EQ(codes_of_flaws(record.flaws), "bad-sex");
}

TEST(FixedLine, TheNumberOfTheActIsNineCharacters) {
  LineReader reader;
  Record record;
  LineFields fields;
  fields.act = "123456789";
  std::string line = fixed_line(fields);
  line.replace(176, 4, "JUNK");
  ASSERT_TRUE(reader.read_fixed(line, record));
  EXPECT_EQ(record.act, "123456789");
  EXPECT_EQ(plain_act("  000012 "), "12");
  EXPECT_EQ(plain_act("000"), "0");
}

TEST(FixedLine, PlacesOfFlawsAreBytes) {
  LineFields fields;
  fields.name = "LÉVÊQUE*ZOÉ/";  // three letters of two bytes before the dates
  fields.born = "19411301";
  fields.died = "20241399";
  const std::string line = fixed_line(fields);
  EXPECT_EQ(place_in(Flaw::stray_utf8, line, Layout::fixed_width), 1u);
  EXPECT_EQ(line.substr(place_in(Flaw::impossible_birth, line, Layout::fixed_width), 8),
            "19411301");
  EXPECT_EQ(line.substr(place_in(Flaw::impossible_death, line, Layout::fixed_width), 8),
            "20241399");
  std::string dirty = fixed_line(LineFields{});
  dirty[5] = '\0';
  EXPECT_EQ(place_in(Flaw::control_bytes, dirty, Layout::fixed_width), 5u);
}

TEST(CsvLine, QuotesSeparatorsAndColumns) {
  LineReader reader;
  Record record;
  const std::string header =
      "sexe,nomprenom,datenaiss,lieunaiss,commnaiss,paysnaiss,datedeces,lieudeces,actedeces";
  EXPECT_EQ(layout_of(header), Layout::csv);
  const Columns columns = columns_of(header);
  EXPECT_TRUE(columns.has_header);
  ASSERT_TRUE(reader.read_csv(
      R"(2,"D""OR, SAINT*ANNE/",19400000,29019,BREST,,20240104,29019,000000012)", columns, record));
  EXPECT_EQ(record.family_name, "D\"OR, SAINT");
  EXPECT_EQ(record.sex, 2);
  EXPECT_EQ(record.act, "000000012");
  EXPECT_FALSE(reader.read_csv("2,A*B/,19400000", columns, record));
  EXPECT_EQ(codes_of_flaws(record.flaws), "bad-columns");
  EXPECT_EQ(layout_of(fixed_line(LineFields{})), Layout::fixed_width);
}

TEST(Findings, ComeBackFromTheirText) {
  Findings findings;
  for (std::uint64_t line = 1; line <= 9; ++line) findings.add(Flaw::bad_sex, {line, line * 200});
  findings.add(Flaw::bad_place, {4, 0});
  const Findings again = Findings::parse(findings.text());
  EXPECT_EQ(again.count(Flaw::bad_sex), 9u);
  ASSERT_EQ(again.places(Flaw::bad_sex).size(), 5u);
  EXPECT_EQ(again.places(Flaw::bad_sex)[4].offset, 1000u);
  EXPECT_EQ(again.count(Flaw::bad_place), 1u);
  EXPECT_EQ(Findings::parse("garbage 1 2").text(), "");
  for (int index = 0; index < flaw_count; ++index) {
    EXPECT_FALSE(code(static_cast<Flaw>(index)).empty());
    EXPECT_FALSE(sentence(static_cast<Flaw>(index)).french.empty());
    EXPECT_FALSE(sentence(static_cast<Flaw>(index)).english.empty());
  }
}

TEST(Reference, NamesADeathForEver) {
  const Identity identity{"MARTIN*JEAN PIERRE", 1, 19380214, 20240103, "75107", "33063", "17"};
  const Reference reference = Reference::of(identity);
  EXPECT_EQ(reference.text(),
            "ae2nnzyaj4djwvz6ns2benpqbi");  // stored by flows: it must never change
  const auto again = Reference::parse(reference.text());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->died, 20240103);
  EXPECT_EQ(again->death_place, "33063");
  EXPECT_EQ(again->hash, identity.hash());
  Identity other = identity;
  other.act = "00017";
  EXPECT_EQ(other.hash(), identity.hash());
  other.act = "18";
  EXPECT_NE(other.hash(), identity.hash());
  Identity corsican = identity;
  corsican.death_place = "2A004";
  EXPECT_EQ(Reference::parse(Reference::of(corsican).text())->death_place, "2A004");
  corsican.death_place = "?";
  EXPECT_EQ(Reference::parse(Reference::of(corsican).text())->death_place, "");
  for (const auto* text : {"", "abc", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "ae2nnzyaj4djwvz6ns2benpqb!"})
    EXPECT_FALSE(Reference::parse(text)) << text;
}

TEST(SharedData, TheLayoutsAreReadAlike) {
  if (!fs::exists(shared_data)) GTEST_SKIP() << "no ../shared/data/civil here";
  const auto fixed = lines_of(shared_data / "deces-synthetique.txt");
  const auto csv = lines_of(shared_data / "deces-synthetique.csv");
  ASSERT_EQ(fixed.size() + 1, csv.size());
  const Columns columns = columns_of(csv[0]);
  ASSERT_TRUE(columns.has_header);
  LineReader one, other;
  for (std::size_t index = 0; index < fixed.size(); ++index) {
    Record left, right;
    ASSERT_TRUE(one.read_fixed(fixed[index], left)) << index;
    ASSERT_TRUE(other.read_csv(csv[index + 1], columns, right)) << index;
    EXPECT_EQ(left.family_name, right.family_name);
    EXPECT_EQ(left.given_names, right.given_names);
    EXPECT_EQ(left.born, right.born);
    EXPECT_EQ(left.died, right.died);
    EXPECT_EQ(left.birth_place, right.birth_place);
    EXPECT_EQ(left.death_place, right.death_place);
    EXPECT_EQ(plain_act(left.act), plain_act(right.act));
    EXPECT_EQ(codes_of_flaws(left.flaws), codes_of_flaws(right.flaws));
  }
}

TEST(SharedData, DirtyBytesAreDecodedBeforeTheyAreCut) {
  if (!fs::exists(shared_data)) GTEST_SKIP() << "no ../shared/data/civil here";
  const auto lines = lines_of(shared_data / "deces-synthetique-octets-sales.txt");
  ASSERT_EQ(lines.size(), 4u);
  LineReader reader;
  Record record;
  ASSERT_TRUE(reader.read_fixed(lines[0], record));
  EXPECT_EQ(record.given_names, "RENÉ ANDRE");
  EXPECT_EQ(record.died, 20240111);
  EXPECT_EQ(codes_of_flaws(record.flaws), "stray-bytes");
  ASSERT_TRUE(reader.read_fixed(lines[1], record));
  EXPECT_EQ(record.given_names, "ANE");
  EXPECT_EQ(record.act, "100");
  EXPECT_EQ(codes_of_flaws(record.flaws), "control-bytes");
  ASSERT_TRUE(reader.read_fixed(lines[2], record));
  EXPECT_EQ(record.died, 20240113);
  EXPECT_EQ(codes_of_flaws(record.flaws), "replaced-character");
  EXPECT_FALSE(reader.read_fixed(lines[3], record));
  EXPECT_EQ(codes_of_flaws(record.flaws), "short-line");
}

}  // namespace
}  // namespace ecluse::deces
