/* SPDX-License-Identifier: EUPL-1.2
 * Never returns, whatever \"cancelled\" says. */
#include "../honest.h"

#include <unistd.h>

static ecluse_status invoke(ecluse_instance* instance, const ecluse_call* call) {
  while (tempted(call)) pause();
  return honest_invoke(instance, call);
}
PLUGIN(HONEST_MANIFEST, honest_open, honest_close, invoke, honest_extension)
