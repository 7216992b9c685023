// SPDX-License-Identifier: EUPL-1.2
#include "audit/entry.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "store/store.hpp"

namespace ecluse::audit {
namespace {

store::AuditAppend sample() {
  const base::ManualClock clock;
  base::SeededRandom random(1);
  Access access;
  access.request_id = "r1";
  access.consumer = "etat-civil";
  access.key_id = "k1";
  access.system = "demandes";
  access.action = "get-request";
  access.reference = "2026-00017";
  access.purpose = "Délivrance des actes";
  access.case_reference = "D-42";
  access.outcome = "done";
  return entry(access, clock, random);
}

TEST(AuditEntry, SaysEverythingOfTheAccessInAFixedForm) {
  auto made = sample();
  EXPECT_EQ(made.id.size(), 36u);
  EXPECT_TRUE(is_intact(made));
  made.id = "id";
  EXPECT_EQ(
      leaf_bytes(made),
      R"({"action":"get-request","at_ns":"1767225600000000000","case_reference":"D-42","consumer":"etat-civil",)"
      R"("id":"id","key_id":"k1","kind":"read","outcome":"done","purpose":"Délivrance des actes",)"
      R"("reference":"2026-00017","request_id":"r1","system":"demandes","version":1})");
  // printf '\\0%s' '<the line above>' | sha256sum
  EXPECT_EQ(leaf_hash(made), "b3106054c50c06d15b32f9b2f516ea13208f248c7be43ad36004ac95ff196dd3");
}

TEST(AuditEntry, NoticesAnyAlteredPlace) {
  std::string store::AuditAppend::*const places[] = {&store::AuditAppend::id,
                                                     &store::AuditAppend::request_id,
                                                     &store::AuditAppend::consumer,
                                                     &store::AuditAppend::key_id,
                                                     &store::AuditAppend::system,
                                                     &store::AuditAppend::action,
                                                     &store::AuditAppend::reference,
                                                     &store::AuditAppend::purpose,
                                                     &store::AuditAppend::case_reference,
                                                     &store::AuditAppend::outcome,
                                                     &store::AuditAppend::kind,
                                                     &store::AuditAppend::leaf};
  for (const auto place : places) {
    auto altered = sample();
    (altered.*place) += "x";
    EXPECT_FALSE(is_intact(altered));
  }
  auto later = sample();
  ++later.at_ns;
  EXPECT_FALSE(is_intact(later));
}

TEST(AuditEntry, KeepsNothingLongReadable) {
  const base::ManualClock clock;
  base::SeededRandom random(1);
  const std::string data = "MARTIN Jeanne, née le 3 mai 1962 à Nantes, " + std::string(200, '.');
  Access access;
  access.reference = data;
  const auto made = entry(access, clock, random);
  EXPECT_EQ(made.reference.find("MARTIN"), std::string::npos);
  EXPECT_EQ(made.reference.size(), 7u + 32u);
  EXPECT_EQ(entry(access, clock, random).reference, made.reference);  // still comparable
}

TEST(AuditEntry, IsIntactAfterTheStore) {
  std::string folder = ::testing::TempDir() + "ecluse-audit-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  {
    auto opened = store::open_sqlite_store(folder + "/store.db");
    ASSERT_TRUE(opened);
    ASSERT_TRUE((*opened)->submit({{sample()}}));
    const auto tail = (*opened)->audit_tail(1);
    ASSERT_EQ(tail->size(), 1u);
    EXPECT_TRUE(is_intact(tail->front()));
    EXPECT_EQ(leaf_bytes(tail->front()), leaf_bytes(sample()));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ecluse::audit
