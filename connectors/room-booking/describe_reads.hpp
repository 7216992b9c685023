// SPDX-License-Identifier: EUPL-1.2
// Inputs and outputs of the actions that read, described.
#pragma once

#include "answers.hpp"

namespace ecluse {

template <>
constexpr auto describe<rooms::Mode> =
    choices(choice<rooms::Mode::times>("times", "Par heures", "By times"),
            choice<rooms::Mode::periods>("periods", "Par périodes nommées", "By named periods"));
template <>
constexpr auto describe<rooms::SlotForm> =
    choices(choice<rooms::SlotForm::slots>("slots", "Créneaux de la durée voulue",
                                           "Slots of that duration"),
            choice<rooms::SlotForm::stretches>("stretches", "Plages libres entières",
                                               "Whole free stretches"));
template <>
constexpr auto describe<rooms::Together> =
    choices(choice<rooms::Together::any>("any", "L'une des salles", "Any of the rooms"),
            choice<rooms::Together::all>("all", "Toutes à la fois", "All of them at once"));
template <>
constexpr auto describe<rooms::ApprovalState> =
    choices(choice<rooms::ApprovalState::none>("none", "Sans approbation", "No approval"),
            choice<rooms::ApprovalState::awaiting>("awaiting", "En attente d'approbation",
                                                   "Awaiting approval"),
            choice<rooms::ApprovalState::accepted>("accepted", "Approuvée", "Approved"),
            choice<rooms::ApprovalState::refused>("refused", "Refusée", "Refused"));

template <>
constexpr auto describe<rooms::Nothing> = fields();
template <>
constexpr auto describe<rooms::PeriodRow> = fields(field<&rooms::PeriodRow::name>("Nom", "Name"),
                                                   field<&rooms::PeriodRow::from>("De", "From"),
                                                   field<&rooms::PeriodRow::until>("À", "Until"));
template <>
constexpr auto describe<rooms::AreaRow> = fields(
    field<&rooms::AreaRow::area>("Domaine", "Area"), field<&rooms::AreaRow::name>("Nom", "Name"),
    field<&rooms::AreaRow::time_zone>("Fuseau horaire", "Time zone"),
    field<&rooms::AreaRow::bookable>("Ouvert à la réservation", "Open for booking"),
    field<&rooms::AreaRow::mode>("Mode", "Mode"),
    field<&rooms::AreaRow::slot_minutes>("Minutes d'un créneau", "Minutes of a slot"),
    field<&rooms::AreaRow::opens>("Ouvre à", "Opens at"),
    field<&rooms::AreaRow::closes>("Ferme à", "Closes at"),
    field<&rooms::AreaRow::periods>("Périodes", "Periods"),
    field<&rooms::AreaRow::approval>("Approbation", "Approval")
        .describe("Les réservations y attendent un accord", "Bookings await approval there"));
template <>
constexpr auto describe<rooms::AreaList> = fields(field<&rooms::AreaList::items>("Domaines",
                                                                                 "Areas"));

template <>
constexpr auto describe<rooms::RoomQuery> =
    fields(field<&rooms::RoomQuery::area>("Domaine", "Area").length(1, 20).options("areas"),
           field<&rooms::RoomQuery::capacity>("Places au moins", "Seats at least").range(1, 100000),
           field<&rooms::RoomQuery::all>("Fermées aussi", "Out of service too").fallback(false));
template <>
constexpr auto describe<rooms::RoomRow> = fields(
    field<&rooms::RoomRow::room>("Salle", "Room"), field<&rooms::RoomRow::name>("Nom", "Name"),
    field<&rooms::RoomRow::area>("Domaine", "Area"),
    field<&rooms::RoomRow::area_name>("Nom du domaine", "Name of the area"),
    field<&rooms::RoomRow::capacity>("Places", "Seats"),
    field<&rooms::RoomRow::equipment>("Équipement", "Equipment")
        .describe("Le texte de description du logiciel", "The product's text of description"),
    field<&rooms::RoomRow::bookable>("Ouverte à la réservation", "Open for booking"),
    field<&rooms::RoomRow::barred_types>("Types refusés", "Types not taken"),
    field<&rooms::RoomRow::approval>("Approbation", "Approval"));
template <>
constexpr auto describe<rooms::RoomList> = fields(field<&rooms::RoomList::items>("Salles",
                                                                                 "Rooms"));
template <>
constexpr auto describe<rooms::TypeQuery> =
    fields(field<&rooms::TypeQuery::room>("Salle", "Room").length(1, 20).options("rooms"));
template <>
constexpr auto describe<rooms::TypeRow> = fields(field<&rooms::TypeRow::type>("Type", "Type"),
                                                 field<&rooms::TypeRow::name>("Nom", "Name"));
template <>
constexpr auto describe<rooms::TypeList> = fields(field<&rooms::TypeList::items>("Types", "Types"));

template <>
constexpr auto describe<rooms::SlotQuery> =
    fields(field<&rooms::SlotQuery::rooms>("Salles", "Rooms")
               .describe("À défaut, celles du domaine, ou toutes", "Else those of the area, or all")
               .items(1, 200),
           field<&rooms::SlotQuery::area>("Domaine", "Area").length(1, 20).options("areas"),
           field<&rooms::SlotQuery::from>("Du", "From").length(10, 35).example("2027-01-11T00:00"),
           field<&rooms::SlotQuery::to>("Au", "To").length(10, 35).example("2027-01-16T00:00"),
           field<&rooms::SlotQuery::duration_minutes>("Durée (minutes)", "Duration (minutes)")
               .range(1, 44640)
               .example("120"),
           field<&rooms::SlotQuery::period_count>("Nombre de périodes", "Number of periods")
               .describe("Dans un domaine à périodes", "In an area of periods")
               .range(1, 60),
           field<&rooms::SlotQuery::capacity>("Places au moins", "Seats at least").range(1, 100000),
           field<&rooms::SlotQuery::together>("Ensemble", "Together").fallback("any"),
           field<&rooms::SlotQuery::form>("Forme", "Form").fallback("slots"),
           field<&rooms::SlotQuery::at_most>("Au plus", "At most").range(1, 5000).fallback(200));
template <>
constexpr auto describe<rooms::SlotRow> = fields(field<&rooms::SlotRow::rooms>("Salles", "Rooms"),
                                                 field<&rooms::SlotRow::room_name>("Nom", "Name"),
                                                 field<&rooms::SlotRow::start>("Début", "Start"),
                                                 field<&rooms::SlotRow::end>("Fin", "End"),
                                                 field<&rooms::SlotRow::periods>("Périodes",
                                                                                 "Periods"));
template <>
constexpr auto describe<rooms::SlotList> = fields(
    field<&rooms::SlotList::items>("Créneaux", "Slots"),
    field<&rooms::SlotList::complete>("Complet", "Complete")
        .describe("Faux : il y en a plus que at_most", "False: there are more than at_most"));

template <>
constexpr auto describe<rooms::Field> = fields(
    field<&rooms::Field::name>("Champ", "Field").length(1, 64),
    field<&rooms::Field::value>("Valeur", "Value").length(0, 2000).personal(Personal::identity));
template <>
constexpr auto describe<rooms::BookingRow> = fields(
    field<&rooms::BookingRow::booking>("Réservation", "Booking"),
    field<&rooms::BookingRow::room>("Salle", "Room"),
    field<&rooms::BookingRow::room_name>("Nom de la salle", "Name of the room"),
    field<&rooms::BookingRow::area>("Domaine", "Area"),
    field<&rooms::BookingRow::start>("Début", "Start"),
    field<&rooms::BookingRow::end>("Fin", "End"),
    field<&rooms::BookingRow::periods>("Périodes", "Periods"),
    field<&rooms::BookingRow::title>("Intitulé", "Title").personal(Personal::identity),
    field<&rooms::BookingRow::type>("Type", "Type"),
    field<&rooms::BookingRow::description>("Description", "Description")
        .personal(Personal::identity),
    field<&rooms::BookingRow::created_by>("Créée par", "Created by").personal(Personal::identity),
    field<&rooms::BookingRow::beneficiary>("Bénéficiaire", "Beneficiary")
        .personal(Personal::identity),
    field<&rooms::BookingRow::modified_by>("Modifiée par", "Changed by")
        .personal(Personal::identity),
    field<&rooms::BookingRow::private_booking>("Privée", "Private"),
    field<&rooms::BookingRow::tentative>("À confirmer", "Tentative"),
    field<&rooms::BookingRow::approval>("Approbation", "Approval"),
    field<&rooms::BookingRow::series>("Série", "Series"),
    field<&rooms::BookingRow::fields>("Champs du site", "Fields of the site"));
template <>
constexpr auto describe<rooms::BookingQuery> = fields(
    field<&rooms::BookingQuery::room>("Salle", "Room").length(1, 20).options("rooms"),
    field<&rooms::BookingQuery::area>("Domaine", "Area").length(1, 20).options("areas"),
    field<&rooms::BookingQuery::from>("Du", "From").length(10, 35).example("2027-01-11T00:00"),
    field<&rooms::BookingQuery::to>("Au", "To").length(10, 35).example("2027-01-16T00:00"),
    field<&rooms::BookingQuery::text>("Texte de l'intitulé", "Text of the title")
        .length(1, 80)
        .personal(Personal::identity),
    field<&rooms::BookingQuery::created_by>("Créée par", "Created by")
        .length(1, 190)
        .personal(Personal::identity),
    field<&rooms::BookingQuery::approval>("Approbation", "Approval"),
    field<&rooms::BookingQuery::page_size>("Taille de page", "Page size")
        .range(1, 500)
        .fallback(50),
    field<&rooms::BookingQuery::cursor>("Curseur", "Cursor").length(1, 60));
template <>
constexpr auto describe<rooms::BookingPage> =
    fields(field<&rooms::BookingPage::items>("Réservations", "Bookings"),
           field<&rooms::BookingPage::cursor>("Curseur suivant", "Next cursor"));
template <>
constexpr auto describe<rooms::ByReference> =
    fields(field<&rooms::ByReference::booking>("Réservation", "Booking")
               .describe("La référence que rendent la recherche, la création ou l'événement",
                         "The reference that search, creation or event give")
               .length(1, 300)
               .example("ecluse-ae2skbyaj4djwrput5s4pgzgrq@resa.mairie.example"));
template <>
constexpr auto describe<rooms::CalendarFile> =
    fields(field<&rooms::CalendarFile::content>("Contenu iCalendar", "iCalendar content")
               .personal(Personal::identity),
           field<&rooms::CalendarFile::content_type>("Type", "Content type"),
           field<&rooms::CalendarFile::file_name>("Nom de fichier", "File name"),
           field<&rooms::CalendarFile::events>("Événements", "Events"));
template <>
constexpr auto describe<rooms::ConflictRow> =
    fields(field<&rooms::ConflictRow::room>("Salle", "Room"),
           field<&rooms::ConflictRow::start>("Début", "Start"),
           field<&rooms::ConflictRow::end>("Fin", "End"),
           field<&rooms::ConflictRow::title>("Intitulé masqué", "Masked title"),
           field<&rooms::ConflictRow::approval>("Approbation", "Approval"));
template <>
constexpr auto describe<rooms::AlternativeRow> =
    fields(field<&rooms::AlternativeRow::room>("Salle", "Room"),
           field<&rooms::AlternativeRow::room_name>("Nom", "Name"),
           field<&rooms::AlternativeRow::start>("Début", "Start"),
           field<&rooms::AlternativeRow::end>("Fin", "End"),
           field<&rooms::AlternativeRow::periods>("Périodes", "Periods"));
template <>
constexpr auto describe<rooms::Taken> =
    fields(field<&rooms::Taken::conflicts>("Conflits", "Conflicts"),
           field<&rooms::Taken::alternatives>("Créneaux libres", "Alternatives"));
template <>
constexpr auto describe<rooms::BookingNotice> =
    fields(field<&rooms::BookingNotice::booking>("Réservation", "Booking"),
           field<&rooms::BookingNotice::room>("Salle", "Room"));

}  // namespace ecluse
