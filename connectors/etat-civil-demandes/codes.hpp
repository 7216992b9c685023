// SPDX-License-Identifier: EUPL-1.2
// The code lists of both formats, literal and numeric, to our enums and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "request.hpp"

namespace ecluse::civil {

std::optional<RegisterType> type_of_cityweb(std::string_view code);  ///< NAI, MAR, DEC, REC
std::optional<RegisterType> type_of_dila(std::string_view code);     ///< NAISSANCE … or 0, 1, 2
std::optional<DocumentNature> nature_of_cityweb(std::string_view code);  ///< CPI, EXTAF …
/// Literal, or CapDémat's 0 to 9, whose meaning depends on the type of the register.
std::optional<DocumentNature> nature_of_dila(std::string_view code,
                                             std::optional<RegisterType> type);
/// The literal code of an applicant's quality, from itself or from 0 to 8 and 10; nothing if
/// unknown.
std::optional<std::string_view> quality_of_dila(std::string_view code);

std::string_view cityweb_code(RegisterType type);
std::string_view cityweb_code(DocumentNature nature);
/// The French word for a literal quality code: PARENT → "père ou mère".
std::string_view quality_in_french(std::string_view code);

/// "Éloïse, Anne-Marie" or "Jean Pierre": commas rule where there are any, else spaces.
Names split_first_names(std::string_view text);

}  // namespace ecluse::civil
