// SPDX-License-Identifier: EUPL-1.2
// What crosses the C ABI: texts as a pointer and a length, and nothing that is thrown.
#pragma once

#include <ecluse/abi.h>

#include <string_view>

namespace ecluse::base {

/// Borrowed as long as the plugin's text is. Empty where a plugin gives no pointer.
inline std::string_view view(ecluse_text text) {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}
/// Borrowed as long as `text` is.
inline ecluse_text borrowed(std::string_view text) { return {text.data(), text.size()}; }

/// Nothing is thrown through a plugin's frames: what can be thrown here is the want of memory.
template <typename Work>
ecluse_status guarded(Work work) noexcept {
  try {
    return work();
  } catch (...) {
    return ECLUSE_RESOURCE_EXHAUSTED;
  }
}

}  // namespace ecluse::base
