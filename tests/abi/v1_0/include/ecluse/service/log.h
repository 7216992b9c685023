/* SPDX-License-Identifier: MIT
 * Service "ecluse.log/1", always there. The host adds time, system, connector and request id. Never
 * put personal data or a secret into a line: names of files, counts, offsets and slugs are enough.
 */
#ifndef ECLUSE_SERVICE_LOG_H
#define ECLUSE_SERVICE_LOG_H
#include "../abi.h"

#define ECLUSE_SERVICE_LOG "ecluse.log/1"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  ECLUSE_LOG_DEBUG = 1,
  ECLUSE_LOG_INFO = 2,
  ECLUSE_LOG_WARNING = 3,
  ECLUSE_LOG_ERROR = 4,
  ECLUSE_LOG_HOST_MISBEHAVING = 5 /* the host broke its side of the ABI */
};

typedef struct ecluse_log {
  uint32_t size;
  int32_t lowest_level; /* lines below it are dropped: do not build them */

  /* [any] `fields` is a JSON object or empty. */
  void (*write)(const ecluse_host *host, int32_t level, ecluse_text message, ecluse_text fields);
} ecluse_log;

#ifdef __cplusplus
}
#endif
#endif
