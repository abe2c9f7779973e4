/*
 * test_index.c - what we write as an index, FTS5 reads as its own.
 *
 * The same documents go into two tables: `said`, whose segments we write, and
 * `truth`, which FTS5 writes itself.  FTS5 must find the same in both, and
 * its own check must be content.  The leaves of `said` are FTS5's to judge, so
 * it is asked in a connection of its own, which has seen nothing.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/index_batch.h"
#include "store/index_format.h"
#include "store/index_merge.h"
#include "store/phrase_stream.h"
#include "text/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    S_WITHIN,
    S_BLOCK,
    S_BLOCK_WRITE,
    S_BLOCKS_DELETE,
    S_LEAF_INSERT,
    S_LEAVES_DELETE,
    S_LEAF_FIND,
    S_TRUTH_INSERT,
    S_TRUTH_DELETE,
    S_COUNT,
    WORDS = 3000,
    DOCUMENT_BYTES = 1024 * 1024,
};

static const char *const sql[S_COUNT] = {
    [S_WITHIN] = "SELECT within(?1)",
    [S_BLOCK] = INDEX_SQL_BLOCK("said"),
    [S_BLOCK_WRITE] = INDEX_SQL_BLOCK_WRITE("said"),
    [S_BLOCKS_DELETE] = INDEX_SQL_BLOCKS_DELETE("said"),
    [S_LEAF_INSERT] = INDEX_SQL_LEAF_INSERT("said"),
    [S_LEAVES_DELETE] = INDEX_SQL_LEAVES_DELETE("said"),
    [S_LEAF_FIND] = INDEX_SQL_LEAF_FIND("said"),
    [S_TRUTH_INSERT] = "INSERT INTO truth (rowid, tokens) VALUES (?1, ?2)",
    [S_TRUTH_DELETE] = ("INSERT INTO truth (truth, rowid, tokens) "
                        "VALUES ('delete', ?1, ?2)"),
};

struct fixture {
    char path[64];
    struct db db;
    struct index_table table;
    struct leaf_pool pool;
    struct index_batch batch;
    struct buffer document;
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
    snprintf(f->path, sizeof(f->path), "/tmp/quoth-test-index-XXXXXX");
    const int fd = mkstemp(f->path);
    if (fd < 0 || close(fd) < 0) {
        return -1;
    }
    const struct db_options options = {.path = f->path,
                                       .is_writable = true,
                                       .sql = sql,
                                       .n_statements = S_COUNT};
    f->table = (struct index_table){
        .db = &f->db,
        .pool = &f->pool,
        .sql = {.block = S_BLOCK,
                .block_write = S_BLOCK_WRITE,
                .blocks_delete = S_BLOCKS_DELETE,
                .leaf_insert = S_LEAF_INSERT,
                .leaves_delete = S_LEAVES_DELETE,
                .leaf_find = S_LEAF_FIND},
        .blocks_sql = INDEX_SQL_BLOCKS("said"),
    };
    buffer_init(&f->document, DOCUMENT_BYTES);
    srand(1);
    if (db_open(&f->db, &options, &f->error) != ST_OK) {
        return -1;
    }
    const enum status status = db_execute(
        &f->db,
        "CREATE VIRTUAL TABLE said USING fts5 (tokens, content = '', "
        "columnsize = 0, detail = full, tokenize = 'quoth');"
        "CREATE VIRTUAL TABLE truth USING fts5 (tokens, content = '', "
        "columnsize = 0, detail = full, tokenize = 'quoth')",
        &f->error);
    return status == ST_OK ? 0 : -1;
}

static int
teardown(void **state)
{
    struct fixture *f = *state;
    index_batch_finish(&f->batch);
    buffer_finish(&f->document);
    leaf_pool_finish(&f->pool);
    db_close(&f->db);
    remove(f->path);
    free(f);
    return 0;
}

/** Make a document: `the` at two of three places, and words of which some are
 * frequent, some rare, and some longer than eight bytes and alike in these. */
