// SPDX-License-Identifier: EUPL-1.2
#include "store/faulty_disk.hpp"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <new>

namespace ecluse::store {
namespace {

namespace fs = std::filesystem;

FaultyDisk* disk = nullptr;
sqlite3_vfs* below = nullptr;
sqlite3_vfs table{};
sqlite3_io_methods methods{};

/// Our head, then the file of the VFS below in the same allocation.
struct File {
  sqlite3_file base;
  const char* path;  ///< lives as long as the file is open (sqlite3_vfs.xOpen says so)
};
sqlite3_file* inner(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(File));
}

int close_file(sqlite3_file* file) { return inner(file)->pMethods->xClose(inner(file)); }
int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
  return inner(file)->pMethods->xRead(inner(file), into, size, at);
}
int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  if (const int code = disk->on_write(); code != SQLITE_OK) return code;
  return inner(file)->pMethods->xWrite(inner(file), from, size, at);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  return inner(file)->pMethods->xTruncate(inner(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  if (const int code = disk->on_sync(); code != SQLITE_OK) return code;
  const int code = inner(file)->pMethods->xSync(inner(file), flags);
  const char* path = reinterpret_cast<File*>(file)->path;
  if (code == SQLITE_OK && path != nullptr) disk->after_sync(path);
  return code;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return inner(file)->pMethods->xFileSize(inner(file), size);
}
int lock_file_at(sqlite3_file* file, int level) {
  return inner(file)->pMethods->xLock(inner(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return inner(file)->pMethods->xUnlock(inner(file), level);
}
int check_lock(sqlite3_file* file, int* held) {
  return inner(file)->pMethods->xCheckReservedLock(inner(file), held);
}
int control(sqlite3_file* file, int what, void* with) {
  return inner(file)->pMethods->xFileControl(inner(file), what, with);
}
int sector_size(sqlite3_file* file) { return inner(file)->pMethods->xSectorSize(inner(file)); }
int device(sqlite3_file* file) {
  return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
  return inner(file)->pMethods->xShmMap(inner(file), page, size, extend, at);
}
int lock_shared(sqlite3_file* file, int from, int count, int flags) {
  return inner(file)->pMethods->xShmLock(inner(file), from, count, flags);
}
void barrier(sqlite3_file* file) { inner(file)->pMethods->xShmBarrier(inner(file)); }
int unmap_shared(sqlite3_file* file, int remove) {
  return inner(file)->pMethods->xShmUnmap(inner(file), remove);
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* given) {
  auto* made = reinterpret_cast<File*>(file);
  made->path = name;
  made->base.pMethods = nullptr;
  const int code = below->xOpen(below, name, inner(file), flags, given);
  if (inner(file)->pMethods != nullptr) made->base.pMethods = &methods;
  return code;
}

}  // namespace

FaultyDisk::FaultyDisk() {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS,
                 0);  // as the product does, and before anything starts SQLite
  sqlite3_initialize();
  disk = this;
  below = sqlite3_vfs_find(nullptr);
  methods = {2,         close_file,   read_file,    write_file,  truncate_file,
             sync_file, file_size,    lock_file_at, unlock_file, check_lock,
             control,   sector_size,  device,       map_shared,  lock_shared,
             barrier,   unmap_shared, nullptr,      nullptr};
  table = *below;
  table.zName = "ecluse-faulty";
  table.szOsFile = static_cast<int>(sizeof(File)) + below->szOsFile;
  table.pNext = nullptr;
  table.xOpen = open_file;
  sqlite3_vfs_register(&table, 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&table);
  sqlite3_vfs_register(below, 1);
  disk = nullptr;
}

void FaultyDisk::fail_with(Fault fault, int after) {
  struck_ = false;
  after_ = after;
  fault_ = fault;
}

int FaultyDisk::strike(Fault fault) {
  if (after_.fetch_sub(1) > 0) return SQLITE_OK;
  struck_ = true;
  switch (fault) {
    case Fault::full:
      return SQLITE_FULL;
    case Fault::write_error:
      return SQLITE_IOERR_WRITE;
    default:
      return SQLITE_IOERR_FSYNC;
  }
}

int FaultyDisk::on_write() {
  const Fault fault = fault_;
  return fault == Fault::full || fault == Fault::write_error ? strike(fault) : SQLITE_OK;
}

int FaultyDisk::on_sync() {
  ++syncs_;
  return fault_ == Fault::sync_error ? strike(Fault::sync_error) : SQLITE_OK;
}

void FaultyDisk::keep_synced_in(const std::string& folder) {
  const std::lock_guard guard(mutex_);
  kept_ = folder;
}

void FaultyDisk::after_sync(const std::string& path) {
  const std::lock_guard guard(mutex_);
  if (kept_.empty()) return;
  const fs::path copy = fs::path(kept_) / fs::path(path).filename();
  // With the first sync of a new file SQLite syncs the folder: what was deleted before is gone for
  // good.
  if (!fs::exists(copy))
    for (const auto& entry : fs::directory_iterator(kept_))
      if (!fs::exists(fs::path(path).parent_path() / entry.path().filename()))
        fs::remove(entry.path());
  fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
}

void FaultyDisk::cut_power(const std::string& to) {
  const std::lock_guard guard(mutex_);
  fs::copy(kept_, to, fs::copy_options::recursive);
}

}  // namespace ecluse::store
