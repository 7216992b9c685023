// SPDX-License-Identifier: EUPL-1.2
#include "http/application.hpp"

#include <strings.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace ecluse::http {
namespace {

/// The answer of this thread.
struct KeptReply final : Reply {
  void send(Response sent) override { response = std::move(sent); }
  loader::CancelToken& cancel() override { return token; }
  Response response;
  loader::CancelToken token;
};

/// A request that outlives the one it was made from.
struct OwnedRequest {
  explicit OwnedRequest(const Request& from)
      : method(from.method), path(from.path), query(from.query), peer(from.peer), body(from.body) {
    texts.reserve(from.fields.size());
    for (const Field& field : from.fields) texts.emplace_back(field.name, field.value);
    for (const auto& [name, value] : texts) fields.push_back({name, value});
    request.method = method;
    request.path = path;
    request.query = query;
    request.peer = peer;
    request.fields = fields;
    request.certificate = from.certificate;
    request.body = body;
  }
  std::string method, path, query, peer, body;
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<Field> fields;
  Request request;
};

/// The call on a thread of its own; its first word is the response.
class Detached final : public Reply {
 public:
  Detached(Application& application, Admission admission, const Request& request)
      : owned_(request),
        thread_(
            [this, &application, admission = std::make_shared<Admission>(std::move(admission))] {
              run(application, *admission);
            }) {}
  ~Detached() override {
    token_.cancel();
    thread_.join();
  }
  Response wait() {
    std::unique_lock lock(mutex_);
    sent_.wait(lock, [this] { return response_.has_value(); });
    return std::move(*response_);
  }
  void send(Response response) override {
    const std::lock_guard lock(mutex_);
    response_ = std::move(response);
    sent_.notify_all();
  }
  loader::CancelToken& cancel() override { return token_; }

 private:
  void run(Application& application, Admission& admission) {
    try {
      application.answer(admission, owned_.request, *this);
    } catch (...) {  // of a library below; its text stays inside
      const std::lock_guard lock(mutex_);
      if (!response_) response_ = application.refuse("internal", {}, admission.language);
      sent_.notify_all();
    }
  }

  OwnedRequest owned_;
  loader::CancelToken token_;
  std::mutex mutex_;
  std::condition_variable sent_;
  std::optional<Response> response_;
  std::thread thread_;  ///< last: it uses the others
};

/// Keeps the call for as long as its answer is read.
class DetachedProducer final : public Producer {
 public:
  DetachedProducer(std::unique_ptr<Detached> call, std::unique_ptr<Producer> inner)
      : call_(std::move(call)), inner_(std::move(inner)) {}
  State next(std::string& piece) override { return inner_->next(piece); }
  State try_next(std::string& piece, const std::function<void()>& wake) override {
    return inner_->try_next(piece, wake);
  }

 private:
  std::unique_ptr<Detached> call_;
  std::unique_ptr<Producer> inner_;  ///< ends first, and with it what the call waits for
};

}  // namespace

std::string_view RequestHead::header(std::string_view name) const {
  for (const Field& field : fields)
    if (field.name.size() == name.size() &&
        ::strncasecmp(field.name.data(), name.data(), name.size()) == 0)
      return field.value;
  return {};
}

Response handle(Application& application, Admission admission, const Request& request) {
  if (admission.refusal) return std::move(*admission.refusal);
  if (!admission.streams) {
    KeptReply reply;
    application.answer(admission, request, reply);
    return std::move(reply.response);
  }
  auto call = std::make_unique<Detached>(application, std::move(admission), request);
  Response response = call->wait();
  if (response.producer)
    response.producer =
        std::make_unique<DetachedProducer>(std::move(call), std::move(response.producer));
  return response;
}

}  // namespace ecluse::http