static void
make_document(struct fixture *f, int64_t number, int n_tokens)
{
    buffer_clear(&f->document);
    for (int i = 0; i < n_tokens; i++) {
        const int word = rand() % (rand() % WORDS + 1);
        if (i % 3 < 2) {
            buffer_print(&f->document, "the ");
        } else if (i % 2 == 0) {
            buffer_print(&f->document, "w%d ", word);
        } else {
            buffer_print(&f->document, "alikealike%d ", word % 200);
        }
    }
    buffer_print(&f->document, "only%d ", (int)number);
    assert_false(f->document.has_failed);
}

/** Put the document into the batch, or take it out, and the same in the
 * other table. */
static void
put(struct fixture *f, int64_t row, bool is_removed)
{
    const struct slice tokens = buffer_slice(&f->document);
    const struct value values[] = {V_INT(row), V_TEXT(tokens)};
    struct vocabulary words;
    struct postings postings;
    vocabulary_init(&words);
    postings_init(&postings);
    vocabulary_count(&words, tokens);
    if (is_removed) {
        postings_list(&postings, &words);
    } else {
        postings_make(&postings, &words);
    }
    assert_false(postings.has_failed);
    assert_true(index_batch_add(&f->batch, row, is_removed, &postings));
    assert_null(postings.words);
    vocabulary_finish(&words);
    assert_int_equal(db_run(&f->db,
                            is_removed ? S_TRUTH_DELETE : S_TRUTH_INSERT,
                            values, &f->error),
                     ST_OK);
}

/** Sums up the changes of counts. */
struct sums {
    int64_t n_said;
    int64_t n_rows;
};

static enum status
take_count(void *context, const struct vocabulary_word *change)
{
    struct sums *sums = context;
    sums->n_said += change->n_said;
    sums->n_rows += change->n_streams;
    return ST_OK;
}

/** Write the batch as a segment. */
static enum status
write_batch(void *context, struct error *error)
{
    struct fixture *f = context;
    struct index_map map;
    struct segment_writer writer;
    struct sums sums = {0};
    TRY(index_table_map(&f->table, &map, error));
    struct index_segment made = {.id = index_map_free_id(&map), .first = 1};
    TRY(segment_writer_init(&writer, &f->table, made.id, error));
    TRY(index_batch_write(&f->batch, &writer, take_count, &sums));
    TRY(segment_writer_end(&writer, &made.last));
    segment_writer_finish(&writer);
    assert_true(index_map_add(&map, &made));
    TRY(index_table_set_map(&f->table, &map, error));
    index_map_finish(&map);
    index_batch_finish(&f->batch);
    return ST_OK;
}

/** Merge level 0. */
static enum status
merge_newest(void *context, struct error *error)
{
    struct fixture *f = context;
    struct index_map map;
    TRY(index_table_map(&f->table, &map, error));
    TRY(index_merge_level(&f->table, &map, 0, error));
    TRY(index_table_set_map(&f->table, &map, error));
    index_map_finish(&map);
    return ST_OK;
}

/** Merge all. */
static enum status
merge_all(void *context, struct error *error)
{
    struct fixture *f = context;
    struct index_map map;
    TRY(index_table_map(&f->table, &map, error));
    enum status status = index_merge_all(&f->table, &map, NULL, error);
    if (status == ST_OK) {
        assert_true(map.n_segments <= 1);
        status = index_table_set_map(&f->table, &map, error);
    }
    index_map_finish(&map);
    return status;
}

/** Do something to the index, as the writer does it. */
static void
run(struct fixture *f, index_work *work)
{
    assert_int_equal(index_inside(&f->db, S_WITHIN, work, f, &f->error), ST_OK);
}

/** The number that a statement gives, in a new connection. */
static int64_t
ask(struct fixture *f, const char *statement)
{
    struct db db;
    const struct db_options options = {.path = f->path, .is_writable = true};
    int64_t number = -1;
    assert_int_equal(db_open(&db, &options, &f->error), ST_OK);
    assert_int_equal(db_execute(&db,
                                "CREATE VIRTUAL TABLE temp.ours USING "
                                "fts5vocab(main, said, instance);"
                                "CREATE VIRTUAL TABLE temp.theirs USING "
                                "fts5vocab(main, truth, instance)",
                                &f->error),
                     ST_OK);
    assert_int_equal(db_read_integer(&db, statement, &number, &f->error),
                     ST_OK);
    db_close(&db);
    return number;
}

