/*
 * The reader: walking over the transcripts that match a query.
 */
#include "store/reader.h"

#include "store/fts.h"
#include "text/token.h"

enum { EXPRESSION_MAX_BYTES = 64 * 1024 };

/** Words that begin alike and are counted one by one. */
enum { PREFIX_TERMS_MAX = 1000 };

/** Receive one integer. */
static enum status
take_number(void *context, sqlite3_stmt *row)
{
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return ST_OK;
}

/** Where phrases are counted. */
struct counting {
    struct reader *reader;
    bool has_terms; /**< the vocabulary knows all that the index has */
    struct error *error;
};

/** The terms that begin with a prefix, summed up. */
struct prefix_sum {
    struct phrase_count count;
    unsigned n_terms;
};

/** Add a term. */
static enum status
add_term(void *context, const struct term_row *row)
{
    struct prefix_sum *sum = context;
    sum->count.n_occurrences += row->count.n_said;
    sum->count.n_transcripts += row->count.n_transcripts;
    return ++sum->n_terms < PREFIX_TERMS_MAX ? ST_OK : ST_INTERRUPTED;
}

/** Count what begins with a prefix; ST_NOT_FOUND where that are too many
 * words.  A transcript may be counted for several of them. */
static enum status
count_prefix(const struct counting *counting, struct slice prefix,
             struct phrase_count *count)
{
    struct prefix_sum sum = {0};
    struct buffer end;
    buffer_init(&end, EXPRESSION_MAX_BYTES);
    buffer_add_slice(&end, prefix);
    if (end.has_failed) {
        buffer_finish(&end);
        return error_set(counting->error, ST_NO_MEMORY, "out of memory");
    }
    end.data[end.size - 1]++; /* no byte of UTF-8 is the highest */
    const struct term_range range = {prefix, buffer_slice(&end)};
    const enum status status =
        reader_terms(counting->reader, range, add_term, &sum, counting->error);
    buffer_finish(&end);
    TRY(status);
    *count = sum.count;
    return sum.n_terms < PREFIX_TERMS_MAX ? ST_OK : ST_NOT_FOUND;
}

/** Count a phrase that is one word by the vocabulary. */
static enum status
count_by_terms(void *context, const struct match_phrase *phrase,
               struct phrase_count *count)
{
    const struct counting *counting = context;
    if (!counting->has_terms || phrase->n_tokens > 1) {
        return ST_NOT_FOUND;
    }
    struct slice token = phrase->tokens;
    while (token.size > 0 && token.data[token.size - 1] == TOKEN_SEPARATOR) {
        token.size--;
    }
    if (token.size == 0) {
        return ST_NOT_FOUND;
    }
    if (phrase->is_prefix) {
        return count_prefix(counting, token, count);
    }
    struct term_count said;
    TRY(reader_term(counting->reader, token, &said, counting->error));
    *count = (struct phrase_count){.n_transcripts = said.n_transcripts,
                                   .n_occurrences = said.n_said};
    return ST_OK;
}

/** Whether words can be counted by the vocabulary, which is of speech. */
static enum status
find_terms(struct counting *counting, const struct match_query *query)
{
    bool are_behind = true;
    if (query->index == MATCH_SPEECH && query->n_phrases > 1) {
        TRY(reader_terms_are_behind(counting->reader, &are_behind,
                                    counting->error));
    }
    counting->has_terms = !are_behind;
    return ST_OK;
}

/** Run the statement of a walk with its expression. */
static enum status
run_walk(struct reader *reader, struct fts_walk *walk, struct slice expression,
         struct error *error)
{
    const enum read_statement statement =
        walk->query->index == MATCH_SPEECH ? R_WALK_SPEECH : R_WALK_MARKERS;
    const struct value none[3] = {V_NULL, V_NULL, V_NULL};
    int64_t newest = 0;
    sqlite3_stmt *row;
    TRY(reader_loop(reader, R_NEWEST, NULL, take_number, &newest, error));
    TRY(db_bind(&reader->db, statement, none, &row, error));
    sqlite3_bind_text64(row, 1, expression.data, expression.size, SQLITE_STATIC,
                        SQLITE_UTF8);
    sqlite3_bind_pointer(row, 2, walk, fts_walk_type, NULL);
    sqlite3_bind_int64(row, 3, newest);
    enum status status;
    do {
        status = db_step(&reader->db, row, error);
    } while (status == ST_OK && walk->status == ST_OK);
    sqlite3_reset(row);
    sqlite3_clear_bindings(row);
    return status == ST_NOT_FOUND ? ST_OK : status;
}

enum status
reader_walk(struct reader *reader, const struct match_query *query,
            const struct match_sink *sink, struct error *error)
{
    struct counting counting = {.reader = reader, .error = error};
    TRY(find_terms(&counting, query));
    struct fts_walk walk = {.query = query,
                            .sink = sink,
                            .count = count_by_terms,
                            .context = &counting};
    struct buffer expression;
    buffer_init(&expression, EXPRESSION_MAX_BYTES);
    match_write_expression(query, &expression, walk.order);
    enum status status;
    if (expression.has_failed) {
        status = error_set(error, ST_NO_MEMORY, "out of memory");
    } else {
        const struct slice text = {expression.data, expression.size - 1};
        status = run_walk(reader, &walk, text, error);
    }
    if (status == ST_OK && walk.status != ST_OK) {
        status = walk.status;
    }
    fts_walk_finish(&walk);
    buffer_finish(&expression);
    return status;
}
