/*
 * facts.h - what lies beside a file and tells about its recording.
 *
 * The `.info.json` that yt-dlp writes (title, upload_date, webpage_url,
 * language), found by the file's stem, and the video's id in brackets in the
 * file's name.  What the transcript says of itself comes first.
 */
#ifndef QUOTH_INGEST_FACTS_H
#define QUOTH_INGEST_FACTS_H

#include "ingest/walk.h"
#include "text/transcript.h"

/**
 * Add what is known to a transcript that does not say it.  Any thread.
 *
 * @param root  the folder's absolute path
 * @param found what is in it
 * @param path  the transcript's, from the root
 *
 * A file of facts that can not be read or understood is a complaint, counted
 * with the transcript's own.  ST_NO_MEMORY, else ST_OK.
 */
enum status facts_add(struct transcript *transcript, const char *root,
                      const struct found *found, const char *path);

#endif