/** FTS5 finds the same in both tables, and nothing wrong with ours. */
static void
expect_same(struct fixture *f)
{
    struct db db;
    const struct db_options options = {.path = f->path, .is_writable = true};
    assert_int_equal(ask(f, "SELECT count(*) FROM (SELECT term, doc, offset "
                            "FROM theirs EXCEPT SELECT term, doc, offset "
                            "FROM ours)"),
                     0);
    assert_int_equal(ask(f, "SELECT (SELECT count(*) FROM ours) - "
                            "(SELECT count(*) FROM theirs)"),
                     0);
    assert_int_equal(db_open(&db, &options, &f->error), ST_OK);
    assert_int_equal(
        db_execute(&db, "INSERT INTO said (said) VALUES ('integrity-check')",
                   &f->error),
        ST_OK);
    db_close(&db);
}

/** Rows that a query finds in a table, as a sum that tells them apart. */
static int64_t
find(struct fixture *f, const char *table, const char *query)
{
    char statement[256];
    snprintf(statement, sizeof(statement),
             "SELECT total(rowid * (rowid + 7)) FROM %s('%s')", table, query);
    return ask(f, statement);
}

/** Two numbers that tell places apart: of rows, and of positions. */
struct places {
    int64_t rows;
    int64_t positions;
};

/** A walk is never too slow. */
static enum status
check_nothing(void *context, struct error *error)
{
    (void)context;
    (void)error;
    return ST_OK;
}

/** Where our own reading finds a phrase: from a row on, every so many rows. */
static struct places
read_phrase(struct fixture *f, const struct match_phrase *phrase, int64_t from,
            int64_t step)
{
    struct index_map map;
    struct phrase_stream stream;
    struct places places = {0};
    assert_int_equal(index_table_map(&f->table, &map, &f->error), ST_OK);
    const struct stream_source source = {&f->table, &map, check_nothing, NULL};
    assert_int_equal(phrase_stream_open(&stream, &source, phrase, &f->error),
                     ST_OK);
    assert_int_equal(phrase_stream_seek(&stream, from), ST_OK);
    while (stream.row != ROW_END) {
        struct positions positions;
        assert_int_equal(phrase_stream_positions(&stream, &positions), ST_OK);
        places.rows += stream.row * (stream.row + 7);
        for (size_t i = 0; i < positions.n; i++) {
            places.positions += stream.row * positions.at[i] + 1;
        }
        assert_int_equal(phrase_stream_seek(&stream, stream.row + step), ST_OK);
    }
    phrase_stream_finish(&stream);
    index_map_finish(&map);
    return places;
}

/** The entries of the other table, by place. */
static void
open_truth(struct fixture *f, struct db *db)
{
    const struct db_options options = {.path = f->path, .is_writable = true};
    assert_int_equal(db_open(db, &options, &f->error), ST_OK);
    assert_int_equal(
        db_execute(db,
                   "CREATE VIRTUAL TABLE temp.theirs USING "
                   "fts5vocab(main, truth, instance);"
                   "CREATE TEMP TABLE said_at (term, doc, offset);"
                   "INSERT INTO said_at SELECT term, doc, offset FROM theirs;"
                   "CREATE INDEX temp.by_place ON said_at (doc, offset);"
                   "CREATE INDEX temp.by_term ON said_at (term)",
                   &f->error),
        ST_OK);
}

