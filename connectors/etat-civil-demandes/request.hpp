// SPDX-License-Identifier: EUPL-1.2
// One model for both formats: what a person asks of a register. Plain values, all text UTF-8, as
// written by the producer: names are not upper-cased, dates are not completed, codes are ours.
//
// Sources: etatcivil.xsd (Digitech CityWeb) and dila.xsd (the hub of service-public.fr, 2012), plus
// the numeric codes that CapDémat wrote instead of the literal ones.
#pragma once

#include <cstdint>
#include <ecluse/kit/dates.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ecluse::civil {

using Text = std::optional<std::string>;                ///< absent, never empty
using Names = std::optional<std::vector<std::string>>;  ///< likewise, in the order of the record

enum class RequestFormat : std::uint8_t { cityweb, dila };
enum class RegisterType : std::uint8_t { birth, marriage, death, recognition };
enum class DocumentNature : std::uint8_t {
  full_copy,
  extract_with_parents,
  extract_without_parents,
  multilingual
};
enum class Sex : std::uint8_t { female, male, undetermined };
enum class SubjectRole : std::uint8_t { recognised, author };
enum class Origin : std::uint8_t { internet, counter, post };

struct Place {
  Text city;        ///< a name, or what stands where a name should
  Text insee_code;  ///< when `city` was a code, or when the producer gives one
  Text label;       ///< villeDisplay
  Text province;
  Text country;
};

struct Address {
  Text line1, line2, postal_code, city, province, country;
};

/// Filiation: dropped from answers unless the purpose of the consumer keeps it.
struct Parent {
  Text family_name, use_name;
  Names first_names;
  std::optional<PartialDate> born;
  std::optional<Place> birth_place;
  std::optional<bool> known;  ///< DILA's Etat: Connu, Inconnu
};

struct Person {
  Text family_name, use_name, use_kind, maiden_name;
  Names first_names;
  Text title;
  std::optional<Sex> sex;
  std::optional<Address> address;
  Text email, phone;
  std::optional<PartialDate> born;
  std::optional<Place> birth_place;
  std::optional<Parent> father, mother;
};

struct Applicant {
  Text quality_code;  ///< DILA's literal code, whatever was written
  Text quality;       ///< in the producer's words
  Person person;
};

struct Request {
  std::string id;
  RequestFormat format = RequestFormat::cityweb;
  std::optional<RegisterType> type;
  std::optional<DocumentNature> nature;
  std::optional<int> copies;
  Text requested_at;  ///< as written; the formats state no time zone
  std::optional<Applicant> applicant;
  Person subject;
  std::optional<Person> spouse;
  std::optional<SubjectRole> subject_role;
  std::optional<PartialDate> event_from, event_to;  ///< a range: the applicant may not know the day
  std::optional<Place> event_place;
  Text recognition_kind, reason_code, reason;
  std::optional<Origin> origin;
  Text commune_code;  ///< DILA's IdCommune, as written
  Text message_type;  ///< DILA's TypeDemande/Code
};

}  // namespace ecluse::civil
