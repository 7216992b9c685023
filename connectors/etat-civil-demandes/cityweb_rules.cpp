// SPDX-License-Identifier: EUPL-1.2
// Where each element of etatcivil.xsd goes. Grandparents (legal, never seen) are not kept.
#include "codes.hpp"
#include "reading.hpp"

namespace ecluse::civil {
namespace {

using Tag = kit::xml::Tag;
using View = std::string_view;

template <typename Value>
void coded(Reading& r, std::optional<Value>& field, std::optional<Value> value, View text,
           View pointer) {
  field = value;
  if (!value && !text.empty()) r.found(Severity::error, "unknown-code", pointer);
}

void leave_sex(Reading& r, Target& t, View text) {
  std::optional<Sex> sex;
  if (text == "F") sex = Sex::female;
  if (text == "M") sex = Sex::male;
  if (text == "NA") sex = Sex::undetermined;
  coded(r, t.person->sex, sex, text, "/sex");
}

void leave_origin(Reading& r, Target&, View text) {
  std::optional<Origin> origin;
  if (text == "internet") origin = Origin::internet;
  if (text == "guichet") origin = Origin::counter;
  if (text == "courrier") origin = Origin::post;
  coded(r, r.request.origin, origin, text, "/origin");
}

void leave_role(Reading& r, Target&, View text) {
  std::optional<SubjectRole> role;
  if (text == "reconnu") role = SubjectRole::recognised;
  if (text == "auteur") role = SubjectRole::author;
  coded(r, r.request.subject_role, role, text, "/subject_role");
}

Place& birth_place(Target& t) {
  auto& place = t.parent ? t.parent->birth_place : t.person->birth_place;
  return place ? *place : place.emplace();
}

void leave_birth(Reading& r, Target& t, View text) {
  (t.parent ? t.parent->born : t.person->born) = r.date(text, t.parent ? "/parent/born" : "/born");
}

#define ENTER [](Reading & r, Target & t, const Tag&)
#define LEAVE [](Reading & r, Target & t, View text)
#define USED (void)r, (void)t
constexpr Rule kRules[] = {{Scope::document, "identifiant", Scope::leaf, nullptr, LEAVE{USED;
r.request.id = std::string(text);
}  // namespace
}  // namespace ecluse::civil
, {Scope::document, "demandeur", Scope::applicant, ENTER{USED;
r.request.applicant.emplace();
}
, nullptr
}
, {Scope::document, "natureDocument", Scope::leaf, nullptr, LEAVE{USED;
coded(r, r.request.nature, nature_of_cityweb(text), text, "/nature");
}
}
, {Scope::document, "nbExemplaire", Scope::leaf, nullptr, LEAVE{USED;
r.copies(text);
}
}
, {Scope::document, "dateDemande", Scope::leaf, nullptr, LEAVE{USED;
keep(r.request.requested_at, text);
if (!text.empty()) r.date(text, "/requested_at");
}
}
, {Scope::document, "evenement", Scope::event, nullptr, nullptr},
    {Scope::document, "motif", Scope::leaf, nullptr, LEAVE{USED;
keep(r.request.reason, text);
}
}
, {Scope::document, "origine", Scope::leaf, nullptr, leave_origin},

    {Scope::applicant, "qualiteDemandeur", Scope::leaf, nullptr, LEAVE{USED;
keep(r.request.applicant->quality, text);
}
}
, {Scope::applicant, "individu", Scope::person, ENTER{USED;
t.person = &r.request.applicant->person;
}
, nullptr
}
,

    {Scope::event, "interesse", Scope::person, ENTER{USED;
t.person = &r.request.subject;
}
, nullptr
}
, {Scope::event, "conjoint", Scope::person, ENTER{USED;
t.person = &r.request.spouse.emplace();
}
, nullptr
}
, {Scope::event, "natureEvenement", Scope::leaf, nullptr, LEAVE{USED;
coded(r, r.request.type, type_of_cityweb(text), text, "/type");
}
}
, {Scope::event, "typeInteresse", Scope::leaf, nullptr, leave_role},
    {Scope::event, "dateEvenement", Scope::event_dates, nullptr, nullptr},
    {Scope::event, "lieuEvenement", Scope::place, ENTER{USED;
t.place = &r.request.event_place.emplace();
}
, nullptr
}
, {Scope::event, "natureReconnaissance", Scope::leaf, nullptr, LEAVE{USED;
keep(r.request.recognition_kind, text);
}
}
, {Scope::event_dates, "dateDebut", Scope::leaf, nullptr, LEAVE{USED;
r.request.event_from = r.date(text, "/event_from");
}
}
, {Scope::event_dates, "dateFin", Scope::leaf, nullptr, LEAVE{USED;
r.request.event_to = r.date(text, "/event_to");
}
}
,

    {Scope::person, "noms", Scope::names, nullptr, nullptr},
    {Scope::person, "prenoms", Scope::leaf, nullptr, LEAVE{USED;
t.person->first_names = split_first_names(text);
}
}
, {Scope::person, "genre", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->title, text);
}
}
, {Scope::person, "adresse", Scope::address, ENTER{USED;
t.address = &t.person->address.emplace();
}
, nullptr
}
, {Scope::person, "sexe", Scope::leaf, nullptr, leave_sex},
    {Scope::person, "pere", Scope::parent, ENTER{USED;
t.parent = &t.person->father.emplace();
}
, nullptr
}
, {Scope::person, "mere", Scope::parent, ENTER{USED;
t.parent = &t.person->mother.emplace();
}
, nullptr
}
, {Scope::person, "naissance", Scope::birth, nullptr, nullptr},
    {Scope::names, "nomDeFamille", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->family_name, text);
}
}
, {Scope::names, "nomUsage", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->use_name, text);
}
}
, {Scope::names, "typeUsage", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->use_kind, text);
}
}
,

    {Scope::parent, "noms", Scope::parent_names, nullptr, nullptr},
    {Scope::parent, "prenoms", Scope::leaf, nullptr, LEAVE{USED;
t.parent->first_names = split_first_names(text);
}
}
, {Scope::parent, "genre", Scope::skipped, nullptr, nullptr},
    {Scope::parent, "adresse", Scope::skipped, nullptr, nullptr},
    {Scope::parent, "sexe", Scope::skipped, nullptr, nullptr},
    {Scope::parent, "pere", Scope::skipped, nullptr, nullptr},
    {Scope::parent, "mere", Scope::skipped, nullptr, nullptr},
    {Scope::parent, "naissance", Scope::birth, nullptr, nullptr},
    {Scope::parent_names, "nomDeFamille", Scope::leaf, nullptr, LEAVE{USED;
keep(t.parent->family_name, text);
}
}
, {Scope::parent_names, "nomUsage", Scope::leaf, nullptr, LEAVE{USED;
keep(t.parent->use_name, text);
}
}
, {Scope::parent_names, "typeUsage", Scope::skipped, nullptr, nullptr},

    {Scope::birth, "date", Scope::leaf, nullptr, leave_birth},
    {Scope::birth, "lieu", Scope::place, ENTER{USED;
t.place = &birth_place(t);
}
, nullptr
}
,

    {Scope::address, "ligneAdr1", Scope::leaf, nullptr, LEAVE{USED;
keep(t.address->line1, text);
}
}
, {Scope::address, "ligneAdr2", Scope::leaf, nullptr, LEAVE{USED;
keep(t.address->line2, text);
}
}
, {Scope::address, "codePostal", Scope::leaf, nullptr, LEAVE{USED;
keep(t.address->postal_code, text);
}
}
, {Scope::address, "lieu", Scope::street, nullptr, nullptr},
    {Scope::address, "mail", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->email, text);
}
}
, {Scope::address, "tel", Scope::leaf, nullptr, LEAVE{USED;
keep(t.person->phone, text);
}
}
, {Scope::street, "ville", Scope::leaf, nullptr, LEAVE{USED;
keep(t.address->city, text);
}
}
, {Scope::street, "villeDisplay", Scope::leaf, nullptr, LEAVE{USED;
keep(t.address->city, text);
}
}
, {Scope::street, "province", Scope::leaf, nullptr, LEAVE{USED;
keep(t.address->province, text);
}
}
, {Scope::street, "pays", Scope::leaf, nullptr, LEAVE{USED;
keep(t.address->country, text);
}
}
,

    {Scope::place, "ville", Scope::leaf, nullptr, LEAVE{USED;
r.town(*t.place, text, "/place/city");
}
}
, {Scope::place, "villeDisplay", Scope::leaf, nullptr, LEAVE{USED;
keep(t.place->label, text);
}
}
, {Scope::place, "province", Scope::leaf, nullptr, LEAVE{USED;
keep(t.place->province, text);
}
}
, {Scope::place, "pays", Scope::leaf, nullptr, LEAVE{USED;
keep(t.place->country, text);
}
}
,
}
;
#undef ENTER
#undef LEAVE
#undef USED

}  // namespace

Rules cityweb_rules() { return {kRules, std::size(kRules)}; }

}  // namespace ecluse::civil