/** Our own reading finds what FTS5 finds in its table. */
static void
expect_read(struct fixture *f)
{
    static const struct {
        const char *tokens;
        uint32_t n_tokens;
        bool is_prefix;
        const char *truth; /**< places a, before places b where there are */
    } cases[] = {
        {"the ", 1, false, "said_at AS a WHERE a.term = 'the'"},
        {"w1 ", 1, false, "said_at AS a WHERE a.term = 'w1'"},
        {"only78 ", 1, false, "said_at AS a WHERE a.term = 'only78'"},
        {"alikealike7 ", 1, false, "said_at AS a WHERE a.term = 'alikealike7'"},
        {"nobody ", 1, false, "said_at AS a WHERE a.term = 'nobody'"},
        {"w29 ", 1, true, "said_at AS a WHERE a.term GLOB 'w29*'"},
        {"alike ", 1, true, "said_at AS a WHERE a.term GLOB 'alike*'"},
        {"zz ", 1, true, "said_at AS a WHERE a.term GLOB 'zz*'"},
        {"the w0 ", 2, false,
         "said_at AS a CROSS JOIN said_at AS b ON a.doc = b.doc AND "
         "b.offset = a.offset + 1 WHERE a.term = 'the' AND b.term = 'w0'"},
        {"the w1 ", 2, true,
         "said_at AS a CROSS JOIN said_at AS b ON a.doc = b.doc AND "
         "b.offset = a.offset + 1 WHERE a.term = 'the' AND b.term GLOB 'w1*'"},
        {"alikealike3 the ", 2, false,
         "said_at AS a CROSS JOIN said_at AS b ON a.doc = b.doc AND "
         "b.offset = a.offset + 1 WHERE a.term = 'alikealike3' AND "
         "b.term = 'the'"},
    };
    struct db db;
    open_truth(f, &db);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char statement[400];
        int64_t expected;
        const struct match_phrase phrase = {
            slice_of(cases[i].tokens), cases[i].n_tokens, cases[i].is_prefix};
        const struct places found = read_phrase(f, &phrase, 1, 1);
        snprintf(statement, sizeof(statement),
                 "SELECT total(a.doc * a.offset + 1) FROM %s", cases[i].truth);
        assert_int_equal(db_read_integer(&db, statement, &expected, &f->error),
                         ST_OK);
        assert_int_equal(found.positions, expected);
        snprintf(statement, sizeof(statement),
                 "SELECT total(doc * (doc + 7)) FROM "
                 "(SELECT DISTINCT a.doc FROM %s)",
                 cases[i].truth);
        assert_int_equal(db_read_integer(&db, statement, &expected, &f->error),
                         ST_OK);
        assert_int_equal(found.rows, expected);
    }
    db_close(&db);
}

/** Queries skip through long doclists. */
static void
expect_found(struct fixture *f)
{
    static const char *const queries[] = {
        "the",
        "the + w1",
        "the AND only78",
        "only5 AND the",
        "w1 AND w0 AND the",
        "alikealike1 + the",
        "alike*",
        "the NOT w3",
        "NEAR(w1 w2, 5)",
        "only150 OR w2999",
    };
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        assert_int_equal(find(f, "said", queries[i]),
                         find(f, "truth", queries[i]));
    }
    assert_true(find(f, "said", "the AND only78") > 0);
    expect_read(f);
}

/** Seeking far ahead leads to the same rows as stepping. */
static void
test_seek(void **state)
{
    struct fixture *f = *state;
    const struct match_phrase the = {SLICE_INIT("the "), 1, false};
    for (int64_t row = 1; row <= 300; row++) {
        make_document(f, row * 3, 400);
        put(f, row * 3, false);
    }
    run(f, write_batch);
    for (int64_t step = 1; step < 400; step += 67) {
        int64_t rows = 0;
        /* Rows are multiples of 3. */
        for (int64_t row = 3; row <= 900; row = (row + step + 2) / 3 * 3) {
            rows += row * (row + 7);
        }
        assert_int_equal(read_phrase(f, &the, 1, step).rows, rows);
    }
    assert_int_equal(read_phrase(f, &the, 900, 1).rows, 900 * 907);
    assert_int_equal(read_phrase(f, &the, 901, 1).rows, 0);
}

