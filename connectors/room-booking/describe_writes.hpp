// SPDX-License-Identifier: EUPL-1.2
// Inputs and outputs of the actions that write, described.
#pragma once

#include "describe_reads.hpp"
#include "orders.hpp"

namespace ecluse {

template <>
constexpr auto describe<rooms::NewBooking> = fields(
    field<&rooms::NewBooking::room>("Salle", "Room").length(1, 20).options("rooms").example("1"),
    field<&rooms::NewBooking::start>("Début", "Start")
        .describe("Heure du domaine, ou avec décalage", "Time of the area, or with an offset")
        .length(16, 35)
        .example("2027-01-11T09:00"),
    field<&rooms::NewBooking::end>("Fin", "End").length(16, 35).example("2027-01-11T11:00"),
    field<&rooms::NewBooking::duration_minutes>("Durée (minutes)", "Duration (minutes)")
        .describe("Au lieu de la fin", "Instead of the end")
        .range(1, 44640),
    field<&rooms::NewBooking::day>("Jour", "Day")
        .describe("Dans un domaine à périodes", "In an area of periods"),
    field<&rooms::NewBooking::periods>("Périodes", "Periods")
        .describe("Qui se suivent", "One after the other")
        .items(1, 60),
    field<&rooms::NewBooking::title>("Intitulé", "Title")
        .length(1, 80)
        .personal(Personal::identity)
        .example("Assemblée générale"),
    field<&rooms::NewBooking::type>("Type", "Type").length(1, 2).options("types").example("E"),
    field<&rooms::NewBooking::description>("Description", "Description")
        .length(0, 10000)
        .personal(Personal::identity),
    field<&rooms::NewBooking::private_booking>("Privée", "Private").fallback(false),
    field<&rooms::NewBooking::tentative>("À confirmer", "Tentative").fallback(false),
    field<&rooms::NewBooking::capacity>("Places voulues", "Seats wanted")
        .describe("Pour les créneaux proposés en échange", "For the alternatives that are offered")
        .range(1, 100000),
    field<&rooms::NewBooking::beneficiary>("Bénéficiaire (GRR)", "Beneficiary (GRR)")
        .describe("Un compte du logiciel", "An account of the product")
        .length(1, 190)
        .personal(Personal::identity)
        .advanced(),
    field<&rooms::NewBooking::beneficiary_name>("Nom extérieur (GRR)", "Outside name (GRR)")
        .length(1, 90)
        .personal(Personal::identity)
        .advanced(),
    field<&rooms::NewBooking::beneficiary_email>("Courriel extérieur (GRR)", "Outside e-mail (GRR)")
        .format(Format::email)
        .personal(Personal::contact)
        .advanced(),
    field<&rooms::NewBooking::fields>("Champs du site", "Fields of the site")
        .items(0, 50)
        .advanced());
template <>
constexpr auto describe<rooms::ChangeBooking> =
    fields(field<&rooms::ChangeBooking::booking>("Réservation", "Booking").length(1, 300),
           field<&rooms::ChangeBooking::room>("Salle", "Room").length(1, 20).options("rooms"),
           field<&rooms::ChangeBooking::start>("Début", "Start").length(16, 35),
           field<&rooms::ChangeBooking::end>("Fin", "End").length(16, 35),
           field<&rooms::ChangeBooking::duration_minutes>("Durée (minutes)", "Duration (minutes)")
               .range(1, 44640),
           field<&rooms::ChangeBooking::day>("Jour", "Day"),
           field<&rooms::ChangeBooking::periods>("Périodes", "Periods").items(1, 60),
           field<&rooms::ChangeBooking::title>("Intitulé", "Title")
               .length(1, 80)
               .personal(Personal::identity),
           field<&rooms::ChangeBooking::type>("Type", "Type").length(1, 2).options("types"),
           field<&rooms::ChangeBooking::description>("Description", "Description")
               .length(0, 10000)
               .personal(Personal::identity),
           field<&rooms::ChangeBooking::private_booking>("Privée", "Private"),
           field<&rooms::ChangeBooking::tentative>("À confirmer", "Tentative"),
           field<&rooms::ChangeBooking::fields>("Champs du site", "Fields of the site")
               .items(0, 50)
               .advanced());
template <>
constexpr auto describe<rooms::Decision> = fields(
    field<&rooms::Decision::booking>("Réservation", "Booking").length(1, 300),
    field<&rooms::Decision::reason>("Motif", "Reason").length(1, 500).personal(Personal::identity));

template <>
constexpr auto describe<rooms::Every> =
    choices(choice<rooms::Every::day>("day", "Jour", "Day"),
            choice<rooms::Every::week>("week", "Semaine", "Week"),
            choice<rooms::Every::month>("month", "Mois", "Month"),
            choice<rooms::Every::year>("year", "An", "Year"));
template <>
constexpr auto describe<rooms::Weekday> =
    choices(choice<rooms::Weekday::sunday>("sunday", "Dimanche", "Sunday"),
            choice<rooms::Weekday::monday>("monday", "Lundi", "Monday"),
            choice<rooms::Weekday::tuesday>("tuesday", "Mardi", "Tuesday"),
            choice<rooms::Weekday::wednesday>("wednesday", "Mercredi", "Wednesday"),
            choice<rooms::Weekday::thursday>("thursday", "Jeudi", "Thursday"),
            choice<rooms::Weekday::friday>("friday", "Vendredi", "Friday"),
            choice<rooms::Weekday::saturday>("saturday", "Samedi", "Saturday"));
template <>
constexpr auto describe<rooms::Repeat> =
    fields(field<&rooms::Repeat::every>("Chaque", "Every"),
           field<&rooms::Repeat::interval>("Intervalle", "Interval").range(1, 99).fallback(1),
           field<&rooms::Repeat::weekdays>("Jours de la semaine", "Days of the week").items(1, 7),
           field<&rooms::Repeat::nth_weekday>("N-ième jour du mois", "Nth weekday of the month")
               .describe("1 à 5, ou -1 pour le dernier ; sans lui, le même quantième",
                         "1 to 5, or -1 for the last; without it, the same day of the month")
               .range(-1, 5),
           field<&rooms::Repeat::until>("Jusqu'au", "Until").example("2027-06-30"));
template <>
constexpr auto describe<rooms::NewSeries> =
    fields(field<&rooms::NewSeries::booking>("Première réservation", "First booking"),
           field<&rooms::NewSeries::repeat>("Répétition", "Repetition"));
template <>
constexpr auto describe<rooms::SeriesReference> =
    fields(field<&rooms::SeriesReference::series>("Série", "Series").length(1, 300));
template <>
constexpr auto describe<rooms::ChangeSeries> =
    fields(field<&rooms::ChangeSeries::series>("Série", "Series").length(1, 300),
           field<&rooms::ChangeSeries::title>("Intitulé", "Title")
               .length(1, 80)
               .personal(Personal::identity),
           field<&rooms::ChangeSeries::type>("Type", "Type").length(1, 2).options("types"),
           field<&rooms::ChangeSeries::description>("Description", "Description")
               .length(0, 10000)
               .personal(Personal::identity));

template <>
constexpr auto describe<rooms::RecipientRow> =
    fields(field<&rooms::RecipientRow::role>("Rôle", "Role"),
           field<&rooms::RecipientRow::email>("Courriel", "E-mail").personal(Personal::contact));
template <>
constexpr auto describe<rooms::ShownCell> =
    fields(field<&rooms::ShownCell::column>("Colonne", "Column"),
           field<&rooms::ShownCell::value>("Valeur", "Value").personal(Personal::identity));
template <>
constexpr auto describe<rooms::RowKind> =
    choices(choice<rooms::RowKind::insert>("insert", "Ajout", "Insert"),
            choice<rooms::RowKind::update>("update", "Changement", "Update"),
            choice<rooms::RowKind::erase>("delete", "Suppression", "Delete"));
template <>
constexpr auto describe<rooms::RowEffect> =
    fields(field<&rooms::RowEffect::table>("Table", "Table"),
           field<&rooms::RowEffect::change>("Effet", "Effect"),
           field<&rooms::RowEffect::before>("Avant", "Before"),
           field<&rooms::RowEffect::after>("Après", "After"));
template <>
constexpr auto describe<rooms::Confidence> =
    choices(choice<rooms::Confidence::exclusive>("exclusive", "Sans doublon possible",
                                                 "No double booking possible"),
            choice<rooms::Confidence::optimistic>("optimistic", "Vérifiée après coup",
                                                  "Checked afterwards"));
template <>
constexpr auto describe<rooms::Written> = fields(
    field<&rooms::Written::booking>("Réservation", "Booking"),
    field<&rooms::Written::count>("Nombre", "Count")
        .describe("Réservations écrites", "Bookings written"),
    field<&rooms::Written::replayed>("Déjà faite", "Done before")
        .describe("La clé d'idempotence était déjà dans la base",
                  "The idempotency key stood in the base already"),
    field<&rooms::Written::notifications_not_sent>("Courriels non envoyés", "E-mails not sent")
        .describe("Le logiciel n'a prévenu personne : au scénario de le faire",
                  "The product told nobody: the flow has to"),
    field<&rooms::Written::would_notify>("À prévenir", "To be told"),
    field<&rooms::Written::rules_checked>("Règles appliquées", "Rules applied"),
    field<&rooms::Written::protection>("Protection", "Protection"),
    field<&rooms::Written::confidence>("Assurance", "Confidence"),
    field<&rooms::Written::simulated>("Simulée", "Simulated"),
    field<&rooms::Written::rows>("Lignes (essai)", "Rows (dry run)"),
    field<&rooms::Written::note>("Remarque", "Note"));

}  // namespace ecluse
