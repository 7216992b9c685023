// SPDX-License-Identifier: EUPL-1.2
// The schema walker: sdk/abi/SCHEMA.md, compiled once, then asked at each call. Input, output and
// settings are validated here, and the field policy of access walks the same tree.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ecluse/kit/formats.hpp"
#include "json/value.hpp"

namespace ecluse::json {

enum class Type : std::uint8_t { string, integer, boolean, object, array };
enum class Personal : std::uint8_t { none, identity, contact, bank, nir, filiation };
/// Where a schema stands: folders, files and secrets are for settings only; inputs have default
/// limits.
enum class Place : std::uint8_t { input, output, settings };

std::string_view name(Type type);
std::string_view name(Personal personal);

/// One schema, owned by its parent. Immutable after compile.
struct SchemaNode {
  struct Property {
    std::string name;
    bool required = false;
    std::unique_ptr<SchemaNode> node;
  };

  Type type = Type::object;
  Personal personal = Personal::none;
  bool write_only = false;
  bool personal_within = false;  ///< this value, or one inside it, is marked personal
  std::optional<kit::Format> format;
  std::int64_t least = INT64_MIN;  ///< of an integer
  std::int64_t most = INT64_MAX;
  std::size_t shortest = 0;  ///< characters of a string, items of an array
  std::size_t longest = SIZE_MAX;
  std::vector<std::string> texts;         ///< enum of a string
  std::vector<std::int64_t> integers;     ///< enum of an integer
  std::shared_ptr<const Value> fallback;  ///< `default`
  std::vector<Property> properties;       ///< sorted by name
  std::unique_ptr<SchemaNode> items;

  const Property* find(std::string_view property) const;
};

class Schema {
 public:
  /// Refuses what SCHEMA.md does not list: slug "manifest-invalid" {why}, pointer into the schema.
  static base::Result<Schema> compile(const Value& schema, Place place);

  /// The first fault in the order of SCHEMA.md: its code as the slug, the pointer to the value, the
  /// parameters of the table. Allocates only for a fault. [any]
  base::Result<void> validate(const Value& value) const;

  /// Puts in the `default` of each absent property. Call it before validate; a value of a wrong
  /// type is left alone. [any]
  void fill_defaults(Value& value) const;

  const SchemaNode& root() const { return *root_; }

 private:
  explicit Schema(std::unique_ptr<const SchemaNode> root) : root_(std::move(root)) {}
  std::unique_ptr<const SchemaNode> root_;
};

}  // namespace ecluse::json
