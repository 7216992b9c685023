// SPDX-License-Identifier: EUPL-1.2
#include "json/pointer.hpp"

namespace ecluse::json {

std::string escape_pointer(std::string_view name) {
  std::string step;
  step.reserve(name.size());
  for (const char letter : name) {
    if (letter == '~')
      step += "~0";
    else if (letter == '/')
      step += "~1";
    else
      step += letter;
  }
  return step;
}

std::string unescape_pointer(std::string_view step) {
  std::string name;
  name.reserve(step.size());
  for (std::size_t at = 0; at < step.size(); ++at) {
    if (step[at] == '~' && at + 1 < step.size() && (step[at + 1] == '0' || step[at + 1] == '1'))
      name += step[++at] == '0' ? '~' : '/';
    else
      name += step[at];
  }
  return name;
}

}  // namespace ecluse::json
