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

base::Result<json::Value> read_body(const Request& request) {
  const auto type = request.header("Content-Type");
  const auto media = type.substr(0, type.find(';'));
  if (!type.empty() && media != "application/json" && media.find("+json") == media.npos)
    return base::fail(base::problem("unsupported-media-type").with("type", media.substr(0, 100)));
  if (request.body.empty()) return base::fail(base::problem("empty-body"));
  return json::parse(request.body);
}

base::Result<json::Value> read_input(const manifest::Action& action, const Request& request) {
  base::Result<json::Value> input = json::Value();
  if (request.method == "GET") {
    auto fields = parse_query(request.query);
    if (!fields) return base::fail(fields.error());
    input = query_input(*fields, *action.input.compiled, reserved_names());
  } else {
    input = read_body(request);
  }
  if (!input) return input;
  action.input.compiled->fill_defaults(*input);
  if (auto valid = action.input.compiled->validate(*input); !valid)
    return base::fail(valid.error());
  return input;
}

/// What stands in a header, or else in the query, of how to run a call. The views of `call` borrow
/// from here.
struct Options {
  std::string key, reference;
  bool dry_run = false;
};
base::Result<Options> read_options(const Request& request) {
  auto fields = parse_query(request.query);
  if (!fields) return base::fail(fields.error());
  const auto either = [&](std::string_view header, std::string_view name) {
    std::string value(request.header(header));
    return value.empty() ? query_value(*fields, name).value_or("") : value;
  };
  Options options{either("Idempotency-Key", "idempotency_key"), either("Ecluse-Case", "case"),
                  query_value(*fields, "dry_run") == "true"};
  if (!options.key.empty() && !is_visible_ascii(options.key, 200))
    return base::fail(base::problem("idempotency-key-invalid"));
  if (!is_case_reference(options.reference)) return base::fail(base::problem("invalid-case"));
  return options;
}

struct OneBody final : loader::Sink {
  std::string text;
  base::Status item(std::string_view json) override {
    text.assign(json);
    return base::Status::ok;
  }
};

Response result_of(OneBody body, const runtime::CallOutcome& outcome, bool dry_run) {
  Response response;
  response.body = std::move(body.text);
  if (!outcome.idempotency_key.empty())
    response.headers.emplace_back("Idempotency-Key", outcome.idempotency_key);
  if (outcome.replayed) response.headers.emplace_back("Ecluse-Replayed", "true");
  if (dry_run) response.headers.emplace_back("Ecluse-Dry-Run", "true");
  return response;
}

}  // namespace

void Api::hook(Exchange& exchange, const Request& request, Reply& reply) {
  const manifest::Action& action = *exchange.action;
  const auto input = read_input(action, request);
  if (!input) return reply.send(fail(exchange, input.error()));
  const auto options = read_options(request);
  if (!options) return reply.send(fail(exchange, options.error()));
  const std::string text = json::to_text(*input);
  runtime::CallRequest call = call_request(exchange);
  call.input = text;
  call.idempotency_key = options->key;
  call.case_reference = options->reference;
  call.dry_run = options->dry_run;
  if (!action.stream) {
    OneBody body;
    const auto outcome =
        around_.runtime->call(*exchange.system, action, call, body, reply.cancel());
    return reply.send(outcome ? result_of(std::move(body), *outcome, call.dry_run)
                              : fail(exchange, outcome.error()));
  }
  const bool lines =
      request.header("Accept").find("application/x-ndjson") != std::string_view::npos;
  StreamSink items(lines ? StreamForm::ndjson : StreamForm::json_array, reply);
  const auto outcome = around_.runtime->call(*exchange.system, action, call, items, reply.cancel());
  if (!outcome && !items.begun()) return reply.send(fail(exchange, outcome.error()));
  items.finish(outcome ? StreamQueue::End::whole : StreamQueue::End::broken);
}

}  // namespace ecluse::http
