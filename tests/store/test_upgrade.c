/*
 * test_upgrade.c - archives of an earlier step, opened by a later quoth.
 *
 * The later quoth is made here: this file brings a list of schema steps of
 * its own, which takes the place of the built-in one.  The archive is one of
 * step 1 as people have them.  Step 2 rewrites a lot, step 3 fails where a
 * collection has a certain name; neither is in any release.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "store/read.h"
#include "store/schema.h"
#include "store/write.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 80, ARCHIVE_MAX_BYTES = 4 * 1024 * 1024 };

const struct schema_step schema_steps[] = {
    {1, "0001_initial", "SELECT 'the archive has this step already'"},
    {2, "0002_moods",
     "ALTER TABLE recording ADD COLUMN mood TEXT;"
     "CREATE TABLE mood (transcript INTEGER, seq INTEGER, "
     "PRIMARY KEY (transcript, seq)) STRICT, WITHOUT ROWID;"
     "INSERT INTO mood SELECT transcript, seq FROM segment;"
     "UPDATE line SET kind = kind, n_said = n_said + 1;"
     "UPDATE recording SET mood = 'calm'"},
    {3, "0003_names",
     "CREATE TABLE named (name TEXT CHECK (name <> 'spoilt')) STRICT;"
     "UPDATE line SET n_said = n_said - 1;"
     "INSERT INTO named SELECT name FROM collection"},
};
const size_t n_schema_steps = sizeof(schema_steps) / sizeof(*schema_steps);

/** The archive of step 1, and a place for copies of it. */
struct fixture {
    struct buffer archive;
    char folder[64];
    char path[128];
    struct error error;
};

static int
setup(void **state)
{
    static struct fixture f;
    struct file_stamp stamp;
    *state = &f;
    buffer_init(&f.archive, ARCHIVE_MAX_BYTES);
    strcpy(f.folder, "/tmp/quoth-test-upgrade-XXXXXX");
    if (!mkdtemp(f.folder) ||
        file_read(getenv("STEP1_DB"), &f.archive, &stamp, &f.error) != ST_OK) {
        return -1;
    }
    snprintf(f.path, sizeof(f.path), "%s/a.db", f.folder);
    return 0;
}

/** Remove the archive and what is beside it. */
static void
remove_archive(const struct fixture *f)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        char path[160];
        snprintf(path, sizeof(path), "%s%s", f->path, ends[i]);
        remove(path);
    }
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    remove_archive(f);
    buffer_finish(&f->archive);
    return rmdir(f->folder);
}

/** Put the archive of step 1 in its place. */
static void
renew(const struct fixture *f)
{
    remove_archive(f);
    FILE *file = fopen(f->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(f->archive.data, 1, f->archive.size, file),
                     f->archive.size);
    assert_int_equal(fclose(file), 0);
}

/** Run SQL on the archive, as any other program would. */
static void
run(const struct fixture *f, const char *sql)
{
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

/** One number that the archive tells. */
static int64_t
ask(const struct fixture *f, const char *sql)
{
    sqlite3 *handle;
    sqlite3_stmt *row;
    assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &row, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    const int64_t number = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
    return number;
}

/** Whether the file is that of step 1, to the byte. */
static bool
is_untouched(const struct fixture *f)
{
    struct buffer bytes;
    struct file_stamp stamp;
    buffer_init(&bytes, ARCHIVE_MAX_BYTES);
    assert_int_equal(file_read(f->path, &bytes, &stamp, NULL), ST_OK);
    const bool is_same =
        slice_equal(buffer_slice(&bytes), buffer_slice(&f->archive));
    buffer_finish(&bytes);
    return is_same;
}

/** Fail unless the archive is at one of both ends: step 1 or step 3. */
static int64_t
assert_at_an_end(const struct fixture *f)
{
    const int64_t step = ask(f, "PRAGMA user_version");
    const int64_t n_new = ask(f, "SELECT count(*) FROM sqlite_schema "
                                 "WHERE name IN ('mood', 'named')");
    const int64_t has_column =
        ask(f, "SELECT count(*) FROM pragma_table_info('recording') "
               "WHERE name = 'mood'");
    assert_true(step == 1 || step == 3);
    assert_int_equal(n_new, step == 1 ? 0 : 2);
    assert_int_equal(has_column, step == 1 ? 0 : 1);
    assert_int_equal(ask(f, "SELECT sum(n_said) FROM line"),
                     ask(f, "SELECT count(*) FROM segment"));
    assert_int_equal(ask(f, "SELECT count(*) FROM segment"), 625);
    if (step == 3) {
        assert_int_equal(ask(f, "SELECT count(*) FROM mood"), 625);
        assert_int_equal(
            ask(f, "SELECT count(*) FROM recording WHERE mood = 'calm'"), 9);
    }
    return step;
}

/** A writer brings an archive of step 1 to step 3, and readers read it then,
 * not before. */
static void
test_upgrade(void **state)
{
    struct fixture *f = *state;
    struct reader *reader = NULL;
    struct writer *writer = NULL;
    renew(f);
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error),
                     ST_READ_ONLY);
    assert_non_null(strstr(f->error.text, "earlier version"));
    assert_string_equal(f->error.path, f->path);
    assert_null(reader);
    assert_true(is_untouched(f));
    assert_int_equal(writer_open(f->path, 100, &writer, &f->error), ST_OK);
    writer_close(writer);
    assert_int_equal(assert_at_an_end(f), 3);
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error), ST_OK);
    reader_close(reader);
    assert_int_equal(writer_open(f->path, 100, &writer, &f->error), ST_OK);
    writer_close(writer);
    assert_int_equal(assert_at_an_end(f), 3);
}

