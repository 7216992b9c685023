// SPDX-License-Identifier: EUPL-1.2
#include "readers.hpp"

#include <sys/stat.h>

#include "store.hpp"

namespace ecluse::deces {

std::uint64_t Readers::file_now() const {
  struct ::stat status {};
  return ::stat(path_.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_ino) : 0;
}

Result<Readers::Lease> Readers::take() {
  const std::uint64_t file = file_now();
  {
    const std::lock_guard lock(mutex_);
    while (!idle_.empty()) {
      Open open = std::move(idle_.back());
      idle_.pop_back();
      if (open.file == file) return Lease(*this, std::move(open));
    }
  }
  auto reader = kit::IndexReader::open(path_, layout().version);
  if (!reader) return fail(std::move(reader));
  return Lease(*this, Open{std::move(*reader), file});
}

void Readers::put_back(Open open) {
  open.reader->cancel_when(nullptr);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(open));
}

}  // namespace ecluse::deces
