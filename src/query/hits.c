/*
 * Each new passage is compared with all before: there are at most as many as
 * somebody reads.
 */
#include "query/hits.h"

enum status
hits_start_over(struct hits *hits, struct arena *arena)
{
    hits->list = arena_new(arena, hits->n_wanted, sizeof(*hits->list));
    hits->n = 0;
    return hits->list ? ST_OK : ST_NO_MEMORY;
}

enum status
hits_init(struct hits *hits, struct arena *arena, size_t n_wanted)
{
    *hits = (struct hits){.n_wanted = n_wanted};
    return hits_start_over(hits, arena);
}

/** Receive a transcript's recording. */
static enum status
take_recording(void *context, const struct transcript_facts *facts)
{
    struct hits *hits = context;
    return map_put(&hits->recordings, (uint64_t)facts->transcript,
                   facts->recording)
               ? ST_OK
               : ST_NO_MEMORY;
}

enum status
hits_bound(struct hits *hits, struct reader *reader, unsigned per_recording,
           struct error *error)
{
    hits->per_recording = per_recording;
    return per_recording > 0
               ? reader_briefs(reader, false, take_recording, hits, error)
               : ST_OK;
}

void
hits_finish(struct hits *hits)
{
    map_finish(&hits->recordings);
    *hits = (struct hits){0};
}

/** Bound a passage by those of the hits, so that no word is shown twice;
 * false where the window itself shares words with one of them. */
static bool
keep_apart(const struct hits *hits, const struct candidate *window,
           struct passage_source *source)
{
    for (size_t i = 0; i < hits->n; i++) {
        const struct passage *other = &hits->list[i].passage;
        if (other->transcript != window->transcript) {
            continue;
        }
        if (other->end_token <= window->first) {
            source->first = other->end_token > source->first ? other->end_token
                                                             : source->first;
        } else if (other->first_token >= window->end) {
            source->end = other->first_token < source->end ? other->first_token
                                                           : source->end;
        } else {
            return false;
        }
    }
    return true;
}

/** The recording of a transcript, where its passages are bounded; else 0. */
static int64_t
recording_of(const struct hits *hits, int64_t transcript)
{
    const int64_t *recording = map_get(&hits->recordings, (uint64_t)transcript);
    return recording ? *recording : 0;
}

/** Whether a recording has as many hits as it may have. */
static bool
has_enough(const struct hits *hits, int64_t recording)
{
    size_t n = 0;
    for (size_t i = 0; recording > 0 && i < hits->n; i++) {
        n += hits->list[i].recording == recording;
    }
    return recording > 0 && n >= hits->per_recording;
}

enum status
hits_add(struct hits *hits, const struct passage_source *from,
         const struct candidate *candidate, double closeness,
         struct error *error)
{
    struct passage_source source = *from;
    const int64_t recording = recording_of(hits, candidate->transcript);
    if (has_enough(hits, recording) || !keep_apart(hits, candidate, &source)) {
        return ST_OK;
    }
    struct search_hit *hit = &hits->list[hits->n];
    *hit = (struct search_hit){.candidate = *candidate,
                               .recording = recording,
                               .closeness = closeness,
                               .share = 1};
    const enum status status =
        passage_make(&source, candidate, &hit->passage, error);
    hits->n += status == ST_OK;
    return status;
}

/** Whether a passage shares words with one that is better. */
static bool
overlaps(const struct hits *hits, const struct passage *passage)
{
    for (size_t i = 0; i < hits->n; i++) {
        const struct passage *other = &hits->list[i].passage;
        if (other->transcript == passage->transcript &&
            other->first_token < passage->end_token &&
            passage->first_token < other->end_token) {
            return true;
        }
    }
    return false;
}

void
hits_add_again(struct hits *hits, const struct search_hit *hit)
{
    if (!overlaps(hits, &hit->passage) && !has_enough(hits, hit->recording)) {
        hits->list[hits->n++] = *hit;
    }
}

void
hits_share_scores(struct hits *hits, size_t first)
{
    struct search_hit *list = hits->list;
    if (first == 0 || first >= hits->n) {
        return;
    }
    const double limit =
        list[first - 1].candidate.score * list[first - 1].share;
    const double highest = list[first].candidate.score;
    for (size_t i = first; i < hits->n && highest > limit; i++) {
        list[i].share = limit / highest;
    }
}
