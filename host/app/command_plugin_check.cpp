// SPDX-License-Identifier: EUPL-1.2
// `ecluse plugin check` and `ecluse plugin test`: the validator in front of one plugin. Each rule
// and each case runs in a fresh process of this same program.
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/plugin_place.hpp"
#include "validate/validate.hpp"

namespace ecluse::app {
namespace {

using base::Language;
using validate::Report;
using validate::Verdict;

std::size_t count_of(const Report& report, Verdict verdict) {
  std::size_t count = 0;
  for (const auto& finding : report.findings) count += finding.outcome.verdict == verdict ? 1 : 0;
  return count;
}

std::string summary(const Report& report, Language language) {
  const auto count = [&](Verdict verdict) { return std::to_string(count_of(report, verdict)); };
  const std::string passed = count(Verdict::passed), failed = count(Verdict::failed);
  const std::string skipped = count(Verdict::skipped);
  return language == Language::french
             ? "ok : " + passed + ", échecs : " + failed + ", écartés : " + skipped
             : "ok: " + passed + ", failed: " + failed + ", skipped: " + skipped;
}

nlohmann::json to_json(const Report& report, const validate::Subject& subject, Language language) {
  nlohmann::json findings = nlohmann::json::array();
  for (const auto& [slug, outcome] : report.findings) {
    nlohmann::json row{{"rule", slug}, {"verdict", validate::name(outcome.verdict)}};
    if (const auto* rule = validate::find_rule(slug)) row["sentence"] = rule->sentence.in(language);
    if (outcome.verdict != Verdict::passed) {
      row["why"] = outcome.why.in(language);
      row["where"] = outcome.where;
    }
    findings.push_back(std::move(row));
  }
  return {{"library", subject.library},
          {"folder", subject.folder},
          {"good", report.good()},
          {"findings", std::move(findings)}};
}

/// What a person or a program reads; only what failed when that was asked.
int tell(const Options& options, const PluginQuestion& question, const validate::Subject& subject,
         Report report) {
  const bool good = report.good();
  const std::string counted = summary(report, options.language);
  if (question.only_failed)
    std::erase_if(report.findings, [](const validate::Finding& finding) {
      return finding.outcome.verdict != Verdict::failed;
    });
  if (question.json) {
    auto json = to_json(report, subject, options.language);
    json["good"] = good;  // of all rules, shown or not
    std::cout << json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  } else {
    std::cout << report.to_text(options.language) << counted << '\n';
  }
  return good ? 0 : 1;
}

using Validator = Report (*)(const validate::Subject&, const validate::Options&);

int complain_of(const base::Localized& sentence, Language language) {
  std::cerr << sentence.in(language) << '\n';
  return 1;
}

int ask_validator(const Options& options, const PluginQuestion& question,
                  const validate::Subject& subject, Validator validator) {
  validate::Options how;
  how.command = {"/proc/self/exe", "plugin", std::string(run_rule_word)};
  return tell(options, question, subject, validator(subject, how));
}

}  // namespace

int plugin_check(const Options& options, const PluginQuestion& question) {
  const auto subject = find_plugin(options, question);
  if (!subject) return complain_of(subject.error(), options.language);
  return ask_validator(options, question, *subject, validate::run);
}

int plugin_test(const Options& options, const PluginQuestion& question) {
  const auto subject = find_plugin(options, question);
  if (!subject) return complain_of(subject.error(), options.language);
  std::error_code ignored;
  if (subject->folder.empty() || !std::filesystem::exists(subject->folder + "/cases", ignored))
    return complain_of({"Aucun dossier cases/ à rejouer : donnez les sources par --source DOSSIER.",
                        "There is no cases/ folder to replay: give the source by --source FOLDER."},
                       options.language);
  return ask_validator(options, question, *subject, validate::replay);
}

void plugin_run_rule(char** words) { validate::run_rule(words[0], {words[1], words[2]}); }

}  // namespace ecluse::app
