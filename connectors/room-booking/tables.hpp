// SPDX-License-Identifier: EUPL-1.2
// Names of tables and the few words in which the engines differ. What goes into a statement as text
// is ours or a checked prefix; every value is a parameter.
#pragma once

#include <string>
#include <string_view>

namespace ecluse::rooms {

enum class Engine : std::uint8_t { sqlite, mysql, postgresql, odbc };

struct Tables {
  Engine engine = Engine::mysql;
  std::string prefix = "mrbs_";

  /// `mrbs_entry`, quoted as the engine wants it.
  std::string operator()(std::string_view table) const {
    return quoted(prefix + std::string(table));
  }
  std::string quoted(std::string_view name) const {
    const char mark = engine == Engine::mysql ? '`' : '"';
    return mark + std::string(name) + mark;
  }
  /// The row lock of a SELECT; SQLite has the whole file already (BEGIN IMMEDIATE).
  std::string_view for_update() const {
    return engine == Engine::mysql || engine == Engine::postgresql ? " FOR UPDATE" : "";
  }
  /// The lock of a room row, in which writers of ours queue. On PostgreSQL it lets foreign keys
  /// pass: a page's INSERT holds the room's key, and would wait for us while we wait for it.
  std::string_view for_queue() const {
    return engine == Engine::postgresql ? " FOR NO KEY UPDATE" : for_update();
  }
  /// The row's last change as seconds since 1970.
  std::string epoch_of(std::string_view column) const {
    const std::string name = quoted(column);
    if (engine == Engine::mysql) return "UNIX_TIMESTAMP(" + name + ")";
    if (engine == Engine::postgresql) return "CAST(EXTRACT(EPOCH FROM " + name + ") AS BIGINT)";
    return "CAST(strftime('%s', " + name + ") AS INTEGER)";
  }
};

}  // namespace ecluse::rooms
