/*
 * quoth_show(): a moment with its neighbours, or a whole recording.
 */
#include "api/handle.h"

#include "query/ref.h"

#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>

/** References tell tenths of a second. */
enum { AROUND_DEFAULT = 3, TENTH_MS = 100 };

/** Where a recording is received. */
struct recording_relay {
    struct arena *arena;
    struct quoth_recording *recording;
    int64_t transcript;
    struct slice language; /**< wanted; empty for any */
};

/** Receive a recording's facts: its first transcript's, or those of the one
 * in the wanted language. */
static enum status
take_recording(void *context, const struct transcript_facts *facts)
{
    struct recording_relay *relay = context;
    const struct slice wanted = relay->language;
    if (wanted.size > 0 &&
        (wanted.size != facts->language.size ||
         strncasecmp(wanted.data, facts->language.data, wanted.size) != 0)) {
        return ST_OK;
    }
    api_fill_recording(relay->arena, facts, relay->recording);
    relay->transcript = facts->transcript;
    return relay->arena->has_failed ? ST_NO_MEMORY : ST_INTERRUPTED;
}

/** An excerpt with the arena that holds all it points to. */
struct excerpt_holder {
    struct quoth_excerpt excerpt;
    struct arena arena;
    struct quoth_recording recording;
    struct quoth_segment *segments;
    size_t n_segments;
    size_t capacity; /**< known from the transcript's facts */
    int64_t last_line;
};

/** Receive a segment of an excerpt. */
static enum status
take_segment(void *context, const struct segment_row *row)
{
    struct excerpt_holder *holder = context;
    if (holder->n_segments == holder->capacity) {
        return ST_DAMAGED;
    }
    struct quoth_segment *segment = &holder->segments[holder->n_segments++];
    *segment = api_segment(&holder->arena, row);
    segment->is_repeat = row->line == holder->last_line;
    holder->last_line = row->line;
    return holder->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** What an excerpt shows. */
struct shown_range {
    struct segment_range segments;
    int64_t focus; /**< the moment's segment; -1 where all is shown */
};

/** Receive when a segment begins. */
static enum status
take_start(void *context, const struct segment_time *time)
{
    *(int64_t *)context = time->start_ms;
    return ST_OK;
}

/**
 * Find the segment of a time.  A whole tenth of a second, as references have,
 * stands for all of it: what ends in that gives way to the next segment, if
 * that begins by then.
 */
static enum status
find_focus(struct reader *reader, int64_t transcript, int64_t time_ms,
           int64_t *focus, struct error *detail)
{
    const int64_t last_ms =
        time_ms % TENTH_MS == 0 ? time_ms + TENTH_MS - 1 : time_ms;
    int64_t start_ms = -1;
    int64_t next;
    TRY(reader_segment_at(reader, transcript, time_ms, focus, detail));
    TRY(reader_segment_at(reader, transcript, last_ms, &next, detail));
    if (next == *focus + 1) {
        const struct segment_range range = {transcript, next, next};
        TRY(reader_times(reader, range, take_start, &start_ms, detail));
        *focus = start_ms >= 0 && start_ms <= last_ms ? next : *focus;
    }
    return ST_OK;
}

/** Which segments an excerpt shows: all, or some around a ref. */
static enum status
choose_range(struct quoth *archive, const struct quoth_show_options *options,
             const struct ref *ref, struct shown_range *range,
             struct error *detail)
{
    const int64_t before = options->before ? options->before : AROUND_DEFAULT;
    const int64_t after = options->after ? options->after : AROUND_DEFAULT;
    int64_t focus = ref->seq;
    if (ref->time_ms >= 0) {
        TRY(find_focus(archive->reader, range->segments.transcript,
                       ref->time_ms, &focus, detail));
    }
    range->focus = focus;
    if (focus >= 0) {
        range->segments.first = focus > before ? focus - before : 0;
        range->segments.last =
            focus < INT64_MAX - after ? focus + after : INT64_MAX;
    }
    return ST_OK;
}

/** Fill an excerpt's holder that is empty yet. */
static enum status
fill_excerpt(struct quoth *archive, const struct quoth_show_options *options,
             struct excerpt_holder *holder, struct error *detail)
{
    struct ref ref;
    if (!ref_parse(options->ref, &ref)) {
        return error_set(detail, ST_BAD_ARGUMENT,
                         "a reference is RECORDING or RECORDING@TIME, as 12 "
                         "or 12@3:37.0");
    }
    struct recording_relay relay = {.arena = &holder->arena,
                                    .recording = &holder->recording,
                                    .language = ref.language};
    TRY(reader_recording(archive->reader, ref.recording, take_recording, &relay,
                         detail));
    if (relay.transcript == 0) {
        return error_set(
            detail, ST_NOT_FOUND, "recording %" PRId64 " has nothing in %.*s",
            ref.recording, (int)ref.language.size, ref.language.data);
    }
    if (ref.seq >= holder->recording.n_segments) {
        return error_set(detail, ST_NOT_FOUND,
                         "recording %" PRId64 " has no segment %" PRId64,
                         ref.recording, ref.seq);
    }
    struct shown_range range = {{relay.transcript, 0, INT64_MAX}, -1};
    TRY(choose_range(archive, options, &ref, &range, detail));
    holder->capacity = (size_t)holder->recording.n_segments;
    holder->segments =
        arena_new(&holder->arena, holder->capacity, sizeof(*holder->segments));
    if (!holder->segments) {
        return ST_NO_MEMORY;
    }
    TRY(reader_segments(archive->reader, range.segments, take_segment, holder,
                        detail));
    holder->excerpt = (struct quoth_excerpt){
        .recording = &holder->recording,
        .segments = holder->segments,
        .n_segments = holder->n_segments,
        .focus = holder->n_segments,
    };
    for (size_t i = 0; i < holder->n_segments; i++) {
        if (holder->segments[i].seq == range.focus) {
            holder->excerpt.focus = i;
        }
    }
    return ST_OK;
}

enum quoth_status
quoth_show(struct quoth *archive, const struct quoth_show_options *options,
           struct quoth_excerpt **excerpt, struct quoth_error *error)
{
    if (!archive || !options || !options->ref || !excerpt) {
        return api_refuse(error, "showing needs an archive and a reference");
    }
    struct error detail = {0};
    struct excerpt_holder *holder = calloc(1, sizeof(*holder));
    enum status status =
        holder ? reader_begin(archive->reader, 0, &detail) : ST_NO_MEMORY;
    if (status == ST_OK) {
        status = fill_excerpt(archive, options, holder, &detail);
        reader_end(archive->reader);
    }
    if (status == ST_OK) {
        *excerpt = &holder->excerpt;
    } else if (holder) {
        quoth_excerpt_free(&holder->excerpt);
    }
    return api_pass_on(status, &detail, error);
}

void
quoth_excerpt_free(struct quoth_excerpt *excerpt)
{
    if (excerpt) {
        struct excerpt_holder *holder = (struct excerpt_holder *)excerpt;
        arena_finish(&holder->arena);
        free(holder);
    }
}
