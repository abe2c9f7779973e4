/*
 * vendor_turns.h - who speaks when, where a source tells it apart from the
 * words.
 */
#ifndef QUOTH_FORMAT_VENDOR_TURNS_H
#define QUOTH_FORMAT_VENDOR_TURNS_H

#include "base/slice.h"
#include "format/vendor_words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vendor_turn {
    int64_t start_ms;
    int64_t end_ms;
    struct slice speaker; /**< borrowed */
};

struct vendor_turns {
    struct vendor_turn *items;
    size_t count;
    size_t capacity;
    bool has_failed;
};

void vendor_turns_finish(struct vendor_turns *turns);

/** Append a turn; without a start or a speaker it is none. */
void vendor_turns_add(struct vendor_turns *turns,
                      const struct vendor_turn *turn);

/** Give each word that has a time and no speaker that of the turn in which
 * its middle lies, or of the nearest one; words before `from` are left. */
void vendor_turns_apply(struct vendor_turns *turns, struct vendor_words *words,
                        size_t from);

#endif
