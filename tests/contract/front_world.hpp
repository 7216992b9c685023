// SPDX-License-Identifier: EUPL-1.2
// A front on loopback, and behind it an application that waits where a test wants it to.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "http/stream.hpp"
#include "http/transport.hpp"
#include "raw_client.hpp"

namespace ecluse::contract {

inline constexpr std::size_t big_bytes = std::size_t{32} << 20;

/// Paths: /a/LANE answers at once, /big/LANE with 32 MB, /hold/LANE waits until the test opens the
/// gate or nobody waits for the answer, /write/LANE the same but to its end, /stream emits without
/// end, /mute emits one item and then only waits.
class Holding final : public http::Application {
 public:
  http::Admission admit(const http::RequestHead& head) override {
    http::Admission admission;
    const auto name = head.path.substr(head.path.rfind('/') + 1);
    admission.lane = {std::string(name), std::string(name), 1, 1, patience};
    admission.body_limit = 1000;
    admission.streams = head.path == "/stream" || head.path == "/mute";
    admission.ends_with_client = head.path.substr(0, 7) != "/write/";
    return admission;
  }
  void answer(http::Admission&, const http::Request& request, http::Reply& reply) override {
    enter(+1);
    if (request.path == "/stream" || request.path == "/mute") {
      http::StreamSink sink(http::StreamForm::ndjson, reply);
      const std::string item(10'000, 'i');
      const bool is_mute = request.path == "/mute";
      while (sink.item(item) == base::Status::ok) {
        produced += item.size();
        if (is_mute && reply.cancel().wait(std::chrono::seconds(20))) break;
      }
      sink.finish(http::StreamQueue::End::broken);
    } else {
      const bool is_big = request.path.substr(0, 5) == "/big/";
      if (request.path.substr(0, 3) != "/a/" && !is_big) hold(reply.cancel());
      http::Response response;
      if (is_big) response.body.assign(big_bytes, 'b');
      response.body += std::string(request.peer) + " " + std::string(request.body) + "\n";
      reply.send(std::move(response));
    }
    enter(-1);
  }
  http::Response refuse(std::string_view slug, const base::Parameters&, std::string_view) override {
    http::Response response;
    response.status = 503;
    response.body = "refused: " + std::string(slug) + " \n";
    return response;
  }

  /// Until that many calls are under way.
  bool wait_for(int calls, milliseconds time = milliseconds(3000)) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [&] { return calls_ == calls; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool was_cancelled() {
    const std::lock_guard lock(mutex_);
    return cancelled_;
  }
  std::atomic<std::size_t> produced{0};
  milliseconds patience{10'000};

 private:
  void enter(int step) {
    const std::lock_guard lock(mutex_);
    calls_ += step;
    changed_.notify_all();
  }
  void hold(loader::CancelToken& cancel) {
    std::unique_lock lock(mutex_);
    while (!open_ && !cancel.cancelled()) changed_.wait_for(lock, milliseconds(5));
    cancelled_ = cancelled_ || cancel.cancelled();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  int calls_ = 0;
  bool open_ = false, cancelled_ = false;
};

inline std::string get(const std::string& path, const std::string& more = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: e\r\n" + more + "\r\n";
}

class FrontWorld : public ::testing::Test {
 protected:
  explicit FrontWorld(const base::Clock& clock = base::system_clock()) : clock_(clock) {}
  void start(http::TransportLimits limits = {},
             std::unique_ptr<http::ChannelFactory> channels = http::make_plain_channels()) {
    transport_ = http::make_front_transport(application_, limits, clock_, std::move(channels));
    port_ = transport_->listen("127.0.0.1", 0).value();
    server_ = std::thread([this] { transport_->serve(); });
  }
  void stop() {
    transport_->stop();
    if (server_.joinable()) server_.join();
  }
  void TearDown() override {
    application_.open();
    if (transport_) stop();
  }
  /// `from`: the last number of the client's address.
  std::string ask(const std::string& path, const std::string& more = "",
                  std::uint32_t from = 1) const {
    const Client client(port_, from);
    client.send(get(path, more + "Connection: close\r\n"));
    return client.read_all();
  }

  const base::Clock& clock_;
  Holding application_;
  std::unique_ptr<http::Transport> transport_;
  std::thread server_;
  int port_ = 0;
};

}  // namespace ecluse::contract
