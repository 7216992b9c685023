// SPDX-License-Identifier: EUPL-1.2
// The request itself, described: every person is identity, every address contact, every parent
// filiation.
#pragma once

#include "answers.hpp"

namespace ecluse {

template <>
constexpr auto describe<civil::RequestFormat> = choices(
    choice<civil::RequestFormat::cityweb>("cityweb", "CityWeb (Digitech)", "CityWeb (Digitech)"),
    choice<civil::RequestFormat::dila>("dila", "DILA (service-public.fr)",
                                       "DILA (service-public.fr)"));
template <>
constexpr auto describe<civil::RegisterType> = choices(
    choice<civil::RegisterType::birth>("birth", "Naissance", "Birth"),
    choice<civil::RegisterType::marriage>("marriage", "Mariage", "Marriage"),
    choice<civil::RegisterType::death>("death", "Décès", "Death"),
    choice<civil::RegisterType::recognition>("recognition", "Reconnaissance", "Recognition"));
template <>
constexpr auto describe<civil::DocumentNature> =
    choices(choice<civil::DocumentNature::full_copy>("full_copy", "Copie intégrale", "Full copy"),
            choice<civil::DocumentNature::extract_with_parents>("extract_with_parents",
                                                                "Extrait avec filiation",
                                                                "Extract with parents"),
            choice<civil::DocumentNature::extract_without_parents>("extract_without_parents",
                                                                   "Extrait sans filiation",
                                                                   "Extract without parents"),
            choice<civil::DocumentNature::multilingual>("multilingual", "Extrait plurilingue",
                                                        "Multilingual extract"));
template <>
constexpr auto describe<civil::Sex> =
    choices(choice<civil::Sex::female>("female", "Féminin", "Female"),
            choice<civil::Sex::male>("male", "Masculin", "Male"),
            choice<civil::Sex::undetermined>("undetermined", "Indéterminé", "Undetermined"));
template <>
constexpr auto describe<civil::SubjectRole> = choices(
    choice<civil::SubjectRole::recognised>("recognised", "Personne reconnue", "Person recognised"),
    choice<civil::SubjectRole::author>("author", "Auteur de la reconnaissance",
                                       "Author of the recognition"));
template <>
constexpr auto describe<civil::Origin> =
    choices(choice<civil::Origin::internet>("internet", "Internet", "Internet"),
            choice<civil::Origin::counter>("counter", "Guichet", "Counter"),
            choice<civil::Origin::post>("post", "Courrier", "Post"));

template <>
constexpr auto describe<civil::Place> =
    fields(field<&civil::Place::city>("Commune", "Town").length(1, 500).example("Nantes"),
           field<&civil::Place::insee_code>("Code INSEE", "INSEE code")
               .format(Format::insee_commune)
               .example("44109"),
           field<&civil::Place::label>("Commune affichée", "Town as displayed").length(1, 500),
           field<&civil::Place::province>("Province ou département", "Province").length(1, 500),
           field<&civil::Place::country>("Pays", "Country").length(1, 500).example("FRANCE"));
template <>
constexpr auto describe<civil::Address> =
    fields(field<&civil::Address::line1>("Ligne 1", "Line 1").length(1, 500),
           field<&civil::Address::line2>("Ligne 2", "Line 2").length(1, 500),
           field<&civil::Address::postal_code>("Code postal", "Postal code").length(1, 500),
           field<&civil::Address::city>("Commune", "Town").length(1, 500),
           field<&civil::Address::province>("Province", "Province").length(1, 500),
           field<&civil::Address::country>("Pays", "Country").length(1, 500));
template <>
constexpr auto describe<civil::Parent> =
    fields(field<&civil::Parent::family_name>("Nom de famille", "Family name")
               .length(1, 500)
               .personal(Personal::filiation),
           field<&civil::Parent::use_name>("Nom d'usage", "Use name")
               .length(1, 500)
               .personal(Personal::filiation),
           field<&civil::Parent::first_names>("Prénoms", "First names")
               .items(0, 50)
               .personal(Personal::filiation),
           field<&civil::Parent::born>("Naissance", "Birth").personal(Personal::filiation),
           field<&civil::Parent::birth_place>("Lieu de naissance", "Place of birth")
               .personal(Personal::filiation),
           field<&civil::Parent::known>("Connu", "Known").personal(Personal::filiation));
template <>
constexpr auto describe<civil::Person> = fields(
    field<&civil::Person::family_name>("Nom de famille", "Family name")
        .length(1, 500)
        .personal(Personal::identity)
        .example("MARTIN"),
    field<&civil::Person::use_name>("Nom d'usage", "Use name")
        .length(1, 500)
        .personal(Personal::identity),
    field<&civil::Person::use_kind>("Nature du nom d'usage", "Kind of use name").length(1, 500),
    field<&civil::Person::maiden_name>("Nom de naissance", "Maiden name")
        .length(1, 500)
        .personal(Personal::identity),
    field<&civil::Person::first_names>("Prénoms", "First names")
        .describe("Dans l'ordre de l'acte", "In the order of the record")
        .items(0, 50)
        .personal(Personal::identity),
    field<&civil::Person::title>("Civilité", "Title").length(1, 500),
    field<&civil::Person::sex>("Sexe", "Sex").personal(Personal::identity),
    field<&civil::Person::address>("Adresse", "Address").personal(Personal::contact),
    field<&civil::Person::email>("Courriel", "E-mail").length(1, 500).personal(Personal::contact),
    field<&civil::Person::phone>("Téléphone", "Telephone")
        .length(1, 500)
        .personal(Personal::contact),
    field<&civil::Person::born>("Naissance", "Birth")
        .describe("Date partielle si le jour ou le mois n'est pas connu",
                  "Partial when day or month is unknown")
        .personal(Personal::identity),
    field<&civil::Person::birth_place>("Lieu de naissance", "Place of birth")
        .personal(Personal::identity),
    field<&civil::Person::father>("Père", "Father").personal(Personal::filiation),
    field<&civil::Person::mother>("Mère", "Mother").personal(Personal::filiation));
template <>
constexpr auto describe<civil::Applicant> =
    fields(field<&civil::Applicant::quality_code>("Code qualité", "Quality code")
               .describe("Code littéral DILA", "DILA's literal code")
               .length(1, 500),
           field<&civil::Applicant::quality>("Qualité", "Quality").length(1, 500).example("père"),
           field<&civil::Applicant::person>("Demandeur", "Applicant").personal(Personal::identity));
template <>
constexpr auto describe<civil::Request> = fields(
    field<&civil::Request::id>("Identifiant", "Id"),
    field<&civil::Request::format>("Format", "Format"),
    field<&civil::Request::type>("Type d'acte", "Type of record"),
    field<&civil::Request::nature>("Document demandé", "Document asked for"),
    field<&civil::Request::copies>("Exemplaires", "Copies"),
    field<&civil::Request::requested_at>("Demandé le", "Requested at")
        .describe("Telle qu'écrite ; le format ne dit pas le fuseau",
                  "As written; the format states no zone"),
    field<&civil::Request::applicant>("Demandeur", "Applicant").personal(Personal::identity),
    field<&civil::Request::subject>("Intéressé", "Person concerned").personal(Personal::identity),
    field<&civil::Request::spouse>("Conjoint", "Spouse").personal(Personal::identity),
    field<&civil::Request::subject_role>("Rôle de l'intéressé", "Role of the person"),
    field<&civil::Request::event_from>("Événement du", "Event from"),
    field<&civil::Request::event_to>("Événement au", "Event until"),
    field<&civil::Request::event_place>("Lieu de l'événement", "Place of the event"),
    field<&civil::Request::recognition_kind>("Nature de la reconnaissance", "Kind of recognition"),
    field<&civil::Request::reason_code>("Code motif", "Reason code"),
    field<&civil::Request::reason>("Motif", "Reason"),
    field<&civil::Request::origin>("Origine", "Origin"),
    field<&civil::Request::commune_code>("Code commune du message", "Commune code of the message"),
    field<&civil::Request::message_type>("Type de message DILA", "DILA message type"));

}  // namespace ecluse
