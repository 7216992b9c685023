// SPDX-License-Identifier: EUPL-1.2
#include "http/problem.hpp"

#include <nlohmann/json.hpp>

#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "manifest/http_status.hpp"

namespace ecluse::http {
namespace {

struct Rendered {
  int status = 500;
  bool retryable = false;
  std::string title, detail, remedy;
};

Rendered render_host(const base::Problem& row, const base::Error& error, base::Language language) {
  const base::Parameters words = base::in_words(error.parameters, language);
  return {row.http_status, row.retry == base::Retry::later, std::string(row.title.in(language)),
          base::fill(row.sentence.in(language), words), base::fill(row.remedy.in(language), words)};
}

Rendered render_connector(const manifest::ErrorType& type, const base::Error& error,
                          base::Language language) {
  const int status = manifest::http_status(type.status);
  const bool retryable = status == 429 || status == 503 || status == 504;
  return {status, retryable, type.title.in(language),
          base::fill(type.sentence.in(language), error.parameters),
          base::fill(type.remedy.in(language), error.parameters)};
}

Rendered render(const base::Error& error, const ProblemContext& context, std::string& slug) {
  if (context.connector != nullptr) {
    const auto found = context.connector->errors.find(error.slug);
    if (found != context.connector->errors.end())
      return render_connector(found->second, error, context.language);
  }
  const base::Problem* row = base::find_problem(error.slug);
  if (row == nullptr) {
    // A slug that no manifest lists is the connector's fault, not the caller's.
    slug = "plugin-failed";
    row = base::find_problem(slug);
    base::Error failed = error;
    failed.parameters = {{"system", std::string(context.system)}};
    return render_host(*row, failed, context.language);
  }
  return render_host(*row, error, context.language);
}

}  // namespace

Response problem_response(const base::Error& error, const ProblemContext& context) {
  std::string slug = error.slug;
  const Rendered rendered = render(error, context, slug);
  nlohmann::ordered_json body;
  body["type"] = std::string(context.public_url) + "/docs/errors#" + slug;
  body["title"] = rendered.title;
  body["status"] = rendered.status;
  body["detail"] = rendered.detail;
  body["message"] = rendered.detail;
  body["code"] = slug;
  if (!error.pointer.empty()) body["pointer"] = error.pointer;
  body["remedy"] = rendered.remedy;
  body["request_id"] = std::string(context.request_id);
  body["retryable"] = rendered.retryable;
  if (!error.details.empty()) {
    const auto beside = nlohmann::ordered_json::parse(error.details);
    for (const auto& [name, value] : beside.items())
      if (!body.contains(name)) body[name] = value;
  }
  const bool personal = context.connector == nullptr || context.connector->personal;
  if (!error.upstream_text.empty() && !personal) body["upstream_text"] = error.upstream_text;

  Response response;
  response.status = rendered.status;
  response.content_type = "application/problem+json";
  response.body = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(error.retry_after).count();
  if (rendered.status == 429 || rendered.status == 503)
    response.headers.emplace_back("Retry-After", std::to_string(seconds > 0 ? seconds : 5));
  if (rendered.status == 401)
    response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"ecluse\"");
  response.headers.emplace_back("Content-Language", std::string(base::tag(context.language)));
  return response;
}

base::Language choose_language(std::string_view accept, base::Language otherwise) {
  // RFC 9110 section 12.5.4: tags with weights; of equal weights the first.
  double best = 0;
  base::Language chosen = otherwise;
  while (!accept.empty()) {
    auto item = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(item.size() + 1, accept.size()));
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    double weight = 1;
    if (const auto q = item.find("q=", std::min(item.find(';'), item.size())); q != item.npos) {
      const auto digits = item.substr(q + 2, 5);
      weight = !digits.empty() && digits.front() == '1' ? 1 : 0;
      double place = 0.1;
      for (std::size_t at = 2; at < digits.size() && digits[at] >= '0' && digits[at] <= '9';
           ++at, place /= 10)
        if (weight < 1) weight += place * (digits[at] - '0');
    }
    const auto tag = item.substr(0, 2);
    const bool french = tag == "fr" || tag == "FR", english = tag == "en" || tag == "EN";
    const bool whole =
        item.size() == 2 ||
        (item.size() > 2 && std::string_view("-; ").find(item[2]) != std::string_view::npos);
    if ((french || english) && whole && weight > best) {
      best = weight;
      chosen = french ? base::Language::french : base::Language::english;
    }
  }
  return chosen;
}

}  // namespace ecluse::http
