/*
 * test_token.c - words found and folded.
 *
 * What is expected follows from the rules in token.h, by hand.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "text/token.h"

#include <time.h>
#include <utf8proc.h>

enum {
    LAST_CODE_POINT = 0x10ffff,
    BIG_BYTES = 10 * 1024 * 1024,
    LINEAR_SECONDS = 20, /**< a quadratic run takes hours */
};

/** Texts, and their tokens with a space after each. */
static const struct {
    const char *text;
    const char *tokens;
} cases[] = {
    {"", ""},
    {" .,;!? ", ""},
    {"The Quick brown FOX", "the quick brown fox "},
    {"a", "a "},
    {"abcdefg abcdefgh abcdefghi", "abcdefg abcdefgh abcdefghi "},
    {"@[`{/:Az09", "az09 "},

    /* What joins and what separates. */
    {"don't", "dont "},
    {"don’t donʼt don＇t", "dont dont dont "},
    {"'quoted' ‘so’ ’tis dogs'", "quoted so tis dogs "},
    {"rock'n'roll o'clock's", "rocknroll oclocks "},
    {"rock''n a'-b", "rock n a b "},
    {"l’été d'Été", "lete dete "},
    {"90's '90s 5'10", "90s 90s 510 "},
    {"long-horizon well–known", "long horizon well known "},
    {"snake_case C++ C# GPT-4", "snake case c c gpt 4 "},
    {"3.5 10:00 1,000 50%", "3 5 10 00 1 000 50 "},
    {"and/or x=y <b>", "and or x y b "},
    {"soft\u00adhyphen a\u200db a\u2060b \u200fa\u200eb",
     "softhyphen ab ab ab "},
    {"zero\u200bwidth", "zero width "},
    {"a😀b ☃ 1️⃣", "a b 1 "},

    /* Dotted letters. */
    {"A.I. and A.I", "ai and ai "},
    {"U.S.A, e.g. i.e., p.m.", "usa eg ie pm "},
    {"A.I.'s A.I's (A.I.)", "ai s ais ai "},
    {"end.Start a.b.com foo.a.b a.bc", "end start a b com foo a b a bc "},
    {"a. b. a.. b a..b", "a b a b a b "},
    {"A.1 1.A.I 1.2.3", "a 1 1 a i 1 2 3 "},
    {"É.U. É.U. С.С.С.Р.", "eu eu ссср "},
    {"a.b", "ab "},
    {"a.b.", "ab "},
    {".a.b", "ab "},
    {"J.R.R. Tolkien", "jrr tolkien "},
    {"中.A.I.", "中 ai "},

    /* Case and diacritics. */
    {"résumé résumé RÉSUMÉ", "resume resume resume "},
    {"straße STRASSE ẞ", "strasse strasse ss "},
    {"İstanbul ISTANBUL ısı", "istanbul istanbul isi "},
    {"ΣΊΣΥΦΟΣ σίσυφος ᾳ ᾳ", "σισυφοσ σισυφοσ α α "},
    {"ёлка ЁЛКА Й й", "елка елка и и "},
    {"Việt Nam Đường", "viet nam duong "},
    {"Łódź bjørn Æsop œuvre đ", "lodz bjorn aesop oeuvre d "},
    {"ＡＢＣ１２ ﬁre Ⅳ x² 𝐀", "abc12 fire iv x2 a "},
    {"بِسْمِ كـتاب أحمد", "بسم كتاب احمد "},
    {"שָׁלוֹם שלום", "שלום שלום "},
    {"हिन्दी में", "हिन्दी में "},
    {"தமிழ் తెలుగు", "தமிழ் తెలుగు "},
    {"한국어 공부", "한국어 공부 "},
    {"\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국 "},
    {"\ud558\u11ab", "한 "},

    /* A character a token. */
    {"漢字と", "漢 字 と "},
    {"カナー々〇", "カ ナ ー 々 〇 "},
    {"ｶﾞｷﾞｱ", "ガ ギ ア "},
    {"か\u3099 が か\u309a", "が が か\u309a "},
    {"GPT四2号", "gpt 四 2 号 "},
    {"ภาษาที่", "ภ า ษ า ที่ "},
    {"𠀀𰀀", "𠀀 𰀀 "},
    {"葛\U000e0100城", "葛 城 "},
    {"豈", "豈 "},
    {"中、文。", "中 文 "},
    {"Ａ中Ｂ", "a 中 b "},

    /* Marks that belong to nothing. */
    {"\u0301", ""},
    {" \u0301a", "a "},
    {"ـ", ""},
    {"’ ' ʼ", ""},
};

