// SPDX-License-Identifier: EUPL-1.2
// One of the two instances of a system whose plugin runs in a worker: the call goes there as a
// frame, its items come back as frames, and whatever becomes of the worker, the call ends.
#pragma once

#include <memory>

#include "loader/instance.hpp"
#include "worker/supervisor.hpp"

namespace ecluse::worker {

class WorkerInstance final : public loader::Instance {
 public:
  /// How long a plugin may go on after its deadline before its process is killed.
  static constexpr std::chrono::seconds grace{2};

  WorkerInstance(std::shared_ptr<Supervisor> supervisor,
                 std::shared_ptr<const manifest::Connector> connector, loader::Role role)
      : supervisor_(std::move(supervisor)), connector_(std::move(connector)), role_(role) {}

  base::Result<void> run(loader::Function function, loader::CallContext& call) const override;

 private:
  bool streams(loader::Function function, std::string_view action) const;
  std::shared_ptr<Supervisor> supervisor_;
  std::shared_ptr<const manifest::Connector> connector_;
  loader::Role role_;
};

}  // namespace ecluse::worker
