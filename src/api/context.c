/*
 * context.c - what is said around a passage.
 *
 * Whole segments, as the source cut them, markers too; and since passages
 * follow sentences, next to the passage the rest of a segment that it begins
 * or ends inside of, so that all reads on.  The rounds of a loop that the
 * passage stands for are no context: they are counted in the hit.
 */
#include "api/context.h"

#include "api/handle.h"

/** Segments on one side; only an hour of words, a segment each, gets near. */
enum { SIDE_MAX = 20000 };

/** The segments on one side that are being read. */
struct side {
    struct arena *arena;
    struct segment_range range;
    int64_t border; /**< the segment that the passage begins or ends in */
    struct slice passage;
    bool is_after;
    int64_t counted_last; /**< the last one wanted by number */
    int64_t after_ms;     /**< pass over those that end until then */
    int64_t until_ms;     /**< and, beyond the number, that begin later */
    int64_t last_line;
    struct quoth_segment *segments;
    size_t n_segments;
};

/** What a segment says before a passage that begins in it. */
static struct slice
rest_before(struct slice said, struct slice passage)
{
    size_t begin = slice_find(said, passage, 0);
    if (begin == said.size) {
        /* It goes on in the next segment. */
        begin = 0;
        while (begin < said.size &&
               !slice_starts(passage, slice_from(said, begin))) {
            begin++;
        }
    }
    return slice_trim(slice_part(said, 0, begin < said.size ? begin : 0));
}

/** What a segment says after a passage that ends in it. */
static struct slice
rest_after(struct slice said, struct slice passage)
{
    size_t end = slice_find(said, passage, 0);
    if (end < said.size) {
        return slice_trim(slice_from(said, end + passage.size));
    }
    /* It began in one before. */
    while (end > 0 && !slice_ends(passage, slice_part(said, 0, end))) {
        end--;
    }
    return slice_trim(slice_from(said, end > 0 ? end : said.size));
}

/** Whether a segment is of those that are wanted. */
static bool
is_wanted(const struct side *side, const struct segment_row *row)
{
    return row->seq >= side->range.first &&
           (row->end_ms < 0 || row->end_ms > side->after_ms) &&
           (row->seq <= side->counted_last || row->start_ms < side->until_ms);
}

/** Receive a segment, or the one in front of the range. */
static enum status
take_segment(void *context, const struct segment_row *row)
{
    struct side *side = context;
    struct segment_row part = *row;
    const bool is_repeat = row->line == side->last_line;
    side->last_line = row->line;
    if (row->seq == side->border) {
        part.text = side->is_after ? rest_after(row->text, side->passage)
                                   : rest_before(row->text, side->passage);
    }
    if (!is_wanted(side, row) || part.text.size == 0) {
        return ST_OK;
    }
    struct quoth_segment *segment = &side->segments[side->n_segments++];
    *segment = api_segment(side->arena, &part);
    segment->is_repeat = is_repeat && row->seq != side->border;
    return side->arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Read a side's segments. */
static enum status
read_side(const struct context *context, const struct passage *passage,
          struct side *side, struct error *error)
{
    struct segment_range range = side->range;
    const size_t n = (size_t)(range.last - range.first) + 1;
    side->arena = context->arena;
    side->passage = slice_of(passage->text);
    side->last_line = -1;
    side->segments = arena_new(context->arena, n, sizeof(*side->segments));
    if (!side->segments) {
        return ST_NO_MEMORY;
    }
    range.first--;
    return reader_segments(context->reader, range, take_segment, side, error);
}

/** Read what is said before a passage. */
static enum status
read_before(const struct context *context, const struct passage *passage,
            struct side *side, struct error *error)
{
    const int64_t border = passage->first_seq;
    int64_t first = border - context->n_segments;
    if (context->time_ms > 0 && passage->start_ms >= 0) {
        int64_t seq;
        const int64_t time_ms = passage->start_ms - context->time_ms;
        TRY(reader_segment_at(context->reader, passage->transcript,
                              time_ms > 0 ? time_ms : 0, &seq, error));
        first = seq < first ? seq : first;
    }
    first = first > border - SIDE_MAX ? first : border - SIDE_MAX;
    *side = (struct side){
        .range = {passage->transcript, first > 0 ? first : 0, border},
        .border = border,
        .counted_last = border,
        .after_ms = -1,
    };
    return read_side(context, passage, side, error);
}

/** Read what is said after a passage, and after its loop. */
static enum status
read_after(const struct context *context, const struct passage *passage,
           struct side *side, struct error *error)
{
    int64_t begin = passage->last_seq;
    *side = (struct side){.border = begin, .is_after = true, .after_ms = -1};
    if (passage->loops > 1 && passage->loop_end_ms >= 0) {
        int64_t seq;
        side->after_ms = passage->loop_end_ms;
        TRY(reader_segment_at(context->reader, passage->transcript,
                              side->after_ms, &seq, error));
        begin = seq - 1 > begin ? seq - 1 : begin;
    }
    int64_t last = begin + context->n_segments;
    side->counted_last = last;
    if (context->time_ms > 0 && passage->end_ms >= 0) {
        int64_t seq;
        side->until_ms = passage->end_ms + context->time_ms;
        TRY(reader_segment_at(context->reader, passage->transcript,
                              side->until_ms, &seq, error));
        last = seq > last ? seq : last;
    }
    last = last < begin + SIDE_MAX ? last : begin + SIDE_MAX;
    side->range = (struct segment_range){passage->transcript, begin, last};
    return read_side(context, passage, side, error);
}

enum status
context_fill(const struct context *context, const struct passage *passage,
             struct quoth_hit *hit, struct error *error)
{
    struct side before;
    struct side after;
    if (context->n_segments == 0 && context->time_ms == 0) {
        return ST_OK;
    }
    TRY(reader_check_deadline(context->reader, error));
    TRY(read_before(context, passage, &before, error));
    TRY(read_after(context, passage, &after, error));
    hit->before = before.segments;
    hit->n_before = before.n_segments;
    hit->after = after.segments;
    hit->n_after = after.n_segments;
    return ST_OK;
}
