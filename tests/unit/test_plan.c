/*
 * test_plan.c - what changed between an archive and a folder.
 *
 * The archive is a real one with rows of files and nothing else; what is
 * found is written by hand.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "ingest/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES_MAX = 16 };

struct fixture {
    char folder[64];
    char path[128];
    struct writer *writer;
    int64_t collection;
    struct found found;
    struct found_file files[FILES_MAX];
    struct plan plan;
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
    f->found.files = f->files;
    snprintf(f->folder, sizeof(f->folder), "/tmp/quoth-test-plan-XXXXXX");
    if (!mkdtemp(f->folder)) {
        return -1;
    }
    snprintf(f->path, sizeof(f->path), "%s/a.db", f->folder);
    return writer_open(f->path, 1000, &f->writer, &f->error) == ST_OK &&
                   writer_begin(f->writer, &f->error) == ST_OK &&
                   writer_collection(f->writer, SLICE("/talks"), SLICE(""),
                                     &f->collection, &f->error) == ST_OK
               ? 0
               : -1;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    plan_finish(&f->plan);
    writer_close(f->writer);
    char lock[160];
    snprintf(lock, sizeof(lock), "%s-lock", f->path);
    remove(f->path);
    remove(lock);
    const int code = rmdir(f->folder);
    free(f);
    return code;
}

/** Make a file known; returns its row's number. */
static int64_t
know(struct fixture *f, int64_t collection, const char *path, int64_t size,
     enum file_outcome outcome, char hash)
{
    struct file_row row = {
        .collection = collection,
        .path = slice_of(path),
        .stamp = {size, 1000},
        .has_hash = hash != '\0',
        .outcome = outcome,
        .format = SLICE("srt"),
        .message = outcome == FILE_FAILED ? SLICE("why") : SLICE(""),
    };
    memset(row.hash, hash, HASH_BYTES);
    int64_t id;
    assert_int_equal(writer_save_file(f->writer, &row, &id, &f->error), ST_OK);
    return id;
}

/** Find a file; in the order of paths. */
static void
find(struct fixture *f, const char *path, int64_t size, int64_t mtime_ns,
     enum status code)
{
    assert_true(f->found.n_files < FILES_MAX);
    f->files[f->found.n_files++] = (struct found_file){
        .path = path, .stamp = {size, mtime_ns}, .code = code};
    f->found.n_closed += code == ST_UNREADABLE;
}

static void
make(struct fixture *f, bool reads_all)
{
    plan_finish(&f->plan);
    const struct plan_order order = {f->collection, &f->found, reads_all};
    assert_int_equal(plan_make(&f->plan, f->writer, &order, &f->error), ST_OK);
}

/** An item as it is expected. */
struct expected {
    const char *path;
    enum plan_action action;
    bool is_found;
    bool is_known;
};

static void
assert_items(const struct plan *plan, const struct expected *expected, size_t n)
{
    assert_int_equal(plan->n_items, n);
    for (size_t i = 0; i < n; i++) {
        const struct plan_item *item = &plan->items[i];
        assert_int_equal(item->action, expected[i].action);
        assert_int_equal(item->found != NULL, expected[i].is_found);
        assert_int_equal(item->known != NULL, expected[i].is_known);
        if (item->found) {
            assert_string_equal(item->found->path, expected[i].path);
        }
        if (item->known) {
            assert_true(
                slice_equal(item->known->path, slice_of(expected[i].path)));
        }
        assert_false(item->is_settled);
    }
}

/** Which items are to be read, by their indexes. */
static void
assert_reads(const struct plan *plan, const char *indexes, int64_t n_bytes)
{
    assert_int_equal(plan->n_reads, strlen(indexes));
    for (size_t i = 0; i < plan->n_reads; i++) {
        assert_int_equal(plan->reads[i], (size_t)(indexes[i] - '0'));
    }
    assert_int_equal(plan->n_read_bytes, n_bytes);
}

static void
test_nothing(void **state)
{
    struct fixture *f = *state;
    make(f, false);
    assert_items(&f->plan, NULL, 0);
    assert_reads(&f->plan, "", 0);
    assert_int_equal(f->plan.n_known, 0);
}

