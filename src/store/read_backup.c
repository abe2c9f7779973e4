/*
 * The reader: a copy of the archive (sqlite.org/backup.html).
 *
 * The copy is made in one read transaction, so that writers, who may go on,
 * do not make it start anew; their log grows as long as it takes.
 */
#include "store/reader.h"

/** Pages between two looks at whether to go on: half a megabyte. */
enum { PAGES_A_STEP = 32 };

/** A copy being made. */
struct copying {
    struct db to;
    sqlite3_backup *backup;
    copy_fn *on_pages;
    void *context;
    struct error *error;
};

/** Copy step by step; an SQLite result code, SQLITE_INTERRUPT when asked to
 * stop. */
static int
copy_pages(const struct copying *copying)
{
    int rc;
    while ((rc = sqlite3_backup_step(copying->backup, PAGES_A_STEP)) ==
           SQLITE_OK) {
        const int n = sqlite3_backup_pagecount(copying->backup);
        const int n_left = sqlite3_backup_remaining(copying->backup);
        if (copying->on_pages &&
            !copying->on_pages(copying->context, n - n_left, n)) {
            return SQLITE_INTERRUPT;
        }
    }
    return rc;
}

/** Copy into an open file. */
static enum status
copy_into(struct reader *reader, struct copying *copying)
{
    /* Nothing but the copy is in the file, so nothing could be rolled back;
     * FULL has all of it synced at the end. */
    TRY(db_execute(&copying->to,
                   "PRAGMA journal_mode = MEMORY;"
                   "PRAGMA synchronous = FULL",
                   copying->error));
    copying->backup = sqlite3_backup_init(copying->to.handle, "main",
                                          reader->db.handle, "main");
    if (!copying->backup) {
        return db_error(&copying->to, sqlite3_errcode(copying->to.handle),
                        copying->error);
    }
    const int rc = copy_pages(copying);
    /* Only now does the connection know what went wrong, if anything did. */
    const int rc_of_end = sqlite3_backup_finish(copying->backup);
    if (rc == SQLITE_INTERRUPT) {
        return error_set(copying->error, ST_INTERRUPTED, "stopped");
    }
    return rc == SQLITE_DONE && rc_of_end == SQLITE_OK
               ? ST_OK
               : db_error(&copying->to, rc == SQLITE_DONE ? rc_of_end : rc,
                          copying->error);
}

enum status
reader_copy(struct reader *reader, const char *path, copy_fn *on_pages,
            void *context, struct error *error)
{
    const struct db_options options = {
        .path = path, .is_writable = true, .busy_ms = reader->db.busy_ms};
    struct copying copying = {
        .on_pages = on_pages, .context = context, .error = error};
    TRY(db_open(&copying.to, &options, error));
    enum status status = reader_begin(reader, 0, error);
    if (status == ST_OK) {
        status = copy_into(reader, &copying);
        reader_end(reader);
    }
    db_close(&copying.to);
    return status;
}
