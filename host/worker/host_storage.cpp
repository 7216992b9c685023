// SPDX-License-Identifier: EUPL-1.2
#include "worker/host_storage.hpp"

namespace ecluse::worker {
namespace {

struct Answer {
  base::Status status = base::Status::ok;
  std::string rows;
};

Answer get(services::Storage& storage, std::string_view key) {
  const auto found = storage.get(key);
  if (!found) return {found.error().status, {}};
  if (!*found) return {base::Status::not_found, {}};
  return {base::Status::ok, pack_rows({{std::string(key), **found}})};
}

Answer put(services::Storage& storage, const Frame& frame, std::uint8_t flags) {
  const auto text = [&](std::uint8_t flag, std::string_view field) {
    return (flags & flag) == 0 ? std::nullopt : std::optional<std::string>(field);
  };
  const auto key = frame.fields[2];
  const auto value = text(storage_keeps, frame.fields[4]);
  // The worker has checked these; it is not believed.
  if (key.empty() || key.size() > services::longest_storage_key ||
      (value && value->size() > services::longest_storage_value))
    return {base::Status::invalid_argument, {}};
  const auto kept = storage.put(key, text(storage_expects, frame.fields[3]), value);
  return {kept ? base::Status::ok : kept.error().status, {}};
}

Answer list(services::Storage& storage, std::string_view prefix) {
  const auto found = storage.list(prefix);
  if (!found) return {found.error().status, {}};
  return {base::Status::ok, pack_rows(*found)};
}

Answer answer_of(const Frame& frame, services::Storage& storage) {
  std::uint8_t flags = 0;
  if (!unpack(frame.fields[1], flags)) return {base::Status::invalid_argument, {}};
  const int operation = flags & 3;
  if (operation == storage_get) return get(storage, frame.fields[2]);
  if (operation == storage_put) return put(storage, frame, flags);
  if (operation == storage_list) return list(storage, frame.fields[2]);
  return {base::Status::invalid_argument, {}};
}

}  // namespace

std::string answer_storage(const Frame& frame, services::Storage& storage) {
  std::uint32_t number = 0;
  Answer answer{base::Status::invalid_argument, {}};
  if (unpack(frame.fields[0], number)) answer = answer_of(frame, storage);
  std::string bytes;
  const auto status = pack(static_cast<std::int32_t>(answer.status));
  if (!encode(bytes, Kind::stored, number, {status, answer.rows}))
    encode(bytes, Kind::stored, number,
           {pack(static_cast<std::int32_t>(base::Status::resource_exhausted)), ""});
  return bytes;
}

}  // namespace ecluse::worker
