/*
 * legacy.c: text of old code pages comes out as its UTF-8 version, and what
 * is damaged UTF-8 is not taken for one.
 */
#include "format/decode.h"
#include "format/legacy.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <iconv.h>

enum { BYTES_MAX = 4096 };

#define FFFD "\xef\xbf\xbd"

/** Bring UTF-8 into another encoding; returns the bytes, in `out`. */
static struct slice
encode(const char *text, const char *encoding, char out[BYTES_MAX])
{
    iconv_t to = iconv_open(encoding, "UTF-8");
    assert_true(to != (iconv_t)-1);
    char *from = (char *)(uintptr_t)text;
    size_t n_from = strlen(text);
    char *at = out;
    size_t room = BYTES_MAX;
    assert_int_equal(iconv(to, &from, &n_from, &at, &room), 0);
    assert_int_equal(iconv(to, NULL, NULL, &at, &room), 0);
    iconv_close(to);
    return (struct slice){out, BYTES_MAX - room};
}

#define TIMES "1\n00:00:01,000 --> 00:00:02,000\n"

static const struct {
    const char *encoding; /**< of the bytes */
    const char *name;     /**< that we give */
    const char *text;
} pages[] = {
    {"WINDOWS-1251", "WINDOWS-1251",
     TIMES "Лодка ушла в море ещё до рассвета, и никто её не видел."},
    {"KOI8-R", "KOI8-R",
     TIMES "Лодка ушла в море ещё до рассвета, и никто её не видел."},
    {"IBM866", "IBM866",
     TIMES "Лодка ушла в море до рассвета, и никто не видел её потом."},
    {"WINDOWS-1250", "WINDOWS-1250",
     TIMES "Łódź wypłynęła w morze przed świtem – i nikt jej już nie "
           "widział, choć wszyscy czekali na nią aż do źdźbła świtu."},
    {"WINDOWS-1252", "WINDOWS-1252",
     TIMES "Das Boot fährt früh hinaus – „später“ heißt für uns: nächste "
           "Woche, wenn die Stürme vorüber sind."},
    {"ISO-8859-1", "WINDOWS-1252",
     TIMES "Le bateau est parti très tôt, à l'aube, et personne ne l'a "
           "revu après cette journée d'été."},
    {"WINDOWS-1253", "WINDOWS-1253",
     TIMES "Το καράβι έφυγε πριν από την αυγή – και κανείς δεν το είδε."},
    {"WINDOWS-1255", "WINDOWS-1255",
     TIMES "הסירה יצאה לים לפני הזריחה ואיש לא ראה אותה מאז אותו היום."},
    {"WINDOWS-1252", "WINDOWS-1252", TIMES "It’s late."},
    {"GB18030", "GB18030",
     TIMES "天亮之前船就出海了，从那以后再也没有人见过它。"},
    {"BIG5", "BIG5-HKSCS",
     TIMES "天亮之前船就出海了，從那以後再也沒有人見過它。"},
    {"SHIFT_JIS", "CP932",
     TIMES "夜が明ける前に舟は海へ出た。それから誰も見ていない。"},
    {"EUC-JP", "EUC-JP",
     TIMES "夜が明ける前に舟は海へ出た。それから誰も見ていない。"},
    {"EUC-KR", "UHC",
     TIMES "해가 뜨기 전에 배는 바다로 나갔고 아무도 다시 보지 못했다."},
    {"TIS-620", "WINDOWS-874",
     TIMES "เรือออกทะเลก่อนรุ่งสาง "
           "และไม่มีใครเห็นมันอีกเลย"},
};

/** What is in a code page comes out as the same text. */
static void
test_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
        char bytes[BYTES_MAX];
        struct decoded decoded;
        const struct slice encoded =
            encode(pages[i].text, pages[i].encoding, bytes);
        assert_int_equal(decode(encoded, &decoded, NULL), ST_OK);
        assert_string_equal(decoded.encoding, pages[i].name);
        assert_true(decoded.is_guessed);
        assert_int_equal(decoded.n_replaced, 0);
        assert_int_equal(decoded.line, 0);
        assert_int_equal(decoded.text.size, strlen(pages[i].text));
        assert_memory_equal(decoded.text.data, pages[i].text,
                            decoded.text.size);
        decoded_finish(&decoded);
    }
}

