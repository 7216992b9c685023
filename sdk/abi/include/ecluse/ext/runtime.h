/* SPDX-License-Identifier: MIT
 * Extension "ecluse.runtime/1": a plugin whose connectors are files (a Python module, a TOML file).
 * Such a plugin lists no connectors of its own. The host gives it the path of a connector file; the
 * plugin answers with that connector's manifest, and later finds the same path in
 * ecluse_open.source.
 */
#ifndef ECLUSE_EXT_RUNTIME_H
#define ECLUSE_EXT_RUNTIME_H
#include "../abi.h"

#define ECLUSE_EXT_RUNTIME "ecluse.runtime/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ecluse_runtime {
  uint32_t size;

  /* [worker] There is no instance yet: it is NULL. Input {"source": path}. Emits one connector, in
   * the form of an entry of `connectors` in a manifest; fails when the file is not one. */
  ecluse_function describe;
} ecluse_runtime;

#ifdef __cplusplus
}
#endif
#endif
