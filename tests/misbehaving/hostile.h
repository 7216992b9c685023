/* SPDX-License-Identifier: EUPL-1.2
 * A plugin that keeps every rule until it is told to do harm: a call whose text begins with "harm".
 * The validator cannot know; what stands between it and the machine is its worker's sandbox. The
 * text goes on with what the deed needs (a path), and the answer says what the kernel said: the
 * number of the error, 0 when the harm was done.
 */
#ifndef ECLUSE_TESTS_HOSTILE_H
#define ECLUSE_TESTS_HOSTILE_H
#include <errno.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

#include "honest.h"

/* What stands after "harm " in {"text":"harm …"}, or NULL when no harm is wanted. */
static UNUSED const char* wanted_harm(const ecluse_call* call) {
  static __thread char rest[4096];
  static const char start[] = "{\"text\":\"harm";
  const size_t begin = sizeof start - 1;
  if (call->input.size < begin + 2 || memcmp(call->input.data, start, begin) != 0) return NULL;
  size_t size = call->input.size - begin - 2;
  if (size >= sizeof rest) return NULL;
  memcpy(rest, call->input.data + begin, size);
  rest[size] = '\0';
  return rest[0] == ' ' ? rest + 1 : rest;
}

static UNUSED ecluse_status tell(const ecluse_call* call, int answer) {
  char words[64];
  snprintf(words, sizeof words, "{\"text\":\"%d\"}", answer);
  return call->emit(call, honest_text(words));
}

/* `deed` takes the words after "harm" and gives an error number. */
#define HOSTILE(deed)                                                                       \
  static ecluse_status hostile_invoke(ecluse_instance* instance, const ecluse_call* call) { \
    const char* words = wanted_harm(call);                                                  \
    return words == NULL ? honest_invoke(instance, call) : tell(call, deed(words));         \
  }                                                                                         \
  PLUGIN(HONEST_MANIFEST, honest_open, honest_close, hostile_invoke, honest_extension)

#endif
