/*
 * survey.h - what the probes of written talk look for: names that take turns,
 * and times that go on.
 */
#ifndef QUOTH_FORMAT_SURVEY_H
#define QUOTH_FORMAT_SURVEY_H

#include "base/slice.h"

#include <stdbool.h>

/** What the front of a text shows. */
struct survey {
    bool has_turns;    /**< names come again and again, and sentences follow */
    bool has_times;    /**< times rise, with about as much text as is said */
    bool has_markdown; /**< emphasis, headings, links, escaped brackets */
};

/** Whether the first bytes of a text are clearly of captions, JSON or XML:
 * then there is nothing to survey. */
bool survey_is_of_others(struct slice front);

/** Survey the front of a text, behind any front matter. */
struct survey survey_take(struct slice front);

#endif
