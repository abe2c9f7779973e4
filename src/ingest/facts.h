/*
 * facts.h - what lies beside a file and tells about its recording.
 *
 * The `.info.json` that yt-dlp writes (title, upload_date, webpage_url,
 * language, duration), found by the file's stem; the podcast's feed (feed.h);
 * and the video's id in brackets in the file's name.  What the transcript says
 * of itself comes first, then each of these in turn.
 */
#ifndef QUOTH_INGEST_FACTS_H
#define QUOTH_INGEST_FACTS_H

#include "ingest/feed.h"
#include "ingest/walk.h"
#include "text/transcript.h"

/** Where facts are looked for. */
struct facts_places {
    const char *root; /**< the folder's absolute path */
    const struct found *found;
    struct feeds *feeds;
};

/**
 * Add what is known to a transcript that does not say it.  Any thread.
 *
 * @param path        the transcript's, from the root
 * @param duration_ms set to how long the recording is, where somebody tells
 *
 * A file of facts that can not be read or understood is a complaint, counted
 * with the transcript's own.  ST_NO_MEMORY, else ST_OK.
 */
enum status facts_add(struct transcript *transcript,
                      const struct facts_places *places, const char *path,
                      int64_t *duration_ms);

/**
 * Read the `.rttm` beside a `.ctm` for rttm_name_speakers(); into nothing
 * where there is none.  Any thread.
 *
 * As file_read() returns; ST_TOO_LARGE above RTTM_MAX_BYTES.
 */
enum status facts_read_turns(const struct facts_places *places,
                             const char *path, struct buffer *turns,
                             struct error *error);

#endif
