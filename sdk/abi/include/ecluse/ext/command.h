/* SPDX-License-Identifier: MIT
 * Extension "ecluse.command/1": commands for the operator, `ecluse system NAME COMMAND`. They stand
 * in the manifest and nowhere in the OpenAPI.
 */
#ifndef ECLUSE_EXT_COMMAND_H
#define ECLUSE_EXT_COMMAND_H
#include "../abi.h"

#define ECLUSE_EXT_COMMAND "ecluse.command/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ecluse_command {
  uint32_t size;

  /* [worker] call->action is the command, input valid against its schema. Emits any number of
   * {"line": text} as they come, and may end with one {"result": object}. */
  ecluse_function run;
} ecluse_command;

#ifdef __cplusplus
}
#endif
#endif
