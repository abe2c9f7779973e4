/*
 * phrase_stream.h - the transcripts that have a phrase, and where it begins in
 * each; internal to the store's reading half.
 */
#ifndef QUOTH_STORE_PHRASE_STREAM_H
#define QUOTH_STORE_PHRASE_STREAM_H

#include "store/token_stream.h"

struct phrase_stream {
    const struct stream_source *source;
    int64_t row;                 /**< at hand; as in struct token_stream */
    struct token_stream *tokens; /**< owned */
    size_t n_tokens;
    bool is_read; /**< `list` is that of the row */
    struct position_list list;
    struct position_list room;
    unsigned n_rows; /**< looked at, for looking at the clock */
    struct error *error;
};

/** Begin before the first row.  End with phrase_stream_finish(), also after a
 * failure. */
enum status phrase_stream_open(struct phrase_stream *stream,
                               const struct stream_source *source,
                               const struct match_phrase *phrase,
                               struct error *error);

/** Go to the first row that is not before another. */
enum status phrase_stream_seek(struct phrase_stream *stream, int64_t row);

/** Where the phrase begins in the row at hand; valid until the next call. */
enum status phrase_stream_positions(struct phrase_stream *stream,
                                    struct positions *positions);

void phrase_stream_finish(struct phrase_stream *stream);

#endif
