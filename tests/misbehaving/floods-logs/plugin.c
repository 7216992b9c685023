/* SPDX-License-Identifier: EUPL-1.2
 * Writes log lines as fast as it can, for ever. */
#include <ecluse/service/log.h>

#include "../hostile.h"

static const ecluse_host* the_host;

static ecluse_status open_keeping_host(const ecluse_host* host, const ecluse_open* open,
                                       ecluse_instance** out) {
  the_host = host;
  return honest_open(host, open, out);
}

static ecluse_status invoke(ecluse_instance* instance, const ecluse_call* call) {
  static char line[2000];
  if (wanted_harm(call) == NULL) return honest_invoke(instance, call);
  memset(line, 'x', sizeof line - 1);
  const ecluse_log* log =
      (const ecluse_log*)the_host->service(the_host, honest_text(ECLUSE_SERVICE_LOG));
  for (;;) log->write(the_host, ECLUSE_LOG_ERROR, honest_text(line), honest_text(""));
}
PLUGIN(HONEST_MANIFEST, open_keeping_host, honest_close, invoke, honest_extension)
