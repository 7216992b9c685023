// SPDX-License-Identifier: EUPL-1.2
// The file as text: one that is missing, a folder, locked away or far too large is a finding.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "config/load.hpp"
#include "config/syntax.hpp"

namespace ecluse::config {
namespace {

/// Zero, or the error number.
int read_whole(const std::string& file, std::string& text) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  char chunk[65536];
  ssize_t got = 0;
  // One byte more than what is allowed is enough to refuse it.
  while (text.size() <= largest_file && (got = ::read(descriptor, chunk, sizeof chunk)) > 0)
    text.append(chunk, static_cast<std::size_t>(got));
  const int error = got < 0 ? errno : 0;
  ::close(descriptor);
  return error;
}

}  // namespace

Loaded load(const std::string& file) {
  std::string text;
  const int error = read_whole(file, text);
  if (error == 0) return parse(text, file);
  Loaded loaded;
  loaded.config.file = file;
  base::Parameters parameters{{"path", file}};
  add_words(parameters, "why", reason(error));
  loaded.findings.push_back(
      make_finding("file-unreadable", loaded.config, {}, std::move(parameters)));
  return loaded;
}

}  // namespace ecluse::config
