/*
 * test_schema.c - which archive this is, and who may write to it.
 *
 * Files are made with SQLite itself and then shown to the store.  What must
 * be refused must also stay as it was, to the byte.
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

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    char folder[64];
    char path[128];
    struct error error;
};

static int
setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    if (!f) {
        return -1;
    }
    *state = f;
    snprintf(f->folder, sizeof(f->folder), "/tmp/quoth-test-schema-XXXXXX");
    if (!mkdtemp(f->folder)) {
        return -1;
    }
    snprintf(f->path, sizeof(f->path), "%s/a.db", f->folder);
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    DIR *folder = opendir(f->folder);
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        char path[512];
        snprintf(path, sizeof(path), "%s/%s", f->folder, entry->d_name);
        if (entry->d_name[0] != '.') {
            remove(path);
        }
    }
    closedir(folder);
    const int code = rmdir(f->folder);
    free(f);
    return code;
}

/** Run SQL on the fixture's file, as any other program would. */
static void
run(const struct fixture *f, const char *sql)
{
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

/** Write bytes as the fixture's file. */
static void
write_bytes(const struct fixture *f, const char *bytes, size_t size)
{
    FILE *file = fopen(f->path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/** Read the fixture's file. */
static void
read_bytes(const struct fixture *f, struct buffer *bytes)
{
    struct file_stamp stamp;
    buffer_init(bytes, 1024 * 1024);
    assert_int_equal(file_read(f->path, bytes, &stamp, NULL), ST_OK);
}

/** A connection without statements. */
static void
open_db(struct fixture *f, struct db *db, bool is_writable)
{
    const struct db_options options = {
        .path = f->path, .is_writable = is_writable, .busy_ms = 100};
    assert_int_equal(db_open(db, &options, &f->error), ST_OK);
}

/** How SQL makes a file, and what it is then. */
static const struct recognised {
    const char *sql;
    enum status status;
    int step;
} recognised[] = {
    {"", ST_OK, 0},
    {"PRAGMA user_version = 0", ST_OK, 0},
    {"CREATE TABLE t (a); DROP TABLE t", ST_OK, 0},
    {"PRAGMA application_id = 1903521652; PRAGMA user_version = 1", ST_OK, 1},

    /* Another program's: any table, number or version of its own. */
    {"CREATE TABLE t (a)", ST_NOT_AN_ARCHIVE, 0},
    {"CREATE VIEW v AS SELECT 1", ST_NOT_AN_ARCHIVE, 0},
    {"PRAGMA user_version = 1", ST_NOT_AN_ARCHIVE, 0},
    {"PRAGMA user_version = 1; CREATE TABLE segment (a)", ST_NOT_AN_ARCHIVE, 0},
    {"PRAGMA application_id = 1", ST_NOT_AN_ARCHIVE, 0},
    {"PRAGMA application_id = 1903521651; PRAGMA user_version = 1",
     ST_NOT_AN_ARCHIVE, 0},
    {"PRAGMA application_id = -1903521652; PRAGMA user_version = 1",
     ST_NOT_AN_ARCHIVE, 0},

    /* Ours by its number, with a version that no step has. */
    {"PRAGMA application_id = 1903521652", ST_NOT_AN_ARCHIVE, 0},
    {"PRAGMA application_id = 1903521652; PRAGMA user_version = -1",
     ST_NOT_AN_ARCHIVE, 0},

    {"PRAGMA application_id = 1903521652; PRAGMA user_version = 2147483647",
     ST_NEWER_ARCHIVE, 0},
};

static void
test_recognise(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ARCHIVE_APPLICATION_ID, 1903521652);
    for (size_t i = 0; i < sizeof(recognised) / sizeof(*recognised); i++) {
        struct db db;
        int step = -1;
        remove(f->path);
        run(f, recognised[i].sql);
        for (int is_writable = 0; is_writable < 2; is_writable++) {
            step = -1;
            f->error = (struct error){0};
            open_db(f, &db, is_writable);
            const enum status status = schema_recognise(&db, &step, &f->error);
            db_close(&db);
            if (status != recognised[i].status) {
                fail_msg("%s: %s", recognised[i].sql, status_name(status));
            }
            assert_int_equal(step, status == ST_OK ? recognised[i].step : -1);
            assert_string_equal(f->error.path, status == ST_OK ? "" : f->path);
        }
    }
}

/** The last step that this build knows, and the one after. */
static int
last_step(void)
{
    return schema_steps[n_schema_steps - 1].number;
}

static void
test_steps(void **state)
{
    struct fixture *f = *state;
    struct db db;
    int step;
    for (size_t i = 0; i < n_schema_steps; i++) {
        assert_int_equal(schema_steps[i].number, (int)i + 1);
        assert_true(schema_steps[i].sql[0] != '\0');
    }
    for (int version = last_step(); version <= last_step() + 1; version++) {
        char sql[96];
        snprintf(sql, sizeof(sql),
                 "PRAGMA application_id = 1903521652; "
                 "PRAGMA user_version = %d",
                 version);
        run(f, sql);
        open_db(f, &db, false);
        assert_int_equal(schema_recognise(&db, &step, &f->error),
                         version == last_step() ? ST_OK : ST_NEWER_ARCHIVE);
        db_close(&db);
    }
}

/** One number that a file tells of itself. */
static int64_t
ask(struct fixture *f, const char *sql)
{
    struct db db;
    int64_t number = -1;
    open_db(f, &db, false);
    assert_int_equal(db_read_integer(&db, sql, &number, &f->error), ST_OK);
    db_close(&db);
    return number;
}

static void
test_upgrade(void **state)
{
    struct fixture *f = *state;
    struct db db;
    for (int round = 0; round < 2; round++) {
        open_db(f, &db, true);
        assert_int_equal(schema_upgrade(&db, &f->error), ST_OK);
        db_close(&db);
        assert_int_equal(ask(f, "PRAGMA application_id"), 1903521652);
        assert_int_equal(ask(f, "PRAGMA user_version"), last_step());
    }
    assert_int_equal(ask(f, "SELECT count(*) FROM sqlite_schema WHERE name IN "
                            "('collection', 'recording', 'file', "
                            "'transcript', 'line', 'segment', 'said')"),
                     7);
}

/** A second process finds the work done, or waits for it. */
static void
test_upgrade_while_locked(void **state)
{
    struct fixture *f = *state;
    struct db db;
    sqlite3 *other;
    open_db(f, &db, true);
    assert_int_equal(sqlite3_open(f->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(schema_upgrade(&db, &f->error), ST_BUSY);
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(schema_upgrade(&db, &f->error), ST_OK);
    sqlite3_close(other);
    db_close(&db);
}

/** Show the fixture's file to both halves of the store, which must refuse it
 * and leave it alone. */
static void
assert_refused(struct fixture *f, enum status reading, enum status writing)
{
    struct buffer before;
    struct buffer after;
    struct reader *reader = NULL;
    struct writer *writer = NULL;
    read_bytes(f, &before);
    f->error = (struct error){0};
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error), reading);
    assert_string_equal(f->error.path, f->path);
    assert_true(f->error.text[0] != '\0');
    f->error = (struct error){0};
    assert_int_equal(writer_open(f->path, 100, &writer, &f->error), writing);
    assert_string_equal(f->error.path, f->path);
    assert_null(reader);
    assert_null(writer);
    read_bytes(f, &after);
    assert_true(slice_equal(buffer_slice(&before), buffer_slice(&after)));
    buffer_finish(&before);
    buffer_finish(&after);
}

static void
test_foreign_files(void **state)
{
    struct fixture *f = *state;
    static const char *const sql[] = {
        "CREATE TABLE t (a); INSERT INTO t VALUES (1)",
        "PRAGMA journal_mode = WAL; CREATE TABLE t (a)",
        "PRAGMA application_id = 252006673; CREATE TABLE gpkg (a)",
        "PRAGMA page_size = 512; CREATE TABLE t (a)",
    };
    for (size_t i = 0; i < sizeof(sql) / sizeof(*sql); i++) {
        remove(f->path);
        run(f, sql[i]);
        assert_refused(f, ST_NOT_AN_ARCHIVE, ST_NOT_AN_ARCHIVE);
    }
    remove(f->path);
    run(f, "PRAGMA application_id = 1903521652; PRAGMA user_version = 99; "
           "CREATE TABLE line (a)");
    assert_refused(f, ST_NEWER_ARCHIVE, ST_NEWER_ARCHIVE);
}

static void
test_no_database(void **state)
{
    struct fixture *f = *state;
    static const struct slice files[] = {
        SLICE_INIT("WEBVTT\n\n00:01.000 --> 00:02.000\nHello.\n"),
        SLICE_INIT("xx"), /* SQLite takes a single byte for nothing */
        SLICE_INIT("SQLite format 2"),
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        write_bytes(f, files[i].data, files[i].size);
        assert_refused(f, ST_NOT_AN_ARCHIVE, ST_NOT_AN_ARCHIVE);
    }
    char *large = calloc(1, 100 * 1000);
    assert_non_null(large);
    memset(large, 'x', 100 * 1000);
    write_bytes(f, large, 100 * 1000);
    assert_refused(f, ST_NOT_AN_ARCHIVE, ST_NOT_AN_ARCHIVE);
    free(large);
}

/** An empty file has nothing to read, and may become an archive. */
static void
test_empty_file(void **state)
{
    struct fixture *f = *state;
    struct reader *reader = NULL;
    struct writer *writer = NULL;
    write_bytes(f, "", 0);
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error),
                     ST_NOT_AN_ARCHIVE);
    assert_int_equal(writer_open(f->path, 100, &writer, &f->error), ST_OK);
    writer_close(writer);
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error), ST_OK);
    reader_close(reader);
}

