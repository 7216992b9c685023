// SPDX-License-Identifier: EUPL-1.2
// What the host is measured against: servers of one page that return the same bytes, each a process
// of its own on a free port of loopback, with a configuration of its own in a temporary folder.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "noop_load.hpp"
#include "start_host.hpp"

namespace ecluse::bench {

/// What every server of one page answers, and where.
struct Page {
  std::string path;  ///< "/hooks/ping/ping"
  std::string body;
};

/// A server that is measured: what to send it, and the process whose time counts.
class Side {
 public:
  /// Ends `pid` with it.
  Side(std::string name, Load load, pid_t pid);
  /// A process that somebody else ends.
  Side(std::string name, Load load, const Child& process);

  /// One round of load; false once an answer was wrong or none came.
  bool run_round();
  void forget_rounds();

  std::string name;
  Load load;
  std::vector<double> rates, costs;  ///< of each round: requests/s, CPU µs a request

 private:
  std::unique_ptr<Child> own_;
  const Child* measured_;
};

double median(std::vector<double> values);

/// The lowest that is fair: one thread, one epoll, the answer written as it is for every request
/// that is whole. It looks for the end of the head and the length of the body and at nothing else.
pid_t start_floor(int port, const Page& page);

/// cpp-httplib alone, tuned as http/plain_transport.cpp: no Nagle, a thread for each connection, a
/// backlog of 1,024, keep-alive without end.
pid_t start_bare_httplib(int port, const Page& page, int threads);

/// nginx, Node.js and FastAPI with uvicorn as Debian has them. 0 when the program is not there.
/// `folder` takes their configuration.
pid_t start_nginx(const std::string& folder, int port, const Page& page);
pid_t start_node(const std::string& folder, int port, const Page& page);
pid_t start_fastapi(const std::string& folder, int port, const Page& page);

/// Waits until somebody listens; false after 10 s.
bool wait_for(int port);

}  // namespace ecluse::bench
