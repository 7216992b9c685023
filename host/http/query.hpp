// SPDX-License-Identifier: EUPL-1.2
// Query strings (application/x-www-form-urlencoded), and the input of an action in one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "json/schema.hpp"
#include "json/value.hpp"

namespace ecluse::http {

using QueryFields = std::vector<std::pair<std::string, std::string>>;

/// At most 100 fields, in order. "invalid-query" {name} for a broken percent escape. [any]
base::Result<QueryFields> parse_query(std::string_view query);

/// The first value of a name, or nothing.
std::optional<std::string> query_value(const QueryFields& fields, std::string_view name);

/// Percent-decoding; '+' is a space. Nothing for a broken escape. [any]
std::optional<std::string> decode_percent(std::string_view text);
std::string encode_percent(std::string_view text);

/// Fields become what the schema says: integers, booleans, arrays of repeated names. What does not
/// convert stays text, so that the schema walker says what is wrong. Names in `reserved` are left
/// out. A name given twice that is no array is "invalid-query". [any]
base::Result<json::Value> query_input(const QueryFields& fields, const json::Schema& schema,
                                      const std::vector<std::string_view>& reserved);

}  // namespace ecluse::http
