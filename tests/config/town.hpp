// SPDX-License-Identifier: EUPL-1.2
// A case laid out in a folder of its own, with plugins that are there in name only: `check` reads
// their manifests and never loads them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ecluse::config_cases {

const std::filesystem::path home = ECLUSE_SOURCE_FOLDER "/tests/config";

std::string content_of(const std::filesystem::path& file);

/// The folders of home/`kind`, in order.
std::vector<std::filesystem::path> cases_of(const std::string& kind);

/// Owns a temporary folder that holds the case, plugins/ and what files.txt asks for; the working
/// folder until its end. A line of files.txt is `PATH/` (a folder), `PATH MODE TEXT` (a file),
/// `PATH =OTHER` (a copy), `PATH @good|@expired|@future` (a folder with chain.pem, key.pem, ca.pem
/// and exposed.pem, a key that others may read) or `PATH *COUNT TEXT` (so many lines more at the
/// end of the file).
class Town {
 public:
  explicit Town(const std::filesystem::path& of);
  ~Town();
  Town(const Town&) = delete;
  Town& operator=(const Town&) = delete;

  /// `text` with the name of the folder replaced by /town.
  std::string told(std::string text) const;
  const std::filesystem::path& folder() const { return folder_; }

 private:
  void lay_out_plugins() const;
  void lay_out(const std::string& line) const;
  void lay_out_certificates(const std::string& in, const std::string& kind) const;
  std::filesystem::path folder_, before_;
};

}  // namespace ecluse::config_cases
