/*
 * decode.c: encodings told apart and brought into UTF-8, what is no text
 * refused with the reason.
 */
#include "format/decode.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#define FFFD "\xef\xbf\xbd"
#define BYTES(literal) literal, sizeof(literal) - 1

/* U+FFFD by maximal subparts: The Unicode Standard 15, table 3-8 and the
 * examples around it. */
static const struct {
    const char *bytes;
    size_t size;
    const char *text;
    const char *encoding;
    int64_t n_replaced;
    int64_t line;
    int64_t column;
} texts[] = {
    {BYTES("plain"), "plain", "UTF-8", 0, 0, 0},
    {BYTES("\xc3\xa9t\xc3\xa9"), "\xc3\xa9t\xc3\xa9", "UTF-8", 0, 0, 0},
    {BYTES("\xef\xbb\xbf"
           "a"),
     "a", "UTF-8", 0, 0, 0},
    {BYTES("a\xff"
           "b"),
     "a" FFFD "b", "UTF-8", 1, 1, 2},
    {BYTES("\n\r\n\ra\x80"), "\n\r\n\ra" FFFD, "UTF-8", 1, 4, 2},
    {BYTES("a\xc0\xaf"
           "b"),
     "a" FFFD FFFD "b", "UTF-8", 2, 1, 2},
    {BYTES("a\xed\xa0\x80"
           "b"),
     "a" FFFD FFFD FFFD "b", "UTF-8", 3, 1, 2},
    {BYTES("a\xf0\x9f\x90"), "a" FFFD, "UTF-8", 1, 1, 2},
    /* With a mark: without one, most of it being bad, it would rather be text
     * of another encoding. */
    {BYTES("\xef\xbb\xbf\xe1\x80\xe2\xf0\x91\x92\xf1\xbf"
           "A"),
     FFFD FFFD FFFD FFFD "A", "UTF-8", 4, 1, 1},
    {BYTES("a\n\0b\0"), "a\n" FFFD "b" FFFD, "UTF-8", 2, 2, 1},
    {BYTES("\xff\xfe"
           "a\0\xe9\0"),
     "a\xc3\xa9", "UTF-16LE", 0, 0, 0},
    {BYTES("\xfe\xff\0a\0\xe9"), "a\xc3\xa9", "UTF-16BE", 0, 0, 0},
    {BYTES("\xff\xfe\x3d\xd8\x1f\xdc!\0"), "\xf0\x9f\x90\x9f!", "UTF-16LE", 0,
     0, 0},
    {BYTES("\xff\xfe"
           "a\0\x3d\xd8"
           "b\0"),
     "a" FFFD "b", "UTF-16LE", 1, 1, 3},
    {BYTES("\xff\xfe"
           "a\0\x1f\xdc"
           "b\0"),
     "a" FFFD "b", "UTF-16LE", 1, 1, 3},
    {BYTES("\xff\xfe"
           "a\0\n\0\x3d\xd8"),
     "a\n" FFFD, "UTF-16LE", 1, 2, 1},
    {BYTES("\xff\xfe"
           "a\0b"),
     "a" FFFD, "UTF-16LE", 1, 1, 3},
    {BYTES("\xfe\xff\0a\0\0\0b"), "a" FFFD "b", "UTF-16BE", 1, 1, 3},
    {BYTES("1\0\r\0\n\0a\0b\0"), "1\r\nab", "UTF-16LE", 0, 0, 0},
    {BYTES("\0"
           "1\0\n\0a\0b"),
     "1\nab", "UTF-16BE", 0, 0, 0},
    {BYTES("\x1b[31mred\x1b[0m"), "\x1b[31mred\x1b[0m", "UTF-8", 0, 0, 0},
};

/** What is text comes out as UTF-8. */
static void
test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct decoded decoded;
        struct error error;
        const struct slice bytes = {texts[i].bytes, texts[i].size};
        assert_int_equal(decode(bytes, &decoded, &error), ST_OK);
        assert_int_equal(decoded.text.size, strlen(texts[i].text));
        assert_memory_equal(decoded.text.data, texts[i].text,
                            decoded.text.size);
        assert_string_equal(decoded.encoding, texts[i].encoding);
        assert_int_equal(decoded.n_replaced, texts[i].n_replaced);
        assert_int_equal(decoded.line, texts[i].line);
        assert_int_equal(decoded.column, texts[i].column);
        decoded_finish(&decoded);
    }
}

