/*
 * quoth_search() and quoth_tally().
 */
#include "api/handle.h"

#include "query/ref.h"
#include "query/search.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    LIMIT_DEFAULT = 10,
    DEADLINE_DEFAULT_MS = 10 * 1000,
};

/** The results with the arena that holds all they point to. */
struct results_holder {
    struct quoth_results results;
    struct arena arena;
};

/** The transcript of a hit, shared by the hits that are in it. */
struct source {
    int64_t transcript;
    const struct quoth_recording *recording;
    bool is_first; /**< of its recording's transcripts */
};

/** Receive the number of a recording's first transcript. */
static enum status
take_first(void *context, const struct transcript_facts *facts)
{
    *(int64_t *)context = facts->transcript;
    return ST_INTERRUPTED;
}

/** Where a transcript's facts are received. */
struct facts_relay {
    struct arena *arena;
    struct quoth_recording *recording;
};

/** Receive a transcript's facts. */
static enum status
take_facts(void *context, const struct transcript_facts *facts)
{
    const struct facts_relay *relay = context;
    api_fill_recording(relay->arena, facts, relay->recording);
    return relay->arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Read a transcript's facts into the arena. */
static enum status
load_source(struct quoth *archive, struct arena *arena, int64_t transcript,
            struct source *source, struct error *detail)
{
    struct quoth_recording *new = arena_new(arena, 1, sizeof(*new));
    struct facts_relay relay = {arena, new};
    int64_t first = 0;
    if (!new) {
        return ST_NO_MEMORY;
    }
    const enum status status = reader_transcript(archive->reader, transcript,
                                                 take_facts, &relay, detail);
    if (status == ST_NOT_FOUND) {
        return error_set(detail, ST_DAMAGED, "transcript %" PRId64 " is gone",
                         transcript);
    }
    TRY(status);
    TRY(reader_recording(archive->reader, new->id, take_first, &first, detail));
    *source = (struct source){transcript, new, first == transcript};
    return ST_OK;
}

/** Whether a hit is the first of its recording. */
static bool
is_new_recording(const struct quoth_hit *hits, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (hits[i].recording->id == hits[index].recording->id) {
            return false;
        }
    }
    return true;
}

/** The reference of a hit, in the arena. */
static const char *
make_ref(struct arena *arena, const struct source *source,
         const struct passage *passage)
{
    const char *language = source->recording->language;
    const bool needs_language = !source->is_first && language;
    const struct ref ref = {
        .recording = source->recording->id,
        .language =
            needs_language ? slice_of(language) : (struct slice){NULL, 0},
        .time_ms = passage->moment_ms,
        .seq = passage->seq,
    };
    char text[REF_BYTES];
    return arena_copy(arena, slice_of(ref_write(text, &ref)));
}

/** Fill one public hit. */
static void
fill_hit(struct arena *arena, const struct search_hit *found, size_t index,
         struct quoth_hit *hit)
{
    const struct passage *passage = &found->passage;
    struct quoth_match *matches =
        arena_new(arena, passage->n_matches, sizeof(*matches));
    for (size_t i = 0; matches && i < passage->n_matches; i++) {
        matches[i] = (struct quoth_match){
            passage->matches[i].start_ms, passage->matches[i].end_ms,
            passage->matches[i].begin, passage->matches[i].end};
    }
    hit->rank = (unsigned)index + 1;
    hit->score = found->score;

    hit->start_ms = passage->start_ms;
    hit->end_ms = passage->end_ms;
    hit->speaker = passage->speaker;
    hit->text = passage->text;
    hit->matches = matches;
    hit->n_matches = passage->n_matches;
    hit->closeness = 1.0;
    hit->repeats = passage->repeats;
    hit->loops = passage->loops;
    hit->loop_end_ms = passage->loop_end_ms;
}

