// SPDX-License-Identifier: EUPL-1.2
// The rules, one a file of this folder. Private to this room.
#pragma once

#include "validate/rule.hpp"

namespace ecluse::validate {

extern const Rule one_symbol, scan_quiet, manifest_true, settings_documented, actions_documented,
    check_before_serve, bad_input_safe, open_close_clean, golden_cases, output_true,
    readme_sections, has_owner;

}  // namespace ecluse::validate
