/*
 * test_line_table.c - each distinct line once, also when hashes lie.
 *
 * The table of src/store/lines.h is given hashes by hand, so that different
 * texts have the same one.  Its statements are those of the archive's table
 * `line`, in a database that has nothing else.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/lines.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const sql[] = {
    "SELECT id, text FROM line WHERE hash = ?1",
    "SELECT text FROM line WHERE id = ?1",
    "INSERT INTO line (hash, text, kind, n_said) VALUES (?1, ?2, ?3, 1)",
    "UPDATE line SET n_said = n_said + ?2 WHERE id = ?1",
    "DELETE FROM line WHERE id = ?1 AND n_said <= 0",
};

static const struct line_statements numbers = {0, 1, 2, 3, 4};

struct fixture {
    struct db db;
    struct lines_table table;
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
    const struct db_options options = {
        .path = ":memory:", .is_writable = true, .sql = sql, .n_statements = 5};
    if (db_open(&f->db, &options, &f->error) != ST_OK ||
        db_execute(&f->db,
                   "CREATE TABLE line (id INTEGER PRIMARY KEY, hash INTEGER, "
                   "text TEXT, kind INTEGER, n_said INTEGER)",
                   &f->error) != ST_OK) {
        return -1;
    }
    lines_table_init(&f->table, &f->db, numbers, true);
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    lines_table_finish(&f->table);
    db_close(&f->db);
    free(f);
    return 0;
}

/** Say a line; returns its row's number. */
static int64_t
say(struct fixture *f, uint64_t hash, const char *text)
{
    const struct line line = {
        .hash = hash, .text = slice_of(text), .kind = LINE_SPEECH};
    int64_t id = 0;
    assert_int_equal(lines_table_say(&f->table, &line, &id, &f->error), ST_OK);
    assert_true(id > 0);
    return id;
}

static void
unsay(struct fixture *f, int64_t id)
{
    assert_int_equal(lines_table_unsay(&f->table, id, &f->error), ST_OK);
}

static void
flush(struct fixture *f)
{
    assert_int_equal(lines_table_flush(&f->table, &f->error), ST_OK);
}

/** One integer of the archive. */
static int64_t
ask(struct fixture *f, const char *question)
{
    int64_t number = -1;
    assert_int_equal(db_read_integer(&f->db, question, &number, &f->error),
                     ST_OK);
    return number;
}

/** How often a line is said, by its row; 0 where there is no row. */
static int64_t
said(struct fixture *f, int64_t id)
{
    char question[64];
    snprintf(question, sizeof(question),
             "SELECT n_said FROM line WHERE id = %d", (int)id);
    return ask(f, question);
}

static void
test_same_line(void **state)
{
    struct fixture *f = *state;
    const int64_t one = say(f, 7, "one");
    assert_int_equal(say(f, 7, "one"), one);
    const int64_t two = say(f, 8, "two");
    assert_int_not_equal(one, two);
    assert_int_equal(say(f, 7, "one"), one);
    flush(f);
    assert_int_equal(said(f, one), 3);
    assert_int_equal(said(f, two), 1);
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), 2);
}

/** Texts with the same hash stay apart, in whatever order they come. */
static void
test_same_hash(void **state)
{
    struct fixture *f = *state;
    static const char *const texts[] = {"one", "two", "three", "", "one "};
    enum { N = sizeof(texts) / sizeof(*texts) };
    int64_t ids[N];
    for (size_t i = 0; i < N; i++) {
        ids[i] = say(f, UINT64_MAX, texts[i]);
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(ids[i], ids[k]);
        }
    }
    for (size_t round = 0; round < 10; round++) {
        for (size_t i = 0; i < N; i++) {
            const size_t k = (i * 3 + round) % N;
            assert_int_equal(say(f, UINT64_MAX, texts[k]), ids[k]);
        }
        if (round % 4 == 0) {
            flush(f);
        }
    }
    flush(f);
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), N);
    assert_int_equal(ask(f, "SELECT count(DISTINCT hash) FROM line"), 1);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(said(f, ids[i]), 11);
    }
}

/** The same again by a table that knows nothing of what is stored. */
static void
test_same_hash_in_the_archive(void **state)
{
    struct fixture *f = *state;
    const int64_t one = say(f, 0, "one");
    const int64_t two = say(f, 0, "two");
    flush(f);
    lines_table_finish(&f->table);
    lines_table_init(&f->table, &f->db, numbers, false);
    assert_int_equal(say(f, 0, "two"), two);
    const int64_t six = say(f, 0, "six");
    assert_int_equal(say(f, 0, "one"), one);
    assert_int_equal(say(f, 0, "six"), six);
    flush(f);
    assert_int_equal(said(f, one), 2);
    assert_int_equal(said(f, two), 2);
    assert_int_equal(said(f, six), 2);
}

/** Taking one of them back leaves the other, and what is remembered of the
 * hash leads nowhere wrong. */
