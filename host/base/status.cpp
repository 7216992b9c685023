// SPDX-License-Identifier: EUPL-1.2
#include "base/status.hpp"

#include <array>
#include <utility>

namespace ecluse::base {
namespace {

constexpr std::array<std::pair<Status, std::string_view>, 15> status_names{{
    {Status::ok, "ok"},
    {Status::cancelled, "cancelled"},
    {Status::invalid_argument, "invalid-argument"},
    {Status::deadline_exceeded, "deadline-exceeded"},
    {Status::not_found, "not-found"},
    {Status::already_exists, "already-exists"},
    {Status::permission_denied, "permission-denied"},
    {Status::resource_exhausted, "resource-exhausted"},
    {Status::failed_precondition, "failed-precondition"},
    {Status::aborted, "aborted"},
    {Status::unimplemented, "unimplemented"},
    {Status::internal, "internal"},
    {Status::unavailable, "unavailable"},
    {Status::data_loss, "data-loss"},
    {Status::unauthenticated, "unauthenticated"},
}};

}  // namespace

std::string_view name(Status status) {
  for (const auto& [value, text] : status_names)
    if (value == status) return text;
  return "internal";
}

std::optional<Status> status_named(std::string_view name) {
  for (const auto& [value, text] : status_names)
    if (text == name) return value;
  return std::nullopt;
}

Status status_from(ecluse_status number) {
  for (const auto& [value, text] : status_names)
    if (static_cast<ecluse_status>(value) == number) return value;
  return Status::internal;
}

}  // namespace ecluse::base
