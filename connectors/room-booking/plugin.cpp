// SPDX-License-Identifier: EUPL-1.2
// The plugin: two connectors of one class; which methods are actions, commands and extensions.
#include <ecluse/sql_errors.hpp>

#include "describe_settings.hpp"
#include "describe_writes.hpp"
#include "desk.hpp"
#include "errors.hpp"

namespace {

namespace rooms = ecluse::rooms;
namespace errors = ecluse::rooms::errors;
using rooms::Desk;
using Failures = std::vector<const ecluse::ErrorType*>;

Failures reading(Failures own = {}) {
  own.push_back(&errors::zone_unknown);
  return ecluse::sql_errors(std::move(own));
}

Failures with_times(Failures own) {
  for (const auto* error :
       {&errors::room_unknown, &errors::time_malformed, &errors::time_skipped, &errors::time_twice,
        &errors::time_out_of_range, &errors::end_before_start})
    own.push_back(error);
  return reading(std::move(own));
}

Failures writing(Failures own) {
  for (const auto* error : {&errors::read_only, &errors::writing_unprotected, &errors::lock_busy,
                            &errors::booking_unknown, &errors::booking_moved})
    own.push_back(error);
  return with_times(std::move(own));
}

Failures placing(Failures own) {
  for (const auto* error :
       {&errors::slot_taken,     &errors::area_unknown,       &errors::type_unknown,
        &errors::field_unknown,  &errors::field_missing,      &errors::end_missing,
        &errors::off_grid,       &errors::outside_hours,      &errors::closed_day,
        &errors::period_unknown, &errors::periods_needed,     &errors::times_needed,
        &errors::room_disabled,  &errors::type_not_allowed,   &errors::in_the_past,
        &errors::too_soon,       &errors::too_far_ahead,      &errors::too_long,
        &errors::quota_reached,  &errors::account_not_allowed})
    own.push_back(error);
  return writing(std::move(own));
}

constexpr std::string_view example_row =
    R"({"booking":"ecluse-ae2skbyaj4djwrput5s4pgzgrq@resa.mairie.example","room":"1","room_name":"Salle du Conseil","area":"1","start":"2027-01-11T09:00:00+01:00","end":"2027-01-11T11:00:00+01:00","periods":[],"title":"Assemblée générale","type":"E","created_by":"connecteur","private_booking":false,"tentative":false,"approval":"none","fields":[]})";
constexpr std::string_view example_written =
    R"({"booking":{"booking":"ecluse-ae2skbyaj4djwrput5s4pgzgrq@resa.mairie.example","room":"1","room_name":"Salle du Conseil","area":"1","start":"2027-01-11T09:00:00+01:00","end":"2027-01-11T11:00:00+01:00","periods":[],"title":"Assemblée générale","type":"E","created_by":"connecteur","private_booking":false,"tentative":false,"approval":"none","fields":[]},"count":1,"replayed":false,"notifications_not_sent":true,"would_notify":[{"role":"room-administrator","email":"salles@mairie.example"}],"rules_checked":["past"],"protection":"guard","confidence":"exclusive","rows":[]})";

template <typename Settings>
ecluse::detail::ConnectorModel desk(ecluse::ConnectorFacts facts) {
  using ecluse::action;
  facts.personal = true;
  facts.max_concurrency = 8;
  facts.requires_services = {"ecluse.sql/1"};
  return ecluse::connector<Desk, Settings>(
      std::move(facts),
      action<&Desk::list_areas>({"Lister les domaines", "List areas"},
                                {.description = {"Heures, grille, périodes, fuseau horaire",
                                                 "Hours, grid, periods, time zone"},
                                 .safe = true,
                                 .errors = reading()}),
      action<&Desk::list_rooms>(
          {"Lister les salles", "List rooms"},
          {.description = {"Places, équipement, domaine", "Seats, equipment, area"},
           .safe = true,
           .errors = reading({&errors::area_unknown}),
           .example_input = R"({"capacity":50})",
           .example_output =
               R"({"items":[{"room":"1","name":"Salle du Conseil","area":"1","area_name":"Hôtel de Ville","capacity":80,"bookable":true,"barred_types":[],"approval":false}]})"}),
      action<&Desk::list_types>(
          {"Lister les types", "List types"},
          {.description = {"Ceux que la salle accepte", "Those that the room takes"},
           .safe = true,
           .errors = reading({&errors::room_unknown})}),
      action<&Desk::find_free_slots>(
          {"Chercher des créneaux libres", "Find free slots"},
          {.description = {"Fenêtre, durée, places, une ou plusieurs salles",
                           "Window, duration, seats, one or several rooms"},
           .safe = true,
           .errors = with_times({&errors::window_too_long}),
           .example_input =
               R"({"rooms":["1"],"from":"2027-01-11T00:00","to":"2027-01-12T00:00","duration_minutes":120})",
           .example_output =
               R"({"items":[{"rooms":["1"],"room_name":"Salle du Conseil","start":"2027-01-11T09:00:00+01:00","end":"2027-01-11T11:00:00+01:00","periods":[]}],"complete":true})"}),
      action<&Desk::get_booking>(
          {"Lire une réservation", "Get a booking"},
          {.description = {"Par sa référence", "By its reference"},
           .safe = true,
           .personal = true,
           .errors = reading({&errors::booking_unknown, &errors::booking_is_series}),
           .example_input =
               R"({"booking":"ecluse-ae2skbyaj4djwrput5s4pgzgrq@resa.mairie.example"})",
           .example_output = example_row}),
      action<&Desk::search_bookings>(
          {"Chercher des réservations", "Search bookings"},
          {.description = {"Par salle, domaine, dates, intitulé, créateur ou approbation",
                           "By room, area, dates, title, creator or approval"},
           .safe = true,
           .personal = true,
           .errors = with_times({&errors::area_unknown, &errors::cursor_invalid})}),
      action<&Desk::create_booking>(
          {"Réserver une salle", "Create a booking"},
          {.description = {"Sans jamais de doublon ; pris : les trois créneaux suivants",
                           "Never twice; taken: the next three slots"},
           .personal = true,
           .timeout_seconds = 60,
           .errors = placing({}),
           .example_input =
               R"({"room":"1","start":"2027-01-11T09:00","end":"2027-01-11T11:00","title":"Assemblée générale","type":"E"})",
           .example_output = example_written}),
      action<&Desk::change_booking>(
          {"Changer une réservation", "Change a booking"},
          {.description = {"Ce qui n'est pas donné reste", "What is not given stays"},
           .personal = true,
           .timeout_seconds = 60,
           .errors = placing({&errors::booking_is_series})}),
      action<&Desk::cancel_booking>(
          {"Annuler une réservation", "Cancel a booking"},
          {.description = {"Comme le logiciel l'annulerait", "As the product would cancel it"},
           .personal = true,
           .timeout_seconds = 60,
           .errors = writing({&errors::booking_is_series, &errors::too_soon, &errors::too_far_ahead,
                              &errors::in_the_past})}),
      action<&Desk::approve_booking>(
          {"Approuver une réservation", "Approve a booking"},
          {.description = {"Une réservation qui attend", "A booking that awaits approval"},
           .personal = true,
           .timeout_seconds = 60,
           .errors = writing({&errors::booking_is_series, &errors::not_awaiting})}),
      action<&Desk::refuse_booking>(
          {"Refuser une réservation", "Refuse a booking"},
          {.description = {"Le créneau redevient libre", "The slot is free again"},
           .personal = true,
           .timeout_seconds = 60,
           .errors = writing({&errors::booking_is_series, &errors::not_awaiting})}),
      action<&Desk::create_series>(
          {"Réserver une série", "Create a series"},
          {.description = {"Toutes les dates ou aucune", "All dates or none"},
           .personal = true,
           .timeout_seconds = 60,
           .errors = placing(
               {&errors::series_empty, &errors::series_too_long, &errors::dry_run_impossible})}),
      action<&Desk::change_series>(
          {"Changer une série", "Change a series"},
          {.description = {"Intitulé, type, description des dates à venir",
                           "Title, type, description of the dates to come"},
           .personal = true,
           .timeout_seconds = 60,
           .errors = placing({&errors::dry_run_impossible})}),
      action<&Desk::cancel_series>(
          {"Annuler une série", "Cancel a series"},
          {.description = {"Ses dates à venir", "Its dates to come"},
           .personal = true,
           .timeout_seconds = 60,
           .errors = writing({&errors::in_the_past, &errors::dry_run_impossible})}),
      ecluse::outcome<&Desk::create_booking, &Desk::find_created>(),
      ecluse::outcome<&Desk::create_series, &Desk::find_series>(),
      ecluse::outcome<&Desk::cancel_booking, &Desk::find_cancelled>(),
      ecluse::options<&Desk::areas>({"Domaines", "Areas"}),
      ecluse::options<&Desk::rooms>({"Salles", "Rooms"}),
      ecluse::options<&Desk::types>({"Types", "Types"}), ecluse::check<&Desk::check>(reading()),
      ecluse::command<&Desk::overlaps>(
          {"Doublons", "Double bookings"},
          {"Liste ce qui est déjà réservé deux fois", "Lists what is booked twice already"}),
      ecluse::command<&Desk::guard>(
          {"Garde", "Guard"},
          {"Le SQL de la garde contre les doublons, ou le constat qu'elle est là",
           "The SQL of the guard against double bookings, or that it is there"}));
}

}  // namespace

ECLUSE_PLUGIN(
    ecluse::plugin({.id = "room-booking",
                    .version = "0.1.0",
                    .license = "EUPL-1.2",
                    .publisher = "Écluse",
                    .contact = "https://ecluse.example/"},
                   desk<rooms::MrbsSettings>(
                       {.id = "mrbs",
                        .title = {"MRBS", "MRBS"},
                        .description = {"Réservation de salles MRBS, sur sa base, sans doublon",
                                        "MRBS room booking, on its base, without double booking"},
                        .product = "Meeting Room Booking System",
                        .versions = {"1.9.0", "1.10.0", "1.11.0", "1.11.6", "1.12.2"}}),
                   desk<rooms::GrrSettings>(
                       {.id = "grr",
                        .title = {"GRR", "GRR"},
                        .description = {"Réservation de salles GRR, sur sa base, sans doublon",
                                        "GRR room booking, on its base, without double booking"},
                        .product = "GRR (Gestion et Réservations de Ressources)",
                        .versions = {"4.6"}})));
