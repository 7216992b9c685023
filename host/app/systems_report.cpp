// SPDX-License-Identifier: EUPL-1.2
#include "app/systems_report.hpp"

#include "base/problems.hpp"

namespace ecluse::app {
namespace {

class Report {
 public:
  explicit Report(base::Language language) : language_(language) {}

  void add(const registry::System& system, const runtime::SystemState& state) {
    lines_.push_back(system.id + "  (" + system.connector_id + ")  " + readiness(state));
    if (!system.supervisor)
      return lines_.push_back("  " + word("dans l'hôte (isolation = \"none\")",
                                          "inside the host (isolation = \"none\")"));
    const auto worker = system.supervisor->state();
    const std::string pid = worker.pid == 0 ? "-" : std::to_string(worker.pid);
    lines_.push_back("  " + word("processus ", "process ") + pid + ", " +
                     word("redémarrages : ", "restarts: ") + std::to_string(worker.restarts));
    if (!worker.sandbox.in(language_).empty())
      lines_.push_back("  " + word("bac à sable : ", "sandbox: ") + worker.sandbox.in(language_));
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::string word(std::string_view french, std::string_view english) const {
    return std::string(base::Sentence{french, english}.in(language_));
  }
  std::string readiness(const runtime::SystemState& state) const {
    std::string text = state.ready ? word("prêt", "ready") : word("pas prêt", "not ready");
    if (state.since != base::Wall{})
      text += word(" depuis le ", " since ") + base::to_text(state.since);
    if (state.ready) return text;
    text += word(" : ", ": ") + reason(state.reason);
    return state.note.empty() ? text : text + word(" : ", ": ") + state.note;
  }
  /// The slug, with the title of the host's table where it stands there.
  std::string reason(const std::string& slug) const {
    const auto* row = base::find_problem(slug);
    return row == nullptr ? slug : std::string(row->title.in(language_)) + " (" + slug + ")";
  }

  base::Language language_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> systems_report(const Host& host, base::Language language) {
  Report report(language);
  const auto snapshot = host.registry().current();
  for (const auto& [id, system] : snapshot->systems)
    report.add(*system, host.runtime().state(*system));
  return report.take();
}

}  // namespace ecluse::app
