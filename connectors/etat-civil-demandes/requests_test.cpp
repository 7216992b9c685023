// SPDX-License-Identifier: EUPL-1.2
// The domain without a host: reading, writing, and the inbox with a folder in memory.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <ecluse/kit/memory_source.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "codes.hpp"
#include "inbox.hpp"

namespace ecluse::civil {
namespace {

namespace fs = std::filesystem;
const fs::path kShared = fs::path(ECLUSE_SOURCE_FOLDER) / "../shared/data/civil";

std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string small_request(const std::string& id, const std::string& name = "MARTIN") {
  return "<demandeEtatCivil><identifiant>" + id +
         "</identifiant><natureDocument>CPI</natureDocument><dateDemande>2026-03-05T10:12:00"
         "</dateDemande><evenement><interesse><noms><nomDeFamille>" +
         name +
         "</nomDeFamille></noms></interesse><natureEvenement>NAI</natureEvenement><dateEvenement>"
         "<dateDebut>2001-06-14</dateDebut></dateEvenement><lieuEvenement><ville>Nantes</ville>"
         "</lieuEvenement><natureReconnaissance/></evenement></demandeEtatCivil>";
}

TEST(Codes, numeric_natures_depend_on_the_register) {
  EXPECT_EQ(nature_of_dila("0", RegisterType::birth), DocumentNature::extract_without_parents);
  EXPECT_EQ(nature_of_dila("1", RegisterType::birth), DocumentNature::extract_with_parents);
  EXPECT_EQ(nature_of_dila("2", RegisterType::birth), DocumentNature::full_copy);
  EXPECT_EQ(nature_of_dila("6", RegisterType::marriage), DocumentNature::full_copy);
  EXPECT_EQ(nature_of_dila("9", RegisterType::death), DocumentNature::multilingual);
  EXPECT_EQ(nature_of_dila("8", RegisterType::birth), std::nullopt);
  EXPECT_EQ(nature_of_dila("10", RegisterType::birth), std::nullopt);
  EXPECT_EQ(quality_of_dila("10"), "AUTRE");
  EXPECT_EQ(quality_of_dila("9"), std::nullopt);
}

TEST(Codes, first_names_keep_order_and_hyphens) {
  EXPECT_EQ(*split_first_names("Éloïse, Anne-Marie"),
            (std::vector<std::string>{"Éloïse", "Anne-Marie"}));
  EXPECT_EQ(*split_first_names("Jean  Pierre"), (std::vector<std::string>{"Jean", "Pierre"}));
  EXPECT_EQ(*split_first_names("Jean-Pierre"), std::vector<std::string>{"Jean-Pierre"});
  EXPECT_FALSE(split_first_names(" , "));
}

TEST(ReadRequest, what_is_written_is_read_again) {
  Request request;
  request.id = "ECL-1";
  request.type = RegisterType::marriage, request.nature = DocumentNature::multilingual;
  request.copies = 3, request.requested_at = "2026-03-05T10:12:00Z";
  request.applicant = Applicant{"PARENT", {}, {}};
  request.applicant->person.family_name = "LE GALL";
  request.applicant->person.email = "a@example.invalid";
  request.subject.family_name = "ŒUVRARD & fils";
  request.subject.first_names = std::vector<std::string>{"Zoé", "Anne-Marie"};
  request.subject.sex = Sex::undetermined;
  request.subject.born = PartialDate::parse("1969");
  request.subject.father = Parent{};
  request.subject.father->family_name = "ŒUVRARD";
  request.spouse = Person{};
  request.spouse->family_name = "DURAND";
  request.event_from = PartialDate::parse("2001-06");
  request.event_place = Place{};
  request.event_place->insee_code = "2A004";
  const auto read = read_request(write_cityweb(request));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->findings.empty());
  const Request& again = read->request;
  EXPECT_EQ(again.applicant->quality, "père ou mère");
  EXPECT_EQ(again.subject.family_name, request.subject.family_name);
  EXPECT_EQ(again.subject.first_names, request.subject.first_names);
  EXPECT_EQ(again.subject.born->text(), "1969");
  EXPECT_EQ(again.subject.father->family_name, "ŒUVRARD");
  EXPECT_EQ(again.event_from->text(), "2001-06-01");
  EXPECT_EQ(again.event_to->text(), "2001-06-30");
  EXPECT_EQ(again.event_place->insee_code, "2A004");
  EXPECT_EQ(again.copies, 3);
}

TEST(ReadRequest, a_long_text_is_clipped_between_characters) {
  std::string name = "x";
  while (name.size() < 600) name += "é";
  const auto read = read_request(small_request("EC-1", name));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->request.subject.family_name->size(), 499U);
  ASSERT_EQ(read->findings.size(), 1U);
  EXPECT_EQ(read->findings[0].code, "text-clipped");
}

