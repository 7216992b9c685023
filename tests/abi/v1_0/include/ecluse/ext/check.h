/* SPDX-License-Identifier: MIT
 * Extension "ecluse.check/1": does the legacy system answer, to us, in a version that we know?
 */
#ifndef ECLUSE_EXT_CHECK_H
#define ECLUSE_EXT_CHECK_H
#include "../abi.h"

#define ECLUSE_EXT_CHECK "ecluse.check/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ecluse_check {
  uint32_t size;

  /* [worker] Input {}. Emits {"version": text, "facts": {name: text}} of the legacy system, or
   * fails with distinct slugs: unreachable is UNAVAILABLE, refused credentials UNAUTHENTICATED, a
   * missing right PERMISSION_DENIED, a version that we do not know FAILED_PRECONDITION. Changes
   * nothing. */
  ecluse_function run;
} ecluse_check;

#ifdef __cplusplus
}
#endif
#endif
