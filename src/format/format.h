/*
 * format.h - bytes of a file into the segments of a transcript.
 *
 * One file a format, one row in the table of format.c.  Formats are told
 * apart by content; the name of the file only breaks ties.
 */
#ifndef QUOTH_FORMAT_FORMAT_H
#define QUOTH_FORMAT_FORMAT_H

#include "base/error.h"
#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LINE_MAX_BYTES = 1024 * 1024,
    PROBE_BYTES = 16 * 1024,      /**< of the front, what probes look at */
    PROBE_MAX_BYTES = 256 * 1024, /**< where that tells none of them anything */
};

/** How sure a probe is. */
enum format_match {
    MATCH_NONE = 0,
    MATCH_WEAK = 1,   /**< could be, where nothing else claims it */
    MATCH_STRONG = 2, /**< has the format's own shape */
    MATCH_SURE = 3,   /**< has the format's signature */
};

struct format {
    const char *name;            /**< permanent, as `webvtt` */
    const char *title;           /**< for people */
    const char *const *suffixes; /**< lower case with dot, NULL-ended */

    /** Whether its parser does not go by lines, so that they may be longer
     * than LINE_MAX_BYTES. */
    bool has_long_lines;

    /** Whether files of this name are never of the format, whatever they
     * hold; NULL where the name does not matter. */
    bool (*refuses_name)(struct slice name);

    /** Look at the front of a file: well-formed UTF-8, whole lines where that
     * leaves most of it; of large JSON at what is skimmed of it (skim.h). */
    enum format_match (*probe)(struct slice front);

    /**
     * Read a whole file.  `text` is well-formed UTF-8 without a BOM and
     * lives until the call returns.  Damage that leaves something to index
     * is a complaint in the transcript and ST_OK; what makes the file
     * useless is returned, with its place in `error`.
     */
    enum status (*parse)(struct slice text, struct transcript *transcript,
                         struct error *error);
};

/**
 * Find the format of a file.
 *
 * @param text the file's whole text, decoded
 * @param name the file's name, for ties; NULL for none
 *
 * Returns NULL when no format recognises it.  The format is static.
 */
const struct format *format_detect(struct slice text, const char *name);

/** Read a whole file with the format that was found for it, after a look at
 * its lines.  NULL, none was found, is ST_NOT_A_TRANSCRIPT. */
enum status format_parse(const struct format *format, struct slice text,
                         struct transcript *transcript, struct error *error);

/** The format of that permanent name, or NULL. */
const struct format *format_by_name(const char *name);

/** All formats, ended by NULL. */
const struct format *const *format_all(void);

#endif