/** Translate the hits. */
static enum status
fill_hits(struct quoth *archive, const struct search_results *found,
          size_t offset, struct results_holder *holder, struct error *detail)
{
    struct arena *arena = &holder->arena;
    struct quoth_hit *hits = arena_new(arena, found->n_hits, sizeof(*hits));
    struct source *sources = arena_new(arena, found->n_hits, sizeof(*sources));
    if (!hits || !sources) {
        return ST_NO_MEMORY;
    }
    size_t n_sources = 0;
    for (size_t i = 0; i < found->n_hits; i++) {
        const struct passage *passage = &found->hits[i].passage;
        struct source *source = sources;
        while (source < sources + n_sources &&
               source->transcript != passage->transcript) {
            source++;
        }
        if (source == sources + n_sources) {
            TRY(load_source(archive, arena, passage->transcript, source,
                            detail));
            n_sources++;
        }
        hits[i].recording = source->recording;
        hits[i].ref = make_ref(arena, source, passage);
        holder->results.n_recordings += is_new_recording(hits, i);
        fill_hit(arena, &found->hits[i], offset + i, &hits[i]);
    }
    holder->results.hits = hits;
    holder->results.n_hits = found->n_hits;
    return arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Search and translate, inside a read transaction. */
static enum status
find_results(struct quoth *archive, const struct quoth_search_options *options,
             struct results_holder *holder, struct error *detail)
{
    struct search_results found;
    const struct search_options what = {
        .query = slice_of(options->query),
        .limit = options->limit > 0 ? options->limit : LIMIT_DEFAULT,
        .offset = options->offset,
    };
    TRY(search(archive->reader, &what, &holder->arena, &found, detail));
    TRY(fill_hits(archive, &found, what.offset, holder, detail));
    holder->results.query = arena_copy(&holder->arena, what.query);
    holder->results.relaxed = found.relaxed;
    holder->results.n_relaxed = found.n_relaxed;
    holder->results.explanation = found.explanation;
    return holder->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Fill a holder that is empty yet, from one state of the archive. */
static enum status
fill_results(struct quoth *archive, const struct quoth_search_options *options,
             struct results_holder *holder, struct error *detail)
{
    const double started_ms = api_now_ms();
    const int64_t deadline_ms =
        options->deadline_ms > 0 ? options->deadline_ms : DEADLINE_DEFAULT_MS;
    TRY(reader_begin(archive->reader, deadline_ms, detail));
    const enum status status = find_results(archive, options, holder, detail);
    reader_end(archive->reader);
    holder->results.elapsed_ms = api_now_ms() - started_ms;
    return status;
}

enum quoth_status
quoth_search(struct quoth *archive, const struct quoth_search_options *options,
             struct quoth_results **results, struct quoth_error *error)
{
    if (!archive || !options || !options->query || !results) {
        return api_refuse(error, "a search needs an archive and a query");
    }
    if (options->limit > SEARCH_LIMIT_MAX ||
        options->offset > SEARCH_OFFSET_MAX) {
        return api_refuse(error, "limit and offset are at most 1,000");
    }
    struct error detail = {0};
    struct results_holder *holder = calloc(1, sizeof(*holder));
    const enum status status =
        holder ? fill_results(archive, options, holder, &detail) : ST_NO_MEMORY;
    if (status == ST_OK) {
        *results = &holder->results;
    } else if (holder) {
        quoth_results_free(&holder->results);
    }
    return api_pass_on(status, &detail, error);
}

void
quoth_results_free(struct quoth_results *results)
{
    if (results) {
        struct results_holder *holder = (struct results_holder *)results;
        arena_finish(&holder->arena);
        free(holder);
    }
}

enum quoth_status
quoth_tally(struct quoth *archive, const struct quoth_search_options *options,
            bool (*on_row)(void *context, const struct quoth_tally *row),
            void *context, int64_t *total, struct quoth_error *error)
{
    (void)on_row;
    (void)context;
    (void)total;
    if (!archive || !options || !options->query) {
        return api_refuse(error, "a tally needs an archive and a query");
    }
    return QUOTH_OK;
}
