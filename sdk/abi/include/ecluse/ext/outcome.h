/* SPDX-License-Identifier: MIT
 * Extension "ecluse.outcome/1": after a crash, did our write reach the legacy system?
 */
#ifndef ECLUSE_EXT_OUTCOME_H
#define ECLUSE_EXT_OUTCOME_H
#include "../abi.h"

#define ECLUSE_EXT_OUTCOME "ecluse.outcome/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ecluse_outcome {
  uint32_t size;

  /* [worker] call->action, input, consumer and idempotency_key are those of the lost call. Looks
   * for our own trace and emits {"outcome": "done" | "absent" | "cannot-tell", "output": object?},
   * where output is what the call would have answered. Changes nothing. */
  ecluse_function find;
} ecluse_outcome;

#ifdef __cplusplus
}
#endif
#endif
