/* SPDX-License-Identifier: EUPL-1.2
 * A module of ABI 1.0, built from the header as it was then. Every later host must load it. */
#include <ecluse/abi.h>
#include <stdlib.h>
#include <string.h>

static const char manifest[] =
    "{\"connectors\":[{\"actions\":[{\"description\":{\"en\":\"x\",\"fr\":\"x\"},\"errors\":[],\"examples\":[],"
    "\"idempotency\":\"none\",\"input\":{\"additionalProperties\":false,\"properties\":{},\"type\":\"object\"},"
    "\"max_body\":1048576,\"name\":\"answer\",\"output\":{\"additionalProperties\":false,\"properties\":{\"number\":"
    "{\"title\":{\"en\":\"x\",\"fr\":\"x\"},\"type\":\"integer\"}},\"required\":[\"number\"],\"type\":\"object\"},"
    "\"personal\":false,\"safe\":true,\"stream\":false,\"timeout\":20,\"title\":{\"en\":\"x\",\"fr\":\"x\"}}],"
    "\"commands\":[],\"description\":{\"en\":\"x\",\"fr\":\"x\"},\"errors\":{},\"extensions\":[],\"id\":\"abi-1-0\","
    "\"max_concurrency\":1,\"options\":[],\"personal\":false,\"product\":\"none\",\"settings\":{\"additionalProperties\":"
    "false,\"properties\":{},\"type\":\"object\"},\"title\":{\"en\":\"x\",\"fr\":\"x\"},\"triggers\":[],\"versions\":[]}],"
    "\"ecluse\":1,\"plugin\":{\"contact\":\"tests\",\"id\":\"abi-1-0\",\"license\":\"EUPL-1.2\",\"publisher\":\"x\","
    "\"version\":\"1.0.0\"},\"requires\":[],\"uses\":[]}";

static ecluse_status open_it(const ecluse_host *host, const ecluse_open *open, ecluse_instance **out) {
  (void)host;
  (void)open;
  *out = (ecluse_instance *)malloc(1);
  return *out == NULL ? ECLUSE_RESOURCE_EXHAUSTED : ECLUSE_OK;
}
static void close_it(ecluse_instance *instance) { free(instance); }
static ecluse_status invoke(ecluse_instance *instance, const ecluse_call *call) {
  static const char answer[] = "{\"number\":42}";
  const ecluse_text text = {answer, sizeof answer - 1};
  (void)instance;
  return call->emit(call, text);
}
static const void *extension(ecluse_text id) {
  (void)id;
  return NULL;
}
static const ecluse_plugin plugin = {sizeof(ecluse_plugin), 0, {manifest, sizeof manifest - 1}, open_it, close_it, invoke, extension};
ECLUSE_EXPORT const ecluse_plugin *ecluse_plugin_v1(void) { return &plugin; }
