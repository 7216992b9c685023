// SPDX-License-Identifier: EUPL-1.2
// Ways to fail at a time, each with its sentence and remedy. Parameters never hold personal data.
#pragma once

#include <ecluse/connector.hpp>

namespace ecluse::rooms::errors {

constexpr ErrorType time_malformed{
    .slug = "time-malformed",
    .status = Status::invalid_argument,
    .title = {"Heure illisible", "Unreadable time"},
    .sentence = {"« {text} » n'est pas une date et une heure.",
                 "\"{text}\" is not a date and a time."},
    .remedy = {"Écrivez 2027-01-11T09:00, ou avec décalage 2027-01-11T09:00:00+01:00.",
               "Write 2027-01-11T09:00, or with an offset 2027-01-11T09:00:00+01:00."}};
constexpr ErrorType time_skipped{
    .slug = "time-skipped",
    .status = Status::invalid_argument,
    .title = {"Heure qui n'existe pas", "A time that does not exist"},
    .sentence = {"{text} n'existe pas en {zone} : l'horloge avance d'une heure cette nuit-là.",
                 "{text} does not exist in {zone}: the clock goes forward that night."},
    .remedy = {"Choisissez une heure avant ou après le changement.",
               "Choose a time before or after the change."}};
constexpr ErrorType time_twice{
    .slug = "time-twice",
    .status = Status::invalid_argument,
    .title = {"Heure qui existe deux fois", "A time that exists twice"},
    .sentence = {"{text} existe deux fois en {zone} : l'horloge recule cette nuit-là.",
                 "{text} exists twice in {zone}: the clock goes back that night."},
    .remedy = {"Ajoutez le décalage : {first} ou {second}.",
               "Add the offset: {first} or {second}."}};
constexpr ErrorType time_out_of_range{
    .slug = "time-out-of-range",
    .status = Status::invalid_argument,
    .title = {"Date trop lointaine", "Date out of range"},
    .sentence = {"Le logiciel ne sait pas garder {text}.", "The product cannot keep {text}."},
    .remedy = {"Choisissez une date entre 1970 et le 18 janvier 2038.",
               "Choose a date between 1970 and 18 January 2038."}};
constexpr ErrorType end_before_start{
    .slug = "end-before-start",
    .status = Status::invalid_argument,
    .title = {"Fin avant le début", "End before start"},
    .sentence = {"La fin ne vient pas après le début.", "The end does not come after the start."},
    .remedy = {"Corrigez la fin ou la durée.", "Correct the end or the duration."}};
constexpr ErrorType end_missing{
    .slug = "end-missing",
    .status = Status::invalid_argument,
    .title = {"Ni fin ni durée", "Neither end nor duration"},
    .sentence = {"Il faut une fin ou une durée, et une seule des deux.",
                 "An end or a duration is needed, and only one of them."},
    .remedy = {"Renseignez end ou duration_minutes.", "Give end or duration_minutes."}};
constexpr ErrorType off_grid{
    .slug = "off-grid",
    .status = Status::invalid_argument,
    .title = {"Hors de la grille", "Off the grid"},
    .sentence =
        {"{text} n'est pas sur la grille du domaine : {minutes} minutes à partir de {opens}.",
         "{text} is not on the grid of the area: {minutes} minutes from {opens} on."},
    .remedy = {"Choisissez une heure de cette grille.", "Choose a time of that grid."}};
constexpr ErrorType outside_hours{
    .slug = "outside-hours",
    .status = Status::invalid_argument,
    .title = {"Hors des heures d'ouverture", "Outside opening hours"},
    .sentence = {"Le domaine s'ouvre à la réservation de {opens} à {closes}.",
                 "The area can be booked from {opens} to {closes}."},
    .remedy = {"Choisissez des heures d'ouverture.", "Choose times within opening hours."}};
constexpr ErrorType closed_day{.slug = "closed-day",
                               .status = Status::invalid_argument,
                               .title = {"Jour fermé", "Closed day"},
                               .sentence = {"Le domaine ne se réserve pas ce jour-là ({day}).",
                                            "The area cannot be booked on that day ({day})."},
                               .remedy = {"Choisissez un autre jour.", "Choose another day."}};
constexpr ErrorType period_unknown{
    .slug = "period-unknown",
    .status = Status::invalid_argument,
    .title = {"Période inconnue", "Unknown period"},
    .sentence = {"Le domaine n'a pas cette période ; il a : {periods}.",
                 "The area does not have that period; it has: {periods}."},
    .remedy = {"Choisissez parmi ces périodes, qui se suivent.",
               "Choose among these periods, one after the other."}};
constexpr ErrorType periods_needed{
    .slug = "periods-needed",
    .status = Status::invalid_argument,
    .title = {"Domaine à périodes", "An area of periods"},
    .sentence = {"Ce domaine se réserve par périodes nommées, pas par heures.",
                 "This area is booked by named periods, not by times."},
    .remedy = {"Renseignez day et periods au lieu de start et end.",
               "Give day and periods instead of start and end."}};
constexpr ErrorType times_needed{
    .slug = "times-needed",
    .status = Status::invalid_argument,
    .title = {"Domaine à heures", "An area of times"},
    .sentence = {"Ce domaine se réserve par heures.", "This area is booked by times."},
    .remedy = {"Renseignez start, et end ou duration_minutes.",
               "Give start, and end or duration_minutes."}};
constexpr ErrorType window_too_long{
    .slug = "window-too-long",
    .status = Status::invalid_argument,
    .title = {"Fenêtre trop longue", "Window too long"},
    .sentence = {"La recherche porte sur plus de {days} jours.",
                 "The search spans more than {days} days."},
    .remedy = {"Rapprochez from et to.", "Bring from and to closer together."}};

}  // namespace ecluse::rooms::errors
