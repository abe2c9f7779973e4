/*
 * test_api_search.c - what a search promises to a program: rules that every
 * hit keeps, pages, stability, threads; through quoth.h and the shared
 * library.
 *
 * Usage: test_api_search CORPUS
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus_archive.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
test_search_arguments(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_results *const untouched_results = (void *)1;
    struct quoth_results *results = untouched_results;
    struct quoth_error error = {0};
    const struct quoth_search_options good = {.query = "ship"};
    const struct quoth_search_options bad[] = {
        {.query = NULL},
        {.query = "ship", .limit = 1001},
        {.query = "ship", .offset = 1001},
        {.query = "ship", .limit = UINT32_MAX, .offset = UINT32_MAX},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        assert_int_equal(
            quoth_search(fixture->quoth, &bad[i], &results, &error),
            QUOTH_BAD_ARGUMENT);
        check_error(&error, QUOTH_BAD_ARGUMENT);
        assert_int_equal(quoth_search(fixture->quoth, &bad[i], &results, NULL),
                         QUOTH_BAD_ARGUMENT);
    }
    assert_int_equal(quoth_search(NULL, &good, &results, NULL),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_search(fixture->quoth, NULL, &results, NULL),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_search(fixture->quoth, &good, NULL, NULL),
                     QUOTH_BAD_ARGUMENT);
    assert_ptr_equal(results, untouched_results);
}

static void
test_search_finds_nothing(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const queries[] = {
        "",     " ",    "zeppelin", "zeppelin airship", "-ship",
        "\"\"", "!?\"", "((((-)",   "in:nowhere ship"};
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        struct quoth_results *results =
            must_search(fixture->quoth, queries[i], 0, 0);
        assert_string_equal(results->query, queries[i]);
        assert_int_equal(results->n_hits, 0);
        assert_int_equal(results->n_recordings, 0);
        assert_int_equal(results->n_relaxed, 0);
        assert_non_null(results->explanation);
        assert_true(results->elapsed_ms >= 0);
        quoth_results_free(results);
    }
}

static void
test_search_limits(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_results *results = must_search(fixture->quoth, "the", 0, 0);
    assert_int_equal(results->n_hits, 10);
    quoth_results_free(results);
    results = must_search(fixture->quoth, "the", 1, 0);
    assert_int_equal(results->n_hits, 1);
    quoth_results_free(results);
    results = must_search(fixture->quoth, "the", 1000, 0);
    const size_t n_all = results->n_hits;
    assert_in_range(n_all, 20, 1000);
    quoth_results_free(results);
    results = must_search(fixture->quoth, "the", 1000, 1000);
    assert_int_equal(results->n_hits, 0);
    quoth_results_free(results);
    results = must_search(fixture->quoth, "the", 5, (unsigned)n_all - 2);
    assert_int_equal(results->n_hits, 2);
    assert_int_equal(results->hits[0].rank, n_all - 1);
    quoth_results_free(results);
}

/** Queries whose answers must keep the rules below. */
static const char *const queries[] = {
    "the",
    "ship",
    "long horizon RL",
    "\"first ship of the winter\"",
    "ship winter",
    "tide table",
    "\"tide table\" -promise",
    "coffee OR tea",
    "(coffee OR tea) table",
    "sourdough starter jar",
    "train* OR antenn*",
    "that's",
    "Vorsicht hei\u00df",
    "mar\u00e9e",
    "\u6709\u70b9\u54b8",
    "\u9505",
    "and then you let it ring",
    "brought to you by Tern Street Tea",
    "speaker:orrin coffee",
    "lang:fr la",
    "is:marker music",
    "is:marker audience OR laughs",
    "what did he say",
    "herring zeppelin",
    "I said the names",
    "you",
};

enum { N_QUERIES = sizeof(queries) / sizeof(*queries) };

