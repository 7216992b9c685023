// SPDX-License-Identifier: EUPL-1.2
// One base for each test: made, guarded where the product does not lock, and gone at the end.
#pragma once

#include <gtest/gtest.h>

#include "rig.hpp"

namespace ecluse::tests::rooms {

struct Place {
  const char* name;
  Base base;
  Server server;
};

class Rooms : public ::testing::TestWithParam<Place> {
 protected:
  void SetUp() override {
    make_base();
    if (IsSkipped()) return;
    if (GetParam().base == Base::mrbs && GetParam().server != Server::sqlite) install_guard();
  }

  /// Without a guard yet.
  void make_base() {
    if (GetParam().server != Server::sqlite && !servers_run())
      GTEST_SKIP() << "the servers of the fixture do not run";
    // The version says that the product locks, where it does; the current one is guarded below.
    Json settings = Json::object();
    if (GetParam().base == Base::mrbs_myisam) settings["version"] = "1.9.0";
    if (GetParam().base == Base::mrbs) settings["version"] = "1.12.2";
    rig_ = std::make_unique<Rig>(GetParam().base, GetParam().server, settings);
  }

  void install_guard() {
    const auto told = rig_->call({"guard", {}, "", false, loader::Function::command});
    ASSERT_TRUE(told.ok) << told.slug;
    std::string ddl;
    for (const auto& item : told.items) ddl += item["line"].get<std::string>() + "\n";
    rig_->as_operator(ddl);
    Json settings = {{"version", "1.12.2"}};
    rig_->reopen(settings);
  }

  bool grr() const { return is_grr(GetParam().base); }
  bool myisam() const {
    return GetParam().base == Base::mrbs_myisam || GetParam().base == Base::grr_myisam;
  }
  Json booking(const std::string& start = "2027-01-11T09:00",
               const std::string& end = "2027-01-11T11:00", const std::string& room = "1") const {
    return {{"room", room}, {"start", start}, {"end", end}, {"title", "Assemblée"}, {"type", "E"}};
  }
  std::string made(const Json& input, const std::string& key = {}) {
    const auto told = rig_->call("create-booking", input, key);
    EXPECT_TRUE(told.ok) << told.slug << " " << told.pointer;
    return told.ok ? told.answer["booking"]["booking"].get<std::string>() : "";
  }
  std::int64_t rows() const {
    return rig_->number("SELECT COUNT(*) FROM " + rig_->entry() +
                        (grr() ? " WHERE supprimer = 0" : ""));
  }

  std::unique_ptr<Rig> rig_;
};

}  // namespace ecluse::tests::rooms
