// SPDX-License-Identifier: EUPL-1.2
#include <dlfcn.h>

#include "validate/elf.hpp"
#include "validate/harness.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

constexpr std::string_view entry_symbol = "ecluse_plugin_v1";

Outcome run_one_symbol(const Subject& subject, Progress& progress) {
  const auto library = read_library(subject.library);
  if (!library)
    return failed(
        {"Ce n'est pas une bibliothèque partagée 64 bits.", "It is no 64-bit shared library."},
        subject.library);
  bool there = false;
  for (const auto& symbol : library->exported) {
    if (symbol == entry_symbol) {
      there = true;
    } else if (symbol.rfind("ecluse_plugin_v", 0) == 0) {
      return failed({"Il exporte une autre version majeure de l'ABI.",
                     "It exports another major of the ABI."},
                    symbol);
    } else {
      return failed(
          {"Il exporte autre chose que ecluse_plugin_v1 : compilez avec une visibilité cachée.",
           "It exports something else than ecluse_plugin_v1: compile with hidden visibility."},
          symbol);
    }
  }
  if (!there)
    return failed({"Il n'exporte pas ecluse_plugin_v1.", "It does not export ecluse_plugin_v1."});
  if (!library->unique.empty())
    return failed({"Il a des symboles GNU_UNIQUE : ajoutez -fno-gnu-unique.",
                   "It has GNU_UNIQUE symbols: add -fno-gnu-unique."},
                  library->unique[0]);
  if (library->executable_stack)
    return failed({"Sa pile est exécutable : ajoutez -z noexecstack.",
                   "Its stack is executable: add -z noexecstack."});
  if (library->text_relocations)
    return failed({"Il a des relocations de texte : compilez avec -fPIC.",
                   "It has text relocations: compile with -fPIC."});
  progress.at("scan-quiet", "dlopen");
  if (::dlopen(subject.library.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr) {
    const char* why = ::dlerror();
    return failed({"Il ne se charge pas avec RTLD_NOW.", "It does not load with RTLD_NOW."},
                  why == nullptr ? "" : why);
  }
  return passed();
}

}  // namespace

const Rule one_symbol{"one-symbol",
                      Tier::bronze,
                      {"La bibliothèque exporte ecluse_plugin_v1 et rien d'autre.",
                       "The library exports ecluse_plugin_v1 and nothing else."},
                      run_one_symbol};

}  // namespace ecluse::validate
