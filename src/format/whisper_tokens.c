/*
 * A token a line: which files are so, and tokens into words.
 *
 * A text begins a word where a space stands before it, or where it is of a
 * script without spaces; otherwise it goes on the word before.  Segments are
 * cut by vendor_words.c, and here around `[descriptions]`.
 */
#include "format/whisper_tokens.h"

#include "format/speaker_prefix.h"

#include "base/timecode.h"
#include "base/utf8.h"
#include "text/token.h"

enum {
    /* The two spaces between the brackets and the text. */
    SEPARATOR_BYTES = 2,

    /* Fewer lines prove nothing: they may be short segments. */
    CENSUS_LINES_MIN = 12,

    /* Tokens of ours that one of Whisper's has at most: two or three
     * characters of Chinese, or `it's-a`. */
    TOKENS_MAX = 3,

    /* On the average they take half a second; short segments take longer. */
    TOKEN_MS = 2000,
    WORD_MS = 1000,

    /* What is longer is no description, or its end was lost. */
    DESCRIPTION_BYTES = 48,

    KANA_FIRST = 0x3041,
    HAN_LAST = 0x9fff,
    WIDE_FIRST = 0x2e80,
    HAN_PLANES_FIRST = 0x20000,
    THAI_FIRST = 0x0e00,
    LAO_LAST = 0x0eff,
};

/** The text of a line behind the separator. */
static struct slice
strip_separator(struct slice text)
{
    size_t n = 0;
    while (n < SEPARATOR_BYTES && n < text.size && text.data[n] == ' ') {
        n++;
    }
    return slice_from(text, n);
}

/** Whether a text without blanks around it is a token: no white space, few
 * tokens of ours, no description in brackets. */
static bool
is_token(struct slice text)
{
    struct tokeniser tokeniser;
    size_t n = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (is_blank(text.data[i])) {
            return false;
        }
    }
    tokeniser_init(&tokeniser, text);
    while (n <= TOKENS_MAX && tokeniser_next(&tokeniser)) {
        n++;
    }
    return n == 0 || (n <= TOKENS_MAX && line_classify(text) == LINE_SPEECH);
}

void
token_census_add(struct token_census *census, struct slice text,
                 int64_t duration_ms)
{
    struct slice name;
    struct slice body = strip_separator(text);
    body = slice_from(body, speaker_prefix_read(body, &name));
    const struct slice trimmed = slice_trim(body);
    if (trimmed.size == 0) {
        return;
    }
    census->n_lines++;
    if (is_token(trimmed)) {
        census->n_tokens++;
        census->n_going_on += !is_blank(body.data[0]);
        census->n_repeated += slice_equal(trimmed, census->last);
        census->duration_ms += duration_ms > 0 ? duration_ms : 0;
    }
    census->last = trimmed;
}

bool
token_census_is_tokens(const struct token_census *census)
{
    if (census->n_lines < CENSUS_LINES_MIN ||
        census->n_tokens < census->n_lines - census->n_lines / 8) {
        return false;
    }
    const int64_t mean_ms = census->duration_ms / (int64_t)census->n_tokens;
    /* Every sentence has a full stop or a comma that goes on a word.  Not
     * where only words are lines (`-sow`): there no loop must pass for it. */
    return census->n_going_on > census->n_tokens / 32
               ? mean_ms <= TOKEN_MS
               : mean_ms <= WORD_MS &&
                     census->n_repeated <= census->n_tokens / 8;
}

void
whisper_tokens_init(struct whisper_tokens *tokens, size_t limit)
{
    *tokens = (struct whisper_tokens){.has_word = false};
    buffer_init(&tokens->joined, limit);
    /* All at once: words are slices of it. */
    if (!buffer_reserve(&tokens->joined, limit)) {
        tokens->words.has_failed = true;
    }
}

void
whisper_tokens_finish(struct whisper_tokens *tokens)
{
    buffer_finish(&tokens->joined);
    vendor_words_finish(&tokens->words);
}