static void
test_merge(void **state)
{
    struct fixture *f = *state;
    know(f, f->collection, "same.srt", 5, FILE_INDEXED, 's');
    know(f, f->collection, "larger.srt", 5, FILE_INDEXED, 'l');
    know(f, f->collection, "newer.srt", 5, FILE_INDEXED, 'n');
    const int64_t gone =
        know(f, f->collection, "gone.srt", 5, FILE_INDEXED, 'g');
    know(f, f->collection, "now-a-link.srt", 5, FILE_INDEXED, 'i');
    const int64_t last = know(f, f->collection, "z.srt", 5, FILE_COPY, 'z');
    find(f, "a.srt", 11, 1000, ST_OK);
    find(f, "larger.srt", 6, 1000, ST_OK);
    find(f, "newer.srt", 5, 1001, ST_OK);
    find(f, "now-a-link.srt", 5, 1000, ST_NOT_A_FILE);
    find(f, "same.srt", 5, 1000, ST_OK);
    find(f, "sock", 0, 0, ST_NOT_A_FILE);
    static const struct expected expected[] = {
        {"a.srt", PLAN_READ, true, false},
        {"gone.srt", PLAN_VANISHED, false, true},
        {"larger.srt", PLAN_READ, true, true},
        {"newer.srt", PLAN_READ, true, true},
        {"now-a-link.srt", PLAN_REFUSED, true, true},
        {"same.srt", PLAN_UNCHANGED, true, true},
        {"sock", PLAN_REFUSED, true, false},
        {"z.srt", PLAN_VANISHED, false, true},
    };
    make(f, false);
    assert_items(&f->plan, expected, 8);
    assert_reads(&f->plan, "023", 11 + 6 + 5);
    assert_int_equal(f->plan.n_known, 6);
    assert_int_equal(f->plan.vanished.count, 2);
    assert_int_equal(*map_get(&f->plan.vanished, (uint64_t)gone), 1);
    assert_int_equal(*map_get(&f->plan.vanished, (uint64_t)last), 7);
}

static void
test_read_all(void **state)
{
    struct fixture *f = *state;
    know(f, f->collection, "same.srt", 5, FILE_INDEXED, 's');
    find(f, "link", 0, 0, ST_NOT_A_FILE);
    find(f, "same.srt", 5, 1000, ST_OK);
    static const struct expected expected[] = {
        {"link", PLAN_REFUSED, true, false},
        {"same.srt", PLAN_READ, true, true},
    };
    make(f, true);
    assert_items(&f->plan, expected, 2);
    assert_reads(&f->plan, "1", 5);
}

/** What the archive knows is kept as it was, whatever its outcome. */
static void
test_known(void **state)
{
    struct fixture *f = *state;
    know(f, f->collection, "failed.srt", 5, FILE_FAILED, '\0');
    know(f, f->collection, "forgotten.srt", 5, FILE_FORGOTTEN, 'f');
    know(f, f->collection, "skipped.txt", 5, FILE_SKIPPED, 'k');
    find(f, "failed.srt", 5, 1000, ST_OK);
    find(f, "forgotten.srt", 5, 1000, ST_OK);
    find(f, "skipped.txt", 5, 1000, ST_OK);
    static const struct expected expected[] = {
        {"failed.srt", PLAN_UNCHANGED, true, true},
        {"forgotten.srt", PLAN_UNCHANGED, true, true},
        {"skipped.txt", PLAN_UNCHANGED, true, true},
    };
    make(f, false);
    assert_items(&f->plan, expected, 3);
    assert_int_equal(f->plan.known[0].outcome, FILE_FAILED);
    assert_false(f->plan.known[0].has_hash);
    assert_string_equal(f->plan.known[0].message.data, "why");
    assert_int_equal(f->plan.known[1].outcome, FILE_FORGOTTEN);
    assert_true(f->plan.known[1].has_hash);
    assert_int_equal(f->plan.known[1].hash[0], 'f');
    assert_int_equal(f->plan.known[2].outcome, FILE_SKIPPED);
    assert_string_equal(f->plan.known[2].format.data, "srt");
}

/** Only contents that were read from their file, as the recording's text or
 * as another rendering, count as known. */
static void
test_hashes(void **state)
{
    struct fixture *f = *state;
    static const struct {
        enum file_outcome outcome;
        char hash;
    } rows[] = {{FILE_INDEXED, 'i'},   {FILE_COPY, 'c'},
                {FILE_SKIPPED, 's'},   {FILE_FAILED, 'f'},
                {FILE_FORGOTTEN, 'g'}, {FILE_ALTERNATE, 'a'},
                {FILE_INDEXED, '\0'}};
    char path[2] = "a";
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++, path[0]++) {
        know(f, f->collection, path, 5, rows[i].outcome, rows[i].hash);
    }
    make(f, false);
    assert_int_equal(f->plan.hashes.count, 2);
    assert_non_null(
        map_get(&f->plan.hashes, UINT64_C(0x0101010101010101) * 'i'));
    assert_non_null(
        map_get(&f->plan.hashes, UINT64_C(0x0101010101010101) * 'a'));
}

