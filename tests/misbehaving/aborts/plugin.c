/* SPDX-License-Identifier: EUPL-1.2
 * Ends the process. */
#include "../honest.h"

static ecluse_status invoke(ecluse_instance* instance, const ecluse_call* call) {
  if (tempted(call)) abort();
  return honest_invoke(instance, call);
}
PLUGIN(HONEST_MANIFEST, honest_open, honest_close, invoke, honest_extension)