static void
test_no_file(void **state)
{
    struct fixture *f = *state;
    struct reader *reader = NULL;
    struct writer *writer = NULL;
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error),
                     ST_NOT_FOUND);
    assert_int_not_equal(access(f->path, F_OK), 0);
    assert_int_equal(mkdir(f->path, 0755), 0);
    assert_int_not_equal(reader_open(f->path, 100, &reader, &f->error), ST_OK);
    assert_int_not_equal(writer_open(f->path, 100, &writer, &f->error), ST_OK);
    snprintf(f->path, sizeof(f->path), "%s/no/a.db", f->folder);
    assert_int_not_equal(writer_open(f->path, 100, &writer, &f->error), ST_OK);
}

/** Paths that mean something to SQLite's URIs are paths here. */
static void
test_odd_paths(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = {"a?mode=memory", "a#b",      "a%41b.db",
                                        "file:a",        "a b\n.db", "\xff.db"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct reader *reader = NULL;
        struct writer *writer = NULL;
        snprintf(f->path, sizeof(f->path), "%s/%s", f->folder, names[i]);
        assert_int_equal(writer_open(f->path, 100, &writer, &f->error), ST_OK);
        writer_close(writer);
        assert_int_equal(access(f->path, R_OK), 0);
        assert_int_equal(reader_open(f->path, 100, &reader, &f->error), ST_OK);
        reader_close(reader);
    }
}

