// SPDX-License-Identifier: EUPL-1.2
// `ecluse pause` and `ecluse resume`, as the running host hears them.
#pragma once

#include <string>
#include <string_view>

#include "app/host.hpp"
#include "json/value.hpp"

namespace ecluse::app {

/// {"target": id, "system:id" or "consumer:id", "reason": text, "until": "18:30" or absent}. `by`
/// is the account that asks: "uid:0". In force when it returns. [control]
base::Result<store::PauseRow> begin_pause(Host& host, const json::Value& request,
                                          std::string_view by);

/// {"target": …}. [control]
base::Result<store::PauseRow> end_pause(Host& host, const json::Value& request,
                                        std::string_view by);

/// "Le système « essai » est en pause jusqu'à 18:30 : panne." Without a reason: it goes on again.
std::string told_pause(const store::PauseRow& row, base::Language language);

}  // namespace ecluse::app
