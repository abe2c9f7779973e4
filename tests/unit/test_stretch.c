/*
 * test_stretch.c - when words were said.
 *
 * Segments are written down by hand, without an archive.  Which word comes
 * when is known from the segments' borders, or by comparing with the same
 * words in one segment.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/timecode.h"
#include "query/stretch.h"
#include "text/token.h"

enum { SEGMENTS_MAX = 8, TOKENS_MAX = 64 };

/** A stretch and what it points to. */
struct scene {
    struct stretch stretch;
    struct stretch_segment segments[SEGMENTS_MAX];
    struct stretch_token tokens[TOKENS_MAX];
};

static void
start(struct scene *scene)
{
    *scene = (struct scene){0};
    scene->stretch.segments = scene->segments;
    scene->stretch.tokens = scene->tokens;
}

/** Append a segment. */
static void
add(struct scene *scene, int64_t start_ms, int64_t end_ms, const char *text)
{
    struct stretch *stretch = &scene->stretch;
    struct tokeniser tokeniser;
    const size_t first = stretch->n_tokens;
    assert_in_range(stretch->n_segments, 0, SEGMENTS_MAX - 1);
    tokeniser_init(&tokeniser, slice_of(text));
    while (tokeniser_next(&tokeniser)) {
        assert_in_range(stretch->n_tokens, 0, TOKENS_MAX - 1);
        scene->tokens[stretch->n_tokens++] = (struct stretch_token){
            .segment = stretch->n_segments,
            .begin = tokeniser.begin,
            .end = tokeniser.end,
        };
    }
    scene->segments[stretch->n_segments++] = (struct stretch_segment){
        .start_ms = start_ms,
        .end_ms = end_ms,
        .text = slice_of(text),
        .first = first,
        .n_tokens = stretch->n_tokens - first,
    };
}

/** Words come in order and within their segments; a segment's first word
 * begins with it. */
static void
check(const struct scene *scene)
{
    int64_t last_ms = 0;
    for (size_t i = 0; i < scene->stretch.n_tokens; i++) {
        const struct stretch_segment *segment =
            &scene->segments[scene->tokens[i].segment];
        const int64_t start_ms = stretch_start_ms(&scene->stretch, i);
        const int64_t end_ms = stretch_end_ms(&scene->stretch, i);
        assert_true(start_ms >= segment->start_ms && start_ms >= last_ms);
        assert_true(end_ms >= start_ms && end_ms <= segment->end_ms);
        last_ms = end_ms;
    }
}

static void
test_order(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    add(&scene, 1000, 4000,
        "\u201cSo,\u201d he said. \u2014 \u201cIt's 3.5 %!\u201d");
    add(&scene, 4000, 4001, "Faster than anybody, ever, can say it.");
    add(&scene, 4001, 90000, "Slow. And slower");
    add(&scene, 95000, 97000, "\u4e8c\u5341\u4e8c\u5e74\uff0c\u706b\u3002");
    add(&scene, 97000, 99000, "long-horizon A.I. e\u0301te\u0301 \U0001f600 x");
    check(&scene);
    assert_int_equal(stretch_start_ms(&scene.stretch, 0), 1000);
    /* The silence of a minute is at the sentence's end. */
    const size_t slow = scene.segments[2].first;
    assert_in_range(stretch_end_ms(&scene.stretch, slow), 4002, 14000);
    assert_in_range(stretch_start_ms(&scene.stretch, slow + 1), 80000, 90000);
}

static void
test_no_times(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    add(&scene, TIME_UNKNOWN, TIME_UNKNOWN, "Some time, once.");
    add(&scene, 7000, 7000, "Now or never.");
    add(&scene, 7000, TIME_UNKNOWN, "And then?");
    for (size_t i = 0; i < scene.stretch.n_tokens; i++) {
        const int64_t ms = i < 3 ? TIME_UNKNOWN : 7000;
        assert_int_equal(stretch_start_ms(&scene.stretch, i), ms);
        assert_int_equal(stretch_end_ms(&scene.stretch, i), ms);
    }
}

/* A sentence of 60 characters in 6 seconds, and the same cut in three: a
 * caption takes 100 ms for each of its characters and the space after it. */
#define LEFT "it is, I, as we all do, say, "
#define MIDDLE "straightforward, "
#define RIGHT "strength being"

static void
test_cut_evenly(void **state)
{
    (void)state;
    struct scene one, cut, moved;
    start(&one);
    add(&one, 1000, 7000, LEFT MIDDLE RIGHT);
    start(&cut);
    add(&cut, 1000, 3900, "it is, I, as we all do, say,");
    add(&cut, 3900, 5600, "straightforward,");
    add(&cut, 5600, 7000, "strength being");
    start(&moved);
    add(&moved, 1000, 4100, "it is, I, as we all do, say,");
    add(&moved, 4100, 5600, "straightforward,");
    add(&moved, 5600, 7000, "strength being");
    assert_int_equal(sizeof(LEFT MIDDLE RIGHT) - 1, 60);
    check(&cut);
    check(&moved);
    assert_int_equal(one.stretch.n_tokens, cut.stretch.n_tokens);
    size_t n_inside = 0;
    for (size_t i = 0; i < one.stretch.n_tokens; i++) {
        const struct stretch_segment *segment =
            &cut.segments[cut.tokens[i].segment];
        const int64_t ms = stretch_start_ms(&one.stretch, i);
        const int64_t held_ms = ms < segment->start_ms ? segment->start_ms
                                : ms > segment->end_ms ? segment->end_ms
                                                       : ms;
        assert_int_equal(stretch_start_ms(&cut.stretch, i), held_ms);
        n_inside += held_ms == ms && i > 0;
    }
    assert_true(n_inside >= 4);
    /* Borders that were heard are kept: words begin and end there. */
    const size_t middle = moved.segments[1].first;
    assert_int_equal(stretch_start_ms(&moved.stretch, middle), 4100);
    assert_int_equal(stretch_start_ms(&moved.stretch, middle + 1), 5600);
    assert_true(stretch_start_ms(&cut.stretch, middle + 1) != 5600);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_no_times),
        cmocka_unit_test(test_cut_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
