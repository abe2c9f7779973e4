/*
 * html.h - HTML as a stream of tags and texts, for the formats that are made
 * of it.  No tree is built: they are about what comes behind what.
 */
#ifndef QUOTH_FORMAT_HTML_H
#define QUOTH_FORMAT_HTML_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum html_kind {
    HTML_TEXT,
    HTML_START,
    HTML_END,
    HTML_NOTHING, /**< a comment, a DOCTYPE and the like */
};

/** A piece of HTML; borrowed. */
struct html_token {
    enum html_kind kind;
    struct slice text;       /**< not decoded; of a tag, its name */
    struct slice attributes; /**< of a tag, what is behind its name */
};

struct html {
    struct slice text; /**< borrowed */
    size_t at;         /**< where the next piece begins */
    size_t next_end;   /**< a `>` that was found: none is before it, from `at`
                          on */
};

/** Whether `<` at text[at] begins a tag, a comment or the like. */
bool html_is_markup(struct slice text, size_t at);

/** Step to the next piece; false at the end.  A tag that the end of the text
 * cuts off is none: then html->at stands before it.  What is in `script` and
 * `style` is no HTML and stepped over.  Linear over all calls. */
bool html_next(struct html *html, struct html_token *token);

/** The value of an attribute of a tag, without quotes and not decoded; false,
 * with *value empty, where there is none.  `lower` is its name in lower case.
 */
bool html_attribute(const struct html_token *token, struct slice lower,
                    struct slice *value);

#endif
