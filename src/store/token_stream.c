/*
 * Reading tokens from the index's segments, beside FTS5 rather than through
 * it: rows that nobody wants are stepped over without their positions being
 * looked at.
 */
#include "store/token_stream.h"

#include "store/index_format.h"

#include <stdlib.h>

enum {
    /* What the tokens with one beginning may take in memory. */
    GATHERED_MAX_BYTES = 256 * 1024 * 1024,

    /* Tokens between two looks at the clock. */
    TOKENS_A_CHECK = 64,
};

/** What FTS5 adds to the distance between two positions. */
enum { POSITION_SHIFT = 2 };

void
token_stream_finish(struct token_stream *stream)
{
    for (size_t i = 0; i < stream->n_parts; i++) {
        segment_cursor_finish(&stream->parts[i]);
    }
    free(stream->parts);
    free(stream->lists);
    buffer_finish(&stream->bytes);
    *stream = (struct token_stream){0};
}

/** A token as the index has it. */
static bool
make_term(struct buffer *term, struct slice token)
{
    buffer_init(term, INDEX_TERM_MAX_BYTES);
    buffer_add_byte(term, INDEX_TERM_MARK);
    buffer_add_slice(term, token);
    return !term->has_failed;
}

/** Find the token in every segment, the newest first. */
static enum status
find_parts(struct token_stream *stream, const struct stream_source *source,
           struct slice term, struct error *error)
{
    for (size_t i = 0; i < source->map->n_segments; i++) {
        struct segment_cursor *part = &stream->parts[stream->n_parts++];
        segment_cursor_init(part, source->table, &source->map->segments[i],
                            error);
        const enum status status = segment_cursor_find(part, term);
        const bool is_there =
            status == ST_OK &&
            (stream->is_gathered
                 ? slice_starts(buffer_slice(&part->term), term)
                 : slice_equal(buffer_slice(&part->term), term));
        if (!is_there) {
            segment_cursor_finish(part);
            stream->n_parts--;
            TRY(status == ST_NOT_FOUND ? ST_OK : status);
        }
    }
    return ST_OK;
}

/** Keep a list of a token that begins so. */
static enum status
gather_list(struct token_stream *stream, const struct segment_entry *entry,
            uint32_t token, struct error *error)
{
    if (!array_grow(&stream->lists, &stream->lists_capacity, stream->n_lists,
                    sizeof(*stream->lists))) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    stream->lists[stream->n_lists++] = (struct gathered_list){
        .row = entry->row,
        .token = token,
        .size = (uint32_t)entry->positions.size,
        .begin = stream->bytes.size,
    };
    const struct buffer *bytes = &stream->bytes;
    if (entry->positions.size > bytes->limit - bytes->size) {
        return error_set(error, ST_TOO_LARGE, "too many words begin like this");
    }
    buffer_add_slice(&stream->bytes, entry->positions);
    return bytes->has_failed ? error_set(error, ST_NO_MEMORY, "out of memory")
                             : ST_OK;
}

/** The part that is at the first of all tokens, of equal ones the newest; NULL
 * where none is at one that begins with the term. */
static struct segment_cursor *
first_part(struct token_stream *stream, struct slice term)
{
    struct segment_cursor *first = NULL;
    for (size_t i = 0; i < stream->n_parts; i++) {
        struct segment_cursor *part = &stream->parts[i];
        const struct slice at = buffer_slice(&part->term);
        if (slice_starts(at, term) &&
            (!first || index_compare(at, buffer_slice(&first->term)) < 0)) {
            first = part;
        }
    }
    return first;
}

/** Let a part go to its next token; its term is empty behind the last. */
static enum status
next_token(struct segment_cursor *part)
{
    const enum status status = segment_cursor_term(part);
    if (status == ST_NOT_FOUND) {
        buffer_clear(&part->term);
        return ST_OK;
    }
    return status;
}

/** Gather the rows of one token from all parts that are at it, the newest
 * first. */
