/*
 * The reader: walking over the transcripts that match a query.
 *
 * The tree is asked for the first row from another on; a node that wants all
 * of its children lets each go on from where the last one stands, until they
 * agree.  So rows that can not match are stepped over, and positions are read
 * only of those that do.
 */
#include "store/reader.h"

#include "store/phrase_stream.h"
#include "text/token.h"

#include <stdlib.h>

enum {
    PREFIX_MAX_BYTES = 64 * 1024,

    /* Words that begin alike and are counted one by one. */
    PREFIX_TERMS_MAX = 1000,

    /* Transcripts that are read to learn how often a phrase is said. */
    COUNTED_ROWS = 256,
};

/** A walk under way. */
struct walk {
    struct reader *reader;
    const struct match_query *query;
    const struct match_sink *sink;
    struct index_map map;
    struct stream_source source;
    bool has_terms; /**< the vocabulary knows all that the index has */
    uint64_t opened;
    struct phrase_stream phrases[PHRASES_MAX];
    struct positions lists[PHRASES_MAX];
    struct error *error;
};

/** Receive one integer. */
static enum status
take_number(void *context, sqlite3_stmt *row)
{
    *(int64_t *)context = sqlite3_column_int64(row, 0);
    return ST_OK;
}

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
count_prefix(const struct walk *walk, struct slice prefix,
             struct phrase_count *count)
{
    struct prefix_sum sum = {0};
    struct buffer end;
    buffer_init(&end, PREFIX_MAX_BYTES);
    buffer_add_slice(&end, prefix);
    if (end.has_failed) {
        buffer_finish(&end);
        return error_set(walk->error, ST_NO_MEMORY, "out of memory");
    }
    end.data[end.size - 1]++; /* no byte of UTF-8 is the highest */
    const struct term_range range = {prefix, buffer_slice(&end)};
    const enum status status =
        reader_terms(walk->reader, range, add_term, &sum, walk->error);
    buffer_finish(&end);
    TRY(status);
    *count = sum.count;
    return sum.n_terms < PREFIX_TERMS_MAX ? ST_OK : ST_NOT_FOUND;
}

/** Count a phrase that is one word by the vocabulary; ST_NOT_FOUND for one
 * that must be read. */
static enum status
count_by_terms(const struct walk *walk, const struct match_phrase *phrase,
               struct phrase_count *count)
{
    if (!walk->has_terms || phrase->n_tokens > 1) {
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
        return count_prefix(walk, token, count);
    }
    struct term_count said;
    TRY(reader_term(walk->reader, token, &said, walk->error));
    *count = (struct phrase_count){.n_transcripts = said.n_transcripts,
                                   .n_occurrences = said.n_said};
    return ST_OK;
}

/** Count a phrase in the first rows that have it. */
static enum status
count_rows(struct phrase_stream *stream, struct phrase_count *count)
{
    struct positions positions;
    TRY(phrase_stream_seek(stream, 1));
    while (stream->row != ROW_END && count->n_transcripts < COUNTED_ROWS) {
        TRY(phrase_stream_positions(stream, &positions));
        count->n_occurrences += (int64_t)positions.n;
        count->n_transcripts++;
        TRY(count->n_transcripts < COUNTED_ROWS
                ? phrase_stream_seek(stream, stream->row + 1)
                : ST_OK);
    }
    return ST_OK;
}

/** Count a phrase by reading it.  What is said in more rows than we read is
 * extrapolated from the part of the archive that they cover. */
static enum status
count_by_reading(const struct walk *walk, const struct match_phrase *phrase,
                 struct phrase_count *count)
{
    struct phrase_stream stream;
    int64_t newest = 0;
    *count = (struct phrase_count){0};
    TRY(reader_loop(walk->reader, R_NEWEST, NULL, take_number, &newest,
                    walk->error));
    enum status status =
        phrase_stream_open(&stream, &walk->source, phrase, walk->error);
    if (status == ST_OK) {
        status = count_rows(&stream, count);
    }
    if (status == ST_OK && count->n_transcripts == COUNTED_ROWS &&
        stream.row != ROW_END) {
        const double rest = (double)newest / (double)stream.row;
        count->n_transcripts = (int64_t)(COUNTED_ROWS * rest);
        count->n_occurrences = (int64_t)((double)count->n_occurrences * rest);
        count->is_estimate = true;
    }
    phrase_stream_finish(&stream);
    return status;
}

/** Tell the sink how often each phrase is said. */
static enum status
tell_counts(const struct walk *walk)
{
    struct phrase_count counts[PHRASES_MAX] = {0};
    for (size_t i = 0; i < walk->query->n_phrases; i++) {
        const struct match_phrase *phrase = &walk->query->phrases[i];
        if (!(walk->opened >> i & 1)) {
            continue;
        }
        enum status status = count_by_terms(walk, phrase, &counts[i]);
        if (status == ST_NOT_FOUND) {
            status = count_by_reading(walk, phrase, &counts[i]);
        }
        TRY(status);
    }
    return walk->sink->counts(walk->sink->context, counts);
}

