/*
 * turn.h - the head of a turn in text that people read: who speaks, and
 * since when.
 */
#ifndef QUOTH_FORMAT_TURN_H
#define QUOTH_FORMAT_TURN_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The longest name that is looked for. */
enum { TURN_NAME_MAX_BYTES = 80 };

/** A colon of full width. */
#define TURN_WIDE_COLON SLICE("\xef\xbc\x9a")

/** What a line begins with. */
struct turn {
    struct slice name;  /**< without markup; empty for none */
    int64_t time_ms;    /**< TIME_UNKNOWN where none is told */
    int64_t end_ms;     /**< TIME_UNKNOWN but for `[00:01 - 00:05]` */
    size_t text_at;     /**< where in the line the text begins */
    size_t name_at;     /**< behind a time at the line's front, else 0 */
    bool has_time;      /**< the line tells a time */
    bool is_strong;     /**< the name stands in Markdown's emphasis */
    bool has_colon;     /**< a colon follows the name */
    bool has_wide_gap;  /**< a tab, or two blanks, part name and time */
    bool is_punctuated; /**< the time stands in brackets */
    bool is_glued;      /**< no blank parts the time and what follows */
    bool is_inside;     /**< but for it, nothing parts name and text */
};

/**
 * Read the head of a line without blanks around it: a time and a name, in
 * either order, or one of them.
 *
 *     [00:01:02] text           00:01:02 text         0:12
 *     Ann: text                 **Ann:** text         **Ann** (00:07):
 *     Ann (00:00:07): text      Ann: 00:01:35         Ann  0:12
 *     [00:01:02] Ann: text      **Ann:** \[01:46\] text
 *     [Ann Lee] 10:00:07        Ann [00:00:07] text
 *     Ann:<tab>0:07<tab>text    Ann | 0:07                @0:07 - Ann
 *     Ann<tab>0:07<tab>text     From Ann to Everyone: text
 *     0:12text                  0:07<tab>Ann<tab>text
 *
 * Where a name is not followed by a colon, the line must end with its time,
 * or that stands in brackets.  A time in square brackets may be a link.
 * Whether a name is one that speaks, the caller knows.  Returns false for a
 * line that begins with neither; then *turn is not to be used.  Looks at a
 * bounded number of bytes but for runs of blanks, digits and asterisks.
 */
bool turn_read(struct slice line, struct turn *turn);

/** The offset at or behind `at` of what may begin a mark, also in round
 * brackets where a text has them; text.size for none. */
size_t turn_mark_find(struct slice text, size_t at, bool has_round);

/**
 * Read a time in square brackets, which a backslash may stand before, or f4's
 * `#00:01:02-3#`, at text[*at], or in round brackets where a text has them,
 * and step behind it; false, with *at untouched, where there is none.
 */
bool turn_mark_read(struct slice text, size_t *at, bool has_round,
                    int64_t *time_ms);

/** Whether a line is nothing but a time, and which. */
bool turn_is_time(struct slice line, int64_t *time_ms);

/** Whether a line is of nothing but what times are written with, so that it
 * may be one which the end of a file cuts off. */
bool turn_is_cut_time(struct slice line);

/**
 * Whether a text has the shape of a person's name, as lines of plain text
 * begin with: up to six words, each with a capital, a digit or a letter of a
 * script without capitals at its front; between them `van`, `de` and so on.
 */
bool turn_is_name(struct slice text);

/** Whether a line has that shape and ends no sentence, so that it could be a
 * name and nothing else. */
bool turn_is_name_line(struct slice line);

/** Whether a name is a label that notes and articles use, as `Note`,
 * `Location`, `Fixed`, and so tells nothing of who speaks. */
bool turn_is_label(struct slice name);

#endif
