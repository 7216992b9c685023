// SPDX-License-Identifier: EUPL-1.2
#include "worker/outcome.hpp"

#include <signal.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/across_abi.hpp"
#include "base/problems.hpp"
#include "json/canonical.hpp"
#include "json/parse.hpp"
#include "loader/call.hpp"

namespace ecluse::worker {
namespace {

using base::borrowed;

constexpr std::string_view death_slugs[] = {"plugin-crashed", "plugin-out-of-memory",
                                            "plugin-protocol-broken", "plugin-stuck"};

std::string how_it_ended(const Exit* exit) {
  if (exit == nullptr) return "not reaped";
  if (exit->signal == 0) return "exit " + std::to_string(exit->code);
  const char* name = ::sigabbrev_np(exit->signal);
  return name == nullptr ? "signal " + std::to_string(exit->signal) : "SIG" + std::string(name);
}

std::string_view slug_of(std::uint64_t memory_bytes, Cause cause, const Exit* exit) {
  if (cause == Cause::memory) return "plugin-out-of-memory";
  if (cause == Cause::stuck || cause == Cause::processor) return "plugin-stuck";
  if (cause == Cause::garbage) return "plugin-protocol-broken";
  if (exit == nullptr) return "plugin-crashed";
  if (exit->signal == SIGXCPU) return "plugin-stuck";
  const bool full = memory_bytes != 0 && exit->most_resident_bytes >= memory_bytes / 10 * 9;
  return exit->code == exit_out_of_memory || full ? "plugin-out-of-memory" : "plugin-crashed";
}

}  // namespace

void encode_ended(std::string& out, std::uint32_t id, const base::Result<void>& outcome) {
  if (outcome) {
    encode(out, Kind::ended, id, {pack(std::int32_t{0}), "", "", "", "", pack(std::int64_t{0})});
    return;
  }
  const base::Error& error = outcome.error();
  json::Value parameters = json::Value::object();
  if (!error.details.empty())
    if (auto beside = json::parse(error.details)) parameters = std::move(*beside);
  for (const auto& [name, value] : error.parameters) parameters[name] = value;
  encode(out, Kind::ended, id,
         {pack(static_cast<std::int32_t>(error.status)), error.slug, error.pointer,
          json::to_text(parameters), error.upstream_text,
          pack(static_cast<std::int64_t>(error.retry_after.count()))});
}

std::optional<base::Result<void>> read_ended(const Frame& frame) {
  ecluse_error raw{};
  raw.size = sizeof raw;
  if (!unpack(frame.fields[0], raw.status) || !unpack(frame.fields[5], raw.retry_after_ms))
    return std::nullopt;
  if (raw.status == ECLUSE_OK) return base::Result<void>();
  if (frame.fields[1].empty()) return std::nullopt;
  raw.slug = borrowed(frame.fields[1]);
  raw.pointer = borrowed(frame.fields[2]);
  raw.parameters = borrowed(frame.fields[3]);
  raw.upstream_text = borrowed(frame.fields[4]);
  return base::Result<void>(base::fail(loader::copy_error(raw)));
}

base::Error death_of(const std::string& system, std::uint64_t memory_bytes, Cause cause,
                     const Exit* exit) {
  if (cause == Cause::asked) return base::problem("cancelled");
  return base::problem(slug_of(memory_bytes, cause, exit))
      .with("system", system)
      .with("how", how_it_ended(exit));
}

bool is_death(std::string_view slug) {
  return std::find(std::begin(death_slugs), std::end(death_slugs), slug) != std::end(death_slugs);
}

}  // namespace ecluse::worker
