/* sqlite_threads LOOKUPS: fixed work for SQLite. Three threads share one connection to a database in memory; each inserts
 * its own keys and looks them up. */
#include "sqlite3.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { kThreads = 3, kTransactions = 20, kRows = 100 };
static sqlite3 *database;
static long lookups;
static pthread_mutex_t transaction = PTHREAD_MUTEX_INITIALIZER;

static void check(int result, int wanted) {
  if (result == wanted)
    return;
  fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(database));
  exit(1);
}

static sqlite3_stmt *prepare(const char *text) {
  sqlite3_stmt *statement;
  check(sqlite3_prepare_v2(database, text, -1, &statement, 0), SQLITE_OK);
  return statement;
}

static void insert(int me, int number) {
  sqlite3_stmt *statement = prepare("INSERT INTO words VALUES(?, ?, ?)");
  for (int row = 0; row < kRows; ++row) {
    int key = (number * kRows + row) * kThreads + me;
    char text[32];
    snprintf(text, sizeof text, "word number %d", (int)(key * 2654435761u % 100000));
    sqlite3_bind_int(statement, 1, key);
    sqlite3_bind_text(statement, 2, text, -1, SQLITE_TRANSIENT);
    sqlite3_bind_int(statement, 3, key % 97);
    check(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
}

static void *work(void *argument) {
  int me = (int)(long)argument;
  long found = 0;
  for (int i = 0; i < kTransactions; ++i) {
    pthread_mutex_lock(&transaction);
    check(sqlite3_exec(database, "BEGIN", 0, 0, 0), SQLITE_OK);
    insert(me, i);
    check(sqlite3_exec(database, "COMMIT", 0, 0, 0), SQLITE_OK);
    pthread_mutex_unlock(&transaction);
  }
  sqlite3_stmt *statement = prepare("SELECT weight, length(word) FROM words WHERE id = ?");
  for (int i = 0; i < lookups; ++i) {
    sqlite3_bind_int(statement, 1, (int)(i * 7919u % (kTransactions * kRows)) * kThreads + me);
    check(sqlite3_step(statement), SQLITE_ROW);
    found += sqlite3_column_int(statement, 0) < 97 && sqlite3_column_int(statement, 1) > 12;
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  return (void *)found;
}

int main(int count, char **words) {
  lookups = count > 1 ? atol(words[1]) : 1000;
  check(sqlite3_open_v2(":memory:", &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, 0), SQLITE_OK);
  check(sqlite3_exec(database, "CREATE TABLE words(id INTEGER PRIMARY KEY, word TEXT, weight INT); CREATE INDEX of ON words(word)",
                     0, 0, 0), SQLITE_OK);
  pthread_t threads[kThreads];
  long sum = 0;
  for (long i = 0; i < kThreads; ++i)
    pthread_create(&threads[i], 0, work, (void *)i);
  for (int i = 0; i < kThreads; ++i) {
    void *part;
    pthread_join(threads[i], &part);
    sum += (long)part;
  }
  sqlite3_stmt *statement = prepare("SELECT count(*), sum(weight) FROM (SELECT weight FROM words ORDER BY word)");
  check(sqlite3_step(statement), SQLITE_ROW);
  printf("%d rows, weight %d, %ld found\n", sqlite3_column_int(statement, 0), sqlite3_column_int(statement, 1), sum);
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return 0;
}
