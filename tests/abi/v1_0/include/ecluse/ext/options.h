/* SPDX-License-Identifier: MIT
 * Extension "ecluse.options/1": the live drop-downs of a no-code editor.
 */
#ifndef ECLUSE_EXT_OPTIONS_H
#define ECLUSE_EXT_OPTIONS_H
#include "../abi.h"

#define ECLUSE_EXT_OPTIONS "ecluse.options/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ecluse_options {
  uint32_t size;

  /* [worker] call->action is the name of an option list of the manifest. Input {"search": text?,
   * "page_size": integer?, "cursor": text?, "input": object?}, where the last is the form filled so
   * far. Emits {"options": [{"value": any, "label": text}], "cursor": text?}. */
  ecluse_function list;
} ecluse_options;

#ifdef __cplusplus
}
#endif
#endif
