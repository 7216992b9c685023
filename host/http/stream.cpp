// SPDX-License-Identifier: EUPL-1.2
#include "http/stream.hpp"

namespace ecluse::http {
namespace {

constexpr std::size_t most_bytes = 256 * 1024;
constexpr std::chrono::seconds patience{30};

class QueueReader final : public Producer {
 public:
  explicit QueueReader(std::shared_ptr<StreamQueue> queue) : queue_(std::move(queue)) {}
  ~QueueReader() override { queue_->abandon(); }
  State next(std::string& piece) override { return queue_->take(piece); }
  State try_next(std::string& piece, const std::function<void()>& wake) override {
    return queue_->try_take(piece, wake);
  }

 private:
  std::shared_ptr<StreamQueue> queue_;
};

}  // namespace

/// Who reads by waking is told outside the lock, once.
void StreamQueue::tell(std::unique_lock<std::mutex>& lock) {
  const auto wake = std::exchange(wake_, nullptr);
  lock.unlock();
  changed_.notify_all();
  if (wake) wake();
}

base::Status StreamQueue::item(std::string_view json) {
  std::unique_lock lock(mutex_);
  const bool room = changed_.wait_for(
      lock, patience, [this] { return phase_ != Phase::open || bytes_.size() < most_bytes; });
  if (!room || phase_ != Phase::open) return base::Status::cancelled;
  if (form_ == StreamForm::json_array) bytes_ += begun_ ? ',' : '[';
  bytes_ += json;
  if (form_ == StreamForm::ndjson) bytes_ += '\n';
  begun_ = true;
  tell(lock);
  return base::Status::ok;
}

void StreamQueue::finish(End end) {
  std::unique_lock lock(mutex_);
  if (phase_ != Phase::open) return;
  phase_ = end == End::whole ? Phase::whole : Phase::broken;
  if (end == End::whole && form_ == StreamForm::json_array) bytes_ += begun_ ? "]" : "[]";
  tell(lock);
}

void StreamQueue::abandon() {
  std::unique_lock lock(mutex_);
  if (phase_ == Phase::open) phase_ = Phase::abandoned;
  wake_ = nullptr;
  lock.unlock();
  changed_.notify_all();
}

/// Items that were there before a failure leave too: their reader sees how far it came.
Producer::State StreamQueue::taken(std::string& piece) {
  piece.clear();
  if (bytes_.empty())
    return phase_ == Phase::whole ? Producer::State::end : Producer::State::broken;
  piece.swap(bytes_);
  changed_.notify_all();
  return Producer::State::more;
}

Producer::State StreamQueue::try_take(std::string& piece, const std::function<void()>& wake) {
  const std::lock_guard lock(mutex_);
  if (!bytes_.empty() || phase_ != Phase::open) return taken(piece);
  wake_ = wake;
  return Producer::State::waiting;
}

Producer::State StreamQueue::take(std::string& piece) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !bytes_.empty() || phase_ != Phase::open; });
  return taken(piece);
}

void StreamSink::begin() {
  queue_ = std::make_shared<StreamQueue>(form_);
  Response response;
  if (form_ == StreamForm::ndjson) response.content_type = "application/x-ndjson";
  response.producer = std::make_unique<QueueReader>(queue_);
  reply_.send(std::move(response));
}

base::Status StreamSink::item(std::string_view json) {
  if (!queue_) begin();
  return queue_->item(json);
}

void StreamSink::finish(StreamQueue::End end) {
  if (!queue_) begin();
  queue_->finish(end);
}

}  // namespace ecluse::http
