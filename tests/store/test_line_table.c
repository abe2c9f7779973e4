/*
 * test_line_table.c - each distinct line once, also when tags lie.
 *
 * The table of src/store/lines.h gets tags made by hand, so that different
 * texts have the same one.  Its statements are those of the archive's table
 * `line` and of its lists, in a database that has nothing else.
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
    "SELECT text FROM line WHERE id = ?1",
    "SELECT max(id) FROM line",
    "INSERT INTO line (id, text, kind, n_said) SELECT c0, c1, c2, c3 "
    "FROM bulk(?1)",
    "UPDATE line SET n_said = n_said + ?2 WHERE id = ?1",
    "DELETE FROM line WHERE id = ?1 AND n_said <= 0 RETURNING text",
    "SELECT id, text FROM line",
    "SELECT id, n_entries FROM line_run ORDER BY id",
    "INSERT INTO line_run (id, n_entries) VALUES (?1, ?2)",
    "DELETE FROM line_run WHERE id = ?1",
    "INSERT INTO line_tag (run, first, entries) VALUES (?1, ?2, ?3)",
    "DELETE FROM line_tag WHERE run = ?1",
    "SELECT first, entries FROM line_tag WHERE run = ?1 AND first <= ?2 "
    "ORDER BY first DESC LIMIT 1",
    "SELECT first, entries FROM line_tag WHERE run = ?1 AND first > ?2 "
    "ORDER BY first LIMIT 1",
};

static const struct line_statements numbers = {
    0, 1, 2, 3, 4, 5, {6, 7, 8, 9, 10, 11, 12}};

/** Tags by hand: the number that a text begins with. */
static uint32_t
tag_of(struct slice text)
{
    uint32_t tag = 0;
    for (size_t i = 0; i < text.size && is_digit(text.data[i]); i++) {
        tag = tag * 10 + (uint32_t)(text.data[i] - '0');
    }
    return tag;
}

struct fixture {
    struct db db;
    struct lines_table table;
    struct error error;
};

/** A writer begins. */
static void
begin(struct fixture *f, bool is_empty)
{
    lines_table_init(&f->table, &f->db, numbers, is_empty);
    f->table.tag_of = tag_of;
}

static int
setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    if (!f) {
        return -1;
    }
    *state = f;
    const struct db_options options = {.path = ":memory:",
                                       .is_writable = true,
                                       .sql = sql,
                                       .n_statements = 13};
    if (db_open(&f->db, &options, &f->error) != ST_OK ||
        db_execute(&f->db,
                   "CREATE TABLE line (id INTEGER PRIMARY KEY, "
                   "text TEXT, kind INTEGER, n_said INTEGER);"
                   "CREATE TABLE line_run (id INTEGER PRIMARY KEY, "
                   "n_entries INTEGER);"
                   "CREATE TABLE line_tag (run INTEGER, first INTEGER, "
                   "entries BLOB, PRIMARY KEY (run, first)) WITHOUT ROWID",
                   &f->error) != ST_OK) {
        return -1;
    }
    begin(f, true);
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
say(struct fixture *f, uint32_t tag, const char *words)
{
    char text[64];
    snprintf(text, sizeof(text), "%u %s", tag, words);
    const struct line line = {.text = slice_of(text), .kind = LINE_SPEECH};
    int64_t id = 0;
    assert_int_equal(lines_table_say(&f->table, &line, &id, &f->error), ST_OK);
    assert_true(id > 0);
    assert_int_equal(lines_table_write(&f->table, &f->error), ST_OK);
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
    assert_int_equal(lines_table_flush(&f->table, false, &f->error), ST_OK);
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

/** Texts with the same tag stay apart, in whatever order they come. */
static void
test_same_hash(void **state)
{
    struct fixture *f = *state;
    static const char *const texts[] = {"one", "two", "three", "", "one "};
    enum { N = sizeof(texts) / sizeof(*texts) };
    int64_t ids[N];
    for (size_t i = 0; i < N; i++) {
        ids[i] = say(f, UINT32_MAX, texts[i]);
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(ids[i], ids[k]);
        }
    }
    for (size_t round = 0; round < 10; round++) {
        for (size_t i = 0; i < N; i++) {
            const size_t k = (i * 3 + round) % N;
            assert_int_equal(say(f, UINT32_MAX, texts[k]), ids[k]);
        }
        if (round % 4 == 0) {
            flush(f);
        }
    }
    flush(f);
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), N);
    assert_int_equal(ask(f, "SELECT count(DISTINCT first) FROM line_tag"), 1);
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
    begin(f, false);
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
 * tag leads nowhere wrong. */
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

