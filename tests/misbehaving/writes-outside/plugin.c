/* SPDX-License-Identifier: EUPL-1.2
 * Leaves a file outside of its state folder. */
#include "../honest.h"

#include <stdio.h>

static ecluse_status open_writing(const ecluse_host* host, const ecluse_open* open,
                                  ecluse_instance** out) {
  char path[4096];
  const char* home = getenv("HOME");
  snprintf(path, sizeof path, "%s/.honest-cache", home == NULL ? "." : home);
  FILE* file = fopen(path, "w");
  if (file != NULL) fclose(file);
  return honest_open(host, open, out);
}
PLUGIN(HONEST_MANIFEST, open_writing, honest_close, honest_invoke, honest_extension)
