/*
 * filter.h - which transcripts and speakers a query allows.
 */
#ifndef QUOTH_QUERY_FILTER_H
#define QUOTH_QUERY_FILTER_H

#include "base/map.h"
#include "query/tree.h"
#include "store/read.h"

struct filter {
    bool has_transcripts;   /**< only some transcripts are allowed */
    bool has_speakers;      /**< only some speakers are allowed */
    bool needs_voices;      /**< somebody allowed must be named */
    struct map transcripts; /**< allowed ones */
    struct map speakers;    /**< allowed ones */
    struct map voiced;      /**< transcripts with an allowed speaker */

    /** The first filter, as typed, that nothing in the archive fits; NULL where
     * each fits something. */
    const struct query_filter *unfit;
};

/** Find what the query's filters allow.  End with filter_finish() in any
 * case. */
enum status filter_init(struct filter *filter, const struct query *query,
                        struct reader *reader, struct error *error);

void filter_finish(struct filter *filter);

static inline bool
filter_allows(const struct filter *filter, int64_t transcript)
{
    return (!filter->has_transcripts ||
            map_get(&filter->transcripts, (uint64_t)transcript)) &&
           (!filter->needs_voices ||
            map_get(&filter->voiced, (uint64_t)transcript));
}

static inline bool
filter_allows_speaker(const struct filter *filter, int64_t speaker)
{
    return !filter->has_speakers ||
           map_get(&filter->speakers, (uint64_t)speaker);
}

#endif
