// SPDX-License-Identifier: EUPL-1.2
// Errors as answers: RFC 9457 problem+json, in the caller's language. The slug is looked up in the
// connector's manifest first, then in the host's table.
#pragma once

#include <string>
#include <string_view>

#include "base/language.hpp"
#include "base/result.hpp"
#include "http/application.hpp"
#include "manifest/manifest.hpp"

namespace ecluse::http {

struct ProblemContext {
  const manifest::Connector* connector = nullptr;  ///< where the error comes from; may be null
  base::Language language = base::Language::french;
  std::string_view public_url;
  std::string_view request_id;
  std::string_view system =
      {};  ///< named in the sentence when a connector fails without a slug of its own
};

/// type, title, status, detail, message (the same: n8n shows only that), code, pointer, request_id,
/// retryable, remedy; upstream_text where the connector is not personal. With Retry-After,
/// WWW-Authenticate where they belong. [any]
Response problem_response(const base::Error& error, const ProblemContext& context);

/// The language that `Accept-Language` prefers among ours, else `otherwise`. [any]
base::Language choose_language(std::string_view accept_language, base::Language otherwise);

}  // namespace ecluse::http
