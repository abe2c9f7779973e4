/*
 * talk.h - lines of text with names and times at their front, into segments.
 *
 * A segment is a paragraph, or a line where that is asked for, of one
 * speaker.  A time that a line tells holds until the next one: each segment
 * between two times starts at the first and ends at the second, since that
 * is all the text says of it; behind the last time ends are unknown, ahead
 * of the first one starts are.
 */
#ifndef QUOTH_FORMAT_TALK_H
#define QUOTH_FORMAT_TALK_H

#include "format/turn.h"

#include "base/map.h"
#include "text/transcript.h"

/** What is at the front of a text's lines, counted. */
struct talk_heads {
    struct map names; /**< hash of a name to how many lines it heads */
    size_t n_bare;    /**< lines that begin with a time without brackets */
    size_t n_glued;   /**< … and no blank behind it */
    size_t n_round;   /**< … with one in round brackets, and no name */
    bool has_memory;  /**< false when there was none */
};

/** Count the heads of a text's lines; end with talk_heads_finish(). */
void talk_heads_count(struct talk_heads *heads, struct slice text);

/** What a name is counted by. */
uint64_t talk_name_hash(struct slice name);

/** Count a name once more. */
void talk_heads_add(struct talk_heads *heads, struct slice name);

/** How many lines a name heads. */
int64_t talk_heads_of(const struct talk_heads *heads, struct slice name);

void talk_heads_finish(struct talk_heads *heads);

struct talk {
    struct transcript *transcript;
    struct talk_heads heads;

    /** Puts a piece of a line's text into the open segment. */
    void (*add_text)(struct transcript *transcript, struct slice piece);
    bool by_line; /**< a segment a line */

    struct slice speaker; /**< borrowed; empty for nobody */
    bool has_turn;        /**< somebody was named */
    bool is_open;         /**< a segment is open */
    int64_t time_ms;      /**< the last that was told */
    int64_t end_ms;       /**< told with it */
    size_t run_begin;     /**< the first segment since */
};

/** Whether a line of Markdown is the name of somebody and nothing else, in
 * bold or as a heading: several words, or capitals. */
bool talk_is_name_alone(struct slice line, struct slice *name);

/** Begin, with the heads of the text counted; end with talk_finish(). */
void talk_init(struct talk *talk, struct transcript *transcript,
               struct slice text);

/** Take a line, without blanks around it, that is not blank. */
void talk_line(struct talk *talk, struct slice line, int64_t number);

/** Take what is said, with times in brackets perhaps, but without a head. */
void talk_text(struct talk *talk, struct slice text, int64_t number);

/** A time is told: end the segment, and set the times of those before. */
void talk_mark(struct talk *talk, const struct turn *turn, int64_t number);

/** Somebody is named: end the segment. The name must outlive the parsing. */
void talk_speaker(struct talk *talk, struct slice name);

/** End the segment, as a blank line does. */
void talk_break(struct talk *talk);

/** Whether a line's head is one that speaks or tells a time here. */
bool talk_accepts(const struct talk *talk, const struct turn *turn);

/** End the text.  Returns what a format's parse does. */
enum status talk_finish(struct talk *talk, struct error *error);

#endif
