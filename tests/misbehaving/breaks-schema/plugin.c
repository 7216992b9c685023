/* SPDX-License-Identifier: EUPL-1.2
 * Answers with a field of another type. */
#include "../honest.h"

static ecluse_status invoke(ecluse_instance* instance, const ecluse_call* call) {
  if (tempted(call)) return call->emit(call, honest_text("{\"text\":7}"));
  return honest_invoke(instance, call);
}
PLUGIN(HONEST_MANIFEST, honest_open, honest_close, invoke, honest_extension)
