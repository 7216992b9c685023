/* SPDX-License-Identifier: EUPL-1.2
 * Has no manifest inside. */
#include "../honest.h"

static const ecluse_plugin table = {sizeof(ecluse_plugin), ECLUSE_ABI_MINOR, {NULL, 0},
                                    honest_open,           honest_close,     honest_invoke,
                                    honest_extension};
ECLUSE_EXPORT const ecluse_plugin* ecluse_plugin_v1(void) { return &table; }
