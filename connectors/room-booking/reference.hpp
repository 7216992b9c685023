// SPDX-License-Identifier: EUPL-1.2
// How a booking is named. MRBS gives a row a new id at each edit: what stays is ical_uid, with the
// original start for a member of a series. Rows without ical_uid, and all rows of GRR, have their
// id.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model.hpp"

namespace ecluse::rooms {

/// A reference as actions take it: "UID", "UID#20270112T170000Z", or "id:41".
struct Reference {
  std::string uid, recurrence;
  std::int64_t id = 0;
};

Reference reference_of(const Booking& booking);
std::string text_of(const Reference& reference);
/// Nothing when the text cannot be one. [any]
std::optional<Reference> read_reference(std::string_view text);

/// The ical_uid of what a key creates: the same key gives the same uid, and the uid does not tell
/// the key. It is how a lost answer finds its row again, even without our own store. [any]
std::string uid_of(std::string_view scope, std::string_view key, std::string_view domain);

/// The mark of a key where a product has no uid (GRR): 26 letters and digits. [any]
std::string mark_of(std::string_view scope, std::string_view key);

/// "R***** d* s******": first letters stay, so that a person recognises what is known to them and
/// nobody learns a name. A private booking gives only stars. [any]
std::string masked(std::string_view title, bool is_private);

}  // namespace ecluse::rooms