/** One segment, whose longest doclist goes over many leaves. */
static void
test_one_segment(void **state)
{
    struct fixture *f = *state;
    for (int64_t row = 1; row <= 100; row++) {
        make_document(f, row, 1300);
        put(f, row, false);
    }
    run(f, write_batch);
    /* `the` alone takes 86,000 bytes; FTS5 has a list of its leaves. */
    assert_true(ask(f, "SELECT count(*) FROM said_idx WHERE pgno & 1") > 0);
    expect_same(f);
    expect_found(f);
}

/** Several segments, merged by levels and as a whole; rows taken out of those
 * before. */
static void
test_merged(void **state)
{
    struct fixture *f = *state;
    for (int64_t row = 1; row <= 180; row++) {
        make_document(f, row, row % 50 == 0 ? 20000 : 120);
        put(f, row, false);
        if (row % 7 == 0) {
            put(f, row, true); /* in the same batch */
        }
        if (row % 20 == 0) {
            run(f, write_batch);
        }
        if (row % 20 == 10) {
            put(f, row, true); /* in this batch... */
        }
        if (row == 100 || row == 160) {
            expect_same(f);
            expect_read(f);
        }
        if (row % 60 == 0) {
            run(f, merge_newest);
            expect_same(f);
        }
    }
    make_document(f, 181, 10);
    put(f, 181, false);
    run(f, write_batch);
    put(f, 181, true); /* ... and in a later one */
    run(f, write_batch);
    expect_same(f);
    expect_found(f);
    assert_int_equal(find(f, "said", "only181"), 0);
    run(f, merge_newest);
    expect_same(f);
    run(f, merge_all);
    expect_same(f);
    expect_found(f);
    assert_int_equal(ask(f, "SELECT count(DISTINCT segid) FROM said_idx"), 1);
    assert_int_equal(ask(f, "SELECT count(*) FROM ours WHERE term LIKE "
                            "'only14'"),
                     0);
}

/** An index of which everything is taken out again has no leaf left. */
static void
test_empty(void **state)
{
    struct fixture *f = *state;
    make_document(f, 1, 100);
    put(f, 1, false);
    run(f, write_batch);
    put(f, 1, true);
    run(f, write_batch);
    expect_same(f);
    run(f, merge_all);
    expect_same(f);
    assert_int_equal(ask(f, "SELECT count(*) FROM said_idx"), 0);
    assert_int_equal(ask(f, "SELECT count(*) FROM said_data WHERE id > 10"), 0);
}

/** FTS5 reads on where we wrote, writes on, and we read that. */
static void
test_both_write(void **state)
{
    struct fixture *f = *state;
    struct db db;
    const struct db_options options = {.path = f->path, .is_writable = true};
    make_document(f, 1, 5000);
    put(f, 1, false);
    run(f, write_batch);
    make_document(f, 2, 5000);
    put(f, 2, false);
    index_batch_finish(&f->batch); /* FTS5 shall write it */
    assert_int_equal(db_open(&db, &options, &f->error), ST_OK);
    sqlite3_stmt *row;
    assert_int_equal(
        sqlite3_prepare_v2(db.handle,
                           "INSERT INTO said (rowid, tokens) VALUES (2, ?1)",
                           -1, &row, NULL),
        SQLITE_OK);
    sqlite3_bind_text(row, 1, f->document.data, (int)f->document.size,
                      SQLITE_STATIC);
    assert_int_equal(sqlite3_step(row), SQLITE_DONE);
    sqlite3_finalize(row);
    db_close(&db);
    expect_same(f);
    run(f, merge_all);
    expect_same(f);
}

/** Every byte of a leaf that is damaged ends in an error or in some index,
 * never outside of the leaf (which the sanitizers see). */