/** Check the places and times of a hit's matches. */
static void
check_matches(const struct quoth_hit *hit)
{
    const size_t size = strlen(hit->text);
    assert_true(hit->n_matches > 0);
    for (size_t i = 0; i < hit->n_matches; i++) {
        const struct quoth_match *match = &hit->matches[i];
        assert_true(match->begin < match->end && match->end <= size);
        assert_true(i == 0 || match->begin > hit->matches[i - 1].end);
        /* Never half a character. */
        assert_int_not_equal(hit->text[match->begin] & 0xc0, 0x80);
        assert_int_not_equal(hit->text[match->end] & 0xc0, 0x80);
        assert_true(match->start_ms <= match->end_ms);
        assert_true(match->start_ms >= hit->start_ms);
        assert_true(match->end_ms <= hit->end_ms);
    }
}

/** Check a recording's facts. */
static void
check_recording(const struct quoth_recording *recording)
{
    assert_in_range(recording->id, 1, N_RECORDINGS);
    assert_true(recording->title[0] != '\0');
    assert_string_equal(recording->collection, "corpus");
    assert_int_equal(recording->path[0], '/');
    assert_int_equal(access(recording->path, R_OK), 0);
    assert_null(recording->media);
    assert_null(recording->url);
    assert_non_null(recording->format);
    assert_true(recording->duration_ms > 0);
    assert_in_range(recording->n_segments, 52, 152);
    assert_true(recording->n_words > 100);
}

/** The reference of a hit leads to a segment that is said when it says. */
static void
check_ref(struct quoth *quoth, const struct quoth_hit *hit)
{
    const struct quoth_show_options options = {.ref = hit->ref};
    struct quoth_excerpt *excerpt = NULL;
    assert_int_equal(quoth_show(quoth, &options, &excerpt, NULL), QUOTH_OK);
    assert_int_equal(excerpt->recording->id, hit->recording->id);
    assert_true(excerpt->focus < excerpt->n_segments);
    const struct quoth_segment *focus = &excerpt->segments[excerpt->focus];
    const int64_t said_ms = hit->matches[0].start_ms;
    assert_true(focus->end_ms >= said_ms - 100);
    assert_true(focus->start_ms <= said_ms);
    quoth_excerpt_free(excerpt);
}

/** Check one hit. */
static void
check_hit(const struct quoth_hit *hit)
{
    assert_true(hit->score > 0);
    assert_true(hit->start_ms >= 0 && hit->start_ms <= hit->end_ms);
    assert_true(hit->text[0] != '\0' && hit->text[0] != ' ');
    assert_int_equal(strtoll(hit->ref, NULL, 10), hit->recording->id);
    assert_non_null(strchr(hit->ref, '@'));
    assert_true(hit->closeness == 1.0);
    assert_true(hit->repeats >= 0);
    assert_true(hit->loops >= 1);
    assert_true((hit->loops > 1) == (hit->loop_end_ms >= 0));
    check_matches(hit);
    check_recording(hit->recording);
}

static void
test_hits_keep_the_rules(void **state)
{
    const struct fixture *fixture = *state;
    for (size_t i = 0; i < N_QUERIES; i++) {
        struct quoth_results *results =
            must_search(fixture->quoth, queries[i], 1000, 0);
        bool is_seen[N_RECORDINGS + 1] = {false};
        size_t n_recordings = 0;
        assert_true(results->n_hits > 0);
        for (size_t k = 0; k < results->n_hits; k++) {
            const struct quoth_hit *hit = &results->hits[k];
            assert_int_equal(hit->rank, k + 1);
            assert_true(k == 0 || hit->score <= hit[-1].score);
            check_hit(hit);
            check_ref(fixture->quoth, hit);
            n_recordings += !is_seen[hit->recording->id];
            is_seen[hit->recording->id] = true;
        }
        assert_int_equal(results->n_recordings, n_recordings);
        quoth_results_free(results);
    }
}

