/*
 * test_renumber.c - times of words after a rebuild that numbers tokens anew.
 *
 * An archive is spoilt as one would be that was indexed by a tokenizer which
 * cut otherwise: a place array with more tokens in some segments, and times by
 * those numbers.  A rebuild must bring back the times as they were.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "ingest/index.h"
#include "ingest/rebuild.h"
#include "store/db.h"
#include "store/packed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BYTES_MAX = 64 * 1024 };

/** Four segments of four words, every word with its time. */
static const char talk[] =
    "WEBVTT\n\n"
    "00:01.000 --> 00:05.000\n"
    "<00:01.000>one <00:02.000>two <00:03.000>three <00:04.000>four\n\n"
    "00:05.000 --> 00:09.000\n"
    "<00:05.000>five <00:06.000>six <00:07.000>seven <00:08.000>eight\n\n"
    "00:09.000 --> 00:13.000\n"
    "[Music]\n\n"
    "00:13.000 --> 00:17.000\n"
    "<00:13.000>nine <00:14.000>ten <00:15.000>eleven <00:16.000>twelve\n\n";

/** What an older tokenizer would have left: how many more tokens it made of
 * each indexed segment, at its end. */
static const struct numbering {
    const char *name;
    uint32_t more[3];
    bool has_place; /**< or it is damaged */
} numberings[] = {
    {"as now", {0, 0, 0}, true},
    {"one more in the first", {1, 0, 0}, true},
    {"one more in the last", {0, 0, 1}, true},
    {"more everywhere", {2, 3, 1}, true},
    {"as now, places lost", {0, 0, 0}, false},
};

struct fixture {
    char folder[64];
    char talks[80];
    char file[96];
    char archive[80];
    struct error error;
};

static int
setup(void **state)
{
    static struct fixture f;
    *state = &f;
    strcpy(f.folder, "/tmp/quoth-test-renumber-XXXXXX");
    if (!mkdtemp(f.folder)) {
        return -1;
    }
    snprintf(f.talks, sizeof(f.talks), "%s/talks", f.folder);
    snprintf(f.file, sizeof(f.file), "%s/talk.vtt", f.talks);
    snprintf(f.archive, sizeof(f.archive), "%s/a.db", f.folder);
    FILE *file = mkdir(f.talks, 0755) == 0 ? fopen(f.file, "w") : NULL;
    return !file || fputs(talk, file) < 0 || fclose(file) != 0 ? -1 : 0;
}

static int
teardown(void **state)
{
    const struct fixture *f = *state;
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        char path[100];
        snprintf(path, sizeof(path), "%s%s", f->archive, ends[i]);
        remove(path);
    }
    remove(f->file);
    return remove(f->talks) == 0 && remove(f->folder) == 0 ? 0 : -1;
}

/** The archive, by SQLite alone. */
static sqlite3 *
open_plainly(const struct fixture *f)
{
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(f->archive, &handle), SQLITE_OK);
    return handle;
}

/** Read one value of the archive's only transcript. */
static void
read_value(sqlite3 *handle, const char *sql, struct buffer *bytes)
{
    sqlite3_stmt *row;
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &row, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    buffer_init(bytes, BYTES_MAX);
    buffer_add(bytes, sqlite3_column_blob(row, 0),
               (size_t)sqlite3_column_bytes(row, 0));
    sqlite3_finalize(row);
}

/** Write one value of it. */
static void
write_value(sqlite3 *handle, const char *sql, const struct buffer *bytes)
{
    sqlite3_stmt *row;
    assert_false(bytes->has_failed);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &row, NULL),
                     SQLITE_OK);
    sqlite3_bind_blob64(row, 1, bytes->data, bytes->size, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(row), SQLITE_DONE);
    assert_int_equal(sqlite3_changes(handle), 1);
    sqlite3_finalize(row);
}

