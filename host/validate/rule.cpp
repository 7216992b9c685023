// SPDX-License-Identifier: EUPL-1.2
#include "validate/rule.hpp"

#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>

#include "validate/rules/rules.hpp"

namespace ecluse::validate {
namespace {

constexpr std::array<const Rule*, 12> all_rules{
    &one_symbol,         &scan_quiet,         &manifest_true,   &settings_documented,
    &actions_documented, &check_before_serve, &bad_input_safe,  &open_close_clean,
    &golden_cases,       &output_true,        &readme_sections, &has_owner};

}  // namespace

std::span<const Rule* const> rules() { return all_rules; }

const Rule* find_rule(std::string_view slug) {
  for (const Rule* rule : all_rules)
    if (rule->slug == slug) return rule;
  return nullptr;
}

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed:
      return "passed";
    case Verdict::failed:
      return "failed";
    case Verdict::skipped:
      return "skipped";
  }
  return "";
}

void Progress::write(const std::string& line) const {
  std::size_t done = 0;
  while (done < line.size()) {
    const auto wrote = ::write(descriptor_, line.data() + done, line.size() - done);
    if (wrote <= 0) return;
    done += static_cast<std::size_t>(wrote);
  }
}

void Progress::at(std::string_view owner, std::string_view where) {
  std::string line(owner);
  line += '\t';
  line += where;
  line += '\n';
  write(line);
}

void Progress::tell(const Outcome& outcome) {
  const nlohmann::json verdict{{"verdict", name(outcome.verdict)},
                               {"fr", outcome.why.french},
                               {"en", outcome.why.english},
                               {"where", outcome.where}};
  write(verdict.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

namespace {

/// In a column of 11: "ÉCHEC" has a letter of two bytes.
std::string_view heading(Verdict verdict, base::Language language) {
  const bool french = language == base::Language::french;
  switch (verdict) {
    case Verdict::passed:
      return "  ok       ";
    case Verdict::failed:
      return french ? "  ÉCHEC    " : "  FAILED   ";
    case Verdict::skipped:
      return french ? "  écarté   " : "  skipped  ";
  }
  return "";
}

}  // namespace

std::string Report::to_text(base::Language language) const {
  std::string text;
  for (const auto& [slug, outcome] : findings) {
    text += heading(outcome.verdict, language);
    text += slug;
    if (const Rule* rule = find_rule(slug); rule != nullptr) {
      text += std::string(slug.size() < 20 ? 20 - slug.size() : 1, ' ');
      text += rule->sentence.in(language);
    }
    text += '\n';
    if (outcome.verdict == Verdict::passed) continue;
    const std::string where = outcome.where.empty() ? "" : " (" + outcome.where + ")";
    text += std::string(11, ' ') + outcome.why.in(language) + where + "\n";
  }
  return text;
}

}  // namespace ecluse::validate