/** Whether two hits are the same. */
static bool
is_same(const struct quoth_hit *a, const struct quoth_hit *b)
{
    bool is = a->rank == b->rank && a->score == b->score &&
              !strcmp(a->ref, b->ref) && !strcmp(a->text, b->text) &&
              a->recording->id == b->recording->id &&
              a->start_ms == b->start_ms && a->end_ms == b->end_ms &&
              a->n_matches == b->n_matches && a->repeats == b->repeats &&
              a->loops == b->loops && a->loop_end_ms == b->loop_end_ms;
    for (size_t i = 0; is && i < a->n_matches; i++) {
        is = a->matches[i].begin == b->matches[i].begin &&
             a->matches[i].end == b->matches[i].end &&
             a->matches[i].start_ms == b->matches[i].start_ms &&
             a->matches[i].end_ms == b->matches[i].end_ms;
    }
    return is;
}

/** A page is a slice of the whole answer, whatever the page's size. */
static void
test_pages(void **state)
{
    const struct fixture *fixture = *state;
    for (size_t i = 0; i < N_QUERIES; i++) {
        struct quoth_results *all =
            must_search(fixture->quoth, queries[i], 1000, 0);
        for (unsigned limit = 1; limit < 20; limit += 6) {
            for (unsigned offset = 0; offset < all->n_hits + 2;
                 offset += limit) {
                struct quoth_results *page =
                    must_search(fixture->quoth, queries[i], limit, offset);
                const size_t left =
                    offset < all->n_hits ? all->n_hits - offset : 0;
                assert_int_equal(page->n_hits, left < limit ? left : limit);
                for (size_t k = 0; k < page->n_hits; k++) {
                    assert_int_equal(page->hits[k].rank, offset + k + 1);
                    assert_true(
                        is_same(&page->hits[k], &all->hits[offset + k]));
                }
                quoth_results_free(page);
            }
        }
        quoth_results_free(all);
    }
}

/** Whether a match of plain ASCII letters is the words asked for. */
static void
check_words(struct quoth *quoth, const char *query, const char *words)
{
    struct quoth_results *results = must_search(quoth, query, 1000, 0);
    assert_true(results->n_hits > 0);
    for (size_t i = 0; i < results->n_hits; i++) {
        const struct quoth_hit *hit = &results->hits[i];
        const struct quoth_match *match = &hit->matches[0];
        const size_t size = match->end - match->begin;
        char said[64] = {0};
        size_t n = 0;
        for (size_t k = 0; k < size && n < sizeof(said) - 1; k++) {
            const char c = hit->text[match->begin + k];
            if (isalpha((unsigned char)c) || c == ' ') {
                said[n++] = (char)tolower((unsigned char)c);
            }
        }
        assert_string_equal(said, words);
    }
    quoth_results_free(results);
}

static void
test_matches_are_the_words(void **state)
{
    const struct fixture *fixture = *state;
    check_words(fixture->quoth, "\"tide table\"", "tide table");
    check_words(fixture->quoth, "Tide-Table", "tide table");
    check_words(fixture->quoth, "antenna", "antenna");
    check_words(fixture->quoth, "Antenna -herring", "antenna");
    check_words(fixture->quoth, "\"FIRST SHIP of the winter\"",
                "first ship of the winter");
    check_words(fixture->quoth, "\"nobody taught it patience it just ran\"",
                "nobody taught it patience it just ran");
    check_words(fixture->quoth, "\"dont lie\"", "dont lie");
}

static void
test_relaxed(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_results *results =
        must_search(fixture->quoth, "herring zeppelin", 0, 0);
    assert_int_equal(results->n_relaxed, 1);
    assert_string_equal(results->relaxed[0], "zeppelin");
    assert_int_equal(results->n_hits, 1);
    quoth_results_free(results);
    /* Of two that are never said together, the rarer one stays. */
    results = must_search(fixture->quoth, "antenna sourdough", 0, 0);
    assert_int_equal(results->n_relaxed, 1);
    assert_string_equal(results->relaxed[0], "antenna");
    assert_int_equal(results->n_hits, 1);
    quoth_results_free(results);
    /* What the filter leaves out does not count as said. */
    results =
        must_search(fixture->quoth, "speaker:orrin sourdough coffee", 0, 0);
    assert_int_equal(results->n_relaxed, 1);
    assert_string_equal(results->relaxed[0], "sourdough");
    assert_true(results->n_hits > 0);
    quoth_results_free(results);
}