TEST(ReadRequest, hostile_files_have_their_slug) {
  const auto slug = [](const std::string& bytes) {
    const auto read = read_request(bytes);
    return read ? std::string("read") : read.error().slug;
  };
  std::string quadratic = "<!DOCTYPE l [<!ENTITY a '" + std::string(100'000, 'a') + "'>]><l>";
  for (int copy = 0; copy < 20'000; ++copy) quadratic += "&a;";
  EXPECT_EQ(slug(quadratic + "</l>"), "doctype-refused");
  std::string attributes = "<demandeEtatCivil";
  for (int count = 0; count < 100'000; ++count) attributes += " a" + std::to_string(count) + "=''";
  EXPECT_EQ(slug(attributes + "/>"), "tag-too-large");
  std::string deep = "<demandeEtatCivil>";
  for (int level = 0; level < 100'000; ++level) deep += "<a>";
  EXPECT_EQ(slug(deep), "xml-too-deep");
  const auto whole = small_request("EC-1");
  for (std::size_t size = 1; size < whole.size(); size += 7)
    EXPECT_EQ(slug(whole.substr(0, size)), "xml-malformed") << size;
  EXPECT_EQ(slug("<demandeEtatCivil>" + std::string((1 << 20) + 1, 'x') + "</demandeEtatCivil>"),
            "text-too-large");
}

TEST(ReadRequest, real_layouts_are_read_and_valid) {
  if (!fs::exists(kShared)) GTEST_SKIP() << "no ../shared/data/civil here";
  Schemas schemas;
  schemas.cityweb =
      *kit::xml::Schema::compile(file_text(kShared / "cityweb-digitech/etatcivil.xsd"));
  schemas.dila = *kit::xml::Schema::compile(file_text(kShared / "dila-acte/dila.xsd"));
  int files = 0;
  for (const auto* folder : {"cityweb-digitech", "dila-acte"})
    for (const auto& entry : fs::directory_iterator(kShared / folder)) {
      if (entry.path().extension() != ".xml") continue;
      ++files;
      auto read = read_request(file_text(entry.path()), schemas);
      ASSERT_TRUE(read) << entry.path();
      check_request(read->request, 20260101, read->findings);
      for (const auto& finding : read->findings) ADD_FAILURE() << entry.path() << finding.code;
      // And what we write of it is valid too.
      auto again = read_request(write_cityweb(read->request), schemas);
      ASSERT_TRUE(again);
      for (const auto& finding : again->findings)
        ADD_FAILURE() << entry.path() << ": " << finding.code << " " << finding.field;
    }
  EXPECT_GE(files, 3);
}

TEST(ReadRequest, the_demo_town_is_valid) {
  if (!fs::exists(kShared)) GTEST_SKIP() << "no ../shared/data/civil here";
  Schemas schemas;
  schemas.cityweb =
      *kit::xml::Schema::compile(file_text(kShared / "cityweb-digitech/etatcivil.xsd"));
  int read_files = 0, refused = 0;
  const auto town = fs::path(ECLUSE_SOURCE_FOLDER) / "examples/town/civil-requests";
  for (const auto& entry : fs::directory_iterator(town)) {
    if (entry.path().extension() != ".xml") continue;
    const auto read = read_request(file_text(entry.path()), schemas);
    ++(read ? read_files : refused);
    if (!read) continue;
    for (const auto& finding : read->findings)
      EXPECT_NE(finding.severity, Severity::error) << entry.path() << finding.code << finding.field;
  }
  EXPECT_GE(read_files, 13);
  EXPECT_EQ(refused, 1);  // one is cut, so that list-rejected has something to show
}

class InboxTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ecluse-inbox-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // A new one each time, as after a restart.
  Inbox inbox() {
    InboxOptions options;
    options.watch.label = "inbox";
    options.index_path = (folder_ / "index.db").string();
    return Inbox(source, options, {});
  }
  std::vector<std::string> ids(const Filter& filter = {}) {
    std::vector<std::string> found;
    const auto entries = inbox().find(filter);
    if (!entries) return {entries.error().slug};
    for (const auto& entry : *entries) found.push_back(entry.id);
    return found;
  }
  Result<bool> refresh_at(std::int64_t seconds) { return inbox().refresh(seconds * 1'000'000'000); }

  using Ids = std::vector<std::string>;
  kit::testing::MemorySource source;
  fs::path folder_;
};

TEST_F(InboxTest, files_are_imported_once_they_stand_still_over_restarts) {
  source.put("a.xml", small_request("EC-1"), 50);
  EXPECT_EQ(ids(), Ids{"index-missing"});
  ASSERT_TRUE(refresh_at(100));
  EXPECT_EQ(ids(), Ids{});
  EXPECT_TRUE(*refresh_at(110));
  EXPECT_EQ(ids(), Ids{"EC-1"});
  source.reads = 0;
  EXPECT_FALSE(*refresh_at(120));
  EXPECT_EQ(source.reads, 0);  // only what is new
}

TEST_F(InboxTest, a_vanished_folder_keeps_everything) {
  source.put("a.xml", small_request("EC-1"), 50);
  ASSERT_TRUE(refresh_at(100));
  ASSERT_TRUE(refresh_at(110));
  source.reachable = false;
  EXPECT_EQ(refresh_at(120).error().slug, "folder-unreachable");
  EXPECT_EQ(ids(), Ids{"EC-1"});
  source.reachable = true;
  source.root_identity = 77;  // unmounted: another, empty folder
  const auto files = source.files;
  source.files.clear();
  EXPECT_EQ(refresh_at(130).error().slug, "folder-unreachable");
  Filter waiting;
  waiting.state = RequestState::waiting;
  EXPECT_EQ(ids(waiting), Ids{"EC-1"});
}

TEST_F(InboxTest, a_file_that_leaves_is_taken_then_forgotten) {
  source.put("a.xml", small_request("EC-1"), 50);
  ASSERT_TRUE(refresh_at(100));
  ASSERT_TRUE(refresh_at(110));
  source.files.clear();
  EXPECT_TRUE(*refresh_at(120));
  Filter taken;
  taken.state = RequestState::taken;
  EXPECT_EQ(ids(taken), Ids{"EC-1"});
  EXPECT_EQ(inbox().read(inbox().find({})->front()).error().slug, "request-taken");
  ASSERT_TRUE(refresh_at(120 + 31 * 86400));
  EXPECT_EQ(ids(), Ids{});
}

TEST_F(InboxTest, nothing_of_a_rejected_file_is_imported_and_it_is_listed) {
  source.put("a.xml", small_request("EC-1").substr(0, 200), 50);
  source.put("b.xml", small_request("EC-2"), 50);
  ASSERT_TRUE(refresh_at(100));
  ASSERT_TRUE(refresh_at(110));
  EXPECT_EQ(ids(), Ids{"EC-2"});
  const auto rejected = inbox().rejected("", 10);
  ASSERT_EQ(rejected->size(), 1U);
  EXPECT_EQ(rejected->front().file, "a.xml");
  EXPECT_EQ(rejected->front().slug, "xml-malformed");
  source.put("a.xml", small_request("EC-1"), 60);  // the rest arrives
  ASSERT_TRUE(refresh_at(120));
  ASSERT_TRUE(refresh_at(130));
  EXPECT_EQ(ids(), (Ids{"EC-1", "EC-2"}));
  EXPECT_TRUE(inbox().rejected("", 10)->empty());
}

TEST_F(InboxTest, a_file_that_grows_while_read_waits) {
  source.put("a.xml", small_request("EC-1"), 50);
  ASSERT_TRUE(refresh_at(100));
  source.on_read = [this] { source.files["a.xml"].bytes += " "; };
  ASSERT_TRUE(refresh_at(110));
  EXPECT_EQ(ids(), Ids{});
  EXPECT_TRUE(inbox().rejected("", 10)->empty());
}

TEST_F(InboxTest, a_file_of_two_gigabytes_is_listed_and_never_opened) {
  source.put("big.xml", "x", 50);
  source.files["big.xml"].info.bytes = 2ULL << 30;
  ASSERT_TRUE(refresh_at(100));
  ASSERT_TRUE(refresh_at(110));
  EXPECT_EQ(source.reads, 0);
  EXPECT_EQ(inbox().rejected("", 10)->front().slug, "file-too-large");
}

TEST_F(InboxTest, rewriting_a_request_is_not_a_new_one) {
  source.put("a.xml", small_request("EC-1"), 50);
  ASSERT_TRUE(refresh_at(100));
  ASSERT_TRUE(refresh_at(110));
  const auto before = inbox().find({})->front().sequence;
  source.put("a.xml", small_request("EC-1", "MARTIN-DUPONT"), 60);
  ASSERT_TRUE(refresh_at(120));
  ASSERT_TRUE(refresh_at(130));
  EXPECT_EQ(inbox().find({})->front().sequence, before);
  Filter name;
  name.name = "dupont";
  EXPECT_EQ(ids(name), Ids{"EC-1"});
  name.name = "upont";  // words begin, they do not merely contain
  EXPECT_EQ(ids(name), Ids{});
}

TEST_F(InboxTest, survives_kill_minus_nine_and_imports_the_rest) {
  constexpr int kFiles = 1200;  // more than two transactions
  for (int number = 0; number < kFiles; ++number)
    source.put(std::to_string(number) + ".xml", small_request("EC-" + std::to_string(number)), 50);
  ASSERT_TRUE(refresh_at(100));
  const pid_t child = ::fork();
  if (child == 0) {
    source.on_read = [this] {
      if (source.reads == 1500) ::kill(::getpid(), SIGKILL);
    };
    (void)refresh_at(110);
    ::_exit(0);  // not reached
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  Filter all;
  all.limit = 2 * kFiles;
  const auto before = ids(all).size();
  EXPECT_GT(before, 0U);
  EXPECT_LT(before, static_cast<std::size_t>(kFiles));
  ASSERT_TRUE(refresh_at(111));
  EXPECT_EQ(source.reads, 2 * (kFiles - static_cast<int>(before)));  // only what was missing
  const auto found = ids(all);
  EXPECT_EQ(found.size(), static_cast<std::size_t>(kFiles));
  EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), found.size());
}

TEST_F(InboxTest, names_outside_the_inbox_are_unknown) {
  for (const auto* name : {"", "../x.xml", "a/b.xml", ".hidden", "absent.xml"})
    EXPECT_EQ(inbox().bytes_of(name).error().slug, "file-unknown") << name;
}

}  // namespace
}  // namespace ecluse::civil
