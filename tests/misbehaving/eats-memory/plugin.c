/* SPDX-License-Identifier: EUPL-1.2
 * Takes memory, shared and private, in large and in small pieces, until none is left; then goes on.
 * At 4 GB, for the sake of a machine whose sandbox is broken. */
#include <sys/mman.h>

#include "../hostile.h"

static int deed(const char* words) {
  (void)words;
  size_t taken = 0;
  const int shared = MAP_SHARED | MAP_ANONYMOUS, one_megabyte = 1 << 20;
  for (size_t piece = one_megabyte; piece >= 16; piece /= 2)
    for (void* memory; taken < (size_t)4 << 30 && (memory = malloc(piece)) != NULL; taken += piece)
      memset(memory, 1, piece);
  for (void* memory; taken < (size_t)4 << 30; taken += one_megabyte) {
    memory = mmap(NULL, one_megabyte, PROT_READ | PROT_WRITE, shared, -1, 0);
    if (memory == MAP_FAILED) break;
    memset(memory, 1, one_megabyte);
  }
  return 0;
}
HOSTILE(deed)