static void
test_cases(void **state)
{
    (void)state;
    struct buffer stream;
    buffer_init(&stream, 4096);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        uint32_t spaces = 0;
        for (const char *at = cases[i].tokens; *at; at++) {
            spaces += *at == ' ';
        }
        buffer_clear(&stream);
        const uint32_t n = tokens_append(&stream, slice_of(cases[i].text));
        if (!slice_equal(buffer_slice(&stream), slice_of(cases[i].tokens))) {
            fail_msg("\"%s\": got \"%.*s\"", cases[i].text, (int)stream.size,
                     stream.data);
        }
        assert_int_equal(n, spaces);
    }
    buffer_finish(&stream);
}

/** A token one by one has the same content, and its place. */
static void
assert_next(struct tokeniser *tokeniser, const char *token, size_t begin,
            size_t end)
{
    assert_true(tokeniser_next(tokeniser));
    assert_int_equal(tokeniser_token(tokeniser).size, strlen(token));
    assert_memory_equal(tokeniser->folded, token, strlen(token));
    assert_int_equal(tokeniser->begin, begin);
    assert_int_equal(tokeniser->end, end);
}

static void
test_places(void **state)
{
    (void)state;
    struct tokeniser t;
    tokeniser_init(&t, slice_of("Don't, A.I. 'so' caf\xc3\xa9! e\xcc\x81"
                                "\xc2\xad. \xe4\xb8\xad\xef\xb8\x80x"));
    assert_next(&t, "dont", 0, 5);
    assert_next(&t, "ai", 7, 10);
    assert_next(&t, "so", 13, 15);
    assert_next(&t, "cafe", 17, 22);
    assert_next(&t, "e", 24, 27);
    assert_next(&t, "中", 31, 37);
    assert_next(&t, "x", 37, 38);
    assert_false(tokeniser_next(&t));
    assert_int_equal(tokeniser_token(&t).size, 0);
    assert_false(tokeniser_next(&t));
}

static void
test_bytes_that_are_no_text(void **state)
{
    (void)state;
    struct buffer stream;
    buffer_init(&stream, 4096);
    assert_int_equal(tokens_append(&stream, SLICE("a\xff"
                                                  "b\xc3 c\xed\xa0\x80"
                                                  "d\xe4\xb8")),
                     4);
    assert_true(slice_equal(buffer_slice(&stream), SLICE("a b c d ")));
    buffer_finish(&stream);
}

/** The tokens of a text that takes `count` times a piece. */
static uint32_t
tokens_of_repeated(struct buffer *stream, const char *piece, size_t count)
{
    struct buffer text;
    buffer_init(&text, (size_t)BIG_BYTES * 2);
    for (size_t i = 0; i < count; i++) {
        buffer_add_slice(&text, slice_of(piece));
    }
    assert_false(text.has_failed);
    buffer_clear(stream);
    const uint32_t n = tokens_append(stream, buffer_slice(&text));
    buffer_finish(&text);
    return n;
}

