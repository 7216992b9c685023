// SPDX-License-Identifier: EUPL-1.2
// The SHA-256 of a file: what a pin names, and how a changed connector file is told from an equal
// one.
#pragma once

#include <string>

namespace ecluse::loader {

/// 64 hexadecimal digits; empty when the file cannot be read to its end. [control]
std::string file_digest(const std::string& path);

}  // namespace ecluse::loader
