/* SPDX-License-Identifier: EUPL-1.2
 * Its manifest inside names another version than the one beside it. */
#include "../honest.h"

PLUGIN(HONEST_MANIFEST_LYING, honest_open, honest_close, honest_invoke, honest_extension)
