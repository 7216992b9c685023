// SPDX-License-Identifier: EUPL-1.2
// `ecluse doctor tls`: why n8n or Make would refuse what this host, or another server, shows.
#include <dirent.h>
#include <signal.h>

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "app/commands.hpp"
#include "app/doctor_report.hpp"
#include "app/host.hpp"
#include "app/starting.hpp"
#include "app/terminal.hpp"
#include "base/problems.hpp"
#include "http/tls_fetch.hpp"

namespace ecluse::app {
namespace {

constexpr std::chrono::seconds patience{10};
/// Debian's package ca-certificates keeps Mozilla's list apart from what an administrator added.
constexpr const char* mozilla_folder = "/usr/share/ca-certificates/mozilla";
constexpr const char* machine_file = "/etc/ssl/certs/ca-certificates.crt";

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string contents_of_folder(const std::string& path) {
  std::string all;
  DIR* folder = ::opendir(path.c_str());
  if (folder == nullptr) return all;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    if (name.size() > 4 && name.compare(name.size() - 4, 4, ".crt") == 0)
      all += content_of(path + "/" + name);
  }
  ::closedir(folder);
  return all;
}

struct Place {
  std::string host;
  int port = 443;
};

/// "name", "name:8443", "[::1]:8443"
std::optional<Place> place_in(std::string text) {
  Place place;
  const auto bracket = text.rfind(']');
  const auto colon = text.rfind(':');
  if (colon != text.npos && (bracket == text.npos || colon > bracket)) {
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data() + colon + 1, end, place.port);
    if (error != std::errc() || at != end || place.port < 1 || place.port > 65535)
      return std::nullopt;
    text.resize(colon);
  }
  if (bracket != text.npos && text.front() == '[') text = text.substr(1, text.size() - 2);
  place.host = text;
  if (text.empty()) return std::nullopt;
  return place;
}

std::optional<Place> place_of_url(const std::string& url) {
  constexpr std::string_view scheme = "https://";
  if (url.rfind(scheme, 0) != 0) return std::nullopt;
  const auto end = url.find_first_of("/?#", scheme.size());
  return place_in(url.substr(scheme.size(), end == url.npos ? end : end - scheme.size()));
}

/// Where the host itself listens, as seen from this machine.
Place door_of(const config::Server& server) {
  if (server.host == "0.0.0.0") return {"127.0.0.1", server.port};
  if (server.host == "::") return {"::1", server.port};
  return {server.host, server.port};
}

class Doctor {
 public:
  Doctor(const Options& options, const DoctorQuestion& asked) : options_(options), asked_(asked) {}

  int run() {
    if (asked_.url.empty() && !read_config()) return 1;
    examined_.url = asked_.url.empty() ? server_->public_url : asked_.url;
    const auto called = place_of_url(examined_.url);
    if (!called) return complain_of("tls-address-wrong", "url", examined_.url);
    if (auto chain = find_chain(*called); !chain) return complain(chain.error(), options_.language);
    question_.name = called->host;
    question_.addresses = examined_.addresses = http::addresses_of(called->host);
    question_.addresses_known = true;
    question_.now = base::system_clock().wall();
    find_roots();
    examined_.report = http::judge_chain(question_);
    if (examined_.report.chain.empty()) return complain_of("tls-file-empty", "path", asked_.file);
    (asked_.json ? print_report_json : print_report)(examined_, options_.language);
    const bool n8n = asked_.platform != "make" && n8n_refuses(examined_.report);
    const bool make = asked_.platform != "n8n" && make_refuses(examined_.report);
    return n8n || make ? 1 : 0;
  }

 private:
  int complain_of(const char* slug, const char* name, const std::string& value) {
    return complain(base::problem(slug).with(name, value), options_.language);
  }

  bool read_config() {
    const config::Loaded loaded = config::load(options_.config);
    if (!loaded.readable) {
      tell(loaded.findings, options_.language);
      return false;
    }
    server_ = loaded.config.server;
    return true;
  }

  /// A file, the place that was named, the host's own door, or where the address leads.
  base::Result<void> find_chain(const Place& called) {
    if (!asked_.file.empty()) {
      question_.chain = content_of(asked_.file);
      examined_.source = asked_.file;
      return {};
    }
    Place place = called;
    const bool own = server_ && server_->tls.given;
    if (own) place = door_of(*server_);
    if (!asked_.connect.empty()) {
      const auto given = place_in(asked_.connect);
      if (!given)
        return base::fail(base::problem("tls-unreachable").with("address", asked_.connect));
      place = *given;
    }
    auto served = http::fetch_chain(place.host, place.port, called.host, patience);
    if (served) {
      question_.chain = served->pem;
      examined_.source = served->address + " " + std::to_string(place.port) +
                         (served->version.empty() ? "" : ", " + served->version);
      return {};
    }
    // The host is down: what it would show stands in its file.
    if (!own || !asked_.connect.empty() || served.error().slug != "tls-unreachable")
      return base::fail(served.error());
    question_.chain = content_of(server_->tls.certificate);
    examined_.source = server_->tls.certificate;
    return {};
  }

  void find_roots() {
    const char* set = std::getenv("SSL_CERT_FILE");
    const std::string machine = set != nullptr && *set != '\0' ? set : machine_file;
    question_.machine_roots = content_of(machine);
    question_.public_roots = contents_of_folder(mozilla_folder);
    examined_.public_roots = mozilla_folder;
    examined_.roots_of_mozilla = !question_.public_roots.empty();
    if (!examined_.roots_of_mozilla) {
      question_.public_roots = question_.machine_roots;
      examined_.public_roots = machine;
    }
    examined_.trusted = asked_.trusted;
    if (!asked_.trusted.empty()) question_.given_roots = content_of(asked_.trusted);
  }

  const Options& options_;
  const DoctorQuestion& asked_;
  std::optional<config::Server> server_;
  http::TlsQuestion question_;
  Examined examined_;
};

}  // namespace

int doctor_tls(const Options& options, const DoctorQuestion& question) {
  ::signal(SIGPIPE, SIG_IGN);  // a server may hang up in the middle of a handshake
  return Doctor(options, question).run();
}

}  // namespace ecluse::app
