// SPDX-License-Identifier: EUPL-1.2
#include <ecluse/kit/xml.hpp>

#include "codes.hpp"
#include "reading.hpp"

namespace ecluse::civil {
namespace {

using kit::xml::Writer;

void leaf(Writer& out, std::string_view element, const Text& text) {
  if (text) out.leaf(element, *text);
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string day_text(PackedDay day) {
  const auto date = Date::of(day);
  return date ? date->text() : std::string();
}

// `ville` is required, and may hold an INSEE code.
void write_place(Writer& out, std::string_view element, const Place& place) {
  out.open(element);
  out.leaf("ville", place.insee_code ? *place.insee_code : place.city.value_or(""));
  if (place.insee_code && place.city && !place.label) out.leaf("villeDisplay", *place.city);
  leaf(out, "villeDisplay", place.label);
  leaf(out, "province", place.province);
  leaf(out, "pays", place.country);
  out.close();
}

void write_names(Writer& out, const Text& family, const Text& use, const Text& kind) {
  out.open("noms").leaf("nomDeFamille", family.value_or(""));
  leaf(out, "nomUsage", use);
  leaf(out, "typeUsage", kind);
  out.close();
}

void write_birth(Writer& out, const std::optional<PartialDate>& born,
                 const std::optional<Place>& place) {
  if (!born) return;  // `naissance` cannot stand without its date
  out.open("naissance").leaf("date", born->text());
  if (place) write_place(out, "lieu", *place);
  out.close();
}

void write_parent(Writer& out, std::string_view element, const std::optional<Parent>& parent) {
  if (!parent || parent->known == false || !parent->family_name) return;
  out.open(element);
  write_names(out, parent->family_name, parent->use_name, {});
  if (parent->first_names) out.leaf("prenoms", joined(*parent->first_names));
  write_birth(out, parent->born, parent->birth_place);
  out.close();
}

void write_address(Writer& out, const Person& person) {
  if (!person.address && !person.email && !person.phone) return;
  const Address address = person.address.value_or(Address{});
  out.open("adresse");
  leaf(out, "ligneAdr1", address.line1);
  leaf(out, "ligneAdr2", address.line2);
  leaf(out, "codePostal", address.postal_code);
  out.open("lieu").leaf("ville", address.city.value_or(""));
  leaf(out, "province", address.province);
  leaf(out, "pays", address.country);
  out.close();
  leaf(out, "mail", person.email);
  leaf(out, "tel", person.phone);
  out.close();
}

std::string_view sex_code(Sex sex) {
  return sex == Sex::female ? "F" : sex == Sex::male ? "M" : "NA";
}

void write_person(Writer& out, std::string_view element, const Person& person) {
  out.open(element);
  // CityWeb has one family name; a maiden name is the one that registers know.
  write_names(out, person.maiden_name ? person.maiden_name : person.family_name,
              person.maiden_name && !person.use_name ? person.family_name : person.use_name,
              person.use_kind);
  if (person.first_names) out.leaf("prenoms", joined(*person.first_names));
  const bool known = person.title == "M" || person.title == "Mme" || person.title == "Mlle";
  if (known) leaf(out, "genre", person.title);
  write_address(out, person);
  if (person.sex) out.leaf("sexe", sex_code(*person.sex));
  write_parent(out, "pere", person.father);
  write_parent(out, "mere", person.mother);
  write_birth(out, person.born, person.birth_place);
  out.close();
}

void write_event(Writer& out, const Request& request) {
  out.open("evenement");
  write_person(out, "interesse", request.subject);
  if (request.spouse) write_person(out, "conjoint", *request.spouse);
  if (request.type) out.leaf("natureEvenement", cityweb_code(*request.type));
  if (request.subject_role)
    out.leaf("typeInteresse", *request.subject_role == SubjectRole::author ? "auteur" : "reconnu");
  out.open("dateEvenement");
  // The format wants days; a partial date is the range of days that it leaves open.
  const auto from = request.event_from.value_or(PartialDate{});
  const auto last = request.event_to.value_or(from);
  out.leaf("dateDebut", day_text(from.first_day()));
  if (last.last_day() != from.first_day()) out.leaf("dateFin", day_text(last.last_day()));
  out.close();
  write_place(out, "lieuEvenement", request.event_place.value_or(Place{}));
  out.leaf("natureReconnaissance", request.recognition_kind.value_or(""));  // required, even empty
  out.close();
}

}  // namespace

std::string write_cityweb(const Request& request) {
  Writer out(kit::xml::Encoding::iso_8859_1);
  out.open("demandeEtatCivil").attribute("version", "1.0");
  out.leaf("identifiant", request.id);
  if (request.applicant) {
    const Applicant& applicant = *request.applicant;
    out.open("demandeur");
    const auto french = quality_in_french(applicant.quality_code.value_or(""));
    out.leaf("qualiteDemandeur", applicant.quality.value_or(std::string(french)));
    write_person(out, "individu", applicant.person);
    out.close();
  }
  if (request.nature) out.leaf("natureDocument", cityweb_code(*request.nature));
  if (request.copies) out.leaf("nbExemplaire", std::to_string(*request.copies));
  leaf(out, "dateDemande", request.requested_at);
  write_event(out, request);
  leaf(out, "motif", request.reason);
  if (request.origin)
    out.leaf("origine", *request.origin == Origin::internet  ? "internet"
                        : *request.origin == Origin::counter ? "guichet"
                                                             : "courrier");
  return std::move(out).take();
}

}  // namespace ecluse::civil
