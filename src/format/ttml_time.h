/*
 * ttml_time.h - the time expressions of TTML.
 */
#ifndef QUOTH_FORMAT_TTML_TIME_H
#define QUOTH_FORMAT_TTML_TIME_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum ttml_drop_mode { TTML_NON_DROP, TTML_DROP_NTSC, TTML_DROP_PAL };

/** What a document says about its times. */
struct ttml_clock {
    int64_t frame_rate; /**< nominal, as frames are counted */
    int64_t numerator;  /**< of the frame rate's multiplier */
    int64_t denominator;
    int64_t sub_frame_rate;
    int64_t tick_rate; /**< 0 for what the frames give */
    bool has_frame_rate;
    bool is_smpte; /**< clock times count frames, not seconds */
    enum ttml_drop_mode drop_mode;
};

/** What holds where a document says nothing. */
void ttml_clock_init(struct ttml_clock *clock);

/** Take a parameter attribute by its local name; false where its value can
 * not be meant.  Names of other attributes are passed over. */
bool ttml_clock_set(struct ttml_clock *clock, struct slice name,
                    struct slice value);

/**
 * Read a time expression: a clock time with a fraction or frames, or a number
 * with a unit.  Also read, as common files have them: a clock time without
 * hours, and a number without a unit, which is seconds.
 *
 * Returns false, with *time_ms untouched, for anything else and for times
 * above TIME_MAX_MS.
 */
bool ttml_time_parse(const struct ttml_clock *clock, struct slice text,
                     int64_t *time_ms);

#endif
