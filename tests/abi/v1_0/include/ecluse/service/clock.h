/* SPDX-License-Identifier: MIT
 * Service "ecluse.clock/1", always there. Ask it rather than the machine: tests own it.
 */
#ifndef ECLUSE_SERVICE_CLOCK_H
#define ECLUSE_SERVICE_CLOCK_H
#include "../abi.h"

#define ECLUSE_SERVICE_CLOCK "ecluse.clock/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ecluse_clock {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [any] Nanoseconds since 1970-01-01T00:00:00Z. */
  int64_t (*wall_ns)(const ecluse_host *host);

  /* [any] Nanoseconds of a clock that never jumps; the one of deadlines. */
  int64_t (*monotonic_ns)(const ecluse_host *host);
} ecluse_clock;

#ifdef __cplusplus
}
#endif
#endif