/** Open the stream of a phrase. */
static enum status
open_phrase(struct walk *walk, size_t phrase)
{
    walk->opened |= UINT64_C(1) << phrase;
    return phrase_stream_open(&walk->phrases[phrase], &walk->source,
                              &walk->query->phrases[phrase], walk->error);
}

/** Open the streams of all phrases of a tree; its depth is bounded. */
static enum status
open_phrases(struct walk *walk, const struct match_node *node)
{
    if (node->op == MATCH_PHRASE) {
        return open_phrase(walk, node->phrase);
    }
    for (node = node->child; node; node = node->next) {
        TRY(open_phrases(walk, node));
    }
    return ST_OK;
}

/** Find the first row from `*row` on that a node matches. */
static enum status
seek(struct walk *walk, const struct match_node *node, int64_t *row)
{
    if (node->op == MATCH_PHRASE) {
        struct phrase_stream *phrase = &walk->phrases[node->phrase];
        TRY(phrase_stream_seek(phrase, *row));
        *row = phrase->row;
        return ST_OK;
    }
    if (node->op == MATCH_ANY) {
        int64_t first = ROW_END;
        for (node = node->child; node; node = node->next) {
            int64_t found = *row;
            TRY(seek(walk, node, &found));
            first = found < first ? found : first;
        }
        *row = first;
        return ST_OK;
    }
    for (const struct match_node *child = node->child; child;) {
        const int64_t before = *row;
        TRY(seek(walk, child, row));
        if (*row == ROW_END) {
            return ST_OK;
        }
        child =
            *row > before && child != node->child ? node->child : child->next;
    }
    return ST_OK;
}

/** Tell the sink the positions in a row that matches. */
static enum status
tell_row(struct walk *walk, int64_t row)
{
    for (size_t i = 0; i < walk->query->n_phrases; i++) {
        struct phrase_stream *phrase = &walk->phrases[i];
        walk->lists[i] = (struct positions){NULL, 0};
        if (!(walk->opened >> i & 1)) {
            continue;
        }
        TRY(phrase_stream_seek(phrase, row));
        if (phrase->row == row) {
            TRY(phrase_stream_positions(phrase, &walk->lists[i]));
        }
    }
    return walk->sink->row(walk->sink->context, row, walk->lists);
}

/** Walk, the index's map being read. */
static enum status
run(struct walk *walk)
{
    const struct match_query *query = walk->query;
    TRY(open_phrases(walk, query->root));
    for (size_t i = 0; i < query->n_phrases; i++) {
        if (query->extra >> i & 1) {
            TRY(open_phrase(walk, i));
        }
    }
    int64_t row = 1;
    TRY(seek(walk, query->root, &row));
    if (row != ROW_END && query->n_phrases > 1) {
        TRY(tell_counts(walk));
    }
    while (row != ROW_END) {
        if (walk->sink->wants(walk->sink->context, row)) {
            TRY(tell_row(walk, row));
        }
        row++;
        TRY(seek(walk, query->root, &row));
    }
    return ST_OK;
}

/** The walk asks whether it takes too long. */
static enum status
check_deadline(void *context, struct error *error)
{
    return reader_check_deadline(context, error);
}

/** Whether words can be counted by the vocabulary, which is of speech. */
static enum status
find_terms(struct walk *walk)
{
    bool are_behind = true;
    if (walk->query->index == MATCH_SPEECH && walk->query->n_phrases > 1) {
        TRY(reader_terms_are_behind(walk->reader, &are_behind, walk->error));
    }
    walk->has_terms = !are_behind;
    return ST_OK;
}

enum status
reader_walk(struct reader *reader, const struct match_query *query,
            const struct match_sink *sink, struct error *error)
{
    struct walk *walk = calloc(1, sizeof(*walk));
    if (!walk) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    *walk = (struct walk){
        .reader = reader,
        .query = query,
        .sink = sink,
        .source = {.table = &reader->indexes[query->index],
                   .check = check_deadline,
                   .context = reader},
        .error = error,
    };
    walk->source.map = &walk->map;
    enum status status = find_terms(walk);
    if (status == ST_OK) {
        status = index_table_map(walk->source.table, &walk->map, error);
    }
    if (status == ST_OK) {
        status = run(walk);
    }
    for (size_t i = 0; i < PHRASES_MAX; i++) {
        if (walk->opened >> i & 1) {
            phrase_stream_finish(&walk->phrases[i]);
        }
    }
    index_map_finish(&walk->map);
    free(walk);
    return status;
}
