// SPDX-License-Identifier: EUPL-1.2
// Where each element of dila.xsd goes. Technical envelopes are passed over: they concern the hub.
#include "codes.hpp"
#include "reading.hpp"

namespace ecluse::civil {
namespace {

using Tag = kit::xml::Tag;
using View = std::string_view;

void leave_dila_type(Reading& r, Target&, View text) {
  r.request.type = type_of_dila(text);
  if (!r.request.type && !text.empty()) r.found(Severity::error, "unknown-code", "/type");
}

void leave_quality(Reading& r, Target&, View text) {
  if (const auto code = quality_of_dila(text)) {
    r.request.applicant->quality_code = std::string(*code);
  } else if (!text.empty()) {
    r.request.applicant->quality_code = std::string(text);
    r.found(Severity::error, "unknown-code", "/applicant/quality_code");
  }
}

// xs:integer loses the zero of 01400; the number that is left cannot be told from a wrong one.
void leave_postal_code(Reading& r, Target& t, View text) {
  keep(t.address->postal_code, text);
  if (text.size() == 4) r.found(Severity::warning, "postal-code-short", "/address/postal_code");
}

void leave_commune(Reading& r, Target&, View text) {
  keep(r.request.commune_code, text);
  if (text.size() == 4) r.found(Severity::warning, "commune-code-short", "/commune_code");
}

void append(Text& line, View text) {
  constexpr std::size_t kLongest = 400;  // an element may come a million times
  if (text.empty() || (line && line->size() + text.size() > kLongest)) return;
  line = line ? *line + " " + std::string(text) : std::string(text);
}

void enter_parent(Reading&, Target& t, const Tag& tag, std::optional<Parent>& parent) {
  t.parent = &parent.emplace();
  const auto state = tag.attribute("Etat");
  if (state == "Connu") t.parent->known = true;
  if (state == "Inconnu") t.parent->known = false;
}

void leave_first_name(Reading&, Target& t, View text) {
  auto& names = t.parent ? t.parent->first_names : t.person->first_names;
  if (text.empty()) return;
  if (!names) names.emplace();
  if (names->size() < 50) names->emplace_back(text);
}

#define ENTER [](Reading & r, Target & t, const Tag& tag)
#define LEAVE [](Reading & r, Target & t, View text)
#define USED (void)r, (void)t
constexpr Rule kDilaRules[] = {{Scope::message, "Entete", Scope::head, nullptr, nullptr},
                               {Scope::message, "Corps", Scope::body, nullptr, nullptr},
                               {Scope::head, "MessageId", Scope::leaf, nullptr, LEAVE{USED;
r.request.id = std::string(text);
}  // namespace
}  // namespace ecluse::civil
, {Scope::head, "DateEmission", Scope::leaf, nullptr, LEAVE{USED;
keep(r.request.requested_at, text);
if (!text.empty()) r.date(text, "/requested_at");
}
}
, {Scope::head, "TypeDemande", Scope::kind, nullptr, nullptr},
    {Scope::head, "IdOrigineApplication", Scope::skipped, nullptr, nullptr},
    {Scope::head, "IdDestinataire", Scope::skipped, nullptr, nullptr},
    {Scope::head, "IdCommune", Scope::leaf, nullptr, leave_commune},
    {Scope::kind, "Code", Scope::leaf, nullptr, LEAVE{USED;
keep(r.request.message_type, text);
}
}
, {Scope::kind, "Libelle", Scope::skipped, nullptr, nullptr},

    {Scope::body, "EnveloppeTechnique", Scope::skipped, nullptr, nullptr},
    {Scope::body, "EnveloppeMetier", Scope::business, nullptr, nullptr},
    {Scope::business, "DemandeActe", Scope::demand, nullptr, nullptr},
    {Scope::demand, "TypeActe", Scope::type, nullptr, nullptr},
    {Scope::demand, "natureActe", Scope::nature, nullptr, nullptr},
    {Scope::demand, "NombreExemplaires", Scope::leaf, nullptr, LEAVE{USED;
r.copies(text);
}
}
, {Scope::demand, "MotifDemande", Scope::reason, nullptr, nullptr},
    {Scope::demand, "Demandeur", Scope::applicant, ENTER{USED;
(void)tag;
t.person = &r.request.applicant.emplace().person;
}
, nullptr
}
, {Scope::demand, "Titulaire", Scope::person, ENTER{USED;
(void)tag;
t.person = &r.request.subject;
}
, nullptr
}
, {Scope::type, "Code", Scope::leaf, nullptr, leave_dila_type},
    {Scope::type, "Libelle", Scope::skipped, nullptr, nullptr},
    {Scope::nature, "Code", Scope::leaf, nullptr, LEAVE{USED;
r.nature_code = std::string(text);
}
}
, {Scope::nature, "Libelle", Scope::skipped, nullptr, nullptr},
    {Scope::reason, "Code", Scope::leaf, nullptr, LEAVE{USED;
keep(r.request.reason_code, text);
}
}
, {Scope::reason, "Libelle", Scope::leaf, nullptr, LEAVE{USED;
keep(r.request.reason, text);
}
}
,

    {Scope::applicant, "QualiteDemandeur", Scope::quality, nullptr, nullptr},
    {Scope::quality, "Code", Scope::leaf, nullptr, leave_quality},
    {Scope::quality, "Libelle", Scope::leaf, nullptr, LEAVE{USED;
keep(r.request.applicant->quality, text);
}
}
, {Scope::applicant, "Nom", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->family_name, text);
}
}
, {Scope::applicant, "Prenom", Scope::leaf, nullptr, leave_first_name},
    {Scope::applicant, "Adresse", Scope::address, ENTER{USED;
(void)tag;
t.address = &t.person->address.emplace();
}
, nullptr
}
, {Scope::applicant, "Mail", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->email, text);
}
}
, {Scope::applicant, "Telephone", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->phone, text);
}
}
,

    {Scope::address, "PointRemise", Scope::leaf, nullptr, LEAVE{USED;
append(t.address->line2, text);
}
}
, {Scope::address, "NumeroVoie", Scope::leaf, nullptr, LEAVE{USED;
append(t.address->line1, text);
}
}
, {Scope::address, "ExtensionIndiceRepetition", Scope::leaf, nullptr, LEAVE{USED;
append(t.address->line1, text);
}
}
, {Scope::address, "Voie", Scope::street, nullptr, nullptr},
    {Scope::street, "Code", Scope::leaf, nullptr, LEAVE{USED;
append(t.address->line1, text);
}
}
, {Scope::street, "Libelle", Scope::leaf, nullptr, LEAVE{USED;
append(t.address->line1, text);
}
}
, {Scope::address, "LigneAdresse", Scope::leaf, nullptr, LEAVE{USED;
append(t.address->line2, text);
}
}
, {Scope::address, "MentionsAdresseParticulieres", Scope::leaf, nullptr, LEAVE{USED;
append(t.address->line2, text);
}
}
, {Scope::address, "CodePostal", Scope::leaf, nullptr, leave_postal_code},
    {Scope::address, "CodeCedex", Scope::skipped, nullptr, nullptr},
    {Scope::address, "Ville", Scope::leaf, nullptr, LEAVE{USED;
keep(t.address->city, text);
}
}
, {Scope::address, "Pays", Scope::leaf, nullptr, LEAVE{USED;
keep(t.address->country, text);
}
}
,

    {Scope::person, "Nom", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->family_name, text);
}
}
, {Scope::person, "NomUsage", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->use_name, text);
}
}
, {Scope::person, "NomJeuneFille", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->maiden_name, text);
}
}
, {Scope::person, "Prenoms", Scope::first_names, nullptr, nullptr},
    {Scope::person, "DateNaissance", Scope::leaf, nullptr, LEAVE{USED;
t.person->born = r.date(text, "/subject/born");
}
}
, {Scope::person, "LieuNaissance", Scope::birth_place, ENTER{USED;
(void)tag;
t.place = &t.person->birth_place.emplace();
}
, nullptr
}
, {Scope::person, "Filiation", Scope::filiation, nullptr, nullptr},
    {Scope::first_names, "Prenom", Scope::leaf, nullptr, leave_first_name},
    {Scope::birth_place, "Commune", Scope::leaf, nullptr, LEAVE{USED;
r.town(*t.place, text, "/subject/birth_place");
}
}
, {Scope::birth_place, "Adresse", Scope::place, nullptr, nullptr},
    // The rest of an address says nothing about a place of birth, and its postal code is not
    // INSEE's.
    {Scope::place, "CodePostal", Scope::skipped, nullptr, nullptr},
    {Scope::place, "Ville", Scope::skipped, nullptr, nullptr},
    {Scope::place, "Pays", Scope::leaf, nullptr, LEAVE{USED;
keep(t.place->country, text);
}
}
, {Scope::filiation, "Pere", Scope::parent, ENTER{enter_parent(r, t, tag, t.person->father);
}
, nullptr
}
, {Scope::filiation, "Mere", Scope::parent, ENTER{enter_parent(r, t, tag, t.person->mother);
}
, nullptr
}
, {Scope::parent, "Nom", Scope::leaf, nullptr, LEAVE{USED;
keep(t.parent->family_name, text);
}
}
, {Scope::parent, "Prenoms", Scope::first_names, nullptr, nullptr},
}
;
#undef ENTER
#undef LEAVE
#undef USED

}  // namespace

Rules dila_rules() { return {kDilaRules, std::size(kDilaRules)}; }

}  // namespace ecluse::civil
