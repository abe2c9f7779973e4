/*
 * out.h - the one way by which commands tell what they found.
 *
 * A command hands records over; whether they become text for eyes or JSON
 * Lines is decided by the class, so that the two can not drift apart in what
 * they tell.  Records go to standard output.  The text class tells what
 * is about the answer rather than part of it on standard error.
 */
#ifndef QUOTH_CLI_OUT_H
#define QUOTH_CLI_OUT_H

#include "cli/message.h"
#include "cli/stream.h"
#include "cli/terminal.h"

#include "quoth.h"

struct out;

/** An excerpt of which the segments [first, last) were asked for. */
struct out_view {
    struct quoth_excerpt *excerpt;
    size_t first;
    size_t last;
};

struct out_class {
    /** What a search found; the explanation only where it is wanted. */
    void (*results)(struct out *out, const struct quoth_results *results,
                    bool explains);
    void (*view)(struct out *out, const struct out_view *view);
    /** A row of a list. */
    void (*recording)(struct out *out, const struct quoth_recording *recording);
    void (*file)(struct out *out, const struct quoth_file *file);
    /** What became of a file in this run, told at once. */
    void (*event)(struct out *out, const struct quoth_file *file);
    void (*indexed)(struct out *out, enum quoth_status status,
                    const struct quoth_index_report *report);
    void (*stats)(struct out *out, const struct quoth_stats *stats);
    void (*problem)(struct out *out, const struct quoth_problem *problem);
    void (*checked)(struct out *out, bool is_full, int64_t n_problems);
    void (*forgotten)(struct out *out, const char *what,
                      const struct quoth_forget_report *report);
};

struct out {
    const struct out_class *class;
    struct stream *stream;
    struct messages *messages;
    struct terminal terminal; /**< standard output's */
};

extern const struct out_class out_text;
extern const struct out_class out_json;

#endif
