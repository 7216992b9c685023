/* SPDX-License-Identifier: EUPL-1.2
 * Ends the host: by a signal, and by a descriptor whose signals go to the host. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>

#include "../hostile.h"

static int deed(const char* words) {
  int ends[2];
  (void)words;
  if (pipe(ends) == 0 && fcntl(ends[0], F_SETOWN, getppid()) == 0 &&
      fcntl(ends[0], F_SETSIG, SIGKILL) == 0 && fcntl(ends[0], F_SETFL, O_ASYNC) == 0 &&
      write(ends[1], "x", 1) == 1)
    return 0;
  return kill(getppid(), SIGKILL) == 0 ? 0 : errno;
}
HOSTILE(deed)
