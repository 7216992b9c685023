/* SPDX-License-Identifier: MIT
 *
 * The Écluse plugin ABI, major 1: everything that crosses between the host and a plugin.
 *
 * A plugin is a shared library that exports one function, `ecluse_plugin_v1`. Its name is the
 * major; a `size` in front of every struct is the minor; what is optional is asked for by a string
 * id (`extension`, `service`). Values are UTF-8 JSON bytes whose types stand in the plugin's
 * manifest.
 *
 * Memory, in three sentences. What you receive is borrowed until you return. What you hand over is
 * copied before the function returns. `open` creates and `close` destroys. There is no free
 * function.
 *
 * Nothing throws across this boundary. No type of a library crosses it.
 *
 * Threads, one tag on each function:
 *   [control]  one thread at a time for each plugin, and never while a call of that instance runs
 *   [worker]   a thread of the host; one call at a time for each instance, unless the manifest says
 *              a larger `max_concurrency`
 *   [caller]   only on the thread that was given the call, and only until that call returns
 *   [any]      any thread at any time between open and the end of close
 *
 * How it grows, and what is promised, is in sdk/abi/VERSIONING.md; the layout is locked by
 * abi.lock.
 */
#ifndef ECLUSE_ABI_H
#define ECLUSE_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The newest minor that this header describes. Informational: needs are stated by name. */
#define ECLUSE_ABI_MINOR 0u

/* True when the struct behind `pointer` is long enough to hold `member`. Ask before you read
 * anything that was added after 1.0. */
#define ECLUSE_HAS(pointer, type, member) \
  ((pointer)->size >= offsetof(type, member) + sizeof((pointer)->member))

/* Put before the definition of ecluse_plugin_v1; compile everything else with hidden visibility. */
#define ECLUSE_EXPORT __attribute__((visibility("default")))

/* Borrowed UTF-8, not terminated by zero. Empty is {NULL or anything, 0}. */
typedef struct ecluse_text {
  const char *data;
  size_t size;
} ecluse_text;

/* How something ended. The numbers are those of the canonical status codes (google.rpc.Code).
 * A value that a reader does not know is treated as ECLUSE_INTERNAL. */
typedef int32_t ecluse_status;
enum {
  ECLUSE_OK = 0,
  ECLUSE_CANCELLED = 1,           /* stopped because `cancelled` said so */
  ECLUSE_INVALID_ARGUMENT = 3,    /* the input is at fault: say which field in `pointer` */
  ECLUSE_DEADLINE_EXCEEDED = 4,
  ECLUSE_NOT_FOUND = 5,
  ECLUSE_ALREADY_EXISTS = 6,
  ECLUSE_PERMISSION_DENIED = 7,   /* the legacy system refuses a right to *our* account */
  ECLUSE_RESOURCE_EXHAUSTED = 8,  /* a quota or rate of the legacy system; set retry_after_ms */
  ECLUSE_FAILED_PRECONDITION = 9, /* the state of the legacy system forbids it now */
  ECLUSE_ABORTED = 10,            /* lost against a concurrent change */
  ECLUSE_UNIMPLEMENTED = 12,
  ECLUSE_INTERNAL = 13,           /* a fault of the plugin */
  ECLUSE_UNAVAILABLE = 14,        /* the legacy system cannot be reached; may be retried */
  ECLUSE_DATA_LOSS = 15,          /* what the legacy system holds cannot be read */
  ECLUSE_UNAUTHENTICATED = 16     /* the legacy system refuses *our* credentials */
};

/* Why something failed. The host renders the sentences: the slug must stand in the `errors` of the
 * connector's manifest, whose template may name `parameters`. */
typedef struct ecluse_error {
  uint32_t size;
  ecluse_status status;
  ecluse_text slug;          /* kebab-case, e.g. "slot-taken" */
  ecluse_text pointer;       /* RFC 6901 pointer to the field of the input at fault, or empty */
  ecluse_text parameters;    /* JSON object: the words that fill the sentence; or empty. Arrays and
                              * objects in it are no words: they stand in the answer beside the
                              * sentence (at most 32 kB; never personal data) */
  ecluse_text upstream_text; /* what the legacy system said, at most 4 kB; dropped where personal */
  int64_t retry_after_ms;    /* 0: no advice */
} ecluse_error;

/* Bits of ecluse_call.flags. */
enum {
  ECLUSE_CALL_DRY_RUN = 1 /* say what would be done; change nothing in the legacy system */
};

