/*
 * test_marker.c - speech and what is none, by the rule in marker.h.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "text/marker.h"

#include <time.h>

enum {
    BIG_BYTES = 4 * 1024 * 1024,
    LINEAR_SECONDS = 10, /**< a quadratic run takes many minutes */
};

static const char *const markers[] = {
    "[BLANK_AUDIO]",
    "[Music]",
    "[ Silence ]",
    "[ Laughter & Applause ]",
    "[SPEAKER_TURN]",
    "[ERIC]",
    "[Applause.]",
    "[MUSIC - \"HOLY, HOLY IS THE SON OF GOD\"]",
    "(laughs)",
    "(Laughter.)",
    "(Prayer is sung.)",
    "(soft piano music)",
    "(crowd cheering and clapping in the background)",
    "(...)",
    "(music (distant) and voices)",
    "*Applaudissements*",
    "*** Applaudissements ***",
    "**bate-palma**",
    "*rires, applaudissements, cris*",
    "(拍手)",
    "（歓声）",
    "（笑)",
    "(犬が近くで吠える音)",
    "[音质不清晰]",
    "【掌声】",
    "［音楽］",
    "〔笑〕",
    ">> [APPLAUSE]",
    "- (laughs)",
    "– (rires)",
    "[Music] [Applause]",
    "[Music], (laughs).",
    "♪",
    "♪♪♪",
    "♫ ♬ ♩",
    "♪ [Music] ♪",
    "♪ (soft music)",
    "...",
    ",",
    "-",
    ">>",
    "( )",
    "[]",
    "***",
    "()[]",
    "😀",
};

static const char *const speech[] = {
    "Hello",
    "hello [Music]",
    "[Music] hello",
    "[Michael]: hello",
    "(Henry): Grazie ancora",
    "(inaudible) and then",
    "*rires* ça me semble être un bon sujet",
    "♪ Hallelujah ♪",
    "♪ Amazing grace",
    "# music #",
    ">> Right.",
    "- Yes.",
    "42",
    "中",
    "(格兰特)一周前",
    "(1-p)+p",
    "[Music",
    "Music]",
    "(荒い息づかいと",
    "* a point of a list",
    "*** Pourquoi ?",
    "(and this was said in a low voice)",
    "(When I see how it is with nine!)",
    "(Are you coming too?)",
    "(but why, one wonders…)",
    "（我觉得也是他最精彩的一期视频）",
    "(でもやっぱり毎回どの方向に線を引くのかと)",
    "[one two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty "
    "twenty one two three four five six seven eight nine thirty one thirty "
    "two]",
};

/** Check a list of lines. */
static void
assert_kind(const char *const *lines, size_t n, enum line_kind kind)
{
    for (size_t i = 0; i < n; i++) {
        if (line_classify(slice_of(lines[i])) != kind) {
            fail_msg("\"%s\" is taken for %s", lines[i],
                     kind == LINE_MARKER ? "speech" : "a marker");
        }
    }
}

static void
test_markers(void **state)
{
    (void)state;
    assert_kind(markers, sizeof(markers) / sizeof(*markers), LINE_MARKER);
}

static void
test_speech(void **state)
{
    (void)state;
    assert_kind(speech, sizeof(speech) / sizeof(*speech), LINE_SPEECH);
}

/** A line without anything carries no token either. */
static void
test_empty(void **state)
{
    (void)state;
    assert_int_equal(line_classify(SLICE("")), LINE_MARKER);
}

static void
test_hostile_lines_are_linear(void **state)
{
    (void)state;
    static const char *const atoms[] = {"(",   "[",  "*", "(a",  "()",
                                        "[[]", "（", ")", "(a)", "♪"};
    struct buffer text;
    buffer_init(&text, BIG_BYTES + 16);
    for (size_t i = 0; i < sizeof(atoms) / sizeof(*atoms); i++) {
        buffer_clear(&text);
        while (text.size < BIG_BYTES) {
            buffer_add_slice(&text, slice_of(atoms[i]));
        }
        buffer_add_byte(&text, 'x');
        const clock_t start = clock();
        assert_int_equal(line_classify(buffer_slice(&text)), LINE_SPEECH);
        assert_true(clock() - start < LINEAR_SECONDS * CLOCKS_PER_SEC);
    }
    buffer_finish(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markers),
        cmocka_unit_test(test_speech),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_hostile_lines_are_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
