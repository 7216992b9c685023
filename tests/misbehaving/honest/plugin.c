/* SPDX-License-Identifier: EUPL-1.2
 * Keeps every rule. */
#include "../honest.h"

PLUGIN(HONEST_MANIFEST, honest_open, honest_close, honest_invoke, honest_extension)
