/*
 * rttm.h - who speaks when, as a file beside a transcript tells.
 */
#ifndef QUOTH_INGEST_RTTM_H
#define QUOTH_INGEST_RTTM_H

#include "base/slice.h"
#include "text/transcript.h"

enum { RTTM_MAX_BYTES = 16 * 1024 * 1024 };

/**
 * Name the speaker of each word of a transcript that has words with times and
 * no speakers: that of the turn which the word's middle lies in, of several
 * the one that began last.  Segments are cut where the speaker changes.
 *
 * @param rttm bytes of a file in NIST's Rich Transcription Time Marked
 *             format; empty for none
 * @param name the transcript's own, without endings: the turns of a file that
 *             holds several recordings count where they are of that one
 *
 * Turns that can not be read are complaints.  Returns ST_OK or ST_NO_MEMORY,
 * with the transcript as it was where no word lies in a turn.
 */
enum status rttm_name_speakers(struct transcript *transcript, struct slice rttm,
                               struct slice name);

#endif
