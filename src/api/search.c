/*
 * quoth_search().
 */
#include "api/context.h"
#include "api/handle.h"
#include "api/source.h"

#include "query/search.h"

#include <stdlib.h>

enum { LIMIT_DEFAULT = 10 };

/** The results with the arena that holds all they point to. */
struct results_holder {
    struct quoth_results results;
    struct arena arena;
    struct profile profile;
};

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

/** Translate how a passage differs from what was asked. */
static void
fill_differences(struct arena *arena, const struct passage *passage,
                 struct quoth_hit *hit)
{
    const size_t n = passage->n_differences;
    struct quoth_difference *differences =
        arena_new(arena, n, sizeof(*differences));
    for (size_t i = 0; differences && i < n; i++) {
        const struct passage_difference *found = &passage->differences[i];
        differences[i] =
            (struct quoth_difference){(enum quoth_difference_kind)found->kind,
                                      found->asked, found->begin, found->end};
    }
    hit->differences = differences;
    hit->n_differences = n;
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
    hit->score = found->candidate.score * found->share;
    hit->parts = (struct quoth_score_parts){
        found->candidate.words, found->candidate.nearness,
        found->candidate.order, found->share};
    hit->start_ms = passage->start_ms;
    hit->end_ms = passage->end_ms;
    hit->speaker = passage->speaker;
    hit->text = passage->text;
    hit->matches = matches;
    hit->n_matches = passage->n_matches;
    hit->closeness = found->closeness;
    hit->segment_start_ms = passage->segment_start_ms;
    hit->segment_end_ms = passage->segment_end_ms;
    fill_differences(arena, passage, hit);
    hit->repeats = passage->repeats;
    hit->loops = passage->loops;
    hit->loop_end_ms = passage->loop_end_ms;
}

/** Translate the hits. */
static enum status
fill_hits(struct quoth *archive, const struct quoth_search_options *options,
          const struct search_results *found, struct results_holder *holder,
          struct error *detail)
{
    struct arena *arena = &holder->arena;
    const struct context context = {
        archive->reader, arena, options->context_segments, options->context_ms};
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
            TRY(source_load(archive, arena, passage->transcript, source,
                            detail));
            n_sources++;
        }
        hits[i].recording = source->recording;
        hits[i].ref =
            source_ref(arena, source, passage->moment_ms, passage->seq);
        holder->results.n_recordings += is_new_recording(hits, i);
        fill_hit(arena, &found->hits[i], options->offset + i, &hits[i]);
        TRY(context_fill(&context, passage, &hits[i], detail));
    }
    holder->results.hits = hits;
    holder->results.n_hits = found->n_hits;
    return arena->has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Translate which words were looked for besides. */
static void
fill_expansions(const struct search_results *found,
                struct results_holder *holder)
{
    struct quoth_expansion *expansions =
        arena_new(&holder->arena, found->n_expansions, sizeof(*expansions));
    for (size_t i = 0; expansions && i < found->n_expansions; i++) {
        const struct search_expansion *expansion = &found->expansions[i];
        expansions[i] =
            (struct quoth_expansion){expansion->word, expansion->other,
                                     (enum quoth_likeness)expansion->likeness};
    }
    holder->results.expansions = expansions;
    holder->results.n_expansions = found->n_expansions;
}

/** Search and translate, inside a read transaction. */
static enum status
find_results(struct quoth *archive, const struct quoth_search_options *options,
             struct results_holder *holder, struct error *detail)
{
    struct profile *profile = options->profile ? &holder->profile : NULL;
    struct search_results found;
    const struct search_options what = {
        .query = slice_of(options->query),
        .limit = options->limit > 0 ? options->limit : LIMIT_DEFAULT,
        .offset = options->offset,
        .sort = (enum search_sort)options->sort,
        .per_recording = options->per_recording,
        .is_exact = options->is_exact,
        .lists_same = options->lists_same,
        .profile = profile,
    };
    TRY(search(archive->reader, &what, &holder->arena, &found, detail));
    TRY(fill_hits(archive, options, &found, holder, detail));
    holder->results.query = arena_copy(&holder->arena, what.query);
    holder->results.relaxed = found.relaxed;
    holder->results.n_relaxed = found.n_relaxed;
    fill_expansions(&found, holder);
    holder->results.explanation = found.explanation;
    holder->results.has_words = found.has_words;
    holder->results.unfit_filter = found.unfit_filter;
    return holder->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Fill a holder that is empty yet, from one state of the archive. */
static enum status
fill_results(struct quoth *archive, const struct quoth_search_options *options,
             struct results_holder *holder, struct error *detail)
{
    const double started_ms = api_now_ms();
    profile_start(&holder->profile);
    TRY(reader_begin(archive->reader, api_deadline_ms(options), detail));
    const enum status status = find_results(archive, options, holder, detail);
    reader_end(archive->reader);
    holder->results.elapsed_ms = api_now_ms() - started_ms;
    if (options->profile && status == ST_OK) {
        api_fill_profile(options->profile, &holder->profile);
    }
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
    if ((unsigned)options->sort > QUOTH_BY_TIME) {
        return api_refuse(error, "hits are sorted by rank, date or time");
    }
    if (options->context_segments > CONTEXT_MAX_SEGMENTS ||
        options->context_ms < 0 || options->context_ms > CONTEXT_MAX_MS) {
        return api_refuse(error,
                          "context is at most 1,000 segments or an hour");
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
