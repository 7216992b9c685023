// SPDX-License-Identifier: EUPL-1.2
#include "match.hpp"

#include <algorithm>
#include <array>
#include <ecluse/kit/checks.hpp>
#include <ecluse/kit/text.hpp>
#include <utility>

namespace ecluse::deces {
namespace {

constexpr int most_candidates = 2'000;

struct Weight {
  int points;
  std::string_view code;
  Words sentence;
};

/// In the order of Reason.
constexpr std::array<Weight, 12> weights{{
    {40, "name-equal", {"Le nom de naissance est le même.", "The name at birth is the same."}},
    {25,
     "name-close",
     {"Le nom de naissance diffère d'une lettre ou deux.",
      "The name at birth differs by a letter or two."}},
    {30,
     "used-name-equal",
     {"Le nom d'usage est le nom de naissance du fichier.",
      "The used name is the file's name at birth."}},
    {25, "given-equal", {"Tous les prénoms sont les mêmes.", "All given names are the same."}},
    {20,
     "given-first-equal",
     {"Le premier prénom est le même.", "The first given name is the same."}},
    {12,
     "given-close",
     {"Un prénom est proche ou à une autre place.", "A given name is close, or stands elsewhere."}},
    {30, "birth-equal", {"La date de naissance est la même.", "The date of birth is the same."}},
    {15,
     "birth-compatible",
     {"Les dates de naissance peuvent être la même : l'une est partielle.",
      "The dates of birth may be the same: one of them is partial."}},
    {15,
     "birth-swapped",
     {"Jour et mois de naissance sont inversés.", "Day and month of birth changed places."}},
    {5,
     "birth-place-equal",
     {"Le lieu de naissance est le même.", "The place of birth is the same."}},
    {-10,
     "birth-place-differs",
     {"Le lieu de naissance est un autre.", "The place of birth is another."}},
    {-25, "sex-differs", {"Le sexe est un autre.", "The sex is another."}},
}};
const Weight& weight_of(Reason reason) { return weights[static_cast<std::size_t>(reason)]; }

/// Edits between two words, counted up to `most` + 1.
int distance(std::string_view left, std::string_view right, int most) {
  if (left.size() > right.size()) std::swap(left, right);
  if (right.size() - left.size() > static_cast<std::size_t>(most)) return most + 1;
  std::vector<int> row(left.size() + 1);
  for (std::size_t index = 0; index < row.size(); ++index) row[index] = static_cast<int>(index);
  for (std::size_t line = 1; line <= right.size(); ++line) {
    int diagonal = row[0];
    row[0] = static_cast<int>(line);
    for (std::size_t index = 1; index < row.size(); ++index) {
      const int change = diagonal + (left[index - 1] != right[line - 1]);
      diagonal = row[index];
      row[index] = std::min({change, row[index] + 1, row[index - 1] + 1});
    }
  }
  return row.back();
}

bool close(std::string_view left, std::string_view right) {
  const int most = std::min(left.size(), right.size()) >= 8 ? 2 : 1;
  return std::min(left.size(), right.size()) >= 3 && distance(left, right, most) <= most;
}

std::vector<std::string> words(std::string_view folded) {
  std::vector<std::string> list(1);
  for (const char letter : folded) {
    if (letter == ' ')
      list.emplace_back();
    else
      list.back() += letter;
  }
  return list;
}

std::optional<Reason> judge_name(const Wanted& wanted, std::string_view family) {
  const std::string name = kit::fold(wanted.name), used = kit::fold(wanted.used_name);
  if (name == family) return Reason::name_equal;
  if (!used.empty() && used == family) return Reason::used_name_equal;
  if (close(name, family)) return Reason::name_close;
  return std::nullopt;
}

std::optional<Reason> judge_given(const std::string& wanted, std::string_view found) {
  const std::string given = kit::fold(wanted);
  if (given.empty() || found.empty()) return std::nullopt;
  auto left = words(given), right = words(found);
  const std::string first = left[0], other = right[0];
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  if (left == right) return Reason::given_equal;
  if (first == other) return Reason::given_first_equal;
  if (close(first, other)) return Reason::given_close;
  if (std::binary_search(right.begin(), right.end(), first)) return Reason::given_close;
  return std::nullopt;
}

std::optional<Reason> judge_birth(const PartialDate& wanted, const PartialDate& found) {
  if (wanted.whole() && wanted == found) return Reason::birth_equal;
  if (!wanted.known() || !found.known()) return std::nullopt;
  if (wanted.may_equal(found)) return Reason::birth_compatible;
  const bool swapped = wanted.whole() && found.whole() && wanted.year() == found.year() &&
                       wanted.month() == found.day() && wanted.day() == found.month();
  return swapped ? std::optional(Reason::birth_swapped) : std::nullopt;
}

void add(const std::optional<Reason>& reason, Judgement& judgement) {
  if (!reason) return;
  judgement.reasons.push_back(*reason);
  judgement.score += points(*reason);
}

/// Every candidate once, by its place in the index.
class Candidates {
 public:
  Candidates(Search& search, const Wanted& wanted, int least)
      : search_(search), wanted_(wanted), least_(least) {}

