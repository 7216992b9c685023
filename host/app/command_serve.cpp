// SPDX-License-Identifier: EUPL-1.2
// `ecluse serve`: root is left first, then everything is opened, then requests are served until
// SIGTERM.
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <thread>

#include "app/commands.hpp"
#include "app/control_requests.hpp"
#include "app/service_manager.hpp"
#include "app/starting.hpp"
#include "app/terminal.hpp"
#include "http/transport.hpp"

namespace ecluse::app {
namespace {

services::LogLevel level_of(const std::string& name) {
  if (name == "debug") return services::LogLevel::debug;
  if (name == "warning") return services::LogLevel::warning;
  return name == "error" ? services::LogLevel::error : services::LogLevel::info;
}

sigset_t our_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&signals, number);
  return signals;
}

constexpr timespec longest_drain{30, 0};  // then systemd would kill us, and not wait for the log

/// A call that outlasts the drain is cut as by a crash: the next start finds what it left.
void end_within_drain(services::Log& log) {
  sigset_t ended;
  sigemptyset(&ended);
  sigaddset(&ended, SIGUSR1);
  timespec left = longest_drain;
  if (::sigtimedwait(&ended, nullptr, &left) == SIGUSR1) return;
  log.write(services::LogLevel::warning, "calls were cut at the end of the drain");
  ::_exit(0);
}

/// Waits for signals on a thread of its own: SIGHUP reloads, SIGTERM and SIGINT drain; SIGUSR1 is
/// our own end.
void watch_signals(Host& host, http::Transport& transport) {
  const sigset_t signals = our_signals();
  for (;;) {
    int number = 0;
    if (sigwait(&signals, &number) != 0 || number == SIGUSR1) return;
    if (number != SIGHUP) break;
    const auto findings = host.reload();
    for (const auto& finding : findings)
      host.log().write(finding.severity == config::Severity::error ? services::LogLevel::error
                                                                   : services::LogLevel::warning,
                       config::to_text(finding, base::Language::english));
    if (config::has_errors(findings))
      host.log().write(services::LogLevel::error,
                       "the new configuration is refused, everything is as it was");
    else
      host.log().write(services::LogLevel::info, "reloaded");
  }
  host.api().begin_drain();
  tell_stopping();
  host.log().write(services::LogLevel::info, "stopping");
  transport.stop();
  end_within_drain(host.log());
}

/// The socket that systemd has for us, or one of our own, which it is given for the next host.
base::Result<int> listen(http::Transport& transport, const config::Server& server) {
  InheritedSockets inherited;
  Descriptor socket = inherited.take(server);
  if (socket) return transport.listen_on(socket.release());
  auto port = transport.listen(server.host, server.port);
  if (port) InheritedSockets::keep(transport.listening_socket());
  return port;
}

/// In clear, or under TLS with the certificate that a reload changes.
base::Result<std::unique_ptr<http::ChannelFactory>> open_channels(Host& host,
                                                                  const config::Tls& tls) {
  if (!tls.given) return http::make_plain_channels();
  auto context = http::make_tls_context(tls_files(tls));
  if (!context) return base::fail(context.error());
  auto channels = http::make_tls_channels(std::move(*context));
  host.set_tls(channels.get());
  return channels;
}

int run(const Options& options, config::Config config) {
  const auto began = std::chrono::steady_clock::now();
  const auto log = services::make_standard_log(level_of(config.server.log_level));
  const config::Server server = config.server;
  auto host = Host::open(std::move(config), *log);
  if (!host) return complain(host.error(), options.language);
  auto channels = open_channels(**host, server.tls);
  if (!channels) return complain(channels.error(), options.language);
  http::TransportLimits limits;
  limits.idle = std::chrono::seconds(60);
  limits.trusted_proxies = server.trusted_proxies;
  limits.drain = std::chrono::seconds(35);  // end_within_drain() ends the process before that
  const auto transport = http::make_front_transport((*host)->api(), limits, base::system_clock(),
                                                    std::move(*channels));
  if (auto port = listen(*transport, server); !port)
    return complain(port.error(), options.language);
  auto control = ControlServer::open(
      server.control_socket,
      [&host](std::string_view request, unsigned uid, const ControlServer::Answer& answer) {
        answer_request(**host, request, "uid:" + std::to_string(uid), answer);
      });
  if (!control) return complain(control.error(), options.language);
  (*host)->runtime().start_background();
  std::thread signals([&] { watch_signals(**host, *transport); });
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  log->write(services::LogLevel::info, "ready",
             {{"address", server.public_url}, {"milliseconds", std::to_string(took.count())}});
  tell_ready();
  {
    const Watchdog watchdog([&transport] { return transport->is_alive(); });
    transport->serve();
  }
  ::pthread_kill(signals.native_handle(), SIGUSR1);
  signals.join();
  (*host)->runtime().stop_background();
  return 0;
}

}  // namespace

int serve(const Options& options) {
  auto config = config_to_serve(options);
  if (!config) return 1;
  const sigset_t signals = our_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before any thread: all inherit it
  ::signal(SIGPIPE, SIG_IGN);
  return run(options, std::move(*config));
}

}  // namespace ecluse::app
