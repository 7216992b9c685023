/* SPDX-License-Identifier: MIT */
#include <ecluse/abi.h>

static ecluse_instance *const none = (ecluse_instance *)"";
static const char manifest[] =
#include "manifest.inc"
    ;

static ecluse_status open_one(const ecluse_host *host, const ecluse_open *open, ecluse_instance **out) {
  (void)host, (void)open;
  *out = none;
  return ECLUSE_OK;
}
static void close_one(ecluse_instance *instance) { (void)instance; }

static ecluse_status ping(ecluse_instance *instance, const ecluse_call *call) {
  static const char answer[] = "{\"pong\":true}";
  const ecluse_text text = {answer, sizeof answer - 1};
  (void)instance;
  return call->emit(call, text);
}
static const void *no_extension(ecluse_text id) {
  (void)id;
  return NULL;
}

static const ecluse_plugin plugin = {
    sizeof(ecluse_plugin), ECLUSE_ABI_MINOR, {manifest, sizeof manifest - 1},
    open_one, close_one, ping, no_extension};

ECLUSE_EXPORT const ecluse_plugin *ecluse_plugin_v1(void) { return &plugin; }