/** Words longer than a token are cut between characters, and consumed. */
static void
test_cut(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        size_t count;
        size_t size;
    } words[] = {
        {"x", 95, 95},       {"x", 96, 96},
        {"x", 97, 96},       {"x", 1000, 96},
        {"x’", 200, 96},     {"x'", 200, 96},
        {"ж", 47, 94},       {"ж", 48, 96},
        {"ж", 49, 96},       {"한", 40, 96},
        {"xж", 40, 96},      {"xxж", 40, 96},
        {"ß", 49, 96},       {"é", 97, 96},
        {"e\u0301", 97, 96}, {"\u1112\u1161\u11ab", 40, 96},
        {"a.", 200, 96},     {"क", 40, 96},
        {"x한한", 40, 95},   {"ﷺ", 9, 96},
    };
    struct buffer stream;
    buffer_init(&stream, 4096);
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        assert_int_equal(
            tokens_of_repeated(&stream, words[i].piece, words[i].count), 1);
        if (stream.size != words[i].size + 1) {
            fail_msg("%zu times %s: %zu bytes", words[i].count, words[i].piece,
                     stream.size - 1);
        }
        assert_int_equal(utf8_valid_prefix(buffer_slice(&stream)), stream.size);
    }
    buffer_finish(&stream);
}

/** Time grows with the text, not with its square. */
static void
test_hostile_texts_are_linear(void **state)
{
    (void)state;
    static const struct {
        const char *piece;
        uint32_t tokens; /**< UINT32_MAX for one a piece */
    } texts[] = {
        {"x", 1},           {"ж", 1},           {"a.", 1},
        {"'", 0},           {".", 0},           {"\u0301", 0},
        {"\u200d", 0},      {"x'", 1},          {"ab.", UINT32_MAX},
        {"中", UINT32_MAX}, {"a\u0301", 1},     {"한", 1},
        {"क\u093c", 1},     {"1.", UINT32_MAX}, {"’", 0},
    };
    struct buffer stream;
    buffer_init(&stream, (size_t)BIG_BYTES * 3);
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        const size_t count = BIG_BYTES / strlen(texts[i].piece);
        const clock_t start = clock();
        const uint32_t n = tokens_of_repeated(&stream, texts[i].piece, count);
        assert_true(clock() - start < LINEAR_SECONDS * CLOCKS_PER_SEC);
        assert_int_equal(n, texts[i].tokens == UINT32_MAX ? count
                                                          : texts[i].tokens);
    }
    buffer_finish(&stream);
}

/** A long chain of single letters that is none, for its end. */
static void
test_broken_chain_is_linear(void **state)
{
    (void)state;
    struct buffer text;
    struct buffer stream;
    buffer_init(&text, BIG_BYTES + 16);
    buffer_init(&stream, (size_t)BIG_BYTES * 3);
    while (text.size < BIG_BYTES) {
        buffer_add_slice(&text, SLICE("a."));
    }
    buffer_add_slice(&text, SLICE("zz"));
    const clock_t start = clock();
    assert_int_equal(tokens_append(&stream, buffer_slice(&text)),
                     BIG_BYTES / 2 + 1);
    assert_true(clock() - start < LINEAR_SECONDS * CLOCKS_PER_SEC);
    buffer_finish(&text);
    buffer_finish(&stream);
}

/** A stream of tokens holds what may stand in an FTS5 string, no more. */
static void
assert_clean(struct slice stream)
{
    size_t size = 0;
    assert_int_equal(utf8_valid_prefix(stream), stream.size);
    for (size_t i = 0; i < stream.size; i++) {
        const char c = stream.data[i];
        assert_true((c & 0x80) || c == ' ' || (c >= '0' && c <= '9') ||
                    (c >= 'a' && c <= 'z'));
        assert_false(c == ' ' && size == 0);
        size = c == ' ' ? 0 : size + 1;
        assert_true(size <= TOKEN_MAX_BYTES);
    }
    assert_int_equal(size, 0);
}

/** The tokens of a letter, a code point with `options` applied, a letter. */
static void
tokens_between(struct buffer *stream, int32_t c, utf8proc_option_t options)
{
    int32_t parts[32] = {c};
    char text[160] = "x";
    size_t size = 1;
    int boundary = 0;
    const utf8proc_ssize_t n =
        options == 0
            ? 1
            : utf8proc_decompose_char(c, parts, 32, options, &boundary);
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        size += utf8_encode((uint32_t)parts[i], text + size);
    }
    text[size++] = 'y';
    buffer_clear(stream);
    tokens_append(stream, (struct slice){text, size});
    assert_clean(buffer_slice(stream));
}

