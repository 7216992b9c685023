/* SPDX-License-Identifier: EUPL-1.2
 * Its check fails with an error that nobody knows. */
#include "../honest.h"

static ecluse_status run(ecluse_instance* instance, const ecluse_call* call) {
  (void)instance;
  (void)call;
  return ECLUSE_UNAVAILABLE;
}
static const void* extension(ecluse_text id) {
  static const ecluse_check check = {sizeof(ecluse_check), run};
  return honest_extension(id) == NULL ? NULL : &check;
}
PLUGIN(HONEST_MANIFEST, honest_open, honest_close, honest_invoke, extension)
