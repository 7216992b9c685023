// SPDX-License-Identifier: EUPL-1.2
#include "loader/instance.hpp"

#include <ecluse/ext/check.h>
#include <ecluse/ext/command.h>
#include <ecluse/ext/options.h>
#include <ecluse/ext/outcome.h>
#include <ecluse/ext/refresh.h>
#include <ecluse/ext/trigger.h>
#include <openssl/crypto.h>

#include <cstring>

#include "base/across_abi.hpp"
#include "base/problems.hpp"

namespace ecluse::loader {
namespace {

using base::borrowed;

template <typename Table>
const Table* table_of(const Plugin& plugin, const char* id) {
  return static_cast<const Table*>(plugin.raw().extension({id, std::strlen(id)}));
}

ecluse_status keep_failure(const ecluse_open* open, const ecluse_error* error) {
  if (error == nullptr || !ECLUSE_HAS(error, ecluse_error, retry_after_ms))
    return ECLUSE_INVALID_ARGUMENT;
  *static_cast<base::Error*>(open->host_data) = copy_error(*error);
  return ECLUSE_OK;
}

/// Behind the C ABI, in this process.
class OpenInstance final : public Instance {
 public:
  OpenInstance(std::shared_ptr<const Plugin> plugin, ecluse_instance* raw)
      : plugin_(std::move(plugin)), raw_(raw) {}
  ~OpenInstance() override { plugin_->raw().close(raw_); }
  base::Result<void> run(Function function, CallContext& call) const override;

 private:
  ecluse_function find(Function function) const;
  std::shared_ptr<const Plugin> plugin_;
  ecluse_instance* raw_;
};

}  // namespace

base::Result<std::unique_ptr<Instance>> Instance::open(std::shared_ptr<const Plugin> plugin,
                                                       const ecluse_host* host, OpenFacts facts) {
  base::Error failure = base::problem("plugin-failed").with("system", facts.system);
  ecluse_open raw{};
  raw.size = sizeof raw;
  raw.role = static_cast<std::int32_t>(facts.role);
  raw.host_data = &failure;
  raw.connector = borrowed(facts.connector);
  raw.system = borrowed(facts.system);
  raw.source = borrowed(facts.source);
  raw.settings = borrowed(facts.settings);
  raw.state_folder = borrowed(facts.state_folder);
  raw.fail = keep_failure;
  ecluse_instance* instance = nullptr;
  const ecluse_status status = plugin->raw().open(host, &raw, &instance);
  OPENSSL_cleanse(facts.settings.data(), facts.settings.size());
  if (status != ECLUSE_OK || instance == nullptr) return base::fail(std::move(failure));
  return std::make_unique<OpenInstance>(std::move(plugin), instance);
}

ecluse_function OpenInstance::find(Function function) const {
  const auto member = [](const auto* table, auto of) -> ecluse_function {
    return table == nullptr || table->size < sizeof(std::uint32_t) + sizeof(ecluse_function)
               ? nullptr
               : of(*table);
  };
  switch (function) {
    case Function::invoke:
      return plugin_->raw().invoke;
    case Function::check:
      return member(table_of<ecluse_check>(*plugin_, ECLUSE_EXT_CHECK),
                    [](const auto& table) { return table.run; });
    case Function::command:
      return member(table_of<ecluse_command>(*plugin_, ECLUSE_EXT_COMMAND),
                    [](const auto& table) { return table.run; });
    case Function::options:
      return member(table_of<ecluse_options>(*plugin_, ECLUSE_EXT_OPTIONS),
                    [](const auto& table) { return table.list; });
    case Function::outcome:
      return member(table_of<ecluse_outcome>(*plugin_, ECLUSE_EXT_OUTCOME),
                    [](const auto& table) { return table.find; });
    case Function::poll:
      return member(table_of<ecluse_trigger>(*plugin_, ECLUSE_EXT_TRIGGER),
                    [](const auto& table) { return table.poll; });
    case Function::refresh:
      return member(table_of<ecluse_refresh>(*plugin_, ECLUSE_EXT_REFRESH),
                    [](const auto& table) { return table.run; });
  }
  return nullptr;
}

base::Result<void> OpenInstance::run(Function function, CallContext& call) const {
  const ecluse_function found = find(function);
  if (found == nullptr) return base::fail(base::problem("plugin-failed"));
  ecluse_status status = ECLUSE_INTERNAL;
  try {
    status = found(raw_, &call.raw());
  } catch (...) {
    // The ABI forbids it; a plugin that throws all the same costs its call and no more.
    return base::fail(base::problem("plugin-failed"));
  }
  return call.result(status);
}

}  // namespace ecluse::loader
