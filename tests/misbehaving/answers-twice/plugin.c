/* SPDX-License-Identifier: EUPL-1.2
 * Emits two answers where one is due. */
#include "../honest.h"

static ecluse_status invoke(ecluse_instance* instance, const ecluse_call* call) {
  if (tempted(call)) call->emit(call, call->input);
  return honest_invoke(instance, call);
}
PLUGIN(HONEST_MANIFEST, honest_open, honest_close, invoke, honest_extension)
