/* SPDX-License-Identifier: MIT
 * Service "ecluse.files/1": folders of the legacy system, and nothing else of the disk.
 *
 * A root is the value of a setting whose schema says "format": "folder" or "file". A path is
 * relative to its root, with '/' between names; it never leaves the root, and no link is followed
 * (openat2 RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS). For a root that is a file the path is empty.
 *
 * Results: UNAVAILABLE the root cannot be reached (a share that is not mounted, a folder that
 * vanished): this never means "no files". NOT_FOUND the root is there, the path is not.
 * PERMISSION_DENIED the account may not. INVALID_ARGUMENT the path leaves the root or is a link.
 */
#ifndef ECLUSE_SERVICE_FILES_H
#define ECLUSE_SERVICE_FILES_H
#include "../abi.h"

#define ECLUSE_SERVICE_FILES "ecluse.files/1"

#ifdef __cplusplus
extern "C" {
#endif

enum { ECLUSE_FILE_REGULAR = 1, ECLUSE_FILE_FOLDER = 2, ECLUSE_FILE_OTHER = 3 };

typedef struct ecluse_file_info {
  uint32_t size;
  int32_t kind;
  uint64_t bytes;
  int64_t modified_ns; /* since 1970 */
  uint64_t identity;   /* changes when another file takes the name (the inode) */
  ecluse_text path;    /* relative to the root */
} ecluse_file_info;

/* [caller] `info` is borrowed until it returns; anything but ECLUSE_OK ends the listing. */
typedef ecluse_status (*ecluse_file_visitor)(void *context, const ecluse_file_info *info);

typedef struct ecluse_files {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [any] Visits what stands directly in a folder (path empty: the root itself), in no order. */
  ecluse_status (*list)(const ecluse_host *host, ecluse_text root, ecluse_text path,
                        ecluse_file_visitor visit, void *context);

  /* [any] Visits the one entry. */
  ecluse_status (*stat)(const ecluse_host *host, ecluse_text root, ecluse_text path,
                        ecluse_file_visitor visit, void *context);

  /* [any] Reads up to `capacity` bytes at `offset` into `buffer`; `*read` is 0 at the end. */
  ecluse_status (*read)(const ecluse_host *host, ecluse_text root, ecluse_text path,
                        uint64_t offset, char *buffer, size_t capacity, size_t *read);

  /* [any] Writes a whole new file: a hidden temporary name, sync, rename, sync of the folder. A
   * reader sees all of it or nothing. ALREADY_EXISTS when the name is taken: nothing is
   * overwritten. */
  ecluse_status (*publish)(const ecluse_host *host, ecluse_text root, ecluse_text path,
                           ecluse_text bytes);
} ecluse_files;

#ifdef __cplusplus
}
#endif
#endif
