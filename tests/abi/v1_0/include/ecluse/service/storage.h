/* SPDX-License-Identifier: MIT
 * Service "ecluse.storage/1": a few durable values for each system, kept in the host's store and in
 * its backups. Keys up to 200 bytes, values up to 64 kB, 1,000 keys a system. Not an index: for
 * what can be rebuilt there is ecluse_open.state_folder.
 */
#ifndef ECLUSE_SERVICE_STORAGE_H
#define ECLUSE_SERVICE_STORAGE_H
#include "../abi.h"

#define ECLUSE_SERVICE_STORAGE "ecluse.storage/1"

#ifdef __cplusplus
extern "C" {
#endif

/* [caller] `value` is borrowed until it returns. */
typedef ecluse_status (*ecluse_storage_reader)(void *context, ecluse_text key, ecluse_text value);

typedef struct ecluse_storage {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [any] Calls `reader` once, or answers NOT_FOUND. */
  ecluse_status (*get)(const ecluse_host *host, ecluse_text key, ecluse_storage_reader reader,
                       void *context);

  /* [any] Compare and swap: writes `value` when the stored one is `expected` (NULL: when there is
   * none), else ABORTED. `value` NULL deletes. ECLUSE_OK means that it is on the disk. */
  ecluse_status (*put)(const ecluse_host *host, ecluse_text key, const ecluse_text *expected,
                       const ecluse_text *value);

  /* [any] Calls `reader` for every key that begins with `prefix`, in byte order. */
  ecluse_status (*list)(const ecluse_host *host, ecluse_text prefix, ecluse_storage_reader reader,
                        void *context);
} ecluse_storage;

#ifdef __cplusplus
}
#endif
#endif
