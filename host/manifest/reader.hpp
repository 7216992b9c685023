// SPDX-License-Identifier: EUPL-1.2
// Reads the members of a JSON object one by one, knows where it is, and notices what nobody asked
// for. Private to this room; a fault is thrown up to parse(), and no further.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.hpp"
#include "base/result.hpp"
#include "json/schema.hpp"
#include "json/value.hpp"
#include "manifest/manifest.hpp"

namespace ecluse::manifest {

struct Refusal {
  base::Error error;
};

class Reader {
 public:
  /// Borrows `object`, which must be one, else it refuses.
  Reader(const json::Value& object, std::string pointer);

  [[noreturn]] void refuse(std::string_view member, std::string_view why) const;
  /// Refuses any member that was not asked for. Call it last.
  void finish() const;

  const json::Value* find(std::string_view member);
  const json::Value& need(std::string_view member);

  std::string text(std::string_view member);
  std::string kebab(std::string_view member);
  base::Localized localized(std::string_view member);
  bool flag(std::string_view member, bool otherwise);
  std::int64_t number(std::string_view member, std::int64_t least, std::int64_t most,
                      std::int64_t otherwise);
  std::vector<std::string> texts(std::string_view member);
  TypedSchema schema(std::string_view member, json::Place place);

  /// Calls `each(Reader&)` for every object of an array; an absent array has none.
  template <typename Each>
  void objects(std::string_view member, Each each) {
    for (std::size_t index = 0; index < count(member); ++index) {
      Reader inner = item(member, index);
      each(inner);
      inner.finish();
    }
  }
  Reader object(std::string_view member);
  std::vector<std::string> member_names() const;
  const std::string& pointer() const { return pointer_; }

 private:
  std::size_t count(std::string_view member);
  Reader item(std::string_view member, std::size_t index);

  const json::Value& object_;
  std::string pointer_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace ecluse::manifest