/** One writer at a time; the second is told so, and its turn comes. */
static void
test_one_writer(void **state)
{
    struct fixture *f = *state;
    struct writer *first = NULL;
    struct writer *second = NULL;
    struct reader *reader = NULL;
    assert_int_equal(writer_open(f->path, 100, &first, &f->error), ST_OK);
    assert_int_equal(writer_open(f->path, 100, &second, &f->error), ST_BUSY);
    assert_non_null(strstr(f->error.text, "another process is writing"));
    assert_string_equal(f->error.path, f->path);
    assert_null(second);
    assert_int_equal(reader_open(f->path, 100, &reader, &f->error), ST_OK);
    reader_close(reader);
    writer_close(first);
    assert_int_equal(writer_open(f->path, 100, &second, &f->error), ST_OK);
    writer_close(second);
}

/** What is not committed is not there, whether rolled back or closed. */
static void
test_batches(void **state)
{
    struct fixture *f = *state;
    struct writer *writer = NULL;
    int64_t collection;
    for (int round = 0; round < 3; round++) {
        assert_int_equal(writer_open(f->path, 100, &writer, &f->error), ST_OK);
        assert_int_equal(writer_begin(writer, &f->error), ST_OK);
        assert_int_equal(writer_collection(writer, SLICE("/talks"), SLICE(""),
                                           &collection, &f->error),
                         ST_OK);
        if (round == 0) {
            writer_rollback(writer);
            writer_rollback(writer);
        } else if (round == 2) {
            assert_int_equal(writer_commit(writer, &f->error), ST_OK);
        }
        writer_close(writer);
        assert_int_equal(ask(f, "SELECT count(*) FROM collection"), round == 2);
    }
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_recognise),     CASE(test_steps),
        CASE(test_upgrade),       CASE(test_upgrade_while_locked),
        CASE(test_foreign_files), CASE(test_no_database),
        CASE(test_empty_file),    CASE(test_no_file),
        CASE(test_odd_paths),     CASE(test_one_writer),
        CASE(test_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
