// SPDX-License-Identifier: EUPL-1.2
// says: ecluse: a runtime's class needs a constructor from the path of its file
#include <ecluse/runtime.hpp>

struct Script {
#ifdef GOOD
  explicit Script(const std::string& path);
#else
  Script();
#endif
  std::string describe() const;
  std::string invoke(std::string_view action, std::string_view input, ecluse::Call&) const;
};
ECLUSE_RUNTIME(Script, {.id = "script"}, ".script", {"Script", "Script"});