/* One run of an action or of an extension function. Owned by the host; valid until you return. */
typedef struct ecluse_call {
  uint32_t size;
  uint32_t flags;
  void *host_data;             /* the host's own; do not touch */
  ecluse_text action;          /* name of the action, trigger, command or option list */
  ecluse_text input;           /* JSON object, already valid against its schema */
  ecluse_text request_id;      /* for logs; never empty */
  ecluse_text idempotency_key; /* empty where the action does not write */
  ecluse_text consumer;        /* id of who calls; empty for the host itself */
  ecluse_text case_reference;  /* the file the caller works on, in its own words; may be empty */
  ecluse_text language;        /* "fr" or "en": of sentences inside the answer */
  int64_t deadline_ns;         /* on the clock of ecluse.clock/1 monotonic; never 0 */

  /* [caller] Hands over the result: once, or once an item where the manifest says `stream`. Blocks
   * while the reader is slow. Anything but ECLUSE_OK: nobody listens any more; return at once. */
  ecluse_status (*emit)(const struct ecluse_call *call, ecluse_text json);

  /* [caller] Says why it fails; the last one wins. Then return error->status. */
  ecluse_status (*fail)(const struct ecluse_call *call, const ecluse_error *error);

  /* [any until return] 0, or 1 when the caller left, the deadline passed or the host stops. */
  int32_t (*cancelled)(const struct ecluse_call *call);

  /* [caller] Sleeps; ECLUSE_CANCELLED as soon as `cancelled` would say 1. */
  ecluse_status (*wait)(const struct ecluse_call *call, int64_t nanoseconds);
} ecluse_call;

/* What the host offers. Owned by the host; valid until `close` of the instance has returned. */
typedef struct ecluse_host {
  uint32_t size;
  uint32_t abi_minor;
  void *host_data;

  /* [any] The vtable of a service (see ecluse/service/), or NULL. Same lifetime as the host. What
   * stands in `requires` of the manifest is never NULL; ecluse.log/1 and ecluse.clock/1 neither. */
  const void *(*service)(const struct ecluse_host *host, ecluse_text id);
} ecluse_host;

/* Which of the two instances of a system this is. */
enum {
  ECLUSE_ROLE_SERVING = 1,   /* actions and options */
  ECLUSE_ROLE_BACKGROUND = 2 /* check, polling, refresh, commands */
};

/* What `open` is given. Borrowed until `open` returns; secrets are wiped by the host after that. */
typedef struct ecluse_open {
  uint32_t size;
  int32_t role;
  void *host_data;
  ecluse_text connector;    /* which connector of the manifest */
  ecluse_text system;       /* id of the system in the configuration */
  ecluse_text source;       /* path of the connector file (ecluse/ext/runtime.h), or empty */
  ecluse_text settings;     /* JSON object, already valid; secrets are values in it */
  ecluse_text state_folder; /* a private folder for what can be rebuilt (an index); exists */

  /* [caller] Says why it fails; `pointer` is then into the settings. */
  ecluse_status (*fail)(const struct ecluse_open *open, const ecluse_error *error);
} ecluse_open;

typedef struct ecluse_instance ecluse_instance; /* the plugin's own; the host only passes it back */

/* The one shape of everything that runs: input and output are JSON, in the call. [worker] */
typedef ecluse_status (*ecluse_function)(ecluse_instance *instance, const ecluse_call *call);

typedef struct ecluse_plugin {
  uint32_t size;
  uint32_t abi_minor;   /* ECLUSE_ABI_MINOR of the header that it was built with */
  ecluse_text manifest; /* canonical JSON (RFC 8785); static storage */

  /* [control] Validates the settings and creates an instance. No network, no long work. */
  ecluse_status (*open)(const ecluse_host *host, const ecluse_open *open, ecluse_instance **out);

  /* [control] Ends every thread of the instance and frees it. No call of it runs any more. */
  void (*close)(ecluse_instance *instance);

  ecluse_function invoke; /* [worker] runs call->action */

  /* [any] The vtable of an extension (see ecluse/ext/), static; NULL when not supported. */
  const void *(*extension)(ecluse_text id);
} ecluse_plugin;

/* [control] The one exported symbol. Never NULL; the same pointer at each call. No side effects:
 * no thread, no file, no socket. */
typedef const ecluse_plugin *(*ecluse_plugin_v1_function)(void);
ECLUSE_EXPORT const ecluse_plugin *ecluse_plugin_v1(void);

#ifdef __cplusplus
}
#endif
#endif
