// SPDX-License-Identifier: EUPL-1.2
// What `ecluse doctor tls` says of a chain: for people line by line, for programs as JSON.
#pragma once

#include <string>
#include <vector>

#include "base/language.hpp"
#include "http/tls_verdict.hpp"

namespace ecluse::app {

/// Where the chain came from, and with what it was judged.
struct Examined {
  std::string url;     ///< that tools call
  std::string source;  ///< "127.0.0.1:8443, TLSv1.3", or a file
  std::vector<std::string> addresses;
  std::string public_roots;      ///< file or folder of the authorities of the platforms
  bool roots_of_mozilla = true;  ///< false: the machine's list stands in for Mozilla's
  std::string trusted;           ///< file, or empty
  http::TlsReport report;
};

/// Whether n8n, or Make, would refuse.
bool n8n_refuses(const http::TlsReport& report);
bool make_refuses(const http::TlsReport& report);

void print_report(const Examined& examined, base::Language language);
void print_report_json(const Examined& examined, base::Language language);

}  // namespace ecluse::app
