/*
 * token_stream.h - the transcripts that have a token, in the order of their
 * numbers, and where it stands in each; internal to the store's reading half.
 *
 * A token, or all that begin with one.  The former is read from all segments
 * at once, a step at a time; the latter is gathered first, since the tokens
 * come in another order than the transcripts.
 */
#ifndef QUOTH_STORE_TOKEN_STREAM_H
#define QUOTH_STORE_TOKEN_STREAM_H

#include "store/match.h"
#include "store/segment_cursor.h"

/** The row behind all others. */
#define ROW_END INT64_MAX

/** One of the lists that were gathered. */
struct gathered_list {
    int64_t row;
    uint32_t token; /**< in the order of tokens */
    uint32_t size;  /**< of its positions; 0 where the row is gone */
    size_t begin;
};

struct token_stream {
    int64_t row; /**< at hand; 0 before the first, ROW_END behind the last */
    struct slice positions; /**< in that row, where it is one list */

    struct segment_cursor *parts; /**< owned; the newest segment first */
    size_t n_parts;

    bool is_gathered;
    struct gathered_list *lists; /**< owned; by row */
    size_t n_lists;
    size_t lists_capacity;
    size_t at;           /**< first list of the row at hand */
    size_t end;          /**< behind its last one */
    struct buffer bytes; /**< of all positions */
};

/** What streams are read from. */
struct stream_source {
    const struct index_table *table;
    const struct index_map *map;

    /** Asked now and then; other than ST_OK ends what is being done. */
    enum status (*check)(void *context, struct error *error);
    void *context;
};

/** Begin before the first row; the token is folded.  End with
 * token_stream_finish(), also after a failure. */
enum status token_stream_open(struct token_stream *stream,
                              const struct stream_source *source,
                              struct slice token, bool is_prefix,
                              struct error *error);

/** Go to the first row that is not before another. */
enum status token_stream_seek(struct token_stream *stream, int64_t row);

/** Positions that grow. */
struct position_list {
    uint32_t *at; /**< owned */
    size_t n;
    size_t capacity;
};

/** Where the token stands in the row at hand; ST_DAMAGED, ST_NO_MEMORY. */
enum status token_stream_positions(const struct token_stream *stream,
                                   struct position_list *list);

/** Keep of some positions those that the token follows at a distance; `room`
 * is for its own. */
enum status token_stream_keep(const struct token_stream *stream,
                              uint32_t distance, struct position_list *list,
                              struct position_list *room);

void token_stream_finish(struct token_stream *stream);

#endif
