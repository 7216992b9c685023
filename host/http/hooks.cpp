// SPDX-License-Identifier: EUPL-1.2
// /hooks/{system}/{action}: the input is read and checked, the action runs, its answer leaves.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "http/api.hpp"
#include "http/query.hpp"
#include "http/stream.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "manifest/openapi.hpp"

namespace ecluse::http {
namespace {

/// Names in the query that are not the action's.
const std::vector<std::string_view>& reserved_names() {
  static const std::vector<std::string_view> names{"dry_run", "wait", "idempotency_key", "case"};
  return names;
}

bool is_visible_ascii(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most &&
         std::all_of(text.begin(), text.end(),
                     [](char letter) { return letter > 0x20 && letter < 0x7f; });
}

/// At most 100 characters, which in UTF-8 begin with any byte but 10xxxxxx.
bool is_case_reference(std::string_view text) {
  const auto characters =
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; });
  return characters <= 100 && !json::not_utf8(text) &&
         std::none_of(text.begin(), text.end(), [](char letter) {
           return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
         });
}

base::Result<json::Value> read_body(const Exchange& exchange) {
  const auto type = exchange.request.header("Content-Type");
  const auto media = type.substr(0, type.find(';'));
  if (!type.empty() && media != "application/json" && media.find("+json") == media.npos)
    return base::fail(base::problem("unsupported-media-type").with("type", media.substr(0, 100)));
  if (exchange.request.body.empty()) return base::fail(base::problem("empty-body"));
  return json::parse(exchange.request.body);
}

}  // namespace

Response Api::hook(Exchange& exchange) {
  const manifest::Action& action = *exchange.system->connector->find_action(exchange.route.name);
  if (auto allowed = access::authorize(exchange.caller, exchange.system->id, action); !allowed)
    return fail(exchange, allowed.error());
  const bool in_query = exchange.request.method == "GET";
  if (in_query && !manifest::takes_query(action)) {
    const auto error =
        action.personal
            ? base::problem("post-only").with("action", action.name)
            : base::problem("method-not-allowed").with("method", "GET").with("allowed", "POST");
    Response response = fail(exchange, error);
    response.headers.emplace_back("Allow", "POST");
    return response;
  }
  base::Result<json::Value> input = json::Value();
  if (in_query) {
    auto fields = parse_query(exchange.request.query);
    if (!fields) return fail(exchange, fields.error());
    input = query_input(*fields, *action.input.compiled, reserved_names());
  } else {
    input = read_body(exchange);
  }
  if (!input) return fail(exchange, input.error());
  action.input.compiled->fill_defaults(*input);
  if (auto valid = action.input.compiled->validate(*input); !valid)
    return fail(exchange, valid.error());
  return run_action(exchange, action, json::to_text(*input));
}

Response Api::run_action(Exchange& exchange, const manifest::Action& action,
                         const std::string& input) {
  auto fields = parse_query(exchange.request.query);
  if (!fields) return fail(exchange, fields.error());
  runtime::CallRequest request = call_request(exchange);
  request.input = input;
  request.dry_run = query_value(*fields, "dry_run") == "true";
  request.idempotency_key = exchange.request.header("Idempotency-Key");
  const std::string key_in_query = query_value(*fields, "idempotency_key").value_or("");
  if (request.idempotency_key.empty()) request.idempotency_key = key_in_query;
  if (!request.idempotency_key.empty() && !is_visible_ascii(request.idempotency_key, 200))
    return fail(exchange, base::problem("idempotency-key-invalid"));
  request.case_reference = exchange.request.header("Ecluse-Case");
  const std::string case_in_query = query_value(*fields, "case").value_or("");
  if (request.case_reference.empty()) request.case_reference = case_in_query;
  if (!is_case_reference(request.case_reference))
    return fail(exchange, base::problem("invalid-case"));
  if (action.stream) return stream_action(exchange, action, input, request);

  struct Body final : loader::Sink {
    std::string text;
    base::Status item(std::string_view json) override {
      text.assign(json);
      return base::Status::ok;
    }
  } body;
  loader::CancelToken cancel;
  const auto outcome = around_.runtime->call(*exchange.system, action, request, body, cancel);
  if (!outcome) return fail(exchange, outcome.error());
  Response response;
  response.body = std::move(body.text);
  if (!outcome->idempotency_key.empty())
    response.headers.emplace_back("Idempotency-Key", outcome->idempotency_key);
  if (outcome->replayed) response.headers.emplace_back("Ecluse-Replayed", "true");
  if (request.dry_run) response.headers.emplace_back("Ecluse-Dry-Run", "true");
  return response;
}

Response Api::stream_action(Exchange& exchange, const manifest::Action& action,
                            const std::string& input, const runtime::CallRequest& request) {
  const bool lines =
      exchange.request.header("Accept").find("application/x-ndjson") != std::string_view::npos;
  // The call outlives this exchange: it gets copies of what the request borrows.
  struct Kept {
    std::shared_ptr<const registry::Snapshot> snapshot;
    std::string input, request_id, key, reference;
    runtime::CallRequest request;
  };
  auto kept = std::make_shared<Kept>(Kept{exchange.snapshot, input, exchange.request_id,
                                          std::string(request.idempotency_key),
                                          std::string(request.case_reference), request});
  kept->request.input = kept->input;
  kept->request.request_id = kept->request_id;
  kept->request.idempotency_key = kept->key;
  kept->request.case_reference = kept->reference;
  auto call = std::make_unique<StreamedCall>(
      lines ? StreamForm::ndjson : StreamForm::json_array,
      [this, kept, system = exchange.system, &action](
          loader::Sink& sink, loader::CancelToken& cancel) -> base::Result<void> {
        const auto outcome = around_.runtime->call(*system, action, kept->request, sink, cancel);
        if (!outcome) return base::fail(outcome.error());
        return {};
      });
  if (auto begun = call->first(); !begun) return fail(exchange, begun.error());
  Response response;
  if (lines) response.content_type = "application/x-ndjson";
  response.producer = std::move(call);
  return response;
}

}  // namespace ecluse::http
