/* SPDX-License-Identifier: EUPL-1.2
 * A module of ABI 1.0, built from the header as it was then: services, errors, an extension. Every
 * later host must load it, as this source and as the library that was kept in linux-x86_64/. */
#include <ecluse/abi.h>
#include <ecluse/ext/check.h>
#include <ecluse/service/clock.h>
#include <ecluse/service/log.h>
#include <ecluse/service/storage.h>
#include <stdlib.h>
#include <string.h>

#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }

static const char manifest[] =
    "{\"connectors\":[{\"actions\":[{\"description\":{\"en\":\"x\",\"fr\":\"x\"},\"errors\":[],"
    "\"examples\":[],\"idempotency\":\"none\",\"input\":{\"additionalProperties\":false,\"prope"
    "rties\":{},\"type\":\"object\"},\"max_body\":1048576,\"name\":\"answer\",\"output\":{\"add"
    "itionalProperties\":false,\"properties\":{\"number\":{\"title\":{\"en\":\"x\",\"fr\":\"x\""
    "},\"type\":\"integer\"}},\"required\":[\"number\"],\"type\":\"object\"},\"personal\":false"
    ",\"safe\":true,\"stream\":false,\"timeout\":20,\"title\":{\"en\":\"x\",\"fr\":\"x\"}},{\"d"
    "escription\":{\"en\":\"x\",\"fr\":\"x\"},\"errors\":[\"always\"],\"examples\":[],\"idempot"
    "ency\":\"none\",\"input\":{\"additionalProperties\":false,\"properties\":{},\"type\":\"obj"
    "ect\"},\"max_body\":1048576,\"name\":\"refuse\",\"output\":{\"additionalProperties\":false"
    ",\"properties\":{\"number\":{\"title\":{\"en\":\"x\",\"fr\":\"x\"},\"type\":\"integer\"}},"
    "\"required\":[\"number\"],\"type\":\"object\"},\"personal\":false,\"safe\":true,\"stream\""
    ":false,\"timeout\":20,\"title\":{\"en\":\"x\",\"fr\":\"x\"}}],\"commands\":[],\"descriptio"
    "n\":{\"en\":\"x\",\"fr\":\"x\"},\"errors\":{\"always\":{\"remedy\":{\"en\":\"x\",\"fr\":\""
    "x\"},\"sentence\":{\"en\":\"x\",\"fr\":\"x\"},\"status\":\"unavailable\",\"title\":{\"en\""
    ":\"x\",\"fr\":\"x\"}}},\"extensions\":[\"ecluse.check/1\"],\"id\":\"abi-1-0\",\"max_concur"
    "rency\":1,\"options\":[],\"personal\":false,\"product\":\"none\",\"settings\":{\"additiona"
    "lProperties\":false,\"properties\":{},\"type\":\"object\"},\"title\":{\"en\":\"x\",\"fr\":"
    "\"x\"},\"triggers\":[],\"versions\":[]}],\"ecluse\":1,\"plugin\":{\"contact\":\"tests\",\""
    "id\":\"abi-1-0\",\"license\":\"EUPL-1.2\",\"publisher\":\"x\",\"version\":\"1.0.0\"},\"req"
    "uires\":[\"ecluse.storage/1\"],\"uses\":[]}";

struct ecluse_instance {
  const ecluse_host* host;
};

static int same(ecluse_text text, const char* word) {
  return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}
static const void* service(const ecluse_host* host, const char* id) {
  const ecluse_text text = {id, strlen(id)};
  return host->service(host, text);
}

static ecluse_status open_it(const ecluse_host* host, const ecluse_open* open,
                             ecluse_instance** out) {
  if (!same(open->connector, "abi-1-0") || open->settings.size == 0) return ECLUSE_INVALID_ARGUMENT;
  *out = (ecluse_instance*)malloc(sizeof **out);
  if (*out == NULL) return ECLUSE_RESOURCE_EXHAUSTED;
  (*out)->host = host;
  return ECLUSE_OK;
}
static void close_it(ecluse_instance* instance) { free(instance); }

static ecluse_status read_number(void* context, ecluse_text key, ecluse_text value) {
  (void)key;
  *(int*)context = value.size == 2 && memcmp(value.data, "42", 2) == 0;
  return ECLUSE_OK;
}

/* 42, once it went through the storage of the host, its clock and its log. */
static ecluse_status answer(ecluse_instance* instance, const ecluse_call* call) {
  const ecluse_host* host = instance->host;
  const ecluse_storage* storage = (const ecluse_storage*)service(host, ECLUSE_SERVICE_STORAGE);
  const ecluse_clock* time = (const ecluse_clock*)service(host, ECLUSE_SERVICE_CLOCK);
  const ecluse_log* log = (const ecluse_log*)service(host, ECLUSE_SERVICE_LOG);
  const ecluse_text key = TEXT("number"), value = TEXT("42"), words = TEXT("answered"),
                    json = TEXT("{\"number\":42}");
  const ecluse_text none = {NULL, 0};
  int found = 0;
  if (storage->put(host, key, NULL, &value) != ECLUSE_OK) return ECLUSE_INTERNAL;
  if (storage->get(host, key, read_number, &found) != ECLUSE_OK || !found) return ECLUSE_INTERNAL;
  if (storage->put(host, key, &value, NULL) != ECLUSE_OK) return ECLUSE_INTERNAL;
  if (time->monotonic_ns(host) > call->deadline_ns || call->cancelled(call))
    return ECLUSE_DEADLINE_EXCEEDED;
  log->write(host, ECLUSE_LOG_INFO, words, none);
  return call->emit(call, json);
}

static ecluse_status invoke(ecluse_instance* instance, const ecluse_call* call) {
  ecluse_error error;
  const ecluse_text slug = TEXT("always");
  if (same(call->action, "answer")) return answer(instance, call);
  memset(&error, 0, sizeof error);
  error.size = sizeof error;
  error.status = ECLUSE_UNAVAILABLE;
  error.slug = slug;
  error.retry_after_ms = 1500;
  call->fail(call, &error);
  return error.status;
}

static ecluse_status check(ecluse_instance* instance, const ecluse_call* call) {
  const ecluse_text json = TEXT("{\"facts\":{},\"version\":\"1\"}");
  (void)instance;
  return call->emit(call, json);
}
static const ecluse_check check_table = {sizeof(ecluse_check), check};
static const void* extension(ecluse_text id) {
  return same(id, ECLUSE_EXT_CHECK) ? &check_table : NULL;
}

static const ecluse_plugin plugin = {sizeof(ecluse_plugin),
                                     0,
                                     {manifest, sizeof manifest - 1},
                                     open_it,
                                     close_it,
                                     invoke,
                                     extension};
ECLUSE_EXPORT const ecluse_plugin* ecluse_plugin_v1(void) { return &plugin; }
