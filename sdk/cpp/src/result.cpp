// SPDX-License-Identifier: MIT
// Errors are made, copied and moved here: inline, they were in every method of every connector.
#include "ecluse/result.hpp"

namespace ecluse {

Error::Error() = default;
Error::Error(const Error&) = default;
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(const Error&) = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

Error& Error::with(std::string_view name, std::string_view value) & {
  parameters.emplace_back(name, value);
  return *this;
}
Error&& Error::with(std::string_view name, std::string_view value) && {
  return std::move(with(name, value));
}
Error& Error::at(std::string_view json_pointer) & {
  pointer = json_pointer;
  return *this;
}
Error&& Error::at(std::string_view json_pointer) && { return std::move(at(json_pointer)); }

Failure&& Failure::with(std::string_view name, std::string_view value) && {
  parameters.emplace_back(name, value);
  return std::move(*this);
}
Failure&& Failure::at(std::string_view json_pointer) && {
  pointer = json_pointer;
  return std::move(*this);
}
Failure&& Failure::beside(std::string json_object) && {
  details = std::move(json_object);
  return std::move(*this);
}
Failure&& Failure::retry_after_seconds(std::int64_t seconds) && {
  retry_after_ms = seconds * 1000;
  return std::move(*this);
}

Failure fail(Status status, std::string_view slug) {
  Failure failure;
  failure.status = status;
  failure.slug = slug;
  return failure;
}

}  // namespace ecluse