static void
test_unsay_same_hash(void **state)
{
    struct fixture *f = *state;
    const int64_t one = say(f, 5, "one");
    const int64_t two = say(f, 5, "two");
    say(f, 5, "two");
    flush(f);
    unsay(f, one);
    flush(f);
    assert_int_equal(said(f, one), 0);
    assert_int_equal(said(f, two), 2);
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), 1);
    assert_int_equal(say(f, 5, "two"), two);
    const int64_t again = say(f, 5, "one");
    assert_int_not_equal(again, two);
    flush(f);
    assert_int_equal(said(f, again), 1);
    assert_int_equal(said(f, two), 3);
}

/** A number that was freed may be given to another text. */
static void
test_number_is_used_again(void **state)
{
    struct fixture *f = *state;
    const int64_t one = say(f, 1, "one");
    flush(f);
    unsay(f, one);
    flush(f);
    const int64_t two = say(f, 2, "two");
    assert_int_equal(one, two);
    const int64_t again = say(f, 1, "one");
    assert_int_not_equal(again, two);
    flush(f);
    assert_int_equal(said(f, again), 1);
    assert_int_equal(said(f, two), 1);
}

/** Said and unsaid in one batch: only what is left counts. */
static void
test_balance(void **state)
{
    struct fixture *f = *state;
    const int64_t old = say(f, 1, "old");
    flush(f);
    unsay(f, old);
    assert_int_equal(say(f, 1, "old"), old);
    const int64_t brief = say(f, 2, "brief");
    unsay(f, brief);
    flush(f);
    assert_int_equal(said(f, old), 1);
    assert_int_equal(said(f, brief), 0);
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), 1);
    flush(f);
    assert_int_equal(said(f, old), 1);
}

/** After a rollback the table trusts nothing that it learnt. */
static void
test_rollback(void **state)
{
    struct fixture *f = *state;
    const int64_t kept = say(f, 1, "kept");
    flush(f);
    assert_int_equal(db_execute(&f->db, "BEGIN", &f->error), ST_OK);
    say(f, 1, "kept");
    say(f, 2, "undone");
    assert_int_equal(db_execute(&f->db, "ROLLBACK", &f->error), ST_OK);
    lines_table_rollback(&f->table);
    flush(f);
    assert_int_equal(said(f, kept), 1);
    const int64_t other = say(f, 3, "other");
    const int64_t anew = say(f, 2, "undone");
    assert_int_not_equal(other, anew);
    assert_int_equal(say(f, 1, "kept"), kept);
    flush(f);
    assert_int_equal(said(f, kept), 2);
    assert_int_equal(said(f, other), 1);
    assert_int_equal(said(f, anew), 1);
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), 3);
}

/** Text goes in as it is: NULs, quotes, bytes that are no UTF-8. */
static void
test_any_bytes(void **state)
{
    struct fixture *f = *state;
    static const struct slice texts[] = {
        SLICE_INIT("a\0b"), SLICE_INIT("a"),    SLICE_INIT("a\0c"),
        SLICE_INIT("'"),    SLICE_INIT("\xff"), SLICE_INIT("\xff\xff"),
    };
    int64_t ids[6];
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 6; i++) {
            const struct line line = {1, texts[i], LINE_MARKER};
            int64_t id;
            assert_int_equal(lines_table_say(&f->table, &line, &id, &f->error),
                             ST_OK);
            ids[i] = round == 0 ? id : ids[i];
            assert_int_equal(id, ids[i]);
        }
    }
    flush(f);
    assert_int_equal(ask(f, "SELECT count(*) FROM line WHERE n_said = 2 AND "
                            "kind = 1"),
                     6);
}

/** Many batches of random lines with few hashes, against plain counting. */
static void
test_random(void **state)
{
    struct fixture *f = *state;
    enum { N_TEXTS = 60 };
    int64_t counts[N_TEXTS] = {0};
    int64_t ids[N_TEXTS] = {0};
    uint64_t random = 3;
    for (int step = 0; step < 20000; step++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
        const size_t i = (random >> 33) % N_TEXTS;
        if ((random >> 60) < 7 && counts[i] > 0) {
            unsay(f, ids[i]);
            counts[i]--;
        } else {
            char text[16];
            snprintf(text, sizeof(text), "text %zu", i);
            const int64_t id = say(f, i % 7, text);
            assert_true(counts[i] == 0 || id == ids[i]);
            ids[i] = id;
            counts[i]++;
        }
        if (random >> 33 & 1 && step % 50 == 0) {
            flush(f);
        }
    }
    flush(f);
    int64_t n_there = 0;
    for (size_t i = 0; i < N_TEXTS; i++) {
        assert_int_equal(counts[i] > 0 ? said(f, ids[i]) : 0, counts[i]);
        n_there += counts[i] > 0;
    }
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), n_there);
}

int
main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(test_same_line),
        CASE(test_same_hash),
        CASE(test_same_hash_in_the_archive),
        CASE(test_unsay_same_hash),
        CASE(test_number_is_used_again),
        CASE(test_balance),
        CASE(test_rollback),
        CASE(test_any_bytes),
        CASE(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
