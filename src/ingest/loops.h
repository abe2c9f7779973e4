/*
 * loops.h - speech recognisers that got stuck.
 *
 * Whisper repeats a line, or a few lines in turn, hundreds of times over
 * silence or music.  A loop is a stretch where up to LOOP_PERIOD_MAX lines
 * go round at least LOOP_ROUNDS_MIN times; people say a thing twice.  Its
 * first round is speech like any other; the rest keeps its
 * rows and times, but is not indexed.
 */
#ifndef QUOTH_INGEST_LOOPS_H
#define QUOTH_INGEST_LOOPS_H

#include "text/transcript.h"

enum { LOOP_ROUNDS_MIN = 3 };

/** Mark the repeats of a transcript whose segments' hashes are set. Linear
 * in the number of segments. */
void loops_mark(struct transcript *transcript);

#endif