/** A number that was freed may be given to another text by another writer. */
static void
test_number_is_used_again(void **state)
{
    struct fixture *f = *state;
    const int64_t one = say(f, 1, "one");
    flush(f);
    unsay(f, one);
    flush(f);
    lines_table_finish(&f->table);
    begin(f, false);
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
    const int64_t undone = say(f, 2, "undone");
    assert_int_equal(say(f, 2, "undone"), undone);
    assert_int_equal(db_execute(&f->db, "ROLLBACK", &f->error), ST_OK);
    lines_table_rollback(&f->table);
    flush(f);
    assert_int_equal(said(f, kept), 1);
    const int64_t other = say(f, 2, "other");
    assert_int_equal(other, undone);
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
            const struct line line = {texts[i], LINE_MARKER};
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

/** Lines that are not written yet are found, counted and told apart. */
static void
test_unwritten(void **state)
{
    struct fixture *f = *state;
    static const char *const texts[] = {"7 a", "7 b", "8", "7 a", "7 a", "8"};
    static const int expected[] = {2, 3, 4, 2, 2, 4};
    say(f, 1, "before");
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 6; i++) {
            const struct line line = {slice_of(texts[i]), LINE_SPEECH};
            int64_t id;
            assert_int_equal(lines_table_say(&f->table, &line, &id, &f->error),
                             ST_OK);
            assert_int_equal(id, expected[i]);
        }
        assert_int_equal(ask(f, "SELECT count(*) FROM line"),
                         round == 0 ? 1 : 4);
        assert_int_equal(lines_table_write(&f->table, &f->error), ST_OK);
        assert_int_equal(ask(f, "SELECT count(*) FROM line"), 4);
    }
    flush(f);
    assert_int_equal(said(f, 2), 6);
    assert_int_equal(said(f, 3), 2);
    assert_int_equal(said(f, 4), 4);
}

/** Many batches of random lines with few tags, against plain counting. */
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
            const int64_t id = say(f, (uint32_t)(i % 7), text);
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

/** Every line is found by the lists, and nothing else: as `reader_check_lines`
 * says it, but line by line. */
static void
assert_lists_fit(struct fixture *f)
{
    enum { N_MAX = 200000 };
    int *balance = calloc(N_MAX, sizeof(*balance));
    struct tag_list block = {0};
    sqlite3_stmt *row;
    assert_non_null(balance);
    sqlite3_prepare_v2(f->db.handle, "SELECT id, text FROM line", -1, &row,
                       NULL);
    int64_t n_lines = 0;
    for (; sqlite3_step(row) == SQLITE_ROW; n_lines++) {
        assert_in_range(sqlite3_column_int64(row, 0), 1, N_MAX - 1);
        balance[sqlite3_column_int64(row, 0)]++;
    }
    sqlite3_finalize(row);
    sqlite3_prepare_v2(f->db.handle,
                       "SELECT first, entries FROM line_tag "
                       "JOIN line_run ON line_run.id = run",
                       -1, &row, NULL);
    while (sqlite3_step(row) == SQLITE_ROW) {
        assert_int_equal(tag_block_unpack(&block, sqlite3_column_int64(row, 0),
                                          db_column(row, 1)),
                         ST_OK);
        for (size_t i = 0; i < block.n; i++) {
            const tag_entry entry = block.entries[i];
            balance[tag_entry_line(entry)] -= tag_entry_is_gone(entry) ? -1 : 1;
        }
    }
    sqlite3_finalize(row);
    tag_list_finish(&block);
    for (size_t i = 0; i < N_MAX; i++) {
        assert_int_equal(balance[i], 0);
    }
    free(balance);
}

/** Flush as a writer's last commit does. */
static void
flush_last(struct fixture *f)
{
    assert_int_equal(lines_table_flush(&f->table, true, &f->error), ST_OK);
}

/** The same random work by one writer after another, with undone batches:
 * what is in memory never matters. */
