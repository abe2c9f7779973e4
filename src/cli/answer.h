/*
 * answer.h - what all formats for people do alike with an answer.
 */
#ifndef QUOTH_CLI_ANSWER_H
#define QUOTH_CLI_ANSWER_H

#include "cli/out.h"

/** Appends a hit to standard output's stream. */
typedef void answer_fn(struct out *out, const struct out_answer *answer,
                       const struct quoth_hit *hit);

/** Write each hit, and tell on standard error what is about them. */
void answer_write(struct out *out, const struct out_answer *answer,
                  answer_fn *add);

/** Tell on standard error how many recordings say something, how often. */
void answer_tell_count(struct out *out, const struct out_count *count);

#endif
