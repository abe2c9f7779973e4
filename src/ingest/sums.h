/*
 * sums.h - the hashes that identify lines, files and transcripts (xxHash).
 */
#ifndef QUOTH_INGEST_SUMS_H
#define QUOTH_INGEST_SUMS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum { SUM_BYTES = 16 };

/** XXH3-64 of a line's text: how lines are found. Not a proof of equality. */
uint64_t sum_line(struct slice text);

/** XXH3-128 of a file's content, in canonical byte order. */
void sum_content(struct slice content, char sum[SUM_BYTES]);

/** XXH3-64 of an index entry, to compare indexes in any order. */
uint64_t sum_entry(struct slice term, int64_t transcript, uint32_t token);

/** Sums up a transcript: every segment with its times, speaker and text. */
struct transcript_sum;

/** NULL without memory. */
struct transcript_sum *transcript_sum_new(void);

/** A segment, as the archive keeps it. */
struct summed_segment {
    int64_t start_ms;
    int64_t end_ms;
    struct slice speaker;
    struct slice text;
};
void transcript_sum_add(struct transcript_sum *sum,
                        const struct summed_segment *segment);

/** The sum so far, XXH3-128 in canonical byte order; starts anew. */
void transcript_sum_take(struct transcript_sum *sum, char bytes[SUM_BYTES]);

/** NULL is allowed. */
void transcript_sum_free(struct transcript_sum *sum);

#endif
