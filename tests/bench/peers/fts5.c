/*
 * fts5.c - stock FTS5, one row a caption, as most tools use it: the text in
 * the table, the default tokenizer, `ORDER BY rank LIMIT 10`.
 *
 *     fts5 version
 *     fts5 ingest CAPTIONS DATABASE
 *     fts5 query DATABASE QUERIES ROUNDS
 *
 * What belongs to a caption stands in unindexed columns, which costs less
 * than a second table; what belongs to an episode has its own.  WAL, one
 * transaction every 100,000 captions; not optimized afterwards.
 */
#include "bench.h"

#include <sqlite3.h>
#include <stdbool.h>

#define BATCH 100000

/* End on a failure. */
static void
need(int status, sqlite3 *db)
{
    if (status != SQLITE_OK && status != SQLITE_DONE && status != SQLITE_ROW) {
        bench_die(sqlite3_errmsg(db));
    }
}

/* Prepare a statement. */
static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    need(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), db);
    return statement;
}

/* Run a statement to its end with these texts bound. */
static void
run(sqlite3 *db, sqlite3_stmt *statement, char **texts, int n_texts)
{
    for (int i = 0; i < n_texts; i++) {
        need(sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC),
             db);
    }
    need(sqlite3_step(statement), db);
    need(sqlite3_reset(statement), db);
}

/* Insert every caption. */
static void
ingest(sqlite3 *db, const char *path)
{
    need(sqlite3_exec(db,
                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                      "CREATE TABLE episode (id INTEGER PRIMARY KEY,"
                      "                      collection TEXT, date TEXT);"
                      "CREATE VIRTUAL TABLE cue USING fts5 (text,"
                      "    episode UNINDEXED, start_ms UNINDEXED,"
                      "    end_ms UNINDEXED, speaker UNINDEXED); BEGIN",
                      NULL, NULL, NULL),
         db);
    sqlite3_stmt *episode =
        prepare(db, "INSERT OR IGNORE INTO episode VALUES (?, ?, ?)");
    sqlite3_stmt *cue = prepare(
        db, "INSERT INTO cue VALUES (?5, CAST (?1 AS INTEGER),"
            "CAST (?2 AS INTEGER), CAST (?3 AS INTEGER), nullif(?4, ''))");
    FILE *file = bench_open(path);
    char *line = NULL;
    size_t space = 0;
    char last[32] = "";
    for (int64_t n = 0; getline(&line, &space, file) > 0; n++) {
        char *columns[BENCH_COLUMNS];
        bench_cut(line, columns, BENCH_COLUMNS);
        if (strcmp(last, columns[BENCH_EPISODE]) != 0) {
            run(db, episode, columns, 3);
            snprintf(last, sizeof last, "%s", columns[BENCH_EPISODE]);
        }
        columns[BENCH_DATE] = columns[BENCH_EPISODE];
        run(db, cue, columns + BENCH_DATE, 5);
        if (n % BATCH == BATCH - 1) {
            need(sqlite3_exec(db, "COMMIT; BEGIN", NULL, NULL, NULL), db);
        }
    }
    sqlite3_finalize(episode);
    sqlite3_finalize(cue);
    need(sqlite3_exec(db, "COMMIT; PRAGMA wal_checkpoint (TRUNCATE)", NULL,
                      NULL, NULL),
         db);
    free(line);
    fclose(file);
}

/* The words with something between them, in FTS5's syntax. */
static void
join(const struct bench_query *query, const char *between, char *text)
{
    for (int i = 0; i < query->n_words; i++) {
        text +=
            sprintf(text, "%s\"%s\"", i == 0 ? "" : between, query->words[i]);
    }
}

/* Write the FTS5 expression; whether there is one. */
static bool
express(const struct bench_query *query, char *text)
{
    const char *op = query->op;
    if (strcmp(op, "seconds") == 0) {
        return false;
    }
    if (strcmp(op, "phrase") == 0) {
        join(query, " + ", text);
    } else if (strcmp(op, "or") == 0 || strcmp(op, "quote") == 0) {
        join(query, " OR ", text);
    } else if (strcmp(op, "near") == 0) {
        sprintf(text, "NEAR (\"%s\" \"%s\", %s)", query->words[0],
                query->words[1], query->argument);
    } else if (strcmp(op, "prefix") == 0) {
        sprintf(text, "\"%s\" *", query->words[0]);
    } else {
        join(query, " AND ", text);
    }
    return true;
}

/* The statement of a query. */
static const char *
statement_of(const struct bench_query *query)
{
#define SELECT                                                                 \
    "SELECT cue.rowid, text, episode, start_ms, end_ms, speaker FROM cue "
#define TOP " ORDER BY rank LIMIT 10"
    if (strcmp(query->op, "speaker") == 0) {
        return SELECT "WHERE cue MATCH ?1 AND speaker = ?2" TOP;
    }
    if (strcmp(query->op, "collection") == 0) {
        return SELECT "JOIN episode ON episode.id = cue.episode "
                      "WHERE cue MATCH ?1 AND collection = ?2" TOP;
    }
    if (strcmp(query->op, "year") == 0) {
        return SELECT "JOIN episode ON episode.id = cue.episode WHERE cue "
                      "MATCH ?1 AND date >= ?2 AND date < ?2 + 1" TOP;
    }
    return SELECT "WHERE cue MATCH ?1" TOP;
}

/* Search. */
static int
answer(void *db, const struct bench_query *query)
{
    char text[4096];
    int n_results = 0;
    if (!express(query, text)) {
        return -1;
    }
    sqlite3_stmt *statement = prepare(db, statement_of(query));
    need(sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC), db);
    if (sqlite3_bind_parameter_count(statement) > 1) {
        need(
            sqlite3_bind_text(statement, 2, query->argument, -1, SQLITE_STATIC),
            db);
    }
    int status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        n_results += sqlite3_column_text(statement, 1) != NULL;
    }
    need(status, db);
    sqlite3_finalize(statement);
    return n_results;
}

int
main(int argc, char **argv)
{
    sqlite3 *db;
    if (argc == 2) {
        printf("FTS5 of SQLite %s\n", sqlite3_libversion());
        return 0;
    }
    if (argc < 4) {
        bench_die("fts5 ingest CAPTIONS DATABASE | "
                  "fts5 query DATABASE QUERIES ROUNDS");
    }
    need(sqlite3_open(argc == 5 ? argv[2] : argv[3], &db), db);
    need(sqlite3_exec(db, "PRAGMA mmap_size = 17179869184", NULL, NULL, NULL),
         db);
    if (argc == 5) {
        bench_queries(argv[3], atoi(argv[4]), answer, db);
    } else {
        ingest(db, argv[2]);
    }
    sqlite3_close(db);
    return 0;
}