  Result<void> look(const Criteria& criteria) {
    looked_ = 0;
    return search_.find(criteria, std::nullopt, [&](const Found& found) {
      Judgement judgement = judge(wanted_, found);
      const bool known = std::any_of(matches_.begin(), matches_.end(), [&](const Match& match) {
        return match.found.segment == found.segment && match.found.line == found.line;
      });
      if (judgement.score >= least_ && !known) matches_.push_back({found, std::move(judgement)});
      return ++looked_ < most_candidates;
    });
  }
  std::vector<Match> take() { return std::move(matches_); }

 private:
  Search& search_;
  const Wanted& wanted_;
  int least_, looked_ = 0;
  std::vector<Match> matches_;
};

/// The questions: by each name with the year of birth (a swapped day is in it), then by the day
/// alone (a name may be misspelt); without a birth date by name and first given name.
std::vector<Criteria> questions(const Wanted& wanted) {
  std::vector<Criteria> list;
  const bool dated = wanted.born && wanted.born->known();
  for (const std::string* name : {&wanted.name, &wanted.used_name}) {
    if (kit::fold(*name).empty()) continue;
    Criteria criteria;
    criteria.name = *name;
    if (dated) {
      criteria.born = PartialDate::of(wanted.born->year(), 0, 0);
    } else {
      const std::string given = kit::fold(wanted.given);
      criteria.given = given.substr(0, given.find(' '));
    }
    list.push_back(std::move(criteria));
  }
  if (dated && wanted.born->whole()) {
    Criteria criteria;
    criteria.born = wanted.born;
    list.push_back(std::move(criteria));
  }
  return list;
}

}  // namespace

std::string_view code(Reason reason) { return weight_of(reason).code; }
int points(Reason reason) { return weight_of(reason).points; }
Words sentence(Reason reason) { return weight_of(reason).sentence; }

Judgement judge(const Wanted& wanted, const Found& found) {
  Judgement judgement;
  const std::string_view key = found.key;
  const std::size_t star = std::min(key.find('*'), key.size());
  const auto name = judge_name(wanted, key.substr(0, star));
  if (!name) return judgement;  // another family is another person
  add(name, judgement);
  add(judge_given(wanted.given, key.substr(std::min(star + 1, key.size()))), judgement);
  const PartialDate born = usable_date(found.born);
  const auto birth = wanted.born ? judge_birth(*wanted.born, born) : std::nullopt;
  if (wanted.born && wanted.born->known() && born.known() && !birth) return {};
  add(birth, judgement);
  if (!wanted.birth_place.empty() && !found.birth_place.empty()) {
    const bool same = kit::place_within(found.birth_place, wanted.birth_place) ||
                      kit::place_within(wanted.birth_place, found.birth_place);
    add(same ? Reason::birth_place_equal : Reason::birth_place_differs, judgement);
  }
  if (wanted.sex != 0 && wanted.sex != found.sex) add(Reason::sex_differs, judgement);
  judgement.score = std::clamp(judgement.score, 0, 100);
  return judgement;
}

Result<std::vector<Match>> match(Search& search, const Wanted& wanted, int least,
                                 std::size_t limit) {
  Candidates candidates(search, wanted, least);
  for (const Criteria& criteria : questions(wanted))
    if (auto looked = candidates.look(criteria); !looked) return fail(std::move(looked));
  std::vector<Match> matches = candidates.take();
  std::stable_sort(matches.begin(), matches.end(), [](const Match& left, const Match& right) {
    return left.judgement.score > right.judgement.score;
  });
  if (matches.size() > limit) matches.resize(limit);
  return matches;
}

}  // namespace ecluse::deces
