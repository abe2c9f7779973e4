/*
 * out.h - the one way by which commands tell what they found.
 *
 * A command hands records over; what becomes of them, text for eyes, JSON
 * Lines or one of the formats that only passages have, is decided by the
 * class, so that they can not drift apart in what they tell.  Records go to
 * standard output.  All classes but JSON's tell what is about the answer
 * rather than part of it on standard error.
 */
#ifndef QUOTH_CLI_OUT_H
#define QUOTH_CLI_OUT_H

#include "cli/message.h"
#include "cli/option.h"
#include "cli/stream.h"
#include "cli/terminal.h"

#include "quoth.h"

struct out;

/** What a search found, and what of it is wanted. */
struct out_answer {
    const struct quoth_results *results;
    unsigned offset;  /**< hits that were passed over */
    bool explains;    /**< with the query and the scores explained */
    bool has_context; /**< what is around the passages was asked for */
    bool lists_same;  /**< each place that says a line is a hit */
};

/** How often something is said. */
struct out_count {
    const char *query;
    int64_t n_passages;
    int64_t n_recordings; /**< that say it */
    int64_t n_told;       /**< recordings that were told */
    bool is_alone;        /**< the number is all that was asked for */
};

/** An excerpt of which the segments [first, last) were asked for. */
struct out_view {
    struct quoth_excerpt *excerpt;
    size_t first;
    size_t last;
};

struct out_class {
    /** What a search found. */
    void (*answer)(struct out *out, const struct out_answer *answer);
    bool has_context; /**< there is a place for what is around a passage */

    /** Recordings that say something: their head, or NULL, a row each, and
     * how many there are.  NULL where the format has no place for them. */
    void (*tally_head)(struct out *out);
    void (*tally)(struct out *out, const struct quoth_tally *tally);
    void (*count)(struct out *out, const struct out_count *count);
    bool has_count; /**< a number alone can be told */

    /* The rest only with text and JSON. */
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
    void (*rebuilt)(struct out *out, const struct quoth_rebuild_report *report);
    void (*backed_up)(struct out *out, const char *path,
                      const struct quoth_backup_report *report);
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
extern const struct out_class out_csv;
extern const struct out_class out_tsv;
extern const struct out_class out_md;
extern const struct out_class out_srt;
extern const struct out_class out_m3u;

/** The formats; the order of the choices of --format. */
enum out_format {
    OUT_TEXT = 0,
    OUT_JSON = 1,
    OUT_CSV = 2,
    OUT_TSV = 3,
    OUT_MD = 4,
    OUT_SRT = 5,
    OUT_M3U = 6,
};

/** Their names; ends with NULL. */
extern const char *const out_formats[];

/** The format that the options ask for; text where they ask for none. */
enum out_format out_format_of(const struct settings *settings);

/** The class of a format. */
const struct out_class *out_class_of(enum out_format format);

#endif
