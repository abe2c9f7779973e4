/*
 * beside.h - files that are no transcripts and tell about those beside them.
 */
#ifndef QUOTH_INGEST_BESIDE_H
#define QUOTH_INGEST_BESIDE_H

#include "ingest/settle.h"

/** What a file tells, by its name. */
enum beside_kind {
    BESIDE_NOTHING,
    BESIDE_INFO,     /**< `ep1.info.json` by yt-dlp: title, date, address */
    BESIDE_FEED,     /**< a podcast's feed: the same, of many episodes */
    BESIDE_SPEAKERS, /**< `ep1.rttm`: who speaks when in `ep1.ctm` */
    BESIDE_MEDIA,    /**< `ep1.mp3`: that it is there */
};

enum beside_kind beside_kind(struct slice path);

/** Why a file that lies beside transcripts is none itself; NULL where its
 * name tells nothing.  Static. */
const char *beside_reason(const struct found *found, struct slice path);

/**
 * Have the transcripts read again that files tell about which are new or
 * have changed since the last run.  Those of a feed only where it tells
 * something else than the archive; what a file told that is gone now stays.
 *
 * @param folder planned, with nothing settled yet
 *
 * The files are marked in the archive: if the run does not come to them, the
 * next one will.  ST_OK, ST_NO_MEMORY or a failure of the archive.
 */
enum status beside_mark(struct folder *folder, struct error *error);

#endif
