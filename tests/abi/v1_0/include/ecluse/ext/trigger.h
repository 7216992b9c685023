/* SPDX-License-Identifier: MIT
 * Extension "ecluse.trigger/1": where events come from. The plugin keeps no state for it: the
 * cursor says what was delivered, and the host stores the cursor with the events in one
 * transaction.
 */
#ifndef ECLUSE_EXT_TRIGGER_H
#define ECLUSE_EXT_TRIGGER_H
#include "../abi.h"

#define ECLUSE_EXT_TRIGGER "ecluse.trigger/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ecluse_trigger {
  uint32_t size;

  /* [worker] call->action is the trigger. Input {"params": object, "cursor": text?, "page_size":
   * integer}. Emits {"events": [{"id": text, "time": RFC 3339 text, "data": object}], "cursor":
   * text, "more": boolean}. No cursor means "from now on": emit no events, only a cursor. An event
   * has the same id whenever it is told again. `cursor` is opaque to everybody else. May be NULL.
   * */
  ecluse_function poll;

  /* [worker] For systems that call us. Input {"method", "path", "headers": object, "body": text};
   * emits the same as poll, or fails when the request is not authentic. May be NULL. */
  ecluse_function receive;
} ecluse_trigger;

#ifdef __cplusplus
}
#endif
#endif
