/* SPDX-License-Identifier: EUPL-1.2
 * Loses memory at each opening. */
#include "../honest.h"

static void* volatile lost;

static ecluse_status open_leaking(const ecluse_host* host, const ecluse_open* open,
                                  ecluse_instance** out) {
  lost = malloc(4096);
  return honest_open(host, open, out);
}
PLUGIN(HONEST_MANIFEST, open_leaking, honest_close, honest_invoke, honest_extension)