/* The first bytes of files that people have beside their transcripts. */
static const struct {
    const char *bytes;
    size_t size;
    enum status status;
    const char *text;
} refusals[] = {
    {BYTES(""), ST_EMPTY, "the file is empty"},
    {BYTES(" \n\t\r\n"), ST_EMPTY, "the file is empty"},
    {BYTES("\xef\xbb\xbf\n"), ST_EMPTY, "the file is empty"},
    {BYTES("\xff\xfe"), ST_EMPTY, "the file is empty"},
    {BYTES("\x1f\x8b\x08"), ST_NOT_A_TRANSCRIPT,
     "the file is compressed with gzip: unpack it first"},
    {BYTES("PK\x03\x04"), ST_NOT_A_TRANSCRIPT,
     "the file is a ZIP archive: unpack it first"},
    {BYTES("ID3\x03\0"), ST_NOT_A_TRANSCRIPT, "the file is MP3 audio"},
    {BYTES("\xff\xfb\x90"), ST_NOT_A_TRANSCRIPT, "the file is MP3 audio"},
    {BYTES("RIFF\x24\0\0\0WAVE"), ST_NOT_A_TRANSCRIPT,
     "the file is a RIFF file (WAV, AVI or WebP)"},
    {BYTES("fLaC\0"), ST_NOT_A_TRANSCRIPT, "the file is FLAC audio"},
    {BYTES("OggS\0"), ST_NOT_A_TRANSCRIPT,
     "the file is an Ogg file (Vorbis, Opus or Theora)"},
    {BYTES("\0\0\0\x20"
           "ftypisom"),
     ST_NOT_A_TRANSCRIPT, "the file is an MP4 file"},
    {BYTES("\x1a\x45\xdf\xa3"), ST_NOT_A_TRANSCRIPT,
     "the file is a Matroska or WebM file"},
    {BYTES("\x89PNG\r\n\x1a\n"), ST_NOT_A_TRANSCRIPT,
     "the file is a PNG image"},
    {BYTES("\xff\xd8\xff\xe0"), ST_NOT_A_TRANSCRIPT,
     "the file is a JPEG image"},
    {BYTES("%PDF-1.4\n"), ST_NOT_A_TRANSCRIPT, "the file is a PDF document"},
    {BYTES("SQLite format 3\0"), ST_NOT_A_TRANSCRIPT,
     "the file is an SQLite database"},
    {BYTES("\177ELF\2"), ST_NOT_A_TRANSCRIPT, "the file is a program"},
    {BYTES("\xff\xfe\0\0a\0\0\0"), ST_NOT_A_TRANSCRIPT,
     "the file is UTF-32 text, which is not read"},
};

/** What is no text is refused, with the reason. */
static void
test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        struct decoded decoded;
        struct error error;
        const struct slice bytes = {refusals[i].bytes, refusals[i].size};
        assert_int_equal(decode(bytes, &decoded, &error), refusals[i].status);
        assert_int_equal(error.status, refusals[i].status);
        assert_string_equal(error.text, refusals[i].text);
        assert_int_equal(decode(bytes, &decoded, NULL), refusals[i].status);
    }
}

/** Text that needs nothing is borrowed, not copied. */
static void
test_borrows(void **state)
{
    (void)state;
    const struct slice bytes = SLICE("\xef\xbb\xbf"
                                     "text");
    struct decoded decoded;
    assert_int_equal(decode(bytes, &decoded, NULL), ST_OK);
    assert_ptr_equal(decoded.text.data, bytes.data + 3);
    assert_null(decoded.own.data);
    decoded_finish(&decoded);
}

/** Random bytes, as of a compressed file without a known signature, and a
 * file of NULs are binary. */
static void
test_binary(void **state)
{
    (void)state;
    enum { SIZE = 64 * 1024 };
    char *bytes = calloc(1, SIZE);
    assert_non_null(bytes);
    struct decoded decoded;
    struct error error;
    const struct slice all = {bytes, SIZE};
    assert_int_equal(decode(all, &decoded, &error), ST_NOT_A_TRANSCRIPT);
    assert_string_equal(error.text, "the file is binary, not text");
    uint32_t random = 1;
    for (size_t i = 0; i < SIZE; i++) {
        random = random * 1664525 + 1013904223;
        bytes[i] = (char)(random >> 24);
    }
    assert_int_equal(decode(all, &decoded, &error), ST_NOT_A_TRANSCRIPT);
    assert_string_equal(error.text, "the file is binary, not text");
    free(bytes);
}

/** Whatever two bytes stand between letters, the result is well formed and
 * not longer than a replacement for each byte. */
static void
test_all_pairs(void **state)
{
    (void)state;
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        const char bytes[] = {'a', (char)(pair >> 8), (char)pair, 'z'};
        struct decoded decoded;
        if (decode((struct slice){bytes, sizeof(bytes)}, &decoded, NULL) !=
            ST_OK) {
            continue;
        }
        assert_int_equal(utf8_valid_prefix(decoded.text), decoded.text.size);
        assert_true(decoded.text.size <= 3 * sizeof(bytes));
        assert_int_equal(decoded.n_replaced > 0, decoded.line > 0);
        decoded_finish(&decoded);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),     cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_borrows),   cmocka_unit_test(test_binary),
        cmocka_unit_test(test_all_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