/** Write the place array of an older tokenizer, or a damaged one. */
static void
write_place(sqlite3 *handle, const struct place *now,
            const struct numbering *numbering)
{
    struct place old = {0};
    struct buffer bytes;
    for (size_t i = 0; i < now->n_segments; i++) {
        struct place_segment segment = now->segments[i];
        segment.n_tokens += numbering->more[i];
        assert_true(place_add(&old, segment));
    }
    buffer_init(&bytes, BYTES_MAX);
    place_pack(&old, &bytes);
    packed_seal(&bytes);
    bytes.data[0] = (char)(bytes.data[0] ^ (numbering->has_place ? 0 : 1));
    write_value(handle, "UPDATE place SET speech = ?1", &bytes);
    buffer_finish(&bytes);
    place_finish(&old);
}

/** Write the times by the numbers of an older tokenizer. */
static void
write_timing(sqlite3 *handle, const struct place *now,
             const struct timing *timing, const struct numbering *numbering)
{
    struct timing old = {0};
    struct buffer bytes;
    for (size_t i = 0; i < timing->n_words; i++) {
        struct timed_word word = timing->words[i];
        const size_t segment = place_find(now, word.token);
        for (size_t k = 0; k < segment; k++) {
            word.token += numbering->more[k];
        }
        assert_true(timing_add(&old, word));
    }
    buffer_init(&bytes, BYTES_MAX);
    timing_pack(&old, &bytes);
    packed_seal(&bytes);
    write_value(handle, "UPDATE timing SET words = ?1", &bytes);
    buffer_finish(&bytes);
    timing_finish(&old);
}

/** Index the talk. */
static void
index_talk(struct fixture *f, struct writer *writer)
{
    const char *const roots[] = {f->talks};
    struct index_report report;
    const struct index_options options = {
        .archive = f->archive, .roots = roots, .n_roots = 1, .n_threads = 1};
    assert_int_equal(index_folders(writer, &options, &report, &f->error),
                     ST_OK);
    assert_int_equal(report.n_segments, 4);
}

/** Spoil the archive so, rebuild it, and see that all is as it was. */
static void
check_numbering(struct fixture *f, const struct numbering *numbering)
{
    struct writer *writer;
    struct buffer places[2];
    struct buffer times[2];
    struct place place = {0};
    struct timing timing = {0};
    struct rebuild_report report;
    const struct work work = {0};
    sqlite3 *handle = open_plainly(f);
    read_value(handle, "SELECT speech FROM place", &places[0]);
    read_value(handle, "SELECT words FROM timing", &times[0]);
    assert_int_equal(place_open(&place, buffer_slice(&places[0])), ST_OK);
    assert_int_equal(timing_open(&timing, buffer_slice(&times[0])), ST_OK);
    assert_int_equal(place.n_segments, 3);
    assert_int_equal(timing.n_words, 12);
    write_place(handle, &place, numbering);
    write_timing(handle, &place, &timing, numbering);
    assert_int_equal(writer_open(f->archive, 100, &writer, &f->error), ST_OK);
    assert_int_equal(rebuild_archive(writer, &work, &report, &f->error), ST_OK);
    writer_close(writer);
    read_value(handle, "SELECT speech FROM place", &places[1]);
    read_value(handle, "SELECT words FROM timing", &times[1]);
    if (!slice_equal(buffer_slice(&places[0]), buffer_slice(&places[1])) ||
        !slice_equal(buffer_slice(&times[0]), buffer_slice(&times[1]))) {
        fail_msg("%s: not as it was", numbering->name);
    }
    for (int i = 0; i < 2; i++) {
        buffer_finish(&places[i]);
        buffer_finish(&times[i]);
    }
    place_finish(&place);
    timing_finish(&timing);
    sqlite3_close(handle);
}

static void
test_numberings(void **state)
{
    struct fixture *f = *state;
    struct writer *writer;
    assert_int_equal(writer_open(f->archive, 100, &writer, &f->error), ST_OK);
    index_talk(f, writer);
    writer_close(writer);
    for (size_t i = 0; i < sizeof(numberings) / sizeof(*numberings); i++) {
        check_numbering(f, &numberings[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numberings),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
