/* SPDX-License-Identifier: MIT
 * Extension "ecluse.refresh/1": the background instance brings an index up to date.
 */
#ifndef ECLUSE_EXT_REFRESH_H
#define ECLUSE_EXT_REFRESH_H
#include "../abi.h"

#define ECLUSE_EXT_REFRESH "ecluse.refresh/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ecluse_refresh {
  uint32_t size;

  /* [worker] Called at start and every `refresh` seconds of the manifest, on the background
   * instance only. Input {}. Emits {"changed": boolean}. May run for long: keep asking `cancelled`.
   * Polls, checks and commands run beside it where `max_concurrency` leaves them a place, and wait
   * where it does not. */
  ecluse_function run;
} ecluse_refresh;

#ifdef __cplusplus
}
#endif
#endif
