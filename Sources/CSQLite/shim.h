#pragma once
#include <sqlite3.h>

/* SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift cannot import. */
static inline int hookferry_bind_text(sqlite3_stmt *statement, int index, const char *text,
                                      int byte_count) {
    return sqlite3_bind_text(statement, index, text, byte_count, SQLITE_TRANSIENT);
}

static inline int hookferry_bind_blob(sqlite3_stmt *statement, int index, const void *bytes,
                                      int byte_count) {
    /* A null pointer would bind NULL: sqlite3_bind_zeroblob makes the empty blob. */
    if (byte_count == 0) return sqlite3_bind_zeroblob(statement, index, 0);
    return sqlite3_bind_blob(statement, index, bytes, byte_count, SQLITE_TRANSIENT);
}

/* Called after each commit: notes how many pages the write-ahead log has now. */
static inline int hookferry_note_log_pages(void *pages, sqlite3 *connection, const char *name,
                                           int count) {
    (void)connection;
    (void)name;
    *(int *)pages = count;
    return SQLITE_OK;
}

/* Takes the place of the checkpoint that SQLite would otherwise make inside a commit. */
static inline void hookferry_count_log_pages(sqlite3 *connection, int *pages) {
    sqlite3_wal_hook(connection, hookferry_note_log_pages, pages);
}