static void
test_explanation(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_results *results =
        must_search(fixture->quoth, "herring zeppelin", 0, 0);
    assert_int_equal(
        strncmp(results->explanation, "all of (herring, zeppelin)", 26), 0);
    assert_non_null(strstr(results->explanation, "left out: zeppelin"));
    quoth_results_free(results);
}

/** A thread's part of the test below. */
struct searcher {
    struct quoth *quoth;
    size_t first; /**< query to begin with */
    struct quoth_results *const *expected;
    size_t n_wrong;
};

static void *
search_again_and_again(void *context)
{
    struct searcher *searcher = context;
    for (size_t i = 0; i < 4 * N_QUERIES; i++) {
        const size_t which = (searcher->first + i) % N_QUERIES;
        const struct quoth_results *expected = searcher->expected[which];
        const struct quoth_search_options options = {.query = queries[which]};
        struct quoth_results *results = NULL;
        if (quoth_search(searcher->quoth, &options, &results, NULL) !=
            QUOTH_OK) {
            searcher->n_wrong++;
            continue;
        }
        bool is = results->n_hits == expected->n_hits;
        for (size_t k = 0; is && k < results->n_hits; k++) {
            is = is_same(&results->hits[k], &expected->hits[k]);
        }
        searcher->n_wrong += !is;
        quoth_results_free(results);
    }
    return NULL;
}

/** Two handles in two threads give what one gives. */
static void
test_threads(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_results *expected[N_QUERIES];
    struct searcher searchers[2];
    pthread_t threads[2];
    for (size_t i = 0; i < N_QUERIES; i++) {
        expected[i] = must_search(fixture->quoth, queries[i], 0, 0);
    }
    for (size_t i = 0; i < 2; i++) {
        searchers[i] = (struct searcher){
            .quoth = must_open(fixture->archive, false),
            .first = i * N_QUERIES / 2,
            .expected = expected,
        };
        assert_int_equal(pthread_create(&threads[i], NULL,
                                        search_again_and_again, &searchers[i]),
                         0);
    }
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(searchers[i].n_wrong, 0);
        quoth_close(searchers[i].quoth);
    }
    for (size_t i = 0; i < N_QUERIES; i++) {
        quoth_results_free(expected[i]);
    }
}

/** Results outlive the handle that gave them. */
static void
test_results_outlive_the_handle(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth *quoth = must_open(fixture->archive, false);
    struct quoth_results *results = must_search(quoth, "antenna", 0, 0);
    const struct quoth_show_options options = {.ref = results->hits[0].ref};
    struct quoth_excerpt *excerpt = NULL;
    assert_int_equal(quoth_show(quoth, &options, &excerpt, NULL), QUOTH_OK);
    quoth_close(quoth);
    assert_int_equal(results->n_hits, 3);
    for (size_t i = 0; i < results->n_hits; i++) {
        check_hit(&results->hits[i]);
    }
    check_recording(excerpt->recording);
    assert_true(strlen(excerpt->segments[excerpt->focus].text) > 0);
    quoth_results_free(results);
    quoth_excerpt_free(excerpt);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_search_arguments),
        cmocka_unit_test(test_search_finds_nothing),
        cmocka_unit_test(test_search_limits),
        cmocka_unit_test(test_hits_keep_the_rules),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_matches_are_the_words),
        cmocka_unit_test(test_relaxed),
        cmocka_unit_test(test_explanation),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_results_outlive_the_handle),
    };
    if (!corpus_find(argc, argv)) {
        return 2;
    }
    return cmocka_run_group_tests(tests, corpus_set_up, corpus_tear_down);
}
