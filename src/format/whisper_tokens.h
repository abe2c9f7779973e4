/*
 * whisper_tokens.h - whisper.cpp's lines of one token each into sentences.
 */
#ifndef QUOTH_FORMAT_WHISPER_TOKENS_H
#define QUOTH_FORMAT_WHISPER_TOKENS_H

#include "base/buffer.h"
#include "base/slice.h"
#include "format/span.h"
#include "format/vendor_words.h"
#include "text/transcript.h"

#include <stdbool.h>
#include <stdint.h>

/** What the lines of a file look like; starts as all zero. */
struct token_census {
    size_t n_lines;      /**< with a text */
    size_t n_tokens;     /**< that hold a word at most */
    size_t n_going_on;   /**< that go on the word before */
    size_t n_repeated;   /**< that say the same as the line before */
    struct slice last;   /**< text; borrowed */
    int64_t duration_ms; /**< of lines that are tokens */
};

/** Count a line; `text` is all that stands behind the brackets. */
void token_census_add(struct token_census *census, struct slice text,
                      int64_t duration_ms);

/** Whether most lines are tokens, as `-ml 1` writes them. */
bool token_census_is_tokens(const struct token_census *census);

/** Words in the making. */
struct whisper_tokens {
    struct vendor_words words;
    struct buffer joined; /**< the words' text; never moves */
    struct vendor_word word;
    size_t word_begin; /**< in `joined` */
    bool has_word;     /**< and it may go on */
};

/** Begin; all texts together have at most `limit` bytes. */
void whisper_tokens_init(struct whisper_tokens *tokens, size_t limit);

void whisper_tokens_finish(struct whisper_tokens *tokens);

/** Take a line; `text`, which must outlive `tokens`, is all that stands
 * behind the brackets. */
void whisper_tokens_add(struct whisper_tokens *tokens, struct slice text,
                        const struct span *span);

/** Take a line without times as words. */
void whisper_tokens_add_stray(struct whisper_tokens *tokens, struct slice line);

/** Another segment begins. */
void whisper_tokens_break(struct whisper_tokens *tokens);

/** Make segments of all lines. */
void whisper_tokens_emit(struct whisper_tokens *tokens,
                         struct transcript *transcript);

#endif
