// SPDX-License-Identifier: EUPL-1.2
#include "http/mailbox.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

namespace ecluse::http {

Mailbox::Mailbox() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
Mailbox::~Mailbox() { ::close(descriptor_); }

void Mailbox::post(std::uint64_t connection) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(connection);
  }
  if (!asleep_.exchange(false)) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);
}

void Mailbox::take(std::vector<std::uint64_t>& into) {
  into.clear();
  const std::lock_guard lock(mutex_);
  into.swap(posted_);
}

bool Mailbox::may_sleep() {
  asleep_ = true;
  const std::lock_guard lock(mutex_);
  return posted_.empty();
}

void Mailbox::clear() const {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = ::read(descriptor_, &count, sizeof count);
}

}  // namespace ecluse::http
