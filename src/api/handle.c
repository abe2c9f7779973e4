/*
 * Translating for the caller.
 */
#include "api/handle.h"

#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PATH_BYTES = 64 * 1024, DEADLINE_DEFAULT_MS = 10 * 1000 };

enum quoth_status
api_pass_on(enum status status, const struct error *detail,
            struct quoth_error *error)
{
    if (status != ST_OK && error) {
        *error = (struct quoth_error){
            .status = (enum quoth_status)status,
            .line = detail->line,
            .column = detail->column,
        };
        snprintf(error->path, sizeof(error->path), "%s", detail->path);
        snprintf(error->text, sizeof(error->text), "%s",
                 detail->text[0] ? detail->text : status_name(status));
    }
    return (enum quoth_status)status;
}

enum quoth_status
api_refuse(struct quoth_error *error, const char *what)
{
    struct error detail;
    return api_pass_on(error_set(&detail, ST_BAD_ARGUMENT, "%s", what), &detail,
                       error);
}

enum quoth_status
api_refuse_change(struct quoth_error *error)
{
    struct error detail;
    return api_pass_on(
        error_set(&detail, ST_READ_ONLY, "the archive is open for reading"),
        &detail, error);
}

enum quoth_status
api_lack_memory(struct quoth_error *error)
{
    struct error detail;
    return api_pass_on(error_set(&detail, ST_NO_MEMORY, "out of memory"),
                       &detail, error);
}

double
api_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

_Static_assert((int)STAGES <= (int)QUOTH_STAGES_MAX, "all stages have room");

/** For sorting: the stage that took longest first. */
static int
compare_stages(const void *a, const void *b)
{
    const struct quoth_stage *left = a;
    const struct quoth_stage *right = b;
    return (left->ms < right->ms) - (left->ms > right->ms);
}

void
api_fill_profile(struct quoth_profile *filled, struct profile *profile)
{
    struct quoth_profile made = {0};
    profile_end(profile, STAGE_OTHER);
    for (enum stage stage = 0; stage < STAGES; stage++) {
        if (profile->ns[stage] > 0) {
            made.stages[made.n_stages++] = (struct quoth_stage){
                stage_name(stage), (double)profile->ns[stage] / 1e6,
                profile->n[stage]};
        }
    }
    qsort(made.stages, made.n_stages, sizeof(*made.stages), compare_stages);
    *filled = made;
}

int64_t
api_deadline_ms(const struct quoth_search_options *options)
{
    return options->deadline_ms > 0 ? options->deadline_ms
                                    : DEADLINE_DEFAULT_MS;
}

const char *
api_copy_or_null(struct arena *arena, struct slice text)
{
    return text.size > 0 ? arena_copy(arena, text) : NULL;
}

const char *
api_join_path(struct arena *arena, struct slice root, struct slice path)
{
    struct buffer joined;
    buffer_init(&joined, (size_t)PATH_BYTES * 2);
    buffer_add_slice(&joined, root);
    buffer_add_byte(&joined, '/');
    buffer_add_slice(&joined, path);
    const char *copy =
        joined.has_failed ? NULL : arena_copy(arena, buffer_slice(&joined));
    arena->has_failed |= copy == NULL;
    buffer_finish(&joined);
    return copy;
}

void
api_fill_recording(struct arena *arena, const struct transcript_facts *facts,
                   struct quoth_recording *recording)
{
    *recording = (struct quoth_recording){
        .id = facts->recording,
        .title = arena_copy(arena, facts->title),
        .collection = arena_copy(arena, facts->collection),
        .path = api_join_path(arena, facts->root, facts->path),
        .media = facts->media.size > 0
                     ? api_join_path(arena, facts->root, facts->media)
                     : NULL,
        .url = api_copy_or_null(arena, facts->url),
        .date = api_copy_or_null(arena, facts->date),
        .language = api_copy_or_null(arena, facts->language),
        .format = arena_copy(arena, facts->format),
        .duration_ms = facts->duration_ms,
        .n_segments = facts->n_segments,
        .n_words = facts->n_tokens,
    };
}

struct quoth_segment
api_segment(struct arena *arena, const struct segment_row *row)
{
    return (struct quoth_segment){
        .seq = row->seq,
        .start_ms = row->start_ms,
        .end_ms = row->end_ms,
        .speaker = api_copy_or_null(arena, row->speaker),
        .text = arena_copy(arena, row->text),
        .is_marker = row->kind == LINE_MARKER,
    };
}