/** Taken apart, in capitals or in small letters a word is the same. */
static void
test_all_code_points(void **state)
{
    (void)state;
    struct buffer plain;
    struct buffer other;
    buffer_init(&plain, 4096);
    buffer_init(&other, 4096);
    for (int32_t c = 1; c <= LAST_CODE_POINT; c++) {
        if (c >= 0xd800 && c <= 0xdfff) {
            continue;
        }
        tokens_between(&plain, c, 0);
        tokens_between(&other, c, UTF8PROC_DECOMPOSE);
        if (!slice_equal(buffer_slice(&plain), buffer_slice(&other))) {
            fail_msg("U+%04X: \"%.*s\", taken apart \"%.*s\"", (unsigned)c,
                     (int)plain.size, plain.data, (int)other.size, other.data);
        }
        if (c == 0x345) {
            /* A mark, but its capital is a letter. */
            continue;
        }
        const int32_t cases_of[] = {utf8proc_toupper(c), utf8proc_tolower(c)};
        for (int i = 0; i < 2; i++) {
            tokens_between(&other, cases_of[i], 0);
            if (!slice_equal(buffer_slice(&plain), buffer_slice(&other))) {
                fail_msg("U+%04X: \"%.*s\", other case \"%.*s\"", (unsigned)c,
                         (int)plain.size, plain.data, (int)other.size,
                         other.data);
            }
        }
    }
    buffer_finish(&plain);
    buffer_finish(&other);
}

/** One by one and as a stream, any text gives the same tokens. */
static void
test_random_texts(void **state)
{
    (void)state;
    static const char *const atoms[] = {
        "a",       "I",
        "xyz",     "longerthaneight",
        "'",       "’",
        ".",       " ",
        "-",       "é",
        "e\u0301", "\u0301",
        "한",      "\u1161",
        "中",      "か\u3099",
        "1",       "\u00ad",
        "ß",       "ж",
        "ﷺ",       "\u093c",
        "क",       "\xff",
        "ทึ่",       "abcdefghijklmnopqrstuvw",
    };
    struct buffer text;
    struct buffer stream;
    struct buffer joined;
    uint64_t random = 7;
    buffer_init(&text, 4096);
    buffer_init(&stream, 8192);
    buffer_init(&joined, 8192);
    for (int round = 0; round < 20000; round++) {
        struct tokeniser t;
        size_t last_end = 0;
        uint32_t n = 0;
        buffer_clear(&text);
        buffer_clear(&stream);
        buffer_clear(&joined);
        for (int i = 0; i < 32; i++) {
            random = random * UINT64_C(6364136223846793005) + 1;
            const size_t count = sizeof(atoms) / sizeof(*atoms);
            buffer_add_slice(&text, slice_of(atoms[(random >> 33) % count]));
        }
        tokeniser_init(&t, buffer_slice(&text));
        while (tokeniser_next(&t)) {
            assert_true(t.begin >= last_end && t.end > t.begin);
            last_end = t.end;
            buffer_add_slice(&joined, tokeniser_token(&t));
            buffer_add_byte(&joined, TOKEN_SEPARATOR);
            n++;
        }
        assert_true(last_end <= text.size);
        assert_int_equal(tokens_append(&stream, buffer_slice(&text)), n);
        assert_true(slice_equal(buffer_slice(&stream), buffer_slice(&joined)));
        assert_clean(buffer_slice(&stream));
    }
    buffer_finish(&text);
    buffer_finish(&stream);
    buffer_finish(&joined);
}

static void
test_a_full_stream_is_sticky(void **state)
{
    (void)state;
    struct buffer stream;
    buffer_init(&stream, 256);
    tokens_of_repeated(&stream, "word ", 1000);
    assert_true(stream.has_failed);
    assert_true(stream.size <= 256);
    buffer_finish(&stream);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_bytes_that_are_no_text),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_hostile_texts_are_linear),
        cmocka_unit_test(test_broken_chain_is_linear),
        cmocka_unit_test(test_all_code_points),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_a_full_stream_is_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
