// SPDX-License-Identifier: EUPL-1.2
#include "registry/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "access/key.hpp"

namespace ecluse::registry {
namespace {

class RegistryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "ecluse-registry-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    store_ = std::move(*store::open_sqlite_store(folder_ + "/store.db"));
    registry_ = std::make_unique<Registry>(Surroundings{&clock_, &log_, store_.get(), &random_,
                                                        ECLUSE_BUILD_FOLDER "/bin/ecluse-worker"});
  }
  void TearDown() override {
    registry_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  config::Config config_with(const std::string& systems) const {
    const std::string text = "[plugins]\nfolders = [\"" ECLUSE_BUILD_FOLDER "/plugins\"]\n" +
                             systems + "[consumers.c]\npurpose = \"x\"\nscopes = [\"*:*read\"]\n";
    auto loaded = config::parse(text, folder_ + "/ecluse.toml");
    EXPECT_FALSE(config::has_errors(loaded.findings))
        << config::to_text(loaded.findings[0], base::Language::english);
    return loaded.config;
  }
  static std::string greeter(const std::string& id, const std::string& town,
                             const std::string& isolation = "none") {
    return "[systems." + id + "]\nisolation = \"" + isolation +
           "\"\nconnector = \"smallest-cpp\"\nsettings.town = \"" + town + "\"\n";
  }
  std::string folder_;
  base::ManualClock clock_;
  base::SeededRandom random_{7};
  services::MemoryLog log_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Registry> registry_;
};

TEST_F(RegistryTest, KeepsEqualSystemsAndReplacesChangedOnes) {
  ASSERT_TRUE(registry_->reload(config_with(greeter("a", "Valsonne") + greeter("b", "Brest"))));
  const auto first = registry_->current();
  ASSERT_TRUE(first->find("a")->ready());
  ASSERT_TRUE(registry_->reload(config_with(greeter("a", "Valsonne") + greeter("b", "Nantes"))));
  const auto second = registry_->current();
  EXPECT_EQ(first->find("a"), second->find("a"));
  EXPECT_NE(first->find("b"), second->find("b"));
  EXPECT_TRUE(first->find("b")->ready());  // still there for who holds the old snapshot
}

TEST_F(RegistryTest, OneFailingSystemDoesNotStopTheOthers) {
  ASSERT_TRUE(registry_->reload(
      config_with(greeter("a", "Valsonne") +
                  "[systems.bad]\nconnector = \"smallest-cpp\"\nsettings.town = 7\n"
                  "[systems.none]\nconnector = \"no-such\"\n")));
  const auto snapshot = registry_->current();
  EXPECT_TRUE(snapshot->find("a")->ready());
  ASSERT_TRUE(snapshot->find("bad")->failure());
  EXPECT_EQ(snapshot->find("bad")->failure()->slug, "wrong-type");
  EXPECT_EQ(snapshot->find("none")->failure()->slug, "unknown-connector");
}

struct OneItem final : loader::Sink {
  std::string text;
  base::Status item(std::string_view json) override {
    text = json;
    return base::Status::ok;
  }
};

TEST_F(RegistryTest, CallsAPluginInAProcessOfItsOwn) {
  ASSERT_TRUE(registry_->reload(config_with(greeter("a", "Valsonne", "process"))));
  const auto* system = registry_->current()->find("a");
  ASSERT_TRUE(system->ready()) << system->reason();
  EXPECT_EQ(system->plugin, nullptr);  // no code of it is in our process
  const auto state = system->supervisor->state();
  EXPECT_THAT(state.line, ::testing::StartsWith("ecluse-worker 1 plugin=smallest-cpp abi=1.0 pid=" +
                                                std::to_string(state.pid) + " sandbox="));
  loader::CallFacts facts;
  facts.action = "greet";
  facts.input = R"({"name":"Ana"})";
  facts.request_id = "r";
  facts.deadline = clock_.monotonic() + std::chrono::seconds(10);
  OneItem item;
  loader::CancelToken cancel;
  loader::CallContext call(facts, item, cancel, clock_);
  const auto done = system->instance(loader::Role::serving).run(loader::Function::invoke, call);
  EXPECT_TRUE(done) << done.error().slug;
  EXPECT_THAT(item.text, ::testing::HasSubstr("Valsonne"));
  ASSERT_TRUE(registry_->reload(config_with(greeter("a", "Valsonne", "process"))));
  EXPECT_EQ(registry_->current()->find("a"), system);
}

TEST_F(RegistryTest, SaysWhyAWorkerCannotStart) {
  registry_ = std::make_unique<Registry>(
      Surroundings{&clock_, &log_, store_.get(), &random_, "/no/such/ecluse-worker"});
  ASSERT_TRUE(registry_->reload(config_with(greeter("a", "Valsonne", "process"))));
  EXPECT_FALSE(registry_->current()->find("a")->ready());
  EXPECT_EQ(registry_->current()->find("a")->reason(), "worker-not-started");
}

TEST_F(RegistryTest, SeesANewKeyWithoutOpeningAnythingAgain) {
  ASSERT_TRUE(registry_->reload(config_with(greeter("a", "Valsonne"))));
  base::SeededRandom random(3);
  const auto key = access::make_key("c", std::chrono::hours(1), clock_, random);
  const std::string header = "Bearer " + key.text;
  EXPECT_FALSE(registry_->current()->access.authenticate(header, clock_.wall()));
  ASSERT_TRUE(store_->submit({{store::KeyAdd{key.row}}}));
  const auto* before = registry_->current()->find("a");
  ASSERT_TRUE(registry_->reload_keys());
  EXPECT_TRUE(registry_->current()->access.authenticate(header, clock_.wall()));
  EXPECT_EQ(registry_->current()->find("a"), before);
}

TEST_F(RegistryTest, GivesOutAsManyPlacesAsTheManifestSays) {
  ASSERT_TRUE(registry_->reload(config_with(greeter("a", "Valsonne"))));
  const auto snapshot = registry_->current();
  std::optional place(snapshot->find("a")->enter(loader::Role::serving, {1, {}, "", &clock_}));
  ASSERT_TRUE(place->has_value());
  EXPECT_FALSE(snapshot->find("a")->enter(loader::Role::serving, {1, {}, "", &clock_}));
  place.reset();
  EXPECT_TRUE(snapshot->find("a")->enter(loader::Role::serving, {1, {}, "", &clock_}));
}

}  // namespace
}  // namespace ecluse::registry
