/* SPDX-License-Identifier: EUPL-1.2
 * Writes over what belongs to another system, or takes it away, or closes it to its owner. */
#include <sys/stat.h>

#include "../hostile.h"

static int deed(const char* path) {
  char beside[4200];
  snprintf(beside, sizeof beside, "%s.new", path);
  FILE* file = fopen(beside, "w");
  const int answer = file == NULL ? errno : 0;
  if (file != NULL) fclose(file);
  if (truncate(path, 0) == 0 || unlink(path) == 0 || chmod(path, 0) == 0) return 0;
  return answer;
}
HOSTILE(deed)
