/*
 * vtt_text.h - the text of a WebVTT cue, and WebVTT's times.
 */
#ifndef QUOTH_FORMAT_VTT_TEXT_H
#define QUOTH_FORMAT_VTT_TEXT_H

#include "base/buffer.h"
#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stdint.h>

struct vtt_cue {
    int64_t start_ms;
    int64_t end_ms;
    struct slice text;   /**< borrowed; lines and all */
    struct slice name;   /**< of who speaks where no voice tells; or empty */
    bool is_highlighted; /**< what is underlined is said at these times */
    int64_t line;        /**< of the text's first line, for complaints */
};

/** Whether a character is white space as HTML and WebVTT understand it. */
static inline bool
vtt_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/**
 * Read a time at text[*at] after section 6.3, "collect a WebVTT timestamp".
 *
 * Returns true with *at behind it, and TIME_UNKNOWN for times that are well
 * formed but above TIME_MAX_MS; false, with *at where it can not be read
 * further, for anything else.
 */
bool vtt_time_read(struct slice text, size_t *at, int64_t *time_ms);

/**
 * Add a cue's text as one segment, or as one for each stretch of one voice.
 *
 * @param scratch for decoding names; cleared and used, kept by the caller
 */
void vtt_cue_add(struct transcript *transcript, const struct vtt_cue *cue,
                 struct buffer *scratch);

#endif
