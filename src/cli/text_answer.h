/*
 * text_answer.h - passages for people; the part of out_text that search uses.
 */
#ifndef QUOTH_CLI_TEXT_ANSWER_H
#define QUOTH_CLI_TEXT_ANSWER_H

#include "cli/out.h"

void text_answer(struct out *out, const struct out_answer *answer);
void text_tally(struct out *out, const struct quoth_tally *tally);
void text_count(struct out *out, const struct out_count *count);

#endif