/** Where a later step fails, the one before it is undone too. */
static void
test_failing_step(void **state)
{
    struct fixture *f = *state;
    struct writer *writer = NULL;
    renew(f);
    run(f, "UPDATE collection SET name = 'spoilt'");
    for (int round = 0; round < 2; round++) {
        assert_int_not_equal(writer_open(f->path, 100, &writer, &f->error),
                             ST_OK);
        assert_null(writer);
        assert_int_equal(assert_at_an_end(f), 1);
    }
    run(f, "UPDATE collection SET name = 'sound'");
    assert_int_equal(writer_open(f->path, 100, &writer, &f->error), ST_OK);
    writer_close(writer);
    assert_int_equal(assert_at_an_end(f), 3);
}

/** An archive of a step that is not known yet is left alone by both halves. */
static void
test_newer(void **state)
{
    struct fixture *f = *state;
    struct reader *reader = NULL;
    struct writer *writer = NULL;
    renew(f);
    run(f, "PRAGMA user_version = 4");
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error),
                     ST_NEWER_ARCHIVE);
    assert_int_equal(writer_open(f->path, 100, &writer, &f->error),
                     ST_NEWER_ARCHIVE);
    assert_int_equal(ask(f, "PRAGMA user_version"), 4);
    run(f, "PRAGMA user_version = 1");
    assert_int_equal(assert_at_an_end(f), 1);
}

/** Counts down the steps of SQLite's machine, and kills the process. */
static int
count_down(void *context)
{
    int64_t *left = context;
    if (--*left == 0) {
        raise(SIGKILL);
    }
    return 0;
}

/** Upgrade, and die after so many steps; returns those that are left. */
static int64_t
upgrade_for(struct fixture *f, int64_t left)
{
    struct db db;
    const struct db_options options = {.path = f->path, .is_writable = true};
    if (db_open(&db, &options, &f->error) != ST_OK) {
        return -1;
    }
    sqlite3_progress_handler(db.handle, 1, count_down, &left);
    const enum status status = schema_upgrade(&db, &f->error);
    db_close(&db);
    return status == ST_OK ? left : -1;
}

/** A process that is killed in the middle leaves step 1 or step 3. */
static void
test_killed(void **state)
{
    struct fixture *f = *state;
    int64_t n_at[4] = {0};
    renew(f);
    const int64_t n_steps = INT32_MAX - upgrade_for(f, INT32_MAX);
    assert_true(n_steps > 1000 && n_steps < INT32_MAX);
    for (int64_t kill = 0; kill < KILLS; kill++) {
        renew(f);
        /* The last ones one by one: that is where the commit is. */
        const int64_t at = kill < KILLS / 2 ? 1 + n_steps * kill * 2 / KILLS
                                            : n_steps - (KILLS - 1 - kill);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            upgrade_for(f, at);
            _exit(0);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        n_at[assert_at_an_end(f)]++;
    }
    assert_true(n_at[1] > KILLS / 2);
    assert_int_equal(n_at[1] + n_at[3], KILLS);
    renew(f);
    assert_true(upgrade_for(f, n_steps + 100) > 0);
    assert_int_equal(assert_at_an_end(f), 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_upgrade),
        cmocka_unit_test(test_failing_step),
        cmocka_unit_test(test_newer),
        cmocka_unit_test(test_killed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
