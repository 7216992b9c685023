/* SPDX-License-Identifier: EUPL-1.2
 * Computes for ever. */
#include "../hostile.h"

static int deed(const char* words) {
  volatile unsigned long turns = 0;
  (void)words;
  while (turns + 1 != 0) ++turns;
  return 0;
}
HOSTILE(deed)