/* The places of good and bad sequences, counted by hand. */
static const struct {
    const char *bytes;
    const char *text;
    int64_t n_replaced;
} damaged[] = {
    /* One bad byte among good characters. */
    {"\xc3\xa9t\xc3\xa9 \xe9", "\xc3\xa9t\xc3\xa9 " FFFD, 1},
    /* Too few to tell. */
    {"d\xe9j\xe0 vu", "d" FFFD "j" FFFD " vu", 2},
    /* Notes, each split over two lines. */
    {"\xe2\x99\n\xaa a\n\xe2\x99\n\xaa b\n\xe2\x99\n\xaa",
     FFFD "\n" FFFD " a\n" FFFD "\n" FFFD " b\n" FFFD "\n" FFFD, 6},
};

/** Damaged UTF-8 stays what it is. */
static void
test_damaged(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(damaged) / sizeof(*damaged); i++) {
        struct decoded decoded;
        assert_null(legacy_guess(slice_of(damaged[i].bytes)));
        assert_int_equal(decode(slice_of(damaged[i].bytes), &decoded, NULL),
                         ST_OK);
        assert_string_equal(decoded.encoding, "UTF-8");
        assert_false(decoded.is_guessed);
        assert_int_equal(decoded.n_replaced, damaged[i].n_replaced);
        assert_int_equal(decoded.text.size, strlen(damaged[i].text));
        assert_memory_equal(decoded.text.data, damaged[i].text,
                            decoded.text.size);
        decoded_finish(&decoded);
    }
}

/** Behind a mark of UTF-8 nothing is guessed. */
static void
test_mark(void **state)
{
    (void)state;
    char bytes[BYTES_MAX];
    struct buffer marked;
    struct decoded decoded;
    buffer_init(&marked, BYTES_MAX);
    buffer_add_slice(&marked, SLICE("\xef\xbb\xbf"));
    buffer_add_slice(&marked, encode(pages[0].text, "WINDOWS-1251", bytes));
    assert_int_equal(decode(buffer_slice(&marked), &decoded, NULL), ST_OK);
    assert_string_equal(decoded.encoding, "UTF-8");
    assert_true(decoded.n_replaced > 0);
    decoded_finish(&decoded);
    buffer_finish(&marked);
}

/** A byte that the page does not have, and NUL, are replaced, and the first
 * is told with its place. */
static void
test_unknown_bytes(void **state)
{
    (void)state;
    /* 0x98 is none in WINDOWS-1251; long enough for two in twenty. */
    struct buffer bytes;
    struct buffer text;
    struct decoded decoded;
    buffer_init(&bytes, BYTES_MAX);
    buffer_init(&text, BYTES_MAX);
    for (int i = 0; i < 20; i++) {
        buffer_add_slice(&bytes, SLICE("\xd5\xe0\r\n"));
        buffer_add_slice(&text, SLICE("Ха\r\n"));
    }
    buffer_add(&bytes, "\xd5\x98\0\xe0", 4);
    buffer_add_slice(&text, SLICE("Х" FFFD FFFD "а"));
    decoded = (struct decoded){0};
    buffer_init(&decoded.own, BYTES_MAX);
    assert_true(legacy_convert(&decoded, buffer_slice(&bytes), "WINDOWS-1251"));
    assert_int_equal(decoded.own.size, text.size);
    assert_memory_equal(decoded.own.data, text.data, text.size);
    assert_int_equal(decoded.n_replaced, 2);
    assert_int_equal(decoded.line, 21);
    assert_int_equal(decoded.column, 2);
    decoded_finish(&decoded);
    buffer_finish(&bytes);
    buffer_finish(&text);
}

/** A conversion that fails too often, or that nobody knows, leaves nothing. */
static void
test_refusals(void **state)
{
    (void)state;
    struct decoded decoded = {0};
    buffer_init(&decoded.own, BYTES_MAX);
    assert_false(
        legacy_convert(&decoded, SLICE("\xd5\x98\xe0"), "WINDOWS-1251"));
    assert_false(legacy_convert(&decoded, SLICE("\xd5\xe0"), "NO-SUCH"));
    assert_int_equal(decoded.own.size, 0);
    assert_int_equal(decoded.n_replaced, 0);
    assert_int_equal(decoded.line, 0);
    decoded_finish(&decoded);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),    cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_mark),     cmocka_unit_test(test_unknown_bytes),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