static void
test_random_writers(void **state)
{
    struct fixture *f = *state;
    enum { N_TEXTS = 3000, N_STEPS = 40000 };
    static int64_t ids[N_TEXTS];
    static bool is_said[N_TEXTS];
    static bool was_said[N_TEXTS];
    memset(is_said, 0, sizeof(is_said));
    memset(was_said, 0, sizeof(was_said));
    uint64_t random = 11;
    assert_int_equal(db_execute(&f->db, "BEGIN", &f->error), ST_OK);
    for (int step = 0; step < N_STEPS; step++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
        const size_t i = (random >> 33) % N_TEXTS;
        char text[16];
        snprintf(text, sizeof(text), "text %zu", i);
        if (is_said[i]) {
            unsay(f, ids[i]);
        } else {
            ids[i] = say(f, (uint32_t)(i % 700), text);
        }
        is_said[i] = !is_said[i];
        if (random >> 54 == 0) {
            assert_int_equal(db_execute(&f->db, "ROLLBACK; BEGIN", &f->error),
                             ST_OK);
            lines_table_rollback(&f->table);
            memcpy(is_said, was_said, sizeof(is_said));
        } else if (random >> 56 < 2) {
            const bool is_last = random >> 56 == 1;
            is_last ? flush_last(f) : flush(f);
            assert_int_equal(db_execute(&f->db, "COMMIT; BEGIN", &f->error),
                             ST_OK);
            memcpy(was_said, is_said, sizeof(is_said));
            if (is_last) {
                lines_table_finish(&f->table);
                begin(f, false);
            }
        }
    }
    flush_last(f);
    assert_int_equal(db_execute(&f->db, "COMMIT", &f->error), ST_OK);
    int64_t n = 0;
    for (size_t i = 0; i < N_TEXTS; i++) {
        n += is_said[i];
    }
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), n);
    assert_int_equal(ask(f, "SELECT count(DISTINCT text) FROM line"), n);
    assert_int_equal(ask(f, "SELECT max(n_said) FROM line"), 1);
    assert_lists_fit(f);
}

/** More lines than are loaded, in many batches: all are found again, from
 * blocks of runs that were merged and from those that were not. */
static void
test_long_runs(void **state)
{
    struct fixture *f = *state;
    enum { N = 90000, N_BATCH = 3000 };
    char text[32];
    for (uint32_t i = 0; i < N; i++) {
        snprintf(text, sizeof(text), "line %u", i);
        assert_int_equal(say(f, i * 48271 % 65536, text), i + 1);
        if (i % N_BATCH == N_BATCH - 1) {
            flush(f);
        }
    }
    assert_in_range(ask(f, "SELECT count(*) FROM line_run"), 2, 16);
    for (int round = 0; round < 2; round++) {
        lines_table_finish(&f->table);
        begin(f, false);
        for (uint32_t i = 0; i < N; i += 7) {
            snprintf(text, sizeof(text), "line %u", i);
            assert_int_equal(say(f, i * 48271 % 65536, text), i + 1);
        }
        flush_last(f);
    }
    say(f, 1, "one more");
    flush_last(f);
    assert_in_range(ask(f, "SELECT count(*) FROM line_run"), 1, 2);
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), N + 1);
    assert_int_equal(ask(f, "SELECT sum(n_said) FROM line"),
                     N + 1 + 2 * ((N + 6) / 7));
    assert_lists_fit(f);
}

/** Lists that are lost or wrong are made anew from the lines. */
static void
test_renew(void **state)
{
    struct fixture *f = *state;
    const int64_t one = say(f, 1, "one");
    const int64_t two = say(f, 2, "two");
    flush(f);
    assert_int_equal(
        db_execute(&f->db, "UPDATE line_tag SET entries = x'ff'", &f->error),
        ST_OK);
    lines_table_finish(&f->table);
    begin(f, false);
    const struct line line = {SLICE("2 two"), LINE_SPEECH};
    int64_t id;
    assert_int_equal(lines_table_say(&f->table, &line, &id, &f->error),
                     ST_DAMAGED);
    assert_int_equal(lines_table_renew(&f->table, &f->error), ST_OK);
    assert_int_equal(say(f, 2, "two"), two);
    flush_last(f);
    lines_table_finish(&f->table);
    begin(f, false);
    assert_int_equal(say(f, 1, "one"), one);
    flush_last(f);
    assert_int_equal(ask(f, "SELECT count(*) FROM line"), 2);
    assert_lists_fit(f);
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
        CASE(test_unwritten),
        CASE(test_random),
        CASE(test_random_writers),
        CASE(test_long_runs),
        CASE(test_renew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
