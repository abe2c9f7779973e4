/*
 * ass_text.h - the text of a SubStation event, without its formatting.
 */
#ifndef QUOTH_FORMAT_ASS_TEXT_H
#define QUOTH_FORMAT_ASS_TEXT_H

#include "base/slice.h"
#include "text/transcript.h"

#include <stdint.h>

/** An event; slices are borrowed. */
struct ass_event {
    int64_t start_ms; /**< TIME_UNKNOWN where it can not be read */
    int64_t end_ms;
    struct slice name; /**< of who speaks */
    struct slice text; /**< with its formatting */
    int64_t line;
    int64_t order_ms; /**< its start, or that of what stands before it */
};

/** Append a segment. Linear in the text. */
void ass_event_add(struct transcript *transcript,
                   const struct ass_event *event);

#endif
