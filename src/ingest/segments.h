/*
 * segments.h - what the archive derives from a transcript's segments.
 *
 * Indexing a file and making the index anew must come to the same, to the
 * token: both do it here.
 */
#ifndef QUOTH_INGEST_SEGMENTS_H
#define QUOTH_INGEST_SEGMENTS_H

#include "ingest/sums.h"
#include "text/transcript.h"

/** Hash every segment's text, find loops, and append to the token streams;
 * a failure is sticky in them. */
void segments_index(struct transcript *transcript, struct buffer *speech,
                    struct buffer *markers);

/** Sum up the segments with their times and speakers; false without memory. */
bool segments_sum(const struct transcript *transcript, char sum[SUM_BYTES]);

#endif
