// SPDX-License-Identifier: EUPL-1.2
// What a shared library says to the dynamic linker, read from its bytes without loading it.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace ecluse::validate {

struct Library {
  std::vector<std::string> exported;  ///< defined dynamic symbols, global or weak
  std::vector<std::string> unique;    ///< of them, STB_GNU_UNIQUE: such a library is never unloaded
  bool executable_stack = false;
  bool text_relocations = false;
};

/// 64-bit ELF of this machine's byte order; anything else fails with "plugin-refused".
base::Result<Library> read_library(const std::string& path);

}  // namespace ecluse::validate