static enum status
gather_token(struct token_stream *stream, struct slice token, uint32_t number,
             struct error *error)
{
    for (size_t i = 0; i < stream->n_parts; i++) {
        struct segment_cursor *part = &stream->parts[i];
        if (!slice_equal(buffer_slice(&part->term), token)) {
            continue;
        }
        enum status status;
        while ((status = segment_cursor_next(part)) == ST_OK) {
            TRY(gather_list(stream, &part->row, number, error));
        }
        TRY(status == ST_NOT_FOUND ? next_token(part) : status);
    }
    return ST_OK;
}

/** Sort lists by their rows; those of one row stay as they were gathered.  A
 * radix sort (Knuth, The Art of Computer Programming 3, 5.2.5).  False without
 * memory. */
static bool
sort_lists(struct token_stream *stream)
{
    enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };
    const size_t n = stream->n_lists;
    struct gathered_list *from = stream->lists;
    struct gathered_list *to = calloc(n, sizeof(*to));
    int64_t most = 0;
    for (size_t i = 0; i < n; i++) {
        most |= from[i].row;
    }
    for (unsigned shift = 0; to && shift < 63 && most >> shift > 0;
         shift += DIGIT_BITS) {
        size_t starts[DIGITS + 1] = {0};
        for (size_t i = 0; i < n; i++) {
            starts[(from[i].row >> shift & (DIGITS - 1)) + 1]++;
        }
        for (size_t i = 1; i < DIGITS; i++) {
            starts[i] += starts[i - 1];
        }
        for (size_t i = 0; i < n; i++) {
            to[starts[from[i].row >> shift & (DIGITS - 1)]++] = from[i];
        }
        struct gathered_list *sorted = to;
        to = from;
        from = sorted;
    }
    const bool is_done = to || n == 0;
    stream->lists = from;
    free(to);
    return is_done;
}

/** Take out what a newer segment says otherwise, and rows that are gone. */
static void
weed_lists(struct token_stream *stream)
{
    struct gathered_list *lists = stream->lists;
    size_t n = 0;
    int64_t row = 0;
    uint32_t token = 0;
    for (size_t i = 0; i < stream->n_lists; i++) {
        const bool is_older =
            i > 0 && lists[i].row == row && lists[i].token == token;
        row = lists[i].row;
        token = lists[i].token;
        if (!is_older && lists[i].size > 0) {
            lists[n++] = lists[i];
        }
    }
    stream->n_lists = n;
}

/** Gather all that begins with a term. */
static enum status
gather(struct token_stream *stream, const struct stream_source *source,
       struct slice term, struct error *error)
{
    struct buffer token;
    buffer_init(&token, INDEX_TERM_MAX_BYTES);
    enum status status = ST_OK;
    struct segment_cursor *first;
    for (uint32_t n = 0; status == ST_OK && (first = first_part(stream, term));
         n++) {
        buffer_clear(&token);
        buffer_add_slice(&token, buffer_slice(&first->term));
        status = token.has_failed
                     ? error_set(error, ST_NO_MEMORY, "out of memory")
                     : gather_token(stream, buffer_slice(&token), n, error);
        if (status == ST_OK && n % TOKENS_A_CHECK == 0) {
            status = source->check(source->context, error);
        }
    }
    buffer_finish(&token);
    TRY(status);
    if (!sort_lists(stream)) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    weed_lists(stream);
    return ST_OK;
}

