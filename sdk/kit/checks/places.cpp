// SPDX-License-Identifier: MIT
// Facts of INSEE's Code officiel géographique (Licence Ouverte) and of the codes it replaced.
#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "ecluse/kit/checks.hpp"
#include "ecluse/kit/formats.hpp"

namespace ecluse::kit {
namespace {

using Move = std::pair<std::string_view, std::string_view>;

// Sorted by the old code.
constexpr std::array<Move, 24> moved{{
    {"91352", "99352"}, {"92352", "99352"}, {"93352", "99352"}, {"94352", "99352"},  // Algeria
    {"98201", "99336"}, {"98202", "99341"}, {"98203", "99330"}, {"98204", "99326"},
    {"98205", "99327"}, {"98206", "99335"}, {"98207", "99337"}, {"98208", "99345"},
    {"98209", "99331"}, {"98301", "99328"}, {"98302", "99324"}, {"98303", "99323"},
    {"98304", "99344"}, {"98305", "99322"}, {"98401", "99333"}, {"98402", "99397"},
    {"98405", "97409"}, {"98406", "99399"}, {"98506", "99243"}, {"99143", "99254"},
}};

// The communes of Corse-du-Sud by the last three digits; the others of 20xxx are in Haute-Corse.
constexpr std::array<short, 124> south_of_corsica{
    1,   4,   6,   8,   11,  14,  17,  18,  19,  21,  22,  24,  26,  27,  28,  31,  32,  35,
    38,  40,  41,  48,  56,  60,  61,  62,  64,  65,  66,  70,  71,  85,  89,  90,  91,  92,
    94,  98,  99,  100, 103, 104, 108, 114, 115, 117, 118, 119, 127, 128, 129, 130, 131, 132,
    133, 139, 141, 142, 144, 146, 154, 158, 160, 163, 174, 181, 186, 189, 191, 196, 197, 198,
    200, 203, 204, 209, 211, 212, 215, 228, 232, 240, 247, 249, 253, 254, 258, 259, 262, 266,
    268, 269, 270, 271, 272, 276, 278, 279, 282, 284, 285, 288, 295, 300, 308, 310, 312, 322,
    323, 324, 326, 330, 331, 336, 345, 348, 349, 351, 357, 358, 359, 360, 362, 363};

int number(std::string_view digits) {
  int value = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() ? value : -1;
}

bool is_former_mayotte(std::string_view code) {
  const int commune = number(code.substr(3));
  return code.substr(0, 3) == "985" && commune >= 1 && commune <= 17 && code != "98506";
}

bool is_former_corsica(std::string_view code) {
  const int commune = number(code.substr(2));
  return code.substr(0, 2) == "20" && commune >= 1 && commune <= 366;
}

const Move* move_of(std::string_view code) {
  const auto found = std::lower_bound(
      moved.begin(), moved.end(), code,
      [](const Move& move, std::string_view wanted) { return move.first < wanted; });
  return found != moved.end() && found->first == code ? &*found : nullptr;
}

/// "75056" for 75101 to 75120, and so on; empty when it is none.
std::string_view town_of_arrondissement(std::string_view code) {
  const int value = number(code);
  if (value >= 75101 && value <= 75120) return "75056";
  if (value >= 69381 && value <= 69389) return "69123";
  if (value >= 13201 && value <= 13216) return "13055";
  return {};
}

/// The schema language's format leaves out 20xxx, which files from before 1976 hold.
bool is_code(std::string_view code) {
  return is_valid(Format::insee_commune, code) || (code.size() == 5 && is_former_corsica(code));
}

}  // namespace

PlaceKind place_kind(std::string_view code) {
  if (!is_code(code)) return PlaceKind::none;
  if (move_of(code) != nullptr || is_former_mayotte(code) || is_former_corsica(code))
    return PlaceKind::former;
  if (code.substr(0, 2) == "99") return PlaceKind::abroad;
  if (code.substr(0, 2) == "98") return PlaceKind::overseas_collectivity;
  if (code.substr(0, 2) == "97")
    return code[2] == '5' || code[2] > '6' || code[2] == '0' ? PlaceKind::overseas_collectivity
                                                             : PlaceKind::overseas_commune;
  if (!town_of_arrondissement(code).empty()) return PlaceKind::arrondissement;
  const int department_number = number(code.substr(0, 2));
  const bool corsican = code[0] == '2' && (code[1] == 'A' || code[1] == 'B');
  return corsican || (department_number >= 1 && department_number <= 95) ? PlaceKind::commune
                                                                         : PlaceKind::none;
}

std::string_view department(std::string_view code) {
  if (!is_code(code)) return {};
  const std::string_view start = code.substr(0, 2);
  return start == "97" || start == "98" ? code.substr(0, 3) : start;
}

std::string current_place(std::string_view code) {
  if (!is_code(code)) return std::string(code);
  if (const Move* move = move_of(code)) return std::string(move->second);
  std::string current(code);
  if (is_former_mayotte(code)) current.replace(0, 3, "976");
  if (is_former_corsica(code)) {
    const bool south = std::binary_search(south_of_corsica.begin(), south_of_corsica.end(),
                                          static_cast<short>(number(code.substr(2))));
    current[1] = south ? 'A' : 'B';
  }
  return current;
}

std::string_view whole_commune(std::string_view code) {
  const std::string_view town = is_code(code) ? town_of_arrondissement(code) : std::string_view();
  return town.empty() ? code : town;
}

bool place_within(std::string_view code, std::string_view watched) {
  if (code == watched) return true;
  if (!is_code(code) || !is_code(watched)) return false;
  const std::string now = current_place(code);
  return now == current_place(watched) || whole_commune(now) == watched;
}

}  // namespace ecluse::kit
