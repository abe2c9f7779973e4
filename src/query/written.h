/*
 * written.h - whether words stand in a text as they were typed, with the signs
 * that are no tokens: C++, .NET, 10%.
 */
#ifndef QUOTH_QUERY_WRITTEN_H
#define QUOTH_QUERY_WRITTEN_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/** What was typed without the punctuation behind it; empty where it has no
 * sign, so that it is written as all else that has its tokens. */
struct slice written_signs(struct slice typed);

/** Whether what begins at a token of a text is written as typed, but for the
 * case of ASCII letters; tokens are counted from 0. */
bool written_so(struct slice text, uint32_t token, struct slice typed);

#endif