static void
test_damaged(void **state)
{
    struct fixture *f = *state;
    char statement[320];
    for (int64_t row = 1; row <= 20; row++) {
        make_document(f, row, 3000);
        put(f, row, false);
    }
    run(f, write_batch);
    int n_refused = 0;
    for (int i = 0; i < 400; i++) {
        assert_int_equal(db_execute(&f->db, "SAVEPOINT damage", &f->error),
                         ST_OK);
        sqlite3_db_config(f->db.handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
        snprintf(statement, sizeof(statement),
                 "UPDATE said_data SET block = CAST(substr(block, 1, %d) || "
                 "x'%02x' || substr(block, %d) AS BLOB) WHERE id = "
                 "(SELECT id FROM said_data WHERE id > 10 LIMIT 1 OFFSET %d)",
                 i / 4, rand() % 256, i / 4 + 2, i % 4);
        assert_int_equal(db_execute(&f->db, statement, &f->error), ST_OK);
        sqlite3_db_config(f->db.handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        const enum status status =
            index_inside(&f->db, S_WITHIN, merge_all, f, &f->error);
        assert_true(status == ST_OK || status == ST_DAMAGED);
        n_refused += status == ST_DAMAGED;
        assert_int_equal(
            db_execute(&f->db, "ROLLBACK TO damage; RELEASE damage", &f->error),
            ST_OK);
    }
    assert_in_range(n_refused, 50, 400);
    expect_same(f);
}

/** A list of segments as FTS5 writes it, by hand from its description. */
static void
test_map(void **state)
{
    (void)state;
    /* Cookie 5; two levels, three segments, 300 leaves written; level 0: none
     * merging, two segments 3 (leaves 1 to 200) and 1 (1 to 2); level 1: one,
     * number 2 (4 to 9). */
    static const char bytes[] = {
        0, 0, 0, 5, 2,          3,    (char)0x82, 0x2c,    /**/
        0, 2, 3, 1, (char)0x81, 0x48, 1,          1,    2, /**/
        0, 1, 2, 4, 9};
    const struct slice record = {bytes, sizeof(bytes)};
    struct index_map map;
    struct buffer written;
    assert_int_equal(index_map_read(&map, record), ST_OK);
    assert_int_equal(map.n_segments, 3);
    assert_int_equal(map.n_written, 300);
    assert_int_equal(map.segments[0].id, 1);
    assert_int_equal(map.segments[1].id, 3);
    assert_int_equal(map.segments[1].last, 200);
    assert_int_equal(map.segments[2].level, 1);
    assert_int_equal(map.segments[2].first, 4);
    assert_int_equal(index_map_free_id(&map), 4);
    buffer_init(&written, 1000);
    index_map_write(&map, &written);
    assert_int_equal(written.size, sizeof(bytes));
    assert_memory_equal(written.data, bytes, sizeof(bytes));
    index_map_remove(&map, 1, 2);
    assert_int_equal(index_map_free_id(&map), 3);
    index_map_finish(&map);
    buffer_finish(&written);
    for (size_t size = 0; size < sizeof(bytes); size++) {
        assert_int_equal(index_map_read(&map, slice_part(record, 0, size)),
                         ST_DAMAGED);
    }
}

/** SQLite's varints, at the ends of their lengths. */
static void
test_varints(void **state)
{
    (void)state;
    static const struct {
        uint64_t value;
        size_t size;
    } cases[] = {{0, 1},
                 {127, 1},
                 {128, 2},
                 {16383, 2},
                 {16384, 3},
                 {(UINT64_C(1) << 56) - 1, 8},
                 {UINT64_C(1) << 56, 9},
                 {UINT64_MAX, 9}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct buffer bytes;
        uint64_t value;
        size_t at = 0;
        buffer_init(&bytes, 100);
        index_add_varint(&bytes, cases[i].value);
        assert_int_equal(bytes.size, cases[i].size);
        assert_true(index_read_varint(buffer_slice(&bytes), &at, &value));
        assert_true(value == cases[i].value);
        assert_int_equal(at, bytes.size);
        bytes.size--;
        at = 0;
        assert_false(index_read_varint(buffer_slice(&bytes), &at, &value));
        buffer_finish(&bytes);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_one_segment, setup, teardown),
        cmocka_unit_test_setup_teardown(test_seek, setup, teardown),
        cmocka_unit_test_setup_teardown(test_merged, setup, teardown),
        cmocka_unit_test_setup_teardown(test_empty, setup, teardown),
        cmocka_unit_test_setup_teardown(test_both_write, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damaged, setup, teardown),
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_varints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
