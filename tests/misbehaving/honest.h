/* SPDX-License-Identifier: EUPL-1.2
 * A plugin that keeps every rule, in plain C over the ABI. A sinner includes it and replaces one
 * function or one member of the table; its sin shows only on texts with an apostrophe, so that one
 * rule sees it and the others pass.
 */
#ifndef ECLUSE_TESTS_HONEST_H
#define ECLUSE_TESTS_HONEST_H
#include <ecluse/abi.h>
#include <ecluse/ext/check.h>
#include <stdlib.h>
#include <string.h>

#include "honest_manifest.h" /* HONEST_MANIFEST, generated from honest/manifest.json */

#define UNUSED __attribute__((unused))

static ecluse_text honest_text(const char* words) {
  ecluse_text text = {words, strlen(words)};
  return text;
}

static UNUSED int has_word(const ecluse_call* call, const char* word) {
  const size_t length = strlen(word);
  for (size_t at = 0; at + length <= call->input.size; ++at)
    if (memcmp(call->input.data + at, word, length) == 0) return 1;
  return 0;
}

static UNUSED int tempted(const ecluse_call* call) { return has_word(call, "'"); }

static UNUSED ecluse_status honest_open(const ecluse_host* host, const ecluse_open* open,
                                        ecluse_instance** out) {
  (void)host;
  (void)open;
  *out = (ecluse_instance*)malloc(16);
  return *out == NULL ? ECLUSE_RESOURCE_EXHAUSTED : ECLUSE_OK;
}

static UNUSED void honest_close(ecluse_instance* instance) { free(instance); }

static UNUSED ecluse_status honest_invoke(ecluse_instance* instance, const ecluse_call* call) {
  (void)instance;
  if (has_word(call, "taken")) {
    ecluse_error error;
    memset(&error, 0, sizeof error);
    error.size = sizeof error;
    error.status = ECLUSE_ALREADY_EXISTS;
    error.slug = honest_text("text-taken");
    error.pointer = honest_text("/text");
    call->fail(call, &error);
    return error.status;
  }
  return call->emit(call, call->input);
}

static UNUSED ecluse_status honest_run_check(ecluse_instance* instance, const ecluse_call* call) {
  (void)instance;
  return call->emit(call, honest_text("{\"facts\":{},\"version\":\"1\"}"));
}

static UNUSED const void* honest_extension(ecluse_text id) {
  static const ecluse_check check = {sizeof(ecluse_check), honest_run_check};
  const size_t length = strlen(ECLUSE_EXT_CHECK);
  return id.size == length && memcmp(id.data, ECLUSE_EXT_CHECK, length) == 0 ? &check : NULL;
}

#define PLUGIN_TABLE(manifest, open, close, invoke, extension)          \
  static const ecluse_plugin table = {sizeof(ecluse_plugin),            \
                                      ECLUSE_ABI_MINOR,                 \
                                      {manifest, sizeof(manifest) - 1}, \
                                      open,                             \
                                      close,                            \
                                      invoke,                           \
                                      extension}

#define PLUGIN(manifest, open, close, invoke, extension)  \
  PLUGIN_TABLE(manifest, open, close, invoke, extension); \
  ECLUSE_EXPORT const ecluse_plugin* ecluse_plugin_v1(void) { return &table; }

#endif
