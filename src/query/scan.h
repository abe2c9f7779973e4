/*
 * scan.h - walking over the transcripts that a query allows.
 *
 * What is handed on of a transcript are positions that count: said by an
 * allowed speaker, and near what they must be near.
 */
#ifndef QUOTH_QUERY_SCAN_H
#define QUOTH_QUERY_SCAN_H

#include "base/map.h"
#include "query/best.h"
#include "query/filter.h"
#include "query/near.h"
#include "query/tree.h"
#include "store/read.h"

/** Who is told what is found. */
struct scan_sink {
    /** Told once before the first row, if there are several phrases. */
    void (*counts)(void *context, const struct phrase_count *counts);

    /** Told a transcript's positions, one list a phrase, valid until it
     * returns.  Other than ST_OK ends the scan with that status. */
    enum status (*row)(void *context, int64_t transcript,
                       const struct positions *lists);
    void *context;
};

struct scan {
    struct reader *reader;
    const struct query *query;
    struct filter filter;
    struct error *error;

    int64_t transcript; /**< whose positions are thinned out */

    /* Of the transcript that was looked into last; 0 for none. */
    const struct place *place; /**< the reader's */
    int64_t place_of;
    struct segment_time *times; /**< one an indexed segment, if it was read */
    size_t times_capacity;
    int64_t times_of;

    /* Transcripts' languages, as bits of query.languages, once a phrase asks
     * for some. */
    struct map languages;
    bool has_languages;

    /* Positions that count, where some may not. */
    struct near_list kept[PHRASES_MAX];
    size_t kept_capacity[PHRASES_MAX];
    uint32_t n_written; /**< segments read in this walk for the signs
                             beside words */
};

/** Learn what the query's filters allow.  End with scan_finish() in any
 * case. */
enum status scan_init(struct scan *scan, struct reader *reader,
                      const struct query *query, struct error *error);

void scan_finish(struct scan *scan);

/** Walk over the transcripts that may fulfil a tree of the query's. */
enum status scan_run(struct scan *scan, const struct query_node *root,
                     const struct scan_sink *sink);

/** A transcript's language as a bit of query.languages, 0 for another one; only
 * once a tree with what counts in some languages was looked for. */
uint32_t scan_language(const struct scan *scan, int64_t transcript);

/** What is said between two tokens of a transcript: a struct rank_source's
 * function, whose context is a struct scan. */
enum status scan_lines(void *context, int64_t transcript,
                       const uint32_t tokens[2], struct said_lines *said);

#endif
