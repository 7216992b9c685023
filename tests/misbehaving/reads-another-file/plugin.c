/* SPDX-License-Identifier: EUPL-1.2
 * Reads what belongs to another system. */
#include "../hostile.h"

static int deed(const char* path) {
  char byte;
  FILE* file = fopen(path, "r");
  if (file == NULL) return errno;
  const size_t got = fread(&byte, 1, 1, file);
  fclose(file);
  return got == 1 ? 0 : EIO;
}
HOSTILE(deed)
