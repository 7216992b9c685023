// SPDX-License-Identifier: EUPL-1.2
#include "http/stream.hpp"

namespace ecluse::http {
namespace {

constexpr std::size_t most_bytes = 256 * 1024;
constexpr std::chrono::seconds patience{30};

}  // namespace

class StreamedCall::Queue final : public loader::Sink {
 public:
  base::Status item(std::string_view json) override {
    std::unique_lock lock(mutex_);
    const bool room =
        changed_.wait_for(lock, patience, [this] { return abandoned_ || bytes_ < most_bytes; });
    if (!room || abandoned_) return base::Status::cancelled;
    bytes_ += json.size();
    items_.emplace_back(json);
    changed_.notify_all();
    return base::Status::ok;
  }
  void finish(base::Result<void> result) {
    const std::lock_guard lock(mutex_);
    result_ = std::move(result);
    changed_.notify_all();
  }
  void abandon() {
    {
      const std::lock_guard lock(mutex_);
      abandoned_ = true;
    }
    changed_.notify_all();
    cancel.cancel();
  }
  base::Result<void> wait_first() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return result_ || !items_.empty(); });
    return items_.empty() ? *result_ : base::Result<void>();
  }
  /// All items that wait, in one piece; nothing at the end.
  std::optional<std::deque<std::string>> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return result_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    bytes_ = 0;
    changed_.notify_all();
    return std::exchange(items_, {});
  }
  bool succeeded() {
    const std::lock_guard lock(mutex_);
    return result_ && result_->has_value();
  }
  loader::CancelToken cancel;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> items_;
  std::size_t bytes_ = 0;
  bool abandoned_ = false;
  std::optional<base::Result<void>> result_;
};

StreamedCall::StreamedCall(StreamForm form, Run run)
    : queue_(std::make_shared<Queue>()),
      thread_(
          [queue = queue_, run = std::move(run)] { queue->finish(run(*queue, queue->cancel)); }),
      form_(form) {}

StreamedCall::~StreamedCall() {
  queue_->abandon();
  thread_.join();
}

base::Result<void> StreamedCall::first() { return queue_->wait_first(); }

Producer::State StreamedCall::next(std::string& piece) {
  piece.clear();
  const auto items = queue_->take();
  if (!items) {
    if (form_ == StreamForm::ndjson || !queue_->succeeded())
      return queue_->succeeded() ? State::end : State::broken;
    if (form_ == StreamForm::json_array && closed_) return State::end;
    closed_ = true;
    piece = begun_ ? "]" : "[]";
    return State::more;
  }
  for (const auto& item : *items) {
    if (form_ == StreamForm::json_array) piece += begun_ ? "," : "[";
    piece += item;
    if (form_ == StreamForm::ndjson) piece += '\n';
    begun_ = true;
  }
  return State::more;
}

}  // namespace ecluse::http
