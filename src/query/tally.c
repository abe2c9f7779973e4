/*
 * One scan that counts; nothing is ranked, and only the first place of each
 * transcript is looked at.
 */
#include "query/tally.h"

#include "query/rank.h"
#include "query/respell.h"
#include "query/scan.h"
#include "query/stretch.h"

#include <stdlib.h>

/** Counting under way. */
struct tallying {
    struct reader *reader;
    struct query query;
    struct scan scan;
    struct ranker ranker;
    struct tally_row *rows; /**< owned, until they go to the arena */
    uint32_t *firsts;       /**< owned; the token of each row's first place */
    size_t n_rows;
    size_t rows_capacity;
    size_t firsts_capacity;
    struct error *error;
};

/** The scan tells a transcript's positions. */
static enum status
take_row(void *context, int64_t transcript, const struct positions *lists)
{
    struct tallying *tallying = context;
    struct rank_count count;
    TRY(ranker_count(&tallying->ranker, lists, &count));
    if (count.n_windows == 0) {
        return ST_OK;
    }
    if (!array_grow(&tallying->rows, &tallying->rows_capacity, tallying->n_rows,
                    sizeof(*tallying->rows)) ||
        !array_grow(&tallying->firsts, &tallying->firsts_capacity,
                    tallying->n_rows, sizeof(*tallying->firsts))) {
        return ST_NO_MEMORY;
    }
    tallying->firsts[tallying->n_rows] = count.first;
    tallying->rows[tallying->n_rows++] = (struct tally_row){
        .transcript = transcript, .n_passages = count.n_windows};
    return ST_OK;
}

/** Find when the first place of a row is said. */
static enum status
find_moment(struct tallying *tallying, struct tally_row *row, uint32_t first)
{
    struct arena scratch = {0};
    struct stretch stretch;
    const struct stretch_range range = {
        .transcript = row->transcript,
        .index = tallying->query.index,
        .first = first,
        .end = first + 1,
    };
    const enum status status = stretch_load(&stretch, tallying->reader, &range,
                                            &scratch, tallying->error);
    if (status == ST_OK) {
        const size_t token = first - stretch.first_token;
        row->seq = stretch.segments[stretch.tokens[token].segment].seq;
        row->moment_ms = stretch_start_ms(&stretch, token);
    }
    stretch_finish(&stretch);
    arena_finish(&scratch);
    return status;
}

/** For sorting: most passages first, then by transcript. */
static int
compare_rows(const void *a, const void *b)
{
    const struct tally_row *left = a;
    const struct tally_row *right = b;
    if (left->n_passages != right->n_passages) {
        return left->n_passages < right->n_passages ? 1 : -1;
    }
    return left->transcript < right->transcript ? -1 : 1;
}

/** Hand the rows over. */
static enum status
make_tally(struct tallying *tallying, struct arena *arena, struct tally *found)
{
    const size_t n = tallying->n_rows;
    *found = (struct tally){.rows = arena_new(arena, n, sizeof(*found->rows)),
                            .n_rows = n};
    if (!found->rows) {
        return ST_NO_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        TRY(find_moment(tallying, &tallying->rows[i], tallying->firsts[i]));
        found->rows[i] = tallying->rows[i];
        found->n_passages += tallying->rows[i].n_passages;
    }
    if (n > 0) {
        qsort(found->rows, n, sizeof(*found->rows), compare_rows);
    }
    return ST_OK;
}

/** Count what a parsed query asks for. */
static enum status
count(struct tallying *tallying)
{
    const struct query_node *root = tallying->query.root;
    const uint32_t near = near_span(&tallying->query, root);
    const struct rank_options options = {
        .query = &tallying->query,
        .root = root,
        .span = near > SPAN_NEAR ? near : SPAN_NEAR,
        .n_best = 1,
    };
    const struct scan_sink sink = {NULL, take_row, tallying};
    TRY(ranker_init(&tallying->ranker, &options));
    TRY(scan_init(&tallying->scan, tallying->reader, &tallying->query,
                  tallying->error));
    return scan_run(&tallying->scan, root, &sink);
}

enum status
tally(struct reader *reader, const struct tally_options *options,
      struct arena *arena, struct tally *found, struct error *error)
{
    struct tallying *tallying = calloc(1, sizeof(*tallying));
    if (!tallying) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    *tallying = (struct tallying){.reader = reader, .error = error};
    enum status status = query_parse(&tallying->query, options->query);
    if (status == ST_OK && tallying->query.root && !options->is_exact) {
        status = query_respell(&tallying->query, reader, error);
    }
    if (status == ST_OK && tallying->query.root) {
        status = count(tallying);
    }
    if (status == ST_OK) {
        status = make_tally(tallying, arena, found);
    }
    free(tallying->rows);
    free(tallying->firsts);
    ranker_finish(&tallying->ranker);
    scan_finish(&tallying->scan);
    query_finish(&tallying->query);
    free(tallying);
    return status == ST_NO_MEMORY
               ? error_set(error, ST_NO_MEMORY, "out of memory")
               : status;
}
