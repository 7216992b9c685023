// SPDX-License-Identifier: EUPL-1.2
// Between the plugin and the caller: every item is checked against its schema and filtered. Private
// to this room.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "access/filter.hpp"
#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "loader/call.hpp"
#include "manifest/manifest.hpp"

namespace ecluse::runtime {

class CheckedSink final : public loader::Sink {
 public:
  enum class Count : std::uint8_t { one, any };
  CheckedSink(loader::Sink& next, const json::Schema& schema, access::FieldPolicy policy,
              Count count)
      : next_(next),
        schema_(schema),
        policy_(policy),
        filtering_(access::may_filter(schema.root(), policy)),
        count_(count) {}

  base::Status item(std::string_view text) override {
    ++items_;
    if (count_ == Count::one && items_ > 1) return refuse("");
    auto value = json::parse(text, {.depth = 64, .bytes = std::size_t{256} << 20});
    if (!value) return refuse(value.error().slug);
    if (const auto valid = schema_.validate(*value); !valid)
      return refuse(valid.error().slug + " " + valid.error().pointer);
    if (!filtering_) return next_.item(text);
    access::filter(*value, schema_.root(), policy_);
    return next_.item(json::to_text(*value));
  }

  /// The plugin's own result, unless what it emitted was wrong.
  base::Result<void> result(base::Result<void> of_plugin, std::string_view system) const {
    const bool nothing = count_ == Count::one && items_ == 0;
    if (wrong_ || (of_plugin && nothing))
      return base::fail(base::problem("plugin-output-invalid").with("system", system));
    return of_plugin;
  }
  /// Code and pointer of the fault, for the log.
  const std::string& fault() const { return fault_; }

 private:
  base::Status refuse(std::string fault) {
    wrong_ = true;
    fault_ = std::move(fault);
    return base::Status::cancelled;
  }
  loader::Sink& next_;
  const json::Schema& schema_;
  access::FieldPolicy policy_;
  bool filtering_;
  Count count_;
  std::size_t items_ = 0;
  bool wrong_ = false;
  std::string fault_;
};

/// Keeps the one item.
struct KeepSink final : loader::Sink {
  std::string text;
  base::Status item(std::string_view json) override {
    text.assign(json);
    return base::Status::ok;
  }
};

}  // namespace ecluse::runtime
