// SPDX-License-Identifier: EUPL-1.2
#include "config/syntax.hpp"

#include <algorithm>
#include <vector>

#include "config/finding.hpp"

namespace ecluse::config {
namespace {

/// Walks over the text as TOML is written: strings and comments hold no structure.
class DepthScan {
 public:
  explicit DepthScan(std::string_view text) : text_(text) {}

  std::optional<Place> run() {
    for (; at_ < text_.size(); step()) {
      const char letter = text_[at_];
      if (letter == '"' || letter == '\'') {
        skip_string(letter);
        if (at_ >= text_.size()) break;
      } else if (letter == '#') {
        while (at_ + 1 < text_.size() && text_[at_ + 1] != '\n') step();
      } else if (structure(letter) > deepest_nesting) {
        return place_;
      }
    }
    return std::nullopt;
  }

 private:
  /// The depth after this letter. Each open bracket counts one, and so does each dot of the name
  /// that is being written inside it.
  int structure(char letter) {
    if (letter == '[' || letter == '{') {
      dots_.push_back(0);
      ++depth_;
    } else if (letter == ']' || letter == '}') {
      depth_ -= dots_.back();
      dots_.back() = 0;
      if (dots_.size() > 1) {
        dots_.pop_back();
        --depth_;
      }
    } else if (letter == '.') {
      ++dots_.back();
      ++depth_;
    } else if (letter == ',' || letter == '\n') {
      depth_ -= dots_.back();
      dots_.back() = 0;
    }
    return depth_;
  }

  void step() {
    const unsigned char letter = static_cast<unsigned char>(text_[at_++]);
    if (letter == '\n') {
      ++place_.line;
      place_.column = 1;
    } else if ((letter & 0xc0) != 0x80) {
      ++place_.column;
    }
  }

