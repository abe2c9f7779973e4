/*
 * quoth_tally().
 */
#include "api/handle.h"
#include "api/source.h"

#include "base/map.h"
#include "query/tally.h"

#include <stdlib.h>

/** Rows in the making: transcripts become recordings. */
struct tallying {
    struct quoth *archive;
    struct arena arena;
    struct map orders; /**< number in the list of recordings, by recording */
    struct map rows;   /**< index of the row, by recording */
    struct row {
        struct quoth_tally tally;
        int64_t order;
    } * rows_made; /**< in the arena */
    size_t n_rows;
    int64_t total;
};

/** Receive a transcript in the order of the list. */
static enum status
take_order(void *context, const struct transcript_facts *facts)
{
    struct tallying *tallying = context;
    return map_put(&tallying->orders, (uint64_t)facts->recording,
                   (int64_t)tallying->orders.count)
               ? ST_OK
               : ST_NO_MEMORY;
}

/** Add a transcript's count to its recording's. */
static enum status
add_row(struct tallying *tallying, const struct tally_row *row,
        struct error *detail)
{
    struct source source;
    TRY(source_load(tallying->archive, &tallying->arena, row->transcript,
                    &source, detail));
    const int64_t *at = map_put(&tallying->rows, (uint64_t)source.recording->id,
                                (int64_t)tallying->n_rows);
    const int64_t *order =
        map_get(&tallying->orders, (uint64_t)source.recording->id);
    if (!at) {
        return ST_NO_MEMORY;
    }
    struct row *made = &tallying->rows_made[*at];
    if (*at == (int64_t)tallying->n_rows) {
        tallying->n_rows++;
        made->order = order ? *order : INT64_MAX;
        made->tally.recording = source.recording;
        made->tally.ref =
            source_ref(&tallying->arena, &source, row->moment_ms, row->seq);
    }
    made->tally.n_passages += row->n_passages;
    return tallying->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** For sorting: most passages first, then in the order of the list. */
static int
compare_rows(const void *a, const void *b)
{
    const struct row *left = a;
    const struct row *right = b;
    if (left->tally.n_passages != right->tally.n_passages) {
        return left->tally.n_passages < right->tally.n_passages ? 1 : -1;
    }
    return left->order < right->order ? -1 : left->order > right->order;
}

/** Count, inside a read transaction. */
static enum status
make_rows(struct tallying *tallying, const struct tally_options *options,
          struct error *detail)
{
    struct tally found;
    struct reader *reader = tallying->archive->reader;
    TRY(tally(reader, options, &tallying->arena, &found, detail));
    TRY(reader_transcripts(reader, take_order, tallying, detail));
    tallying->total = found.n_passages;
    tallying->rows_made =
        arena_new(&tallying->arena, found.n_rows, sizeof(*tallying->rows_made));
    if (!tallying->rows_made) {
        return ST_NO_MEMORY;
    }
    for (size_t i = 0; i < found.n_rows; i++) {
        TRY(add_row(tallying, &found.rows[i], detail));
    }
    if (tallying->n_rows > 0) {
        qsort(tallying->rows_made, tallying->n_rows,
              sizeof(*tallying->rows_made), compare_rows);
    }
    return ST_OK;
}

enum quoth_status
quoth_tally(struct quoth *archive, const struct quoth_search_options *options,
            bool (*on_row)(void *context, const struct quoth_tally *row),
            void *context, int64_t *total, struct quoth_error *error)
{
    if (!archive || !options || !options->query) {
        return api_refuse(error, "a tally needs an archive and a query");
    }
    struct error detail = {0};
    struct tallying tallying = {.archive = archive};
    enum status status =
        reader_begin(archive->reader, api_deadline_ms(options), &detail);
    if (status == ST_OK) {
        const struct tally_options what = {slice_of(options->query),
                                           options->is_exact};
        status = make_rows(&tallying, &what, &detail);
        reader_end(archive->reader);
    }
    bool goes_on = status == ST_OK && on_row;
    for (size_t i = 0; i < tallying.n_rows && goes_on; i++) {
        goes_on = on_row(context, &tallying.rows_made[i].tally);
    }
    if (status == ST_OK && total) {
        *total = tallying.total;
    }
    map_finish(&tallying.orders);
    map_finish(&tallying.rows);
    arena_finish(&tallying.arena);
    return api_pass_on(status, &detail, error);
}