enum status
token_stream_open(struct token_stream *stream,
                  const struct stream_source *source, struct slice token,
                  bool is_prefix, struct error *error)
{
    struct buffer term;
    const bool has_term = make_term(&term, token);
    *stream = (struct token_stream){.is_gathered = is_prefix};
    buffer_init(&stream->bytes, GATHERED_MAX_BYTES);
    stream->parts = calloc(source->map->n_segments + 1, sizeof(*stream->parts));
    if (!has_term || !stream->parts) {
        buffer_finish(&term);
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    enum status status = find_parts(stream, source, buffer_slice(&term), error);
    if (status == ST_OK && is_prefix) {
        status = gather(stream, source, buffer_slice(&term), error);
    }
    buffer_finish(&term);
    return status;
}

/** Go to a row among those that were gathered, which may have several lists. */
static void
seek_gathered(struct token_stream *stream, int64_t row)
{
    const struct gathered_list *lists = stream->lists;
    size_t at = stream->end;
    while (at < stream->n_lists && lists[at].row < row) {
        at++;
    }
    stream->at = at;
    stream->row = at < stream->n_lists ? lists[at].row : ROW_END;
    while (at < stream->n_lists && lists[at].row == stream->row) {
        at++;
    }
    stream->end = at;
}

/** Go to a row that is read from the parts; where several have it, the newest
 * counts, and what it says may be that the row is gone. */
static enum status
seek_parts(struct token_stream *stream, int64_t row)
{
    for (;; row++) {
        const struct segment_cursor *found = NULL;
        for (size_t i = 0; i < stream->n_parts; i++) {
            struct segment_cursor *part = &stream->parts[i];
            const enum status status = segment_cursor_seek(part, row);
            if (status == ST_NOT_FOUND) {
                continue;
            }
            TRY(status);
            if (!found || part->row.row < found->row.row) {
                found = part;
            }
        }
        stream->row = found ? found->row.row : ROW_END;
        if (!found || found->row.positions.size > 0) {
            stream->positions = found ? found->row.positions : SLICE("");
            return ST_OK;
        }
        row = found->row.row;
    }
}

enum status
token_stream_seek(struct token_stream *stream, int64_t row)
{
    if (stream->row >= row) {
        return ST_OK;
    }
    if (stream->is_gathered) {
        seek_gathered(stream, row);
        return ST_OK;
    }
    return seek_parts(stream, row);
}

/** Room for so many more positions; false without memory. */
static bool
reserve(struct position_list *list, size_t more)
{
    while (list->capacity - list->n < more) {
        if (!array_grow(&list->at, &list->capacity, list->capacity,
                        sizeof(*list->at))) {
            return false;
        }
    }
    return true;
}

/** Append the positions of one list, as FTS5 wrote them. */
static enum status
decode(struct slice bytes, struct position_list *list)
{
    if (!reserve(list, bytes.size)) {
        return ST_NO_MEMORY;
    }
    const unsigned char *next = (const unsigned char *)bytes.data;
    const unsigned char *const end = next + bytes.size;
    uint32_t *out = list->at + list->n;
    uint64_t at = 0;
    while (next < end) {
        uint64_t distance = *next++;
        if (distance >= 0x80) {
            distance &= 0x7f;
            while (next < end && *next >= 0x80 && distance < INT32_MAX) {
                distance = distance << 7 | (*next++ & 0x7f);
            }
            if (next == end || *next >= 0x80) {
                return ST_DAMAGED;
            }
            distance = distance << 7 | *next++;
        }
        at += distance - POSITION_SHIFT;
        if (distance < POSITION_SHIFT || at > INT32_MAX) {
            return ST_DAMAGED;
        }
        *out++ = (uint32_t)at;
    }
    list->n = (size_t)(out - list->at);
    return ST_OK;
}

/** For sorting positions. */
static int
compare_positions(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a;
    const uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

enum status
token_stream_positions(const struct token_stream *stream,
                       struct position_list *list)
{
    list->n = 0;
    if (!stream->is_gathered) {
        return decode(stream->positions, list);
    }
    const size_t n = stream->end - stream->at;
    for (size_t i = stream->at; i < stream->end; i++) {
        const struct gathered_list *part = &stream->lists[i];
        TRY(decode(slice_part(buffer_slice(&stream->bytes), part->begin,
                              part->begin + part->size),
                   list));
    }
    if (n > 1) {
        qsort(list->at, list->n, sizeof(*list->at), compare_positions);
    }
    return ST_OK;
}

enum status
token_stream_keep(const struct token_stream *stream, uint32_t distance,
                  struct position_list *list, struct position_list *room)
{
    TRY(token_stream_positions(stream, room));
    const uint32_t *next = room->at;
    const uint32_t *const end = next + room->n;
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const uint32_t wanted = list->at[i] + distance;
        while (next < end && *next < wanted) {
            next++;
        }
        if (next == end) {
            break;
        }
        list->at[n] = list->at[i];
        n += *next == wanted;
    }
    list->n = n;
    return ST_OK;
}
