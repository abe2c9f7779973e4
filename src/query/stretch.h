/*
 * stretch.h - some consecutive tokens of a transcript, with their segments,
 * their text and their times.
 */
#ifndef QUOTH_QUERY_STRETCH_H
#define QUOTH_QUERY_STRETCH_H

#include "base/arena.h"
#include "store/read.h"

/** An indexed segment of the stretch. */
struct stretch_segment {
    int64_t seq;
    int64_t next_seq; /**< of the next indexed one; INT64_MAX for the last */
    int64_t start_ms;
    int64_t end_ms;
    int64_t line;
    int64_t n_said;
    struct slice text;    /**< in the arena */
    struct slice speaker; /**< in the arena; empty for none */
    size_t first;         /**< index of its first token */
    size_t n_tokens;
};

/** A token of the stretch. */
struct stretch_token {
    size_t segment; /**< index */
    size_t begin;   /**< bytes in the segment's text */
    size_t end;
    struct slice folded; /**< in the arena */
};

struct stretch {
    struct stretch_segment *segments; /**< in the arena */
    size_t n_segments;
    struct stretch_token *tokens; /**< in the arena */
    size_t n_tokens;
    uint32_t first_token; /**< the transcript's number of tokens[0] */
    struct timing timing; /**< of the whole transcript */

    /** How each segment's words are timed, as far as it was asked; in the
     * arena, or NULL where it is not remembered. */
    struct stretch_speech *speech;
};

/** What to load. */
struct stretch_range {
    int64_t transcript;
    enum match_index index;
    uint32_t first; /**< tokens that must be in it */
    uint32_t end;
    uint32_t around; /**< tokens wanted before and after */
};

/** Load the segments that hold the range.  What it points to is in the
 * arena, but for the timing: end with stretch_finish(). */
enum status stretch_load(struct stretch *stretch, struct reader *reader,
                         const struct stretch_range *range, struct arena *arena,
                         struct error *error);

void stretch_finish(struct stretch *stretch);

/**
 * When a token begins and ends: by the source's word times where it has
 * them, else by how long the text before it takes to say, but within its
 * segment's time.  TIME_UNKNOWN where the segment has no times.
 */
int64_t stretch_start_ms(const struct stretch *stretch, size_t index);
int64_t stretch_end_ms(const struct stretch *stretch, size_t index);

#endif
