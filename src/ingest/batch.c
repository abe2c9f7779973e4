/*
 * Fifty transcripts a transaction cost about half of one each; the bounds
 * keep memory and the loss of a power cut small.
 */
#include "ingest/batch.h"

#include "base/buffer.h"

#include <stdlib.h>

enum {
    BATCH_TRANSCRIPTS = 256,
    BATCH_BYTES = 32 * 1024 * 1024,
    BATCH_EVENTS = 10 * 1000,
};

enum status
batch_open(struct batch *batch, struct error *error)
{
    if (!batch->is_open) {
        TRY(writer_begin(batch->writer, error));
        batch->is_open = true;
    }
    return ST_OK;
}

/** The absolute path of a file; the root itself when path is empty. */
static const char *
absolute(struct arena *arena, const char *root, const char *path)
{
    struct buffer joined;
    buffer_init(&joined, (size_t)1024 * 1024);
    buffer_print(&joined, path[0] ? "%s/%s" : "%s%s", root, path);
    const char *copy =
        joined.has_failed ? NULL : arena_copy(arena, buffer_slice(&joined));
    buffer_finish(&joined);
    return copy;
}

enum status
batch_note(struct batch *batch, const char *root, const char *path,
           const struct index_event *event, struct error *error)
{
    struct index_event copy = *event;
    copy.path = absolute(&batch->arena, root, path);
    if (event->format) {
        copy.format = arena_copy(&batch->arena, slice_of(event->format));
    }
    if (event->message) {
        copy.message = arena_copy(&batch->arena, slice_of(event->message));
    }
    if (!copy.path || batch->arena.has_failed ||
        !array_grow(&batch->events, &batch->capacity, batch->n_events,
                    sizeof(copy))) {
        return error_set(error, ST_NO_MEMORY, "out of memory");
    }
    batch->events[batch->n_events++] = copy;
    return ST_OK;
}

bool
batch_is_full(const struct batch *batch)
{
    return batch->n_transcripts >= BATCH_TRANSCRIPTS ||
           batch->n_bytes >= BATCH_BYTES || batch->n_events >= BATCH_EVENTS;
}

/** Tell one outcome, and count it. */
static void
tell(struct batch *batch, const struct index_event *event)
{
    batch->report->n_outcomes[event->outcome]++;
    batch->report->n_warned +=
        event->outcome == INDEX_INDEXED && event->n_complaints > 0;
    if (batch->options->on_file) {
        batch->options->on_file(batch->options->context, event);
    }
}

enum status
batch_commit(struct batch *batch, bool is_last, struct error *error)
{
    if (is_last) {
        TRY(batch_open(batch, error));
    }
    if (batch->is_open) {
        TRY(is_last ? writer_commit(batch->writer, error)
                    : writer_commit_part(batch->writer, error));
        batch->is_open = false;
    }
    for (size_t i = 0; i < batch->n_events; i++) {
        tell(batch, &batch->events[i]);
    }
    batch->report->n_segments += batch->n_segments;
    batch->report->n_bytes += batch->n_bytes;
    batch->n_events = 0;
    batch->n_transcripts = 0;
    batch->n_bytes = 0;
    batch->n_segments = 0;
    arena_finish(&batch->arena);
    return ST_OK;
}

void
batch_finish(struct batch *batch)
{
    if (batch->is_open) {
        writer_rollback(batch->writer);
        batch->is_open = false;
    }
    free(batch->events);
    arena_finish(&batch->arena);
}
