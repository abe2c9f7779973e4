/*
 * The tokenizer and the auxiliary function that FTS5 calls
 * (sqlite.org/fts5.html, section 7: Extending FTS5).
 */
#include "store/fts.h"

#include "text/token.h"

#include <stdlib.h>
#include <string.h>

/** Rows that are read to learn how often a phrase is said. */
enum { COUNTED_ROWS = 256 };

const char fts_walk_type[] = "quoth-walk";

/** FTS5's xCreate: the tokenizer has no state; any address will do. */
static int
tokenizer_create(void *context, const char **arguments, int n_arguments,
                 Fts5Tokenizer **tokenizer)
{
    (void)arguments;
    (void)n_arguments;
    *tokenizer = context;
    return SQLITE_OK;
}

/** FTS5's xDelete. */
static void
tokenizer_delete(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

/** FTS5's xTokenize: cut a token stream. */
static int
tokenizer_tokenize(Fts5Tokenizer *tokenizer, void *context, int flags,
                   const char *text, int size,
                   int (*emit)(void *, int, const char *, int, int, int))
{
    (void)tokenizer;
    (void)flags;
    const char *const end = text + size;
    for (const char *at = text; at < end;) {
        const char *stop = memchr(at, TOKEN_SEPARATOR, (size_t)(end - at));
        stop = stop ? stop : end;
        if (stop > at) {
            const int rc = emit(context, 0, at, (int)(stop - at),
                                (int)(at - text), (int)(stop - text));
            if (rc != SQLITE_OK) {
                return rc;
            }
        }
        at = stop + 1;
    }
    return SQLITE_OK;
}

/** Sums up one phrase over the rows that FTS5 shows. */
struct counter {
    struct phrase_count count;
    int64_t newest_row; /**< of the archive */
    int64_t last_row;   /**< that was shown */
};

/** FTS5 shows one row of a phrase: count its occurrences. */
static int
count_row(const Fts5ExtensionApi *api, Fts5Context *fts, void *context)
{
    struct counter *counter = context;
    Fts5PhraseIter iterator;
    int column;
    int offset;
    int rc = api->xPhraseFirst(fts, 0, &iterator, &column, &offset);
    for (; rc == SQLITE_OK && column >= 0;
         api->xPhraseNext(fts, &iterator, &column, &offset)) {
        counter->count.n_occurrences++;
    }
    counter->last_row = api->xRowid(fts);
    counter->count.n_transcripts++;
    return rc == SQLITE_OK && counter->count.n_transcripts == COUNTED_ROWS
               ? SQLITE_DONE
               : rc;
}

/**
 * Count a phrase.  What is said in more rows than we read is extrapolated
 * from the part of the archive that they cover.
 */
static int
count_phrase(const Fts5ExtensionApi *api, Fts5Context *fts, int phrase,
             struct counter *counter)
{
    struct phrase_count *count = &counter->count;
    const int rc = api->xQueryPhrase(fts, phrase, counter, count_row);
    if (count->n_transcripts == COUNTED_ROWS && counter->last_row > 0) {
        const double rest =
            (double)counter->newest_row / (double)counter->last_row;
        count->n_transcripts = (int64_t)(COUNTED_ROWS * rest);
        count->n_occurrences = (int64_t)((double)count->n_occurrences * rest);
        count->is_estimate = true;
    }
    return rc;
}

/** Tell the sink how often each phrase is said. */
static int
tell_counts(const Fts5ExtensionApi *api, Fts5Context *fts,
            struct fts_walk *walk, int64_t newest_row)
{
    struct phrase_count counts[PHRASES_MAX] = {0};
    const int n = api->xPhraseCount(fts);
    for (int i = 0; i < n; i++) {
        const uint32_t index = walk->order[i];
        walk->status = walk->count(walk->context, &walk->query->phrases[index],
                                   &counts[index]);
        struct counter counter = {.newest_row = newest_row};
        int rc = SQLITE_OK;
        if (walk->status == ST_NOT_FOUND) {
            rc = count_phrase(api, fts, i, &counter);
            counts[index] = counter.count;
        }
        if (rc != SQLITE_OK ||
            (walk->status != ST_OK && walk->status != ST_NOT_FOUND)) {
            return rc;
        }
    }
    walk->status = walk->sink->counts(walk->sink->context, counts);
    return SQLITE_OK;
}

/** Read the positions of one phrase in the current row. */
static int
read_positions(const Fts5ExtensionApi *api, Fts5Context *fts, int phrase,
               struct fts_walk *walk)
{
    const uint32_t index = walk->order[phrase];
    Fts5PhraseIter iterator;
    int column;
    int offset;
    size_t n = 0;
    int rc = api->xPhraseFirst(fts, phrase, &iterator, &column, &offset);
    for (; rc == SQLITE_OK && column >= 0;
         api->xPhraseNext(fts, &iterator, &column, &offset)) {
        if (!array_grow(&walk->at[index], &walk->capacity[index], n,
                        sizeof(**walk->at))) {
            return SQLITE_NOMEM;
        }
        walk->at[index][n++] = (uint32_t)offset;
    }
    walk->lists[index] = (struct positions){walk->at[index], n};
    return rc;
}

/** Whether the tree matches a row, by which phrases it has. */
static bool
selects(const struct match_node *node, const struct positions *lists)
{
    if (node->op == MATCH_PHRASE) {
        return lists[node->phrase].n > 0;
    }
    const bool wants_all = node->op == MATCH_ALL;
    for (node = node->child; node; node = node->next) {
        if (selects(node, lists) != wants_all) {
            return !wants_all;
        }
    }
    return wants_all;
}

/** Read a row's positions and hand them to the sink. */
static int
walk_row(const Fts5ExtensionApi *api, Fts5Context *fts, struct fts_walk *walk,
         int64_t newest_row)
{
    const struct match_sink *sink = walk->sink;
    const int n = api->xPhraseCount(fts);
    if (!walk->has_counted) {
        walk->has_counted = true;
        const int rc =
            n > 1 ? tell_counts(api, fts, walk, newest_row) : SQLITE_OK;
        if (rc != SQLITE_OK || walk->status != ST_OK) {
            return rc;
        }
    }
    const int64_t transcript = api->xRowid(fts);
    if (!sink->wants(sink->context, transcript)) {
        return SQLITE_OK;
    }
    for (int i = 0; i < n; i++) {
        const int rc = read_positions(api, fts, i, walk);
        if (rc != SQLITE_OK) {
            return rc;
        }
    }
    if (selects(walk->query->root, walk->lists)) {
        walk->status = sink->row(sink->context, transcript, walk->lists);
    }
    return SQLITE_OK;
}

/** The SQL function walk(table, walk, newest row): called once a row. */
static void
walk_function(const Fts5ExtensionApi *api, Fts5Context *fts,
              sqlite3_context *result, int n_values, sqlite3_value **values)
{
    struct fts_walk *walk =
        n_values == 2 ? sqlite3_value_pointer(values[0], fts_walk_type) : NULL;
    if (!walk) {
        sqlite3_result_error_code(result, SQLITE_MISUSE);
        return;
    }
    const int rc = walk_row(api, fts, walk, sqlite3_value_int64(values[1]));
    if (rc != SQLITE_OK) {
        sqlite3_result_error_code(result, rc);
    } else {
        sqlite3_result_int(result, walk->status == ST_OK);
    }
}

void
fts_walk_finish(struct fts_walk *walk)
{
    for (size_t i = 0; i < PHRASES_MAX; i++) {
        free(walk->at[i]);
        walk->at[i] = NULL;
    }
}

/** Ask a connection for FTS5's interface. */
static int
find_api(sqlite3 *handle, fts5_api **api)
{
    *api = NULL;
    sqlite3_stmt *statement;
    int rc =
        sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &statement, NULL);
    if (rc != SQLITE_OK) {
        return rc;
    }
    rc = sqlite3_bind_pointer(statement, 1, api, "fts5_api_ptr", NULL);
    if (rc == SQLITE_OK) {
        sqlite3_step(statement);
    }
    const int rc_of_step = sqlite3_finalize(statement);
    rc = rc == SQLITE_OK ? rc_of_step : rc;
    return rc == SQLITE_OK && !*api ? SQLITE_ERROR : rc;
}

int
fts_register(sqlite3 *handle)
{
    static const fts5_tokenizer tokenizer = {tokenizer_create, tokenizer_delete,
                                             tokenizer_tokenize};
    fts5_api *api;
    int rc = find_api(handle, &api);
    if (rc != SQLITE_OK) {
        return rc;
    }
    fts5_tokenizer copy = tokenizer;
    rc = api->xCreateTokenizer(api, "quoth", api, &copy, NULL);
    return rc == SQLITE_OK
               ? api->xCreateFunction(api, "walk", NULL, walk_function, NULL)
               : rc;
}
