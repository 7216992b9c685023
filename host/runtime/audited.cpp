// SPDX-License-Identifier: EUPL-1.2
#include "runtime/audited.hpp"

#include "base/problems.hpp"

namespace ecluse::runtime {

store::AuditAppend audit_entry(const registry::System& system, std::string_view name,
                               audit::Kind kind, const CallRequest& request,
                               std::string_view outcome, const Surroundings& around) {
  audit::Access access;
  access.request_id = request.request_id;
  access.consumer = request.consumer;
  access.key_id = request.key_id;
  access.system = system.id;
  access.action = name;
  access.kind = kind;
  access.purpose = request.purpose;
  access.case_reference = request.case_reference;
  access.outcome = outcome;
  return audit::entry(access, *around.clock, *around.random);
}

base::Result<void> audit_asked(const registry::System& system, std::string_view name,
                               audit::Kind kind, const CallRequest& request,
                               const Surroundings& around) {
  const auto receipt =
      around.store->submit({{audit_entry(system, name, kind, request, "asked", around)}});
  if (!receipt) return store_failed(receipt.error());
  return {};
}

base::Failure store_failed(const base::Error& error) {
  base::Error failure = base::problem("store-unavailable");
  failure.status = error.status;
  return base::fail(std::move(failure));
}

}  // namespace ecluse::runtime
