// SPDX-License-Identifier: EUPL-1.2
// A connector of rooms in this process, on a base of its own: on SQLite, or in a database or schema
// of its own on the servers of the fixture `databases`.
#pragma once

#include <ecluse/kit/sql.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "loader/instance.hpp"
#include "schema.hpp"

namespace ecluse::tests::rooms {

using Json = nlohmann::json;

/// What a call gave: an answer, or why not.
struct Told {
  bool ok = false;
  mutable Json answer;  ///< the last item; mutable: a member that is not there is null
  std::vector<Json> items;
  std::string slug, pointer;
  Json beside = Json::object();  ///< what stands beside the sentence
  std::map<std::string, std::string> words;
};

struct Asked {
  std::string action;
  Json input = Json::object();
  std::string key = {};
  bool dry_run = false;
  loader::Function function = loader::Function::invoke;
  std::string consumer = "flow";
};

class Rig {
 public:
  /// `settings` are laid over those that reach the base.
  Rig(Base base, Server server, const Json& settings = Json::object());
  ~Rig();
  Rig(const Rig&) = delete;
  Rig& operator=(const Rig&) = delete;

  /// [any]
  Told call(const Asked& asked) const;
  Told call(const std::string& action, const Json& input, const std::string& key = {}) const {
    return call(Asked{action, input, key});
  }
  /// Closes the connector and opens it again with other settings.
  void reopen(const Json& settings);

  /// One statement as the base's owner, outside the connector; the rows as text. [any]
  std::vector<std::vector<std::string>> sql(const std::string& statement,
                                            const kit::SqlValues& values = {}) const;
  /// A script as the operator runs it: in the server's own client.
  void as_operator(const std::string& script) const;
  std::int64_t number(const std::string& statement) const;
  /// A whole session of the owner, for a second writer. `call` lives as long as the rig.
  std::unique_ptr<kit::SqlSession> session(bool dedicated) const;

  Base base() const;
  Server server() const;
  const std::string& entry() const;  ///< "mrbs_entry"
  /// Pairs of live bookings of a room that meet.
  std::int64_t overlaps() const;
  const std::string& folder() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The servers of the fixture are there.
bool servers_run();

}  // namespace ecluse::tests::rooms
