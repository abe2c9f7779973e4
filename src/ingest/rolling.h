/*
 * rolling.h - captions that say every word twice.
 *
 * In rolling captions, as YouTube writes them, a cue repeats what the one
 * before it shows last and adds new words; cues of 10 ms between them repeat
 * a whole line.  Streams that were joined from pieces have the cues at each
 * joint twice, times and all.
 */
#ifndef QUOTH_INGEST_ROLLING_H
#define QUOTH_INGEST_ROLLING_H

#include "text/transcript.h"

/**
 * Leave each word of a transcript once, at the time it was new.  Whether
 * captions roll is decided for the whole transcript, so that somebody who
 * repeats himself in an ordinary one is left alone.  Segments without new
 * words are removed and counted as empty.
 *
 * Returns ST_OK or ST_NO_MEMORY, with the transcript as it was.  Linear in
 * the text.
 */
enum status rolling_reduce(struct transcript *transcript);

#endif
