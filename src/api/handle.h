/*
 * handle.h - what the public functions share: the handle, and how a failure
 * and a recording's facts become the structs of quoth.h.
 */
#ifndef QUOTH_API_HANDLE_H
#define QUOTH_API_HANDLE_H

#include "quoth.h"

#include "base/arena.h"
#include "base/profile.h"
#include "base/error.h"
#include "store/read.h"
#include "store/write.h"

struct quoth {
    char *path;
    int busy_ms;
    struct writer *writer; /**< NULL when opened for reading */
    struct reader *reader;
};

/** Translate a failure for the caller, who may not want the details. */
enum quoth_status api_pass_on(enum status status, const struct error *detail,
                              struct quoth_error *error);

/** Complain about an argument. */
enum quoth_status api_refuse(struct quoth_error *error, const char *what);

/** Complain that the archive was not opened for writing. */
enum quoth_status api_refuse_change(struct quoth_error *error);

/** Complain about missing memory. */
enum quoth_status api_lack_memory(struct quoth_error *error);

/** Milliseconds of a clock that never jumps. */
double api_now_ms(void);

/** Translate a profile, whose stage ends now. */
void api_fill_profile(struct quoth_profile *filled, struct profile *profile);

/** How long a search may take. */
int64_t api_deadline_ms(const struct quoth_search_options *options);

/** A copy of a slice, or NULL for an empty one. */
const char *api_copy_or_null(struct arena *arena, struct slice text);

/** The absolute path of a file below a root. */
const char *api_join_path(struct arena *arena, struct slice root,
                          struct slice path);

/** A recording's facts as the public struct, in an arena. */
void api_fill_recording(struct arena *arena,
                        const struct transcript_facts *facts,
                        struct quoth_recording *recording);

/** A segment as the public struct, in an arena; whether it repeats the one
 * before it is left to the caller. */
struct quoth_segment api_segment(struct arena *arena,
                                 const struct segment_row *row);

#endif
