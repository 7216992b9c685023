// SPDX-License-Identifier: EUPL-1.2
// A seccomp filter watches, so that a thread that has already ended and a file of any place are
// seen.
#include <dlfcn.h>
#include <ecluse/abi.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "validate/quiet.hpp"
#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

constexpr std::chrono::milliseconds longest_scan{100};

Progress* scan_progress = nullptr;

void on_noise(const char* what) {
  const std::string word(what);
  const std::string french = word == "thread"   ? "crée un fil d'exécution"
                             : word == "socket" ? "ouvre une socket"
                                                : "touche à un fichier";
  const std::string english = word == "thread"   ? "starts a thread"
                              : word == "socket" ? "opens a socket"
                                                 : "changes a file";
  scan_progress->tell(
      failed({"Le seul chargement " + french + ".", "Loading alone " + english + "."},
             "ecluse_plugin_v1"));
  ::_exit(0);
}

Outcome run_scan_quiet(const Subject& subject, Progress& progress) {
  scan_progress = &progress;
  if (!forbid_noise(on_noise))
    return skipped({"Ce noyau ne laisse pas surveiller un processus.",
                    "This kernel lets no process be watched."});
  progress.at("scan-quiet", "dlopen");
  const auto start = std::chrono::steady_clock::now();
  void* library = ::dlopen(subject.library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return skipped({"Il ne se charge pas : voir one-symbol.", "It does not load: see one-symbol."});
  void* symbol = ::dlsym(library, "ecluse_plugin_v1");
  if (symbol == nullptr)
    return skipped({"Il n'exporte pas ecluse_plugin_v1 : voir one-symbol.",
                    "It does not export ecluse_plugin_v1: see one-symbol."});
  progress.at("scan-quiet", "ecluse_plugin_v1");
  const auto entry = reinterpret_cast<ecluse_plugin_v1_function>(symbol);
  const auto* first = entry();
  const auto time = std::chrono::steady_clock::now() - start;
  if (entry() != first)
    return failed({"ecluse_plugin_v1 donne une autre table au second appel.",
                   "ecluse_plugin_v1 gives another table at the second call."});
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  if (time > longest_scan) {
    const auto figure =
        std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
    return failed({"Il met plus de 100 ms à se charger.", "It takes more than 100 ms to load."},
                  figure);
  }
#else
  (void)time;
#endif
  return passed();
}

}  // namespace

const Rule scan_quiet{
    "scan-quiet",
    Tier::bronze,
    {"Le charger ne crée ni fil, ni socket, ni fichier, et dure moins de 100 ms.",
     "Loading it starts no thread, opens no socket, changes no file, and takes less than 100 ms."},
    run_scan_quiet};

}  // namespace ecluse::validate
