// SPDX-License-Identifier: EUPL-1.2
// What the command line can ask of a running host. A request is {"do": name, …}; the answer is any
// number of
// {"line": text}, then {"result": any, "code": exit code (0 when absent)} or {"problem": {"title",
// "sentence", "remedy"}}.
#pragma once

#include <string_view>

#include "app/control_server.hpp"
#include "app/host.hpp"

namespace ecluse::app {

/// [any] Runs one request to its end. `by`: the account that asks, "uid:0".
void answer_request(Host& host, std::string_view request, std::string_view by,
                    const ControlServer::Answer& answer);

}  // namespace ecluse::app
