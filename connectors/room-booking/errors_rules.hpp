// SPDX-License-Identifier: EUPL-1.2
// A slot that is taken, the rules of the base, and what protects a write. Parameters never hold
// personal data.
#pragma once

#include <ecluse/connector.hpp>

namespace ecluse::rooms::errors {

constexpr ErrorType slot_taken{.slug = "slot-taken",
                               .status = Status::already_exists,
                               .title = {"Créneau déjà réservé", "Slot already taken"},
                               .sentence = {"La salle {room} est déjà réservée sur ce créneau.",
                                            "The room {room} is already booked at that time."},
                               .remedy = {"Proposez l'un des créneaux de alternatives.",
                                          "Offer one of the slots in alternatives."}};
constexpr ErrorType room_disabled{
    .slug = "room-disabled",
    .status = Status::failed_precondition,
    .title = {"Salle fermée", "Room out of service"},
    .sentence = {"La salle {room} ou son domaine n'est pas ouvert à la réservation.",
                 "The room {room} or its area is not open for booking."},
    .remedy = {"Choisissez une autre salle.", "Choose another room."}};
constexpr ErrorType type_not_allowed{
    .slug = "type-not-allowed",
    .status = Status::invalid_argument,
    .title = {"Type interdit dans cette salle", "Type not allowed in this room"},
    .sentence = {"La salle {room} n'admet pas le type {type}.",
                 "The room {room} does not take the type {type}."},
    .remedy = {"Choisissez un autre type ou une autre salle.",
               "Choose another type or another room."}};
constexpr ErrorType in_the_past{
    .slug = "in-the-past",
    .status = Status::invalid_argument,
    .title = {"Dans le passé", "In the past"},
    .sentence = {"Le créneau a déjà commencé.", "The slot has begun already."},
    .remedy = {"Choisissez un créneau à venir.", "Choose a slot to come."}};
constexpr ErrorType too_soon{
    .slug = "too-soon",
    .status = Status::invalid_argument,
    .title = {"Trop tard pour réserver", "Too late to book"},
    .sentence = {"Il faut s'y prendre au moins {hours} heures à l'avance.",
                 "It must be done at least {hours} hours ahead."},
    .remedy = {"Choisissez un créneau plus tard.", "Choose a later slot."}};
constexpr ErrorType too_far_ahead{
    .slug = "too-far-ahead",
    .status = Status::invalid_argument,
    .title = {"Trop tôt pour réserver", "Too early to book"},
    .sentence = {"On ne peut pas s'y prendre plus de {days} jours à l'avance.",
                 "It cannot be done more than {days} days ahead."},
    .remedy = {"Choisissez un créneau plus proche.", "Choose an earlier slot."}};
constexpr ErrorType too_long{.slug = "too-long",
                             .status = Status::invalid_argument,
                             .title = {"Réservation trop longue", "Booking too long"},
                             .sentence = {"Le domaine limite une réservation à {limit}.",
                                          "The area limits a booking to {limit}."},
                             .remedy = {"Raccourcissez la réservation.", "Shorten the booking."}};
constexpr ErrorType quota_reached{
    .slug = "quota-reached",
    .status = Status::failed_precondition,
    .title = {"Quota atteint", "Quota reached"},
    .sentence = {"Le compte du connecteur a atteint sa limite ({rule} : {limit}).",
                 "The connector's account reached its limit ({rule}: {limit})."},
    .remedy = {"Relevez la limite dans le logiciel, ou donnez au compte un niveau exempté.",
               "Raise the limit in the product, or give the account a level that is exempt."}};
constexpr ErrorType account_not_allowed{
    .slug = "account-not-allowed",
    .status = Status::failed_precondition,
    .title = {"Compte sans droit de réserver", "Account may not book"},
    .sentence = {"Le logiciel ne laisse pas le compte {account} réserver cette salle ({rule}).",
                 "The product does not let the account {account} book this room ({rule})."},
    .remedy = {"Donnez ce droit au compte dans le logiciel.",
               "Give the account that right in the product."}};
constexpr ErrorType not_awaiting{
    .slug = "not-awaiting",
    .status = Status::failed_precondition,
    .title = {"Rien à approuver", "Nothing to approve"},
    .sentence = {"La réservation {booking} n'attend pas d'approbation.",
                 "The booking {booking} does not await approval."},
    .remedy = {"Elle a déjà été traitée : relisez-la.", "It was handled already: read it again."}};
constexpr ErrorType series_too_long{
    .slug = "series-too-long",
    .status = Status::invalid_argument,
    .title = {"Série trop longue", "Series too long"},
    .sentence = {"La série compte plus de {limit} réservations.",
                 "The series has more than {limit} bookings."},
    .remedy = {"Rapprochez la date de fin.", "Bring its last day closer."}};
constexpr ErrorType series_empty{
    .slug = "series-empty",
    .status = Status::invalid_argument,
    .title = {"Série vide", "Empty series"},
    .sentence = {"Aucun jour ne correspond à la répétition.", "No day matches the repetition."},
    .remedy = {"Corrigez la date de fin ou la répétition.",
               "Correct the last day or the repetition."}};

// What protects a write.
constexpr ErrorType writing_unprotected{
    .slug = "writing-unprotected",
    .status = Status::failed_precondition,
    .title = {"Écriture refusée : rien n'empêche un doublon",
              "Writing refused: nothing prevents a double booking"},
    .sentence =
        {"Cette version du logiciel ne verrouille rien et la base n'a ni garde ni SERIALIZABLE.",
         "This version of the product locks nothing, and the base has neither guard nor "
         "SERIALIZABLE."},
    .remedy = {"Posez la garde (ecluse system {system} guard), ou acceptez settings.without_lock = "
               "\"optimistic\".",
               "Install the guard (ecluse system {system} guard), or accept settings.without_lock "
               "= \"optimistic\"."}};
constexpr ErrorType read_only{
    .slug = "system-read-only",
    .status = Status::failed_precondition,
    .title = {"Lecture seule", "Read only"},
    .sentence = {"Le connecteur ne connaît pas cette base et n'y écrit pas : {reason}.",
                 "The connector does not know this base and does not write to it: {reason}."},
    .remedy = {"Comparez avec les versions de la documentation ; lancez ecluse check --live.",
               "Compare with the versions in the documentation; run ecluse check --live."}};
constexpr ErrorType lock_busy{
    .slug = "lock-busy",
    .status = Status::unavailable,
    .title = {"Verrou du logiciel occupé", "The product's lock is held"},
    .sentence =
        {"Un autre enregistrement tient le verrou {lock} depuis plus de {seconds} secondes.",
         "Another writer has held the lock {lock} for more than {seconds} seconds."},
    .remedy = {"Réessayez dans quelques secondes.", "Try again in some seconds."}};
constexpr ErrorType dry_run_impossible{
    .slug = "dry-run-impossible",
    .status = Status::failed_precondition,
    .title = {"Essai à blanc impossible", "Dry run impossible"},
    .sentence =
        {"La table {table} est en MyISAM : une série ne peut pas y être essayée sans écrire.",
         "The table {table} is MyISAM: a series cannot be tried there without writing."},
    .remedy = {"Essayez une seule réservation, ou convertissez la table en InnoDB.",
               "Try a single booking, or convert the table to InnoDB."}};
constexpr ErrorType zone_unknown{
    .slug = "zone-unknown",
    .status = Status::failed_precondition,
    .title = {"Fuseau horaire inconnu", "Unknown time zone"},
    .sentence = {"Le fuseau {zone} n'est pas connu de cette machine.",
                 "The time zone {zone} is not known to this machine."},
    .remedy = {"Corrigez-le dans le logiciel ou dans settings.time_zone ; installez tzdata.",
               "Correct it in the product or in settings.time_zone; install tzdata."}};

}  // namespace ecluse::rooms::errors
