/* SPDX-License-Identifier: MIT */
#include <ecluse/abi.h>
#include <ecluse/ext/check.h>
#include <string.h>

static ecluse_instance *const none = (ecluse_instance *)"";
static const char manifest[] =
#include "manifest.inc"
    ;

static ecluse_status open_one(const ecluse_host *host, const ecluse_open *open, ecluse_instance **out) {
  (void)host, (void)open, (void)(*out = none);
  return ECLUSE_OK;
}
static void close_one(ecluse_instance *instance) { (void)instance; }

static ecluse_status say(const ecluse_call *call, const char *json) {
  const ecluse_text text = {json, strlen(json)};
  return call->emit(call, text);
}
static ecluse_status ping(ecluse_instance *instance, const ecluse_call *call) {
  return (void)instance, say(call, "{\"pong\":true}");
}
static ecluse_status answer_check(ecluse_instance *instance, const ecluse_call *call) {
  return (void)instance, say(call, "{\"facts\":{},\"version\":\"1\"}");
}
static const void *extension(ecluse_text id) {
  static const ecluse_check check = {sizeof(ecluse_check), answer_check};
  const size_t size = sizeof ECLUSE_EXT_CHECK - 1;
  return id.size == size && memcmp(id.data, ECLUSE_EXT_CHECK, size) == 0 ? &check : NULL;
}

static const ecluse_plugin plugin = {sizeof(ecluse_plugin), ECLUSE_ABI_MINOR,
    {manifest, sizeof manifest - 1}, open_one, close_one, ping, extension};

ECLUSE_EXPORT const ecluse_plugin *ecluse_plugin_v1(void) { return &plugin; }