/** The word is complete: pass it on, and cut around a description. */
static void
end_word(struct whisper_tokens *tokens)
{
    if (!tokens->has_word) {
        return;
    }
    tokens->has_word = false;
    tokens->word.text =
        slice_from(buffer_slice(&tokens->joined), tokens->word_begin);
    const struct slice text = tokens->word.text;
    if (text.data[0] == '[') {
        vendor_words_break(&tokens->words);
    }
    vendor_words_add(&tokens->words, &tokens->word);
    if (text.data[0] == '[' && text.data[text.size - 1] == ']') {
        vendor_words_break(&tokens->words);
    }
}

/** Whether a text begins with a letter of a script without spaces. */
static bool
begins_unspaced(struct slice text)
{
    size_t size;
    const int32_t c = utf8_decode(text, 0, &size);
    return (c >= KANA_FIRST && c <= HAN_LAST) || c >= HAN_PLANES_FIRST ||
           (c >= THAI_FIRST && c <= LAO_LAST);
}

/** Whether a text ends in a script without spaces, or in its signs. */
static bool
ends_unspaced(struct slice text)
{
    size_t at = text.size - 1;
    while (at > 0 && ((unsigned char)text.data[at] & 0xc0) == 0x80) {
        at--;
    }
    size_t size;
    const int32_t c = utf8_decode(text, at, &size);
    return c >= WIDE_FIRST || (c >= THAI_FIRST && c <= LAO_LAST);
}

/** Whether the word is a description whose bracket is still open: `[ Music
 * ]` is one, however many spaces are in it. */
static bool
is_open_description(const struct whisper_tokens *tokens)
{
    const struct slice text =
        slice_from(buffer_slice(&tokens->joined), tokens->word_begin);
    return tokens->has_word && text.data[0] == '[' &&
           text.data[text.size - 1] != ']' && text.size < DESCRIPTION_BYTES;
}

/** Begin a word. */
static void
begin_word(struct whisper_tokens *tokens, const struct span *span,
           struct slice speaker)
{
    end_word(tokens);
    tokens->word = vendor_word(NULL);
    tokens->word.start_ms = span->start_ms;
    tokens->word.speaker = speaker;
    tokens->word_begin = tokens->joined.size;
    tokens->has_word = true;
}

void
whisper_tokens_add(struct whisper_tokens *tokens, struct slice text,
                   const struct span *span)
{
    struct slice speaker = SLICE("");
    struct slice body = strip_separator(text);
    body = slice_from(body, speaker_prefix_read(body, &speaker));
    const struct slice piece = slice_trim(body);
    if (piece.size == 0 || tokens->words.has_failed) {
        return;
    }
    const bool is_unspaced = begins_unspaced(piece);
    if (is_open_description(tokens)) {
        if (is_blank(body.data[0])) {
            buffer_add_byte(&tokens->joined, ' ');
        }
    } else if (is_blank(body.data[0]) || !tokens->has_word || is_unspaced) {
        /* Spaces are left out between such scripts, but not beside others:
         * there the word has to be attached. */
        const bool is_attached = is_unspaced && !is_blank(body.data[0]) &&
                                 tokens->has_word &&
                                 !ends_unspaced(buffer_slice(&tokens->joined));
        begin_word(tokens, span, speaker);
        tokens->word.is_attached = is_attached;
    }
    buffer_add_slice(&tokens->joined, piece);
    tokens->word.end_ms = span->end_ms;
}

void
whisper_tokens_add_stray(struct whisper_tokens *tokens, struct slice line)
{
    end_word(tokens);
    const struct vendor_word like = vendor_word(NULL);
    vendor_words_add_text(&tokens->words, line, &like);
}

void
whisper_tokens_break(struct whisper_tokens *tokens)
{
    end_word(tokens);
    vendor_words_break(&tokens->words);
}

void
whisper_tokens_emit(struct whisper_tokens *tokens,
                    struct transcript *transcript)
{
    end_word(tokens);
    vendor_words_emit(&tokens->words, NULL, transcript);
}
