// SPDX-License-Identifier: EUPL-1.2
// The values of one system in the host's store. In a header alone, so that ecluse-worker, which
// links this room, links no store.
#pragma once

#include "services/storage.hpp"
#include "store/store.hpp"

namespace ecluse::services {

class StoredValues final : public Storage {
 public:
  /// `store` is borrowed.
  StoredValues(store::Store& store, std::string system)
      : store_(store), system_(std::move(system)) {}

  base::Result<std::optional<std::string>> get(std::string_view key) override {
    return store_.storage_get(system_, std::string(key));
  }
  base::Result<void> put(std::string_view key, const std::optional<std::string>& expected,
                         const std::optional<std::string>& value) override {
    store::StoragePut put;
    put.system = system_;
    put.key = key;
    put.most_keys = most_storage_keys;
    put.expected = expected;
    put.value = value;
    const auto receipt = store_.submit({{std::move(put)}});
    if (!receipt) return base::fail(receipt.error());
    return {};
  }
  base::Result<Rows> list(std::string_view prefix) override {
    auto found = store_.storage_list(system_, std::string(prefix));
    if (!found) return base::fail(found.error());
    return Rows(std::make_move_iterator(found->begin()), std::make_move_iterator(found->end()));
  }

 private:
  store::Store& store_;
  std::string system_;
};

}  // namespace ecluse::services
