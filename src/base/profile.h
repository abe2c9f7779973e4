/*
 * profile.h - where time goes, by stage.
 *
 * At any moment one stage is under way; the time since the last change is
 * its own, so that stages add up to the whole and none counts another's.
 * Where nobody asked there is no profile (NULL), and nothing is measured.
 */
#ifndef QUOTH_BASE_PROFILE_H
#define QUOTH_BASE_PROFILE_H

#include <stdint.h>

enum stage {
    STAGE_OTHER,

    /* Indexing. */
    STAGE_READ,   /**< files, and their hashes; by the threads */
    STAGE_PARSE,  /**< decode, recognise, parse; by the threads */
    STAGE_WORDS,  /**< tokens, loops, checksums; by the threads */
    STAGE_WAIT,   /**< for the threads */
    STAGE_LINES,  /**< find lines that are known */
    STAGE_ROWS,   /**< write lines and segments */
    STAGE_INDEX,  /**< write the index, and merge a level of it */
    STAGE_MERGE,  /**< merge all of the index, and count its words */
    STAGE_COMMIT, /**< make a batch last */
    STAGE_FOLD,   /**< bring the log into the archive */

    /* Searching. */
    STAGE_WALK,     /**< read the index */
    STAGE_RANK,     /**< find the best windows */
    STAGE_ALIKE,    /**< look for what is like a word */
    STAGE_QUOTE,    /**< align a quotation */
    STAGE_PASSAGES, /**< read and cut what is shown */

    STAGES,
};

struct profile {
    int64_t ns[STAGES];
    int64_t n[STAGES]; /**< how often it began */
    enum stage stage;  /**< under way */
    int64_t since_ns;
};

/** What a stage is called. */
const char *stage_name(enum stage stage);

/** Begin to measure, at STAGE_OTHER. */
void profile_start(struct profile *profile);

/** Let a stage begin; the one before, to be begun again after it.  Without a
 * profile nothing happens. */
enum stage profile_begin(struct profile *profile, enum stage stage);

/** Go back to an earlier stage. */
void profile_end(struct profile *profile, enum stage before);

/** Add what another one measured, but for STAGE_OTHER: there it idles. */
void profile_add(struct profile *profile, const struct profile *other);

#endif
