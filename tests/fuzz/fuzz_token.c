/*
 * Any bytes as text: decoded where they are no UTF-8, normalised whole and in
 * two pieces, classified, cut into tokens.
 */
#include "fuzz.h"

#include "base/utf8.h"
#include "format/decode.h"
#include "text/marker.h"
#include "text/normalise.h"
#include "text/token.h"

#include <stdlib.h>

/* Composing makes at most three bytes of one. */
enum { GROWTH_MAX = 3 };

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

/** Tokens must be in order, inside of the text, bounded in size; the
 * stream must be made of them. */
static void
check_tokens(struct slice text)
{
    struct buffer stream;
    buffer_init(&stream, SIZE_MAX / 4);
    const uint32_t n = tokens_append(&stream, text);
    struct tokeniser tokeniser;
    tokeniser_init(&tokeniser, text);
    uint32_t n_found = 0;
    size_t end = 0;
    size_t at = 0;
    while (tokeniser_next(&tokeniser)) {
        const struct slice token = tokeniser_token(&tokeniser);
        must(tokeniser.begin >= end && tokeniser.end > tokeniser.begin);
        must(tokeniser.end <= text.size);
        end = tokeniser.end;
        must(token.size > 0 && token.size <= TOKEN_MAX_BYTES);
        must(utf8_valid_prefix(token) == token.size);
        must(!memchr(token.data, TOKEN_SEPARATOR, token.size));
        must(stream.size - at > token.size);
        must(slice_equal(slice_part(buffer_slice(&stream), at, at + token.size),
                         token));
        at += token.size + 1;
        must(stream.data[at - 1] == TOKEN_SEPARATOR);
        n_found++;
    }
    must(n == n_found && at == stream.size && !stream.has_failed);
    buffer_finish(&stream);
}

/** A text must come out clean, not much longer, and as it is when it comes
 * in once more. */
static void
check_normalised(struct slice text)
{
    struct buffer once;
    struct buffer twice;
    buffer_init(&once, SIZE_MAX / 4);
    buffer_init(&twice, SIZE_MAX / 4);
    normalise(&once, text);
    must(!once.has_failed);
    must(once.size / GROWTH_MAX <= text.size);
    must_be_clean(buffer_slice(&once));
    normalise(&twice, buffer_slice(&once));
    must(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    check_tokens(buffer_slice(&once));
    const enum line_kind kind = line_classify(buffer_slice(&once));
    must(kind == LINE_SPEECH || kind == LINE_MARKER);
    buffer_finish(&once);
    buffer_finish(&twice);
}

/** Pieces must give a clean text too, wherever they part. */
static void
check_pieces(struct slice text, size_t at)
{
    while (at > 0 && at < text.size && (text.data[at] & 0xc0) == 0x80) {
        at--;
    }
    struct buffer out;
    buffer_init(&out, SIZE_MAX / 4);
    buffer_add_slice(&out, SLICE("before"));
    struct normaliser normaliser;
    normaliser_init(&normaliser, &out);
    normaliser_add(&normaliser, slice_part(text, 0, at));
    const size_t offset = normaliser_offset(&normaliser);
    normaliser_add(&normaliser, slice_from(text, at));
    must(!out.has_failed);
    must_be_clean(slice_from(buffer_slice(&out), strlen("before")));
    must(offset <= out.size - strlen("before") + 1);
    buffer_finish(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    char *copy = fuzz_copy((struct slice){(const char *)data + 1, size - 1});
    struct decoded decoded;
    const struct slice bytes = {copy, size - 1};
    if (decode(bytes, &decoded, NULL) == ST_OK) {
        check_tokens(decoded.text);
        check_normalised(decoded.text);
        check_pieces(decoded.text, decoded.text.size * data[0] / 256);
        decoded_finish(&decoded);
    }
    free(copy);
    return 0;
}
