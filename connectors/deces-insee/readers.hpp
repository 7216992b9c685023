// SPDX-License-Identifier: EUPL-1.2
// Connections to the index, kept between calls: opening one costs more than most questions. [any]
#pragma once

#include <ecluse/kit/index.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace ecluse::deces {

class Readers {
  struct Open {
    std::unique_ptr<kit::IndexReader> reader;
    std::uint64_t file = 0;  // its inode: another index may have taken the name
  };

 public:
  explicit Readers(std::string path) : path_(std::move(path)) {}

  /// A connection for one call; goes back at the end.
  class Lease {
   public:
    Lease(Readers& home, Open open) : home_(&home), open_(std::move(open)) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (open_.reader) home_->put_back(std::move(open_));
    }
    kit::IndexReader& operator*() const { return *open_.reader; }
    kit::IndexReader* operator->() const { return open_.reader.get(); }

   private:
    Readers* home_;
    Open open_;
  };

  /// Fails with index-missing or index-broken.
  Result<Lease> take();
  const std::string& path() const { return path_; }

 private:
  void put_back(Open open);
  std::uint64_t file_now() const;

  std::string path_;
  std::mutex mutex_;
  std::vector<Open> idle_;
};

}  // namespace ecluse::deces
