// SPDX-License-Identifier: EUPL-1.2
#include "codes.hpp"

#include <array>
#include <ecluse/kit/text.hpp>

namespace ecluse::civil {
namespace {

template <typename Value>
struct Row {
  std::string_view code;
  Value value;
};

template <typename Value, std::size_t Count>
std::optional<Value> look_up(const Row<Value> (&rows)[Count], std::string_view code) {
  for (const auto& row : rows)
    if (row.code == code) return row.value;
  return {};
}

template <typename Value, std::size_t Count>
std::string_view code_of(const Row<Value> (&rows)[Count], Value value) {
  for (const auto& row : rows)
    if (row.value == value) return row.code;
  return {};
}

using Type = RegisterType;
using Nature = DocumentNature;

constexpr Row<Type> kCityWebTypes[] = {{"NAI", Type::birth},
                                       {"MAR", Type::marriage},
                                       {"DEC", Type::death},
                                       {"REC", Type::recognition}};
constexpr Row<Type> kDilaTypes[] = {{"NAISSANCE", Type::birth}, {"MARIAGE", Type::marriage},
                                    {"DECES", Type::death},     {"0", Type::birth},
                                    {"1", Type::marriage},      {"2", Type::death}};
constexpr Row<Nature> kCityWebNatures[] = {{"CPI", Nature::full_copy},
                                           {"EXTAF", Nature::extract_with_parents},
                                           {"EXTSF", Nature::extract_without_parents},
                                           {"EXTPL", Nature::multilingual}};
constexpr Row<Nature> kDilaNatures[] = {{"COPIE-INTEGRALE", Nature::full_copy},
                                        {"EXTRAIT-AVEC-FILIATION", Nature::extract_with_parents},
                                        {"EXTRAIT-SANS-FILIATION", Nature::extract_without_parents},
                                        {"EXTRAIT-PLURILINGUE", Nature::multilingual},
                                        {"PLURILINGUE", Nature::multilingual}};

struct NumericNature {
  Type type;
  Nature nature;
};
// CapDémat numbers the natures through all registers: 0–3 births, 4–7 marriages, 8–9 deaths.
constexpr std::array<NumericNature, 10> kNumericNatures = {{
    {Type::birth, Nature::extract_without_parents},
    {Type::birth, Nature::extract_with_parents},
    {Type::birth, Nature::full_copy},
    {Type::birth, Nature::multilingual},
    {Type::marriage, Nature::extract_without_parents},
    {Type::marriage, Nature::extract_with_parents},
    {Type::marriage, Nature::full_copy},
    {Type::marriage, Nature::multilingual},
    {Type::death, Nature::full_copy},
    {Type::death, Nature::multilingual},
}};

struct Quality {
  std::string_view number, literal, french;
};
constexpr Quality kQualities[] = {{"0", "TITULAIRE", "titulaire de l'acte"},
                                  {"1", "CONJOINT", "conjoint"},
                                  {"2", "ENFANT", "fils ou fille"},
                                  {"3", "PARENT", "père ou mère"},
                                  {"4", "PETIT-ENFANT", "petit-fils ou petite-fille"},
                                  {"5", "GRAND-PARENT", "grand-père ou grand-mère"},
                                  {"6", "FRERE-OU-SOEUR", "frère ou sœur"},
                                  {"7", "REPRESENTANT-LEGAL", "représentant légal"},
                                  {"8", "HERITIER", "héritier"},
                                  {"10", "AUTRE", "autre"}};

}  // namespace

std::optional<Type> type_of_cityweb(std::string_view code) { return look_up(kCityWebTypes, code); }
std::optional<Type> type_of_dila(std::string_view code) { return look_up(kDilaTypes, code); }
std::optional<Nature> nature_of_cityweb(std::string_view code) {
  return look_up(kCityWebNatures, code);
}

std::optional<Nature> nature_of_dila(std::string_view code, std::optional<Type> type) {
  if (code.size() == 1 && code[0] >= '0' && code[0] <= '9') {
    const auto& row = kNumericNatures[static_cast<std::size_t>(code[0] - '0')];
    // A number of another register contradicts itself: better none than a guess.
    if (type && row.type != *type) return {};
    return row.nature;
  }
  return look_up(kDilaNatures, code);
}

std::optional<std::string_view> quality_of_dila(std::string_view code) {
  for (const auto& quality : kQualities)
    if (quality.number == code || quality.literal == code) return quality.literal;
  return {};
}

std::string_view cityweb_code(Type type) { return code_of(kCityWebTypes, type); }
std::string_view cityweb_code(Nature nature) { return code_of(kCityWebNatures, nature); }

std::string_view quality_in_french(std::string_view code) {
  for (const auto& quality : kQualities)
    if (quality.literal == code) return quality.french;
  return {};
}

Names split_first_names(std::string_view text) {
  std::vector<std::string> names;
  const char separator = text.find(',') == text.npos ? ' ' : ',';
  while (!text.empty()) {
    const auto end = text.find(separator);
    const auto name = kit::trim(text.substr(0, end));
    if (!name.empty() && names.size() < 50) names.emplace_back(name);
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  return names.empty() ? Names() : Names(std::move(names));
}

}  // namespace ecluse::civil
