/* SPDX-License-Identifier: MIT
 * Service "ecluse.sql/1": the database of the legacy system (SQLite, MariaDB and MySQL, PostgreSQL,
 * ODBC), with sessions that the host pools and a deadline that the server itself keeps.
 *
 * Every database that `open` names must stand in the settings of the system: a host or a socket is
 * a value of one of them, a file lies beneath a folder or file setting. Otherwise it is refused.
 *
 * One statement a call, its values only as parameters, one '?' each, whatever the engine ('?'
 * within quotes and comments is text). Transactions are begun and ended with the functions below:
 * BEGIN, COMMIT, ROLLBACK and SET of them are refused as text; SAVEPOINT, RELEASE SAVEPOINT,
 * ROLLBACK TO SAVEPOINT and LOCK TABLES are plain statements.
 *
 * Whatever fails tells `failed` first, once, then returns the status of that error. Error texts
 * hold no parameter and no value of a row.
 */
#ifndef ECLUSE_SERVICE_SQL_H
#define ECLUSE_SERVICE_SQL_H
#include "../abi.h"

#define ECLUSE_SERVICE_SQL "ecluse.sql/1"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ecluse_sql_database ecluse_sql_database; /* the host's own */
typedef struct ecluse_sql_session ecluse_sql_session;   /* one thread at a time */

/* Kinds of ecluse_sql_value. */
enum {
  ECLUSE_SQL_NULL = 0,
  ECLUSE_SQL_INTEGER = 1,  /* in `integer`; an unsigned one that is larger comes as DECIMAL */
  ECLUSE_SQL_REAL = 2,     /* "1.5": the shortest text that reads back as the same number */
  ECLUSE_SQL_DECIMAL = 3,  /* "12.50": exact, with the zeros of the column */
  ECLUSE_SQL_TEXT = 4,     /* UTF-8 here, whatever the character set of the column */
  ECLUSE_SQL_BYTES = 5,    /* as they are */
  ECLUSE_SQL_DATE = 6,     /* "2026-03-29" */
  ECLUSE_SQL_TIME = 7,     /* "09:30:00", "09:30:00.250000" */
  ECLUSE_SQL_DATETIME = 8, /* "2026-03-29 09:30:00", with an offset where the column has one */
  ECLUSE_SQL_BOOLEAN = 9   /* 0 or 1 in `integer` (PostgreSQL; others have integers) */
};

/* A parameter or a cell; borrowed. Never grows. */
typedef struct ecluse_sql_value {
  int32_t kind;
  uint32_t reserved; /* 0 */
  int64_t integer;
  ecluse_text text;
} ecluse_sql_value;

typedef struct ecluse_sql_error {
  uint32_t size;
  ecluse_status status;
  ecluse_text slug;       /* "database-busy", … (sdk/abi/SQL.md has them all) */
  ecluse_text parameters; /* JSON object: the words of its sentence */
  ecluse_text sqlstate;   /* "40001"; empty where the engine has none */
  int64_t code;           /* the engine's own number, or 0 */
  ecluse_text upstream_text; /* only what a trigger itself says (SIGNAL, RAISE) */
  int64_t retry_after_ms;    /* above 0: the whole transaction may be tried again */
} ecluse_sql_error;

/* Borrowed by each function until it returns. [caller] */
typedef struct ecluse_sql_listener {
  uint32_t size;
  uint32_t reserved; /* 0 */
  void *context;
  void (*failed)(void *context, const ecluse_sql_error *error); /* may be NULL */
  /* Names of the columns, once, before the first row; may be NULL. */
  ecluse_status (*columns)(void *context, const ecluse_text *names, size_t count);
  /* Rows as they arrive; may be NULL. Anything but ECLUSE_OK ends the statement there, which is
   * no fault: `run` returns ECLUSE_OK. The session runs nothing else meanwhile. */
  ecluse_status (*row)(void *context, const ecluse_sql_value *cells, size_t count);
} ecluse_sql_listener;

/* What a session is for. */
enum {
  ECLUSE_SQL_READ = 1,     /* in a read-only transaction that the server enforces */
  ECLUSE_SQL_WRITE = 2,    /* in a transaction (SQLite: BEGIN IMMEDIATE) */
  ECLUSE_SQL_DEDICATED = 3 /* for locks of the session: no transaction until `begin`; its
                              connection is closed by `give_back`, never pooled */
};
enum {
  ECLUSE_SQL_READ_COMMITTED = 1,
  ECLUSE_SQL_REPEATABLE_READ = 2,
  ECLUSE_SQL_SERIALIZABLE = 3
};

typedef struct ecluse_sql_terms {
  uint32_t size;
  int32_t use;
  int32_t isolation;       /* 0: READ has REPEATABLE_READ, WRITE has READ_COMMITTED */
  uint32_t reserved;       /* 0 */
  int64_t lock_wait_ms;    /* how long a statement waits for a row or table lock; 0: 5,000 */
  const ecluse_call *call; /* its deadline and its cancelling end statements on the server */
} ecluse_sql_terms;

typedef struct ecluse_sql_done {
  uint32_t size;
  uint32_t reserved;
  int64_t affected; /* rows that the WHERE met, whether they changed or not */
  int64_t last_id;  /* of AUTO_INCREMENT or rowid; 0: none (PostgreSQL: use RETURNING) */
} ecluse_sql_done;

/* Who answers; borrowed until `give_back`. */
typedef struct ecluse_sql_facts {
  uint32_t size;
  uint32_t reserved;
  ecluse_text product;    /* "sqlite", "mariadb", "mysql", "postgresql", or what ODBC says */
  ecluse_text version;    /* "10.11.19" */
  int64_t session_number; /* CONNECTION_ID(), pg_backend_pid(); 0: none */
} ecluse_sql_facts;

typedef struct ecluse_sql {
  uint32_t size;
  uint32_t reserved; /* 0 */

  /* [control] Names a database; connects to nothing. `settings` is a JSON object (sdk/abi/SQL.md);
   * its password is wiped by the host after `close`. */
  ecluse_status (*open)(const ecluse_host *host, ecluse_text settings,
                        const ecluse_sql_listener *listener, ecluse_sql_database **out);
  /* [control] Every session has been given back. */
  void (*close)(ecluse_sql_database *database);

  /* [worker] A session on these terms, waiting for a free one until the deadline of the call. */
  ecluse_status (*take)(ecluse_sql_database *database, const ecluse_sql_terms *terms,
                        const ecluse_sql_listener *listener, ecluse_sql_session **out);
  /* [worker] Before the call returns. Rolls back what was not committed. */
  void (*give_back)(ecluse_sql_session *session);

  /* [worker] `done` may be NULL. */
  ecluse_status (*run)(ecluse_sql_session *session, ecluse_text statement,
                       const ecluse_sql_value *values, size_t count,
                       const ecluse_sql_listener *listener, ecluse_sql_done *done);
  /* [worker] DEDICATED alone, outside a transaction; `isolation` 0: READ_COMMITTED. */
  ecluse_status (*begin)(ecluse_sql_session *session, int32_t isolation,
                         const ecluse_sql_listener *listener);
  /* [worker] When the connection breaks meanwhile: slug "database-commit-unknown". */
  ecluse_status (*commit)(ecluse_sql_session *session, const ecluse_sql_listener *listener);
  ecluse_status (*rollback)(ecluse_sql_session *session, const ecluse_sql_listener *listener);

  /* [worker] */
  ecluse_status (*facts)(const ecluse_sql_session *session, ecluse_sql_facts *facts);
} ecluse_sql;

#ifdef __cplusplus
}
#endif
#endif