  /// Leaves at the last quote, or at the end of the line or text when there is none.
  void skip_string(char quote) {
    const std::string_view rest = text_.substr(at_);
    const std::string three(3, quote);
    const bool long_string = rest.substr(0, 3) == three;
    for (int count = long_string ? 3 : 1; count > 0; --count) step();
    while (at_ < text_.size()) {
      const char letter = text_[at_];
      if (letter == '\\' && quote == '"') {
        step();
        if (at_ >= text_.size()) return;
      } else if (long_string ? text_.substr(at_, 3) == three : letter == quote) {
        if (long_string) step(), step();
        return;
      } else if (!long_string && text_[at_] == '\n') {
        return;
      }
      step();
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
  int depth_ = 0;
  std::vector<int> dots_{0};
};

/// What the parser says, in the words of an administrator: the first row that fits.
struct Words {
  std::string_view part;  ///< of the description
  base::Sentence why;
};

constexpr std::string_view any_value = "Error while parsing ";

// A table; earlier rows are more exact.

// clang-format off
constexpr Words words[] = {
    {"end-of-file",
     {"le fichier s'arrête au milieu d'une valeur", "the file ends in the middle of a value"}},
    {"after '\\r'",
     {"la ligne finit par un retour chariot seul", "the line ends with a carriage return alone"}},
    {"unknown escape sequence",
     {"\\ est inconnu entre guillemets : écrivez un chemin Windows entre apostrophes, "
      "'C:\\partage'",
      "this \\ is unknown between double quotes: write a Windows path between single quotes, "
      "'C:\\share'"}},
    {"expected value, saw", {"il manque une valeur après =", "a value is missing after ="}},
    {"expected '='",
     {"il manque = après le nom ; un nom compte des lettres sans accent, des chiffres, - et _",
      "= is missing after the name; a name has plain letters, digits, - and _"}},
    {"parsing table header: expected ']'",
     {"le nom de section n'est pas fermé par ]", "the name of the section is not closed by ]"}},
    {"parsing array",
     {"il manque une virgule ou ] dans la liste", "a comma or ] is missing in the list"}},
    {"parsing inline table",
     {"une table { … } tient sur une ligne, avec des virgules entre ses membres et aucune à la fin",
      "a table { … } stands on one line, with commas between its members and none at its end"}},
    {"expected a comment or whitespace",
     {"il y a quelque chose de trop au bout de la ligne",
      "there is something too much at the end of the line"}},
    {"expected value-terminator",
     {"il y a quelque chose de trop après la valeur",
      "there is something too much after the value"}},
    {"control character",
     {"ce caractère de contrôle n'est pas admis", "this control character is not allowed"}},
    {"parsing key", {"un nom de clé est attendu ici", "the name of a key is expected here"}},
    {"parsing string",
     {"ce texte entre guillemets est incorrect", "this text between quotes is invalid"}},
    {any_value,
     {"cette valeur n'est pas comprise ; un texte se met entre guillemets",
      "this value is not understood; a text is written between quotes"}},
};
// clang-format on

std::string_view line_of(std::string_view text, int number) {
  for (; number > 1 && !text.empty(); --number) {
    const auto end = text.find('\n');
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return text.substr(0, text.find('\n'));
}

/// The column is past the last letter of its line: a quote was never closed.
bool at_end_of_line(std::string_view text, Place place) {
  std::string_view line = line_of(text, place.line);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const auto letters = std::count_if(line.begin(), line.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xc0) != 0x80;
  });
  return place.column > letters;
}

/// The parser stands behind the value of a name that came twice; the name itself begins its line.
Place place_of_name(std::string_view text, Place place, std::string_view name) {
  for (int number = place.line; number >= std::max(1, place.line - 100); --number) {
    const std::string_view line = line_of(text, number);
    const auto first = line.find_first_not_of(" \t");
    if (first != line.npos && line.substr(first, name.size()) == name)
      return {number, static_cast<int>(first) + 1};
  }
  return place;
}

/// The parser stands where it gave up: 127.0|.0.1. A list or a table is left to it.
Place place_of_value(std::string_view text, Place place) {
  const std::string_view line = line_of(text, place.line);
  const auto equals = line.find('=');
  const auto value = equals == line.npos ? equals : line.find_first_not_of(" \t", equals + 1);
  if (value == line.npos || line[value] == '[' || line[value] == '{') return place;
  const auto letters = std::count_if(
      line.begin(), line.begin() + static_cast<std::ptrdiff_t>(value),
      [](char letter) { return (static_cast<unsigned char>(letter) & 0xc0) != 0x80; });
  return {place.line, std::min(place.column, static_cast<int>(letters) + 1)};
}

/// "cannot redefine existing table 'a.b'": a.b.
std::string_view quoted(std::string_view description) {
  const auto open = description.find('\'');
  const auto close = description.rfind('\'');
  return open == close ? std::string_view() : description.substr(open + 1, close - open - 1);
}

}  // namespace

std::optional<Place> too_deep(std::string_view text) { return DepthScan(text).run(); }

SyntaxFault explain(std::string_view description, Place place, std::string_view text) {
  const auto has = [&](std::string_view part) {
    return description.find(part) != description.npos;
  };
  if (has("utf-8")) return {"not-utf8", place, {}};
  if (has("cannot redefine") && !quoted(description).empty()) {
    const std::string name(quoted(description));
    const Place at = has("key-value") ? place_of_name(text, place, name) : place;
    return {"name-twice", at, {{"name", name}}};
  }
  SyntaxFault fault{"syntax", place, {}};
  if (has("control character") && at_end_of_line(text, place)) {
    add_words(fault.parameters, "why",
              {"ce texte n'est pas fermé par un guillemet sur sa ligne",
               "this text is not closed by a quote on its line"});
    return fault;
  }
  for (const Words& row : words)
    if (has(row.part)) {
      if (row.part == any_value) fault.place = place_of_value(text, place);
      add_words(fault.parameters, "why", row.why);
      return fault;
    }
  fault.parameters.emplace_back("why", description);
  return fault;
}

}  // namespace ecluse::config
