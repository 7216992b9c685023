/* SPDX-License-Identifier: EUPL-1.2
 * Forks until the kernel says no; at 64, for the sake of a machine whose sandbox is broken. */
#include "../hostile.h"

static int deed(const char* words) {
  (void)words;
  for (int i = 0; i < 64; ++i) {
    const pid_t child = fork();
    if (child < 0) return errno;
    if (child == 0) {
      sleep(60);
      _exit(0);
    }
  }
  return 0;
}
HOSTILE(deed)
