/*
 * context.h - what is said around a passage.
 */
#ifndef QUOTH_API_CONTEXT_H
#define QUOTH_API_CONTEXT_H

#include "quoth.h"

#include "base/arena.h"
#include "base/error.h"
#include "query/passage.h"
#include "store/read.h"

enum {
    CONTEXT_MAX_SEGMENTS = 1000,
    CONTEXT_MAX_MS = 3600 * 1000,
};

/** Where context is read from and to, and how much of it. */
struct context {
    struct reader *reader;
    struct arena *arena;
    unsigned n_segments;
    int64_t time_ms; /**< or so long around the passage; 0 for none */
};

/** Fill a hit's segments before and after its passage. */
enum status context_fill(const struct context *context,
                         const struct passage *passage, struct quoth_hit *hit,
                         struct error *error);

#endif
