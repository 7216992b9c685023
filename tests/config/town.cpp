// SPDX-License-Identifier: EUPL-1.2
#include "town.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "authority.hpp"
#include "json/canonical.hpp"

namespace ecluse::config_cases {

namespace fs = std::filesystem;

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> cases_of(const std::string& kind) {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(home / kind)) all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

Town::Town(const fs::path& of) : before_(fs::current_path()) {
  std::string name = (fs::temp_directory_path() / "ecluse-config-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
  folder_ = fs::canonical(name);
  fs::copy(of, folder_, fs::copy_options::recursive);
  lay_out_plugins();
  std::ifstream lines(of / "files.txt");
  for (std::string line; std::getline(lines, line);) lay_out(line);
  fs::current_path(folder_);
}

Town::~Town() {
  fs::current_path(before_);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

namespace {

/// Name and manifest of each plugin, in the form that the host reads.
std::vector<std::pair<std::string, std::string>> plugins() {
  const fs::path source = ECLUSE_SOURCE_FOLDER;
  std::vector<std::pair<std::string, std::string>> all{
      {"deces-insee", source / "connectors/deces-insee/manifest.json"},
      {"etat-civil-demandes", source / "connectors/etat-civil-demandes/manifest.json"},
      {"scripted", source / "tests/scripted/manifest.json"},
      {"finance", home / "finance.manifest.json"}};
  for (auto& [name, text] : all) text = json::canonical(json::Value::parse(content_of(text)));
  return all;
}

}  // namespace

void Town::lay_out_plugins() const {
  static const auto all = plugins();  // the same for each case
  fs::create_directory(folder_ / "plugins");
  for (const auto& [name, manifest] : all) {
    std::ofstream(folder_ / "plugins" / (name + ".manifest.json")) << manifest;
    std::ofstream(folder_ / "plugins" / (name + ".so")) << "in name only\n";
  }
}

void Town::lay_out_certificates(const std::string& in, const std::string& kind) const {
  const tls_test::Identity root(tls_test::authority_named("Mairie"));
  tls_test::Wish wish;
  wish.name = "ecluse.mairie.example";
  if (kind == "expired") wish.end = std::chrono::year{2021} / 3 / 31;
  if (kind == "future") wish.begin = std::chrono::year{2089} / 3 / 31;
  const auto own = root.issue(wish);
  fs::create_directories(folder_ / in);
  const auto write = [&](const char* name, const std::string& text, int mode) {
    std::ofstream(folder_ / in / name) << text;
    fs::permissions(folder_ / in / name, static_cast<fs::perms>(mode));
  };
  write("chain.pem", own.certificate() + root.certificate(), 0644);
  write("ca.pem", root.certificate(), 0644);
  write("key.pem", own.key(), 0600);
  write("exposed.pem", own.key(), 0640);
}

void Town::lay_out(const std::string& line) const {
  std::istringstream words(line);
  std::string path, how, text;
  words >> path >> how;
  std::getline(words >> std::ws, text);
  if (path.empty()) return;
  const fs::path file = folder_ / path;
  fs::create_directories(path.back() == '/' ? file : file.parent_path());
  if (path.back() == '/') return;
  if (how.empty()) throw std::runtime_error("files.txt: " + line);
  if (how.front() == '@') return lay_out_certificates(path, how.substr(1));
  if (how.front() == '=') {
    fs::copy_file(folder_ / how.substr(1), file);
    return;
  }
  if (how.front() == '*') {
    std::ofstream out(file, std::ios::app | std::ios::binary);
    for (long count = std::atol(how.c_str() + 1); count > 0; --count) out << text << '\n';
    return;
  }
  std::ofstream(file, std::ios::binary) << text;
  fs::permissions(file, static_cast<fs::perms>(std::stoi(how, nullptr, 8)));
}

std::string Town::told(std::string text) const {
  const std::string name = folder_.string();
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at))
    text.replace(at, name.size(), "/town");
  return text;
}

}  // namespace ecluse::config_cases
