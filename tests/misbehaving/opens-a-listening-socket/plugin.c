/* SPDX-License-Identifier: EUPL-1.2
 * Lets others in: a socket that listens, over TCP or by a name. */
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../hostile.h"

static int deed(const char* words) {
  (void)words;
  const int named = socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un name = {AF_UNIX, "\0ecluse-hostile"};
  if (named >= 0 && bind(named, (struct sockaddr*)&name, sizeof name) == 0) return 0;
  const int open = socket(AF_INET, SOCK_STREAM, 0);
  if (open < 0) return errno;
  return listen(open, 1) == 0 ? 0 : errno;
}
HOSTILE(deed)
