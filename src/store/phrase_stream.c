/*
 * A phrase is in the rows that all of its tokens are in, where they follow
 * each other.
 */
#include "store/phrase_stream.h"

#include "text/token.h"

#include <stdlib.h>

/** Rows between two looks at the clock; a power of two. */
enum { ROWS_A_CHECK = 64 };

enum status
phrase_stream_open(struct phrase_stream *stream,
                   const struct stream_source *source,
                   const struct match_phrase *phrase, struct error *error)
{
    *stream = (struct phrase_stream){.source = source, .error = error};
    stream->tokens = calloc(phrase->n_tokens, sizeof(*stream->tokens));
    if (!stream->tokens) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    struct slice left = phrase->tokens;
    for (uint32_t i = 0; i < phrase->n_tokens; i++) {
        const size_t size = slice_find(
            left, (struct slice){(const char[]){TOKEN_SEPARATOR}, 1}, 0);
        TRY(token_stream_open(&stream->tokens[stream->n_tokens++], source,
                              slice_part(left, 0, size),
                              phrase->is_prefix && i + 1 == phrase->n_tokens,
                              error));
        left = slice_from(left, size < left.size ? size + 1 : size);
    }
    return ST_OK;
}

void
phrase_stream_finish(struct phrase_stream *stream)
{
    for (size_t i = 0; i < stream->n_tokens; i++) {
        token_stream_finish(&stream->tokens[i]);
    }
    free(stream->tokens);
    free(stream->list.at);
    free(stream->room.at);
    *stream = (struct phrase_stream){0};
}

/** Go to the first row from another on that has all tokens. */
static enum status
seek_tokens(struct phrase_stream *stream, int64_t row)
{
    size_t n_there = 0;
    for (size_t i = 0; n_there < stream->n_tokens;
         i = (i + 1) % stream->n_tokens) {
        struct token_stream *token = &stream->tokens[i];
        TRY(token_stream_seek(token, row));
        n_there = token->row == row ? n_there + 1 : 1;
        row = token->row;
        if (row == ROW_END) {
            break;
        }
    }
    stream->row = row;
    stream->is_read = false;
    return ST_OK;
}

/** Say what went wrong with positions. */
static enum status
check(const struct phrase_stream *stream, enum status status)
{
    if (status == ST_DAMAGED) {
        return error_set(stream->error, status,
                         "the index is damaged in transcript %lld",
                         (long long)stream->row);
    }
    return status == ST_NO_MEMORY
               ? error_set(stream->error, status, "out of memory")
               : status;
}

/** The token with the fewest positions, about. */
static size_t
rarest_token(const struct phrase_stream *stream)
{
    size_t rarest = 0;
    for (size_t i = 1; i < stream->n_tokens; i++) {
        const struct token_stream *token = &stream->tokens[i];
        if (!token->is_gathered &&
            token->positions.size < stream->tokens[rarest].positions.size) {
            rarest = i;
        }
    }
    return rarest;
}

/** Find where the phrase begins in the row at hand: from the places of its
 * rarest token on, which must not be too near the beginning. */
static enum status
read_positions(struct phrase_stream *stream)
{
    const size_t rarest = rarest_token(stream);
    struct position_list *list = &stream->list;
    TRY(token_stream_positions(&stream->tokens[rarest], list));
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const uint32_t at = list->at[i];
        list->at[n] = at - (uint32_t)rarest;
        n += at >= rarest;
    }
    list->n = n;
    for (size_t i = 0; i < stream->n_tokens && list->n > 0; i++) {
        if (i != rarest) {
            TRY(token_stream_keep(&stream->tokens[i], (uint32_t)i, list,
                                  &stream->room));
        }
    }
    stream->is_read = true;
    return ST_OK;
}

enum status
phrase_stream_seek(struct phrase_stream *stream, int64_t row)
{
    while (stream->row < row) {
        const struct stream_source *source = stream->source;
        TRY(seek_tokens(stream, row));
        if (stream->row == ROW_END || stream->n_tokens == 1) {
            return ST_OK;
        }
        TRY(++stream->n_rows % ROWS_A_CHECK == 0
                ? source->check(source->context, stream->error)
                : ST_OK);
        TRY(check(stream, read_positions(stream)));
        if (stream->list.n == 0) {
            row = stream->row + 1;
        }
    }
    return ST_OK;
}

enum status
phrase_stream_positions(struct phrase_stream *stream,
                        struct positions *positions)
{
    if (!stream->is_read) {
        TRY(check(stream, read_positions(stream)));
    }
    *positions = (struct positions){stream->list.at, stream->list.n};
    return ST_OK;
}
