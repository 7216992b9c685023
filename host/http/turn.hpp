// SPDX-License-Identifier: EUPL-1.2
// One request from its head to its answer. The loop makes it and owns it with its connection; the
// thread of a lane runs it. Between the two stands its lock.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "http/addresses.hpp"
#include "http/body.hpp"
#include "http/lanes.hpp"
#include "http/mailbox.hpp"
#include "http/transport.hpp"

namespace ecluse::http {

/// What all connections of a front share. Outlives them.
struct FrontShared {
  FrontShared(Application& served, const TransportLimits& given, const base::Clock& time);
  Response refuse(const Refusal& refusal, std::string_view language) const;

  Application& application;
  const TransportLimits limits;
  const HeadLimits head_limits;
  const base::Clock& clock;
  std::vector<Network> trusted_proxies;
  std::atomic<bool> draining{false};
  Mailbox mailbox;
  AddressCounts connections, requests;  ///< [loop]
  base::Monotonic drain_ends_idle{0};   ///< when idle connections end, while draining [loop]
  base::Monotonic now{0};               ///< of this round of the loop [loop]
  std::vector<char> scratch;            ///< what was just read [loop]
  bool reads_until_empty = false;       ///< a short read does not say that nothing is left (TLS)
  Lanes lanes;                          ///< last: its threads use the others
};

/// Where the answer goes: the connection, as long as it is there.
class TurnTarget {
 public:
  virtual ~TurnTarget() = default;
  /// Sends what the socket takes. True when the loop must look at the connection. [lane, in the
  /// turn's lock]
  virtual bool deliver(Response response) = 0;
  virtual std::uint64_t name() const = 0;
};

class Turn final : public Reply, public LaneTask {
 public:
  Turn(FrontShared& shared, TurnTarget& target) : shared_(shared), target_(&target) {}

  /// Reads the head from `bytes`, which it then holds. [loop]
  std::optional<Refusal> read(std::string_view bytes, const Address& peer,
                              std::shared_ptr<const ClientCertificate> certificate);
  Admission& admission() { return admission_; }
  /// What a refusal of the transport is said in.
  std::string_view language() const {
    return admission_.language.empty() ? find_language(bytes_) : admission_.language;
  }
  void admit();  ///< [loop]

  void run() override;
  void send(Response response) override;
  loader::CancelToken& cancel() override { return cancel_; }

  /// True once the answer was handed over, and the connection is the loop's again. Otherwise the
  /// loop will be told of it. [loop]
  bool take_back();
  bool started();
  void detach();  ///< its client is gone [loop]

  // Before it is submitted and after it was taken back. [loop]
  Head head;
  BodyReader reader;
  std::string body;
  Address client;
  bool was_submitted = false;
  bool counted = false;        ///< among the client's requests
  base::Monotonic expires{0};  ///< when it has waited for too long

 private:
  bool start();
  bool unpack();

  FrontShared& shared_;
  std::string bytes_, peer_;
  Request request_;
  Admission admission_;
  loader::CancelToken cancel_;
  std::mutex mutex_;
  TurnTarget* target_;  ///< null once the client is gone
  bool started_ = false, answered_ = false, asked_ = false;
};

}  // namespace ecluse::http
