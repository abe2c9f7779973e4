/*
 * feed.h - what podcast feeds beside the transcripts tell about episodes.
 *
 * A feed is a file called `feed.xml`, `rss.xml`, `podcast.xml` or `*.rss`, in
 * any letter case: RSS 2.0, with what Apple's and Podcasting 2.0's namespaces
 * add.  A transcript's feeds are those of its own folder or, where that has
 * none, of the nearest folder above it that has.  One that can not be read
 * is no trouble: what is whole of it counts, and that may be nothing.
 */
#ifndef QUOTH_INGEST_FEED_H
#define QUOTH_INGEST_FEED_H

#include "base/slice.h"
#include "ingest/walk.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    FEED_MAX_BYTES = 16 * 1024 * 1024,
    FEED_EPISODES_MAX = 20 * 1000, /**< of one file; later ones are not read */
    FEED_DATE_BYTES = 11,          /**< YYYY-MM-DD and a NUL */
};

/** An episode; each fact is empty where the feed does not tell it. */
struct episode {
    const char *title; /**< as the feed has it: not normalised */
    const char *url;   /**< its page: http or https */
    char date[FEED_DATE_BYTES];
    int64_t duration_ms; /**< 0 where it is not told */
};

/** Whether a file is called like a feed. */
bool feed_is_name(struct slice path);

/** The feeds of a collection. */
struct feeds;

/** Find the feeds among what was found, and read none yet.  Both arguments
 * must outlive the feeds.  NULL without memory; end with feeds_free(). */
struct feeds *feeds_new(const char *root, const struct found *found);

/** NULL is allowed. */
void feeds_free(struct feeds *feeds);

/**
 * Find a transcript's episode.  Any thread; a feed is read when it is first
 * asked for, while other threads wait.
 *
 * @param path    the transcript's, from the root
 * @param episode NULL where there is none; lives as long as the feeds
 *
 * It is the one that has an enclosure or a transcript of the file's stem;
 * else the one whose title is the stem, as tokens.  A name that several
 * episodes have is none's.  ST_NO_MEMORY, else ST_OK.
 */
enum status feeds_find(struct feeds *feeds, struct slice path,
                       const struct episode **episode);

/**
 * Read the day of a date as RFC 822 writes it: `Tue, 3 Jun 2008 11:05:30
 * GMT`.
 *
 * It is the day as written, wherever in the world that is.  Years of two
 * digits are 1950 to 2049, of three count from 1900, as RFC 2822 has them.
 * Also read: months in full, other languages' days of the week, hyphens for
 * spaces, and ISO 8601.  False, with `date` empty, for anything else and for
 * days that are in no calendar.
 */
bool feed_date(struct slice text, char date[FEED_DATE_BYTES]);

#endif
