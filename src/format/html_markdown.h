/*
 * html_markdown.h - a page's text as Markdown, so that what is known of
 * written talk is known of pages too.
 */
#ifndef QUOTH_FORMAT_HTML_MARKDOWN_H
#define QUOTH_FORMAT_HTML_MARKDOWN_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/slice.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stdint.h>

struct html_markdown {
    struct buffer text;  /**< lines of Markdown */
    struct buffer title; /**< of the page */
    int64_t *numbers;    /**< of a line of `text`: the page's line */
    size_t n_lines;
    size_t capacity;
    int64_t last_number;
    bool is_cut;     /**< the page ends in a tag */
    bool has_failed; /**< no memory */
};

/**
 * Make Markdown of a page, or of a piece of one.
 *
 * A block is a paragraph.  What is bold at the front of a line stays so, and
 * a name that is a line of its own again and again gets a colon: it speaks.
 * An element that has `data-timestamp` is that time in brackets.  Scripts and
 * what is not the page's own text (`nav`, `footer`, `form`) are left out.
 * Linear.  End with html_markdown_finish() in any case.
 */
void html_markdown_make(struct html_markdown *made, struct slice html);

void html_markdown_finish(struct html_markdown *made);

/** Read what was made, from a line on, as Markdown is read; complaints tell
 * the page's lines.  Returns what a format's parse does. */
enum status html_markdown_parse(const struct html_markdown *made,
                                size_t first_line,
                                struct transcript *transcript,
                                struct error *error);

#endif
