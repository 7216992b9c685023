/* SPDX-License-Identifier: EUPL-1.2
 * Speaks a major of the ABI that does not exist yet. */
#include "../honest.h"

PLUGIN_TABLE(HONEST_MANIFEST, honest_open, honest_close, honest_invoke, honest_extension);
ECLUSE_EXPORT const ecluse_plugin* ecluse_plugin_v2(void);
const ecluse_plugin* ecluse_plugin_v2(void) { return &table; }