/** What lies below a folder that could not be read has not vanished. */
static void
test_closed_folders(void **state)
{
    struct fixture *f = *state;
    know(f, f->collection, "closed", 5, FILE_INDEXED, '0');
    know(f, f->collection, "closed-not.srt", 5, FILE_INDEXED, '1');
    know(f, f->collection, "closed/deep/b.srt", 5, FILE_INDEXED, '2');
    know(f, f->collection, "closed/a.srt", 5, FILE_INDEXED, '3');
    know(f, f->collection, "closed0.srt", 5, FILE_INDEXED, '4');
    know(f, f->collection, "close", 5, FILE_INDEXED, '5');
    find(f, "closed", 0, 0, ST_UNREADABLE);
    static const struct expected expected[] = {
        {"close", PLAN_VANISHED, false, true},
        {"closed", PLAN_REFUSED, true, true},
        {"closed-not.srt", PLAN_VANISHED, false, true},
        {"closed0.srt", PLAN_VANISHED, false, true},
    };
    make(f, false);
    assert_items(&f->plan, expected, 4);

    /* The root itself, when listing it broke off. */
    f->files[0].path = "";
    static const struct expected nothing_vanished[] = {
        {"", PLAN_REFUSED, true, false},
    };
    make(f, false);
    assert_items(&f->plan, nothing_vanished, 1);

    /* A file that is no file hides nothing. */
    f->files[0] = (struct found_file){.path = "closed", .code = ST_NOT_A_FILE};
    f->found.n_closed = 0;
    make(f, false);
    assert_int_equal(f->plan.n_items, 6);
    assert_int_equal(f->plan.vanished.count, 5);
}

static size_t n_found;

/** Called for found_find_part(), as tests/meson.build has it linked. */
const struct found_file *__wrap_found_find_part(const struct found *found,
                                                struct slice path);
const struct found_file *__real_found_find_part(const struct found *found,
                                                struct slice path);

const struct found_file *
__wrap_found_find_part(const struct found *found, struct slice path)
{
    n_found++;
    return __real_found_find_part(found, path);
}

/** Many folders that can not be read cost a vanished file no more than one
 * does: it is asked once whether each folder above it is there. */
static void
test_many_closed_folders(void **state)
{
    struct fixture *f = *state;
    enum { N = 2000 };
    static struct found_file files[N];
    static char paths[N][16];
    for (size_t i = 0; i < N; i++) {
        snprintf(paths[i], sizeof(paths[i]), "closed%04zu", i);
        files[i] = (struct found_file){.path = paths[i], .code = ST_UNREADABLE};
    }
    for (int i = 0; i < 20; i++) {
        char path[32];
        snprintf(path, sizeof(path), "gone/deep/%02d.srt", i);
        know(f, f->collection, path, 5, FILE_INDEXED, '0');
    }
    f->found.files = files;
    for (size_t n = 1; n <= N; n *= 10) {
        f->found.n_files = n;
        f->found.n_closed = n;
        n_found = 0;
        make(f, false);
        assert_int_equal(f->plan.vanished.count, 20);
        assert_int_equal(n_found, 20 * 3); /* "", "gone", "gone/deep" */
    }
    know(f, f->collection, "closed0777/a.srt", 5, FILE_INDEXED, '1');
    make(f, false);
    assert_int_equal(f->plan.vanished.count, 20);
    f->found.n_files = 777;
    make(f, false);
    assert_int_equal(f->plan.vanished.count, 21);
}

/** Where the content of a vanished file is looked for that was forgotten. */
static void
test_forgotten(void **state)
{
    struct fixture *f = *state;
    know(f, f->collection, "a.srt", 5, FILE_FORGOTTEN, 'a');
    know(f, f->collection, "b.srt", 5, FILE_FORGOTTEN, 'b');
    know(f, f->collection, "c.srt", 5, FILE_INDEXED, 'c');
    find(f, "a.srt", 5, 1000, ST_OK);
    make(f, false);
    assert_int_equal(f->plan.forgotten.count, 1);
    assert_int_equal(
        *map_get(&f->plan.forgotten, UINT64_C(0x0101010101010101) * 'b'), 1);
}

/** Another collection's files are none of ours. */
static void
test_other_collection(void **state)
{
    struct fixture *f = *state;
    int64_t other;
    assert_int_equal(writer_collection(f->writer, SLICE("/other"), SLICE(""),
                                       &other, &f->error),
                     ST_OK);
    know(f, other, "a.srt", 5, FILE_INDEXED, 'a');
    find(f, "a.srt", 5, 1000, ST_OK);
    static const struct expected expected[] = {
        {"a.srt", PLAN_READ, true, false},
    };
    make(f, false);
    assert_items(&f->plan, expected, 1);
    assert_int_equal(f->plan.hashes.count, 0);
}

/** Paths are compared as bytes, on both sides. */
static void
test_odd_paths(void **state)
{
    struct fixture *f = *state;
    static const char *const paths[] = {"\n",  "\x1b[2J",  "A",        "a",
                                        "a b", "\x80\xff", "\xc3\xa9", "\xff"};
    struct expected expected[sizeof(paths) / sizeof(*paths)];
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
        const size_t mixed = (i * 3 + 1) % 8;
        know(f, f->collection, paths[mixed], 5, FILE_INDEXED, '0');
        find(f, paths[i], 5, 1000, ST_OK);
        expected[i] = (struct expected){paths[i], PLAN_UNCHANGED, true, true};
    }
    make(f, false);
    assert_items(&f->plan, expected, 8);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_nothing),
        CASE(test_merge),
        CASE(test_read_all),
        CASE(test_known),
        CASE(test_hashes),
        CASE(test_closed_folders),
        CASE(test_other_collection),
        CASE(test_odd_paths),
        CASE(test_many_closed_folders),
        CASE(test_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
