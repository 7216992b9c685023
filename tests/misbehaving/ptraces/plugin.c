/* SPDX-License-Identifier: EUPL-1.2
 * Looks into the host's memory, where every system's secrets are. */
#define _GNU_SOURCE
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "../hostile.h"

static int deed(const char* words) {
  (void)words;
  char byte, path[64];
  static char anything;
  struct iovec here = {&byte, 1}, there = {&anything, 1};
  if (process_vm_readv(getppid(), &here, 1, &there, 1, 0) == 1) return 0;
  snprintf(path, sizeof path, "/proc/%d/mem", (int)getppid());
  if (fopen(path, "r") != NULL) return 0;
  return ptrace(PTRACE_SEIZE, getppid(), 0, 0) == 0 ? 0 : errno;
}
HOSTILE(deed)
