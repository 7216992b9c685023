// SPDX-License-Identifier: EUPL-1.2
// Every way to fail, with its sentence and remedy. Parameters never hold personal data. What the
// database itself refuses has its slugs in <ecluse/sql_errors.hpp>.
#pragma once

#include <ecluse/connector.hpp>

#include "errors_rules.hpp"
#include "errors_times.hpp"

namespace ecluse::rooms::errors {

// What was asked does not exist.
constexpr ErrorType area_unknown{
    .slug = "area-unknown",
    .status = Status::not_found,
    .title = {"Domaine inconnu", "Unknown area"},
    .sentence = {"Il n'y a pas de domaine {area}.", "There is no area {area}."},
    .remedy = {"Choisissez un domaine dans la liste (list-areas).",
               "Choose an area from the list (list-areas)."}};
constexpr ErrorType room_unknown{
    .slug = "room-unknown",
    .status = Status::not_found,
    .title = {"Salle inconnue", "Unknown room"},
    .sentence = {"Il n'y a pas de salle {room}.", "There is no room {room}."},
    .remedy = {"Choisissez une salle dans la liste (list-rooms).",
               "Choose a room from the list (list-rooms)."}};
constexpr ErrorType type_unknown{
    .slug = "type-unknown",
    .status = Status::invalid_argument,
    .title = {"Type inconnu", "Unknown type"},
    .sentence = {"Le type {type} n'existe pas ou n'est pas proposé ici.",
                 "The type {type} does not exist or is not offered here."},
    .remedy = {"Choisissez un type dans la liste (list-types).",
               "Choose a type from the list (list-types)."}};
constexpr ErrorType booking_unknown{
    .slug = "booking-unknown",
    .status = Status::not_found,
    .title = {"Réservation inconnue", "Unknown booking"},
    .sentence = {"Aucune réservation ne porte la référence {booking}.",
                 "No booking has the reference {booking}."},
    .remedy = {"Elle a pu être annulée. Cherchez-la avec search-bookings.",
               "It may have been cancelled. Look for it with search-bookings."}};
constexpr ErrorType booking_is_series{
    .slug = "booking-is-series",
    .status = Status::invalid_argument,
    .title = {"Série de réservations", "Series of bookings"},
    .sentence = {"La référence {booking} désigne une série de {count} réservations.",
                 "The reference {booking} names a series of {count} bookings."},
    .remedy = {"Donnez la référence d'une seule, ou utilisez l'action des séries.",
               "Give the reference of a single one, or use the action for series."}};
constexpr ErrorType booking_moved{
    .slug = "booking-moved",
    .status = Status::aborted,
    .title = {"Réservation déplacée entre-temps", "Booking moved meanwhile"},
    .sentence = {"La réservation {booking} a changé de salle pendant l'appel.",
                 "The booking {booking} went to another room during the call."},
    .remedy = {"Relisez-la, puis recommencez.", "Read it again, then try again."}};
constexpr ErrorType field_unknown{
    .slug = "field-unknown",
    .status = Status::invalid_argument,
    .title = {"Champ inconnu", "Unknown field"},
    .sentence = {"Le logiciel n'a pas de champ « {field} » pour cette salle.",
                 "The product has no field \"{field}\" for this room."},
    .remedy = {"Retirez-le, ou créez-le dans le logiciel.",
               "Remove it, or create it in the product."}};
constexpr ErrorType field_missing{
    .slug = "field-missing",
    .status = Status::invalid_argument,
    .title = {"Champ obligatoire absent", "Mandatory field missing"},
    .sentence = {"Le logiciel exige le champ « {field} » pour cette salle.",
                 "The product demands the field \"{field}\" for this room."},
    .remedy = {"Ajoutez-le à fields.", "Add it to fields."}};
constexpr ErrorType cursor_invalid{
    .slug = "cursor-invalid",
    .status = Status::invalid_argument,
    .title = {"Curseur invalide", "Invalid cursor"},
    .sentence = {"Ce curseur n'a pas été donné par cette action.",
                 "This cursor was not given by this action."},
    .remedy = {"Recommencez sans curseur.", "Begin again without a cursor."}};

}  // namespace ecluse::rooms::errors
