// SPDX-License-Identifier: EUPL-1.2
#include "validate/validate.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "validate/cases.hpp"

namespace ecluse::validate {
namespace {

namespace fs = std::filesystem;

constexpr int verdict_descriptor = 3;

/// The empty folder that a rule runs in; gone afterwards, however the rule ended.
struct EmptyFolder {
  std::string path;
  EmptyFolder() : path((fs::temp_directory_path() / "ecluse-rule-XXXXXX").string()) {
    if (::mkdtemp(path.data()) == nullptr) path.clear();
  }
  EmptyFolder(const EmptyFolder&) = delete;
  EmptyFolder& operator=(const EmptyFolder&) = delete;
  ~EmptyFolder() {
    std::error_code ignored;
    if (!path.empty()) fs::remove_all(path, ignored);
  }
};

/// What the process said before it ended.
struct Heard {
  std::string last_owner, last_place;
  std::string verdict;  ///< JSON, or empty
};

Heard understand(const std::string& text) {
  Heard heard;
  std::size_t from = 0;
  for (auto end = text.find('\n'); end != text.npos; from = end + 1, end = text.find('\n', from)) {
    const std::string line = text.substr(from, end - from);
    const auto tab = line.find('\t');
    if (!line.empty() && line[0] == '{') {
      heard.verdict = line;
    } else if (tab != line.npos) {
      heard.last_owner = line.substr(0, tab);
      heard.last_place = line.substr(tab + 1);
    }
  }
  return heard;
}

/// Between fork and exec: only calls that are allowed there.
[[noreturn]] void become(char** arguments, char** environment, const char* folder, int pipe_end,
                         long seconds) {
  ::setpgid(0, 0);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(nothing, 0);
  ::dup2(nothing, 1);
  ::dup2(nothing, 2);
  ::dup2(pipe_end, verdict_descriptor);
  ::close_range(verdict_descriptor + 1, ~0U, 0);
  const rlimit cpu{static_cast<rlim_t>(seconds), static_cast<rlim_t>(seconds + 1)}, core{0, 0};
  ::setrlimit(RLIMIT_CPU, &cpu);
  ::setrlimit(RLIMIT_CORE, &core);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const rlimit data{rlim_t{2} << 30, rlim_t{2} << 30};
  ::setrlimit(RLIMIT_DATA, &data);
#endif
  if (::chdir(folder) == 0) ::execve(arguments[0], arguments, environment);
  ::_exit(127);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_for(const std::string& folder) {
  std::vector<std::string> all{"HOME=" + folder, "TMPDIR=" + folder, "LANG=C.UTF-8",
                               "PATH=/usr/bin:/bin"};
  for (const auto* kept :
       {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LD_LIBRARY_PATH"})
    if (const char* value = std::getenv(kept)) all.push_back(std::string(kept) + "=" + value);
  return all;
}

/// Reads until the process closed its end or the time is over; false when it is over.
bool listen(int from, std::chrono::seconds limit, std::string& text) {
  const auto until = std::chrono::steady_clock::now() + limit;
  char chunk[4096];
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                          until - std::chrono::steady_clock::now())
                          .count();
    pollfd waiting{from, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
    const auto got = ::read(from, chunk, sizeof chunk);
    if (got <= 0) return true;
    text.append(chunk, static_cast<std::size_t>(got));
    if (text.size() > (1u << 20)) text.erase(0, text.find('\n', 1u << 19) + 1);
    // The verdict ends it, whoever still holds the other end.
    if (text.size() > 2 && text.back() == '\n' && text[text.size() - 2] == '}') return true;
  }
}

Outcome ended_by(const std::string& slug, const Heard& heard, bool in_time, int status) {
  base::Localized why;
  if (!in_time) {
    why = {"Le connecteur n'a pas rendu la main dans le temps donné.",
           "The plugin did not return in the time given."};
  } else if (WIFSIGNALED(status)) {
    const std::string number = std::to_string(WTERMSIG(status));
    why = {"Le connecteur a mis fin au processus (signal " + number + ").",
           "The plugin ended the process (signal " + number + ")."};
  } else {
    const std::string code = std::to_string(WEXITSTATUS(status));
    why = {"Le processus s'est terminé sans verdict (code " + code + ").",
           "The process ended without a verdict (code " + code + ")."};
  }
  if (heard.last_owner.empty() || heard.last_owner == slug || heard.last_owner == "case")
    return failed(std::move(why), heard.last_place);
  return skipped({why.french + " La règle " + heard.last_owner + " le rapporte.",
                  why.english + " The rule " + heard.last_owner + " reports it."},
                 heard.last_place);
}

Outcome read_verdict(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("verdict"))
    return failed({"Verdict illisible.", "Unreadable verdict."});
  Outcome outcome{
      Verdict::failed, {json.value("fr", ""), json.value("en", "")}, json.value("where", "")};
  if (json["verdict"] == "passed") outcome.verdict = Verdict::passed;
  if (json["verdict"] == "skipped") outcome.verdict = Verdict::skipped;
  return outcome;
}

Outcome run_one(const std::string& slug, const Subject& subject, const Options& options) {
  const EmptyFolder folder;
  int ends[2];
  if (folder.path.empty() || options.command.empty() || ::pipe2(ends, O_CLOEXEC) != 0)
    return failed({"La règle n'a pas pu être lancée.", "The rule could not be started."});
  std::vector<std::string> command = options.command, environment = environment_for(folder.path);
  for (const auto& word : {slug, subject.library, subject.folder}) command.push_back(word);
  auto arguments = pointers(command), variables = pointers(environment);
  const pid_t child = ::fork();
  if (child == 0)
    become(arguments.data(), variables.data(), folder.path.c_str(), ends[1],
           options.time_limit.count());
  ::close(ends[1]);
  std::string text;
  const bool in_time = child > 0 && listen(ends[0], options.time_limit, text);
  ::close(ends[0]);
  int status = 0;
  if (child > 0) {
    // Whoever closed the pipe without a verdict is ending by itself: its signal is the finding.
    const bool told = understand(text).verdict.size() > 0;
    if (!in_time || told) ::kill(-child, SIGKILL);
    ::waitpid(child, &status, 0);
    ::kill(-child, SIGKILL);
  }
  const Heard heard = understand(text);
  return heard.verdict.empty() ? ended_by(slug, heard, in_time, status)
                               : read_verdict(heard.verdict);
}

/// The fresh process stands in another folder.
Subject absolute_of(const Subject& subject) {
  std::error_code ignored;
  return {fs::absolute(subject.library, ignored).string(),
          subject.folder.empty() ? "" : fs::canonical(subject.folder, ignored).string()};
}

constexpr std::string_view case_prefix = "case:";

}  // namespace

Report run(const Subject& subject, const Options& options) {
  const Subject absolute = absolute_of(subject);
  Report report;
  for (const Rule* rule : rules()) {
    const std::string slug(rule->slug);
    if (!options.only.empty() &&
        std::find(options.only.begin(), options.only.end(), slug) == options.only.end())
      continue;
    report.findings.push_back({slug, run_one(slug, absolute, options)});
  }
  return report;
}

Report replay(const Subject& subject, const Options& options) {
  const Subject absolute = absolute_of(subject);
  std::set<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(fs::path(absolute.folder) / "cases", none))
    if (entry.is_directory()) names.insert(entry.path().filename().string());
  Report report;
  for (const auto& name : names)
    report.findings.push_back({name, run_one(std::string(case_prefix) + name, absolute, options)});
  return report;
}

void run_rule(const std::string& slug, const Subject& subject) {
  Progress progress(verdict_descriptor);
  if (slug.rfind(case_prefix, 0) == 0) {
    progress.tell(judge_named_case(subject, slug.substr(case_prefix.size()), progress));
    ::_exit(0);
  }
  const Rule* rule = find_rule(slug);
  if (rule != nullptr) progress.tell(rule->run(subject, progress));
  // Not exit: a plugin's handlers and destructors have no say after the verdict.
  ::_exit(rule == nullptr ? 2 : 0);
}

}  // namespace ecluse::validate
