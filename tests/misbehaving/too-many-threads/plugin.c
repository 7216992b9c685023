/* SPDX-License-Identifier: EUPL-1.2
 * Starts sixteen threads when it is merely loaded. */
#include "../honest.h"

#include <pthread.h>
#include <unistd.h>

static void* doze(void* nothing) {
  for (;;) pause();
  return nothing;
}
PLUGIN_TABLE(HONEST_MANIFEST, honest_open, honest_close, honest_invoke, honest_extension);
ECLUSE_EXPORT const ecluse_plugin* ecluse_plugin_v1(void) {
  static int started = 0;
  for (; started < 16; ++started) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, doze, NULL) == 0) pthread_detach(thread);
  }
  return &table;
}
