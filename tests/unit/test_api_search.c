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

/** The README's example: where a quotation is also where its words are, what
 * differs is told. */
static void
test_quotation_without_marks(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_results *results = must_search(
        fixture->quoth,
        "it just ran out of any other idea and that is wonderful", 0, 0);
    const struct quoth_hit *hit = &results->hits[0];
    assert_int_equal(results->n_hits, 1);
    assert_string_equal(hit->text, "Nobody taught it patience. It just ran "
                                   "out of other ideas. That's wonderful.");
    assert_int_equal(hit->n_differences, 3);
    assert_string_equal(hit->differences[0].asked, "any");
    assert_string_equal(hit->differences[1].asked, "idea");
    assert_string_equal(hit->differences[2].asked, "and");
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
    /* What is left out is said all the same, elsewhere. */
    results = must_search(fixture->quoth, "herring whiteboard", 0, 0);
    assert_non_null(strstr(results->explanation,
                           "said: herring 1 time, whiteboard 1 time; left "
                           "out: whiteboard"));
    quoth_results_free(results);
}

/** Search with options, or fail. */
static struct quoth_results *
must_search_with(struct quoth *quoth, struct quoth_search_options options)
{
    struct quoth_results *results = NULL;
    struct quoth_error error = {0};
    if (quoth_search(quoth, &options, &results, &error) != QUOTH_OK) {
        fail_msg("`%s`: %s", options.query, error.text);
    }
    assert_non_null(results);
    return results;
}

/** Every option that changes which hits there are, or their order. */
static const struct quoth_search_options ways[] = {
    {.sort = QUOTH_BY_DATE},
    {.sort = QUOTH_BY_TIME},
    {.per_recording = 1},
    {.per_recording = 3},
    {.is_exact = true},
    {.lists_same = true},
    {.sort = QUOTH_BY_TIME, .lists_same = true},
    {.sort = QUOTH_BY_DATE, .per_recording = 2},
    {.is_exact = true, .per_recording = 2, .lists_same = true},
    {.context_segments = 2},
    {.context_ms = 9000},
};

/** Queries whose pages come from several looks: what was typed, what
 * resembles it, what is like its words. */
static const char *const paged[] = {
    "the",
    "coffee OR tea",
    "brought to you by Tern Street Tea",
    "train the ship",
    "winters ship",
    "the tide table is the promise that was made by a moon",
    "nobody taught them patience it ran out of other ideas",
    "table NEAR/20s moon",
    "is:marker audience OR laughs",
    "herring zeppelin",
    "speaker:orrin the",
};

/** A page is a slice of the whole answer, with any option. */
static void
test_pages_of_all_ways(void **state)
{
    const struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
        for (size_t k = 0; k < sizeof(paged) / sizeof(*paged); k++) {
            struct quoth_search_options options = ways[i];
            options.query = paged[k];
            options.limit = 1000;
            struct quoth_results *all =
                must_search_with(fixture->quoth, options);
            options.limit = 1 + (unsigned)(i + k) % 7;
            for (; options.offset < all->n_hits + 2;
                 options.offset += options.limit) {
                struct quoth_results *page =
                    must_search_with(fixture->quoth, options);
                const size_t left = options.offset < all->n_hits
                                        ? all->n_hits - options.offset
                                        : 0;
                if (page->n_hits !=
                    (left < options.limit ? left : options.limit)) {
                    fail_msg("`%s`, way %zu: %zu hits of %zu from %u on",
                             paged[k], i, page->n_hits, all->n_hits,
                             options.offset);
                }
                for (size_t h = 0; h < page->n_hits; h++) {
                    if (!is_same(&page->hits[h],
                                 &all->hits[options.offset + h])) {
                        fail_msg("`%s`, way %zu: hit %zu is another one",
                                 paged[k], i, options.offset + h + 1);
                    }
                }
                quoth_results_free(page);
            }
            quoth_results_free(all);
        }
    }
}

/** The recordings' order, by the calls that tell it. */
struct listing {
    int64_t ids[N_RECORDINGS];
    size_t n;
};

static bool
note_recording(void *context, const struct quoth_recording *recording)
{
    struct listing *listing = context;
    listing->ids[listing->n++] = recording->id;
    return true;
}

/** Where a recording is in the list. */
static size_t
place_in(const struct listing *listing, int64_t id)
{
    size_t place = 0;
    while (place < listing->n && listing->ids[place] != id) {
        place++;
    }
    assert_true(place < listing->n);
    return place;
}

/** By time: one recording after the other, each as it is said.  None of the
 * corpus has a date, so that by date is the same. */
static void
test_sort(void **state)
{
    const struct fixture *fixture = *state;
    struct listing listing = {.n = 0};
    assert_int_equal(
        quoth_list_recordings(fixture->quoth, note_recording, &listing, NULL),
        QUOTH_OK);
    for (int sort = QUOTH_BY_DATE; sort <= QUOTH_BY_TIME; sort++) {
        struct quoth_results *results = must_search_with(
            fixture->quoth,
            (struct quoth_search_options){.query = "the OR la OR der",
                                          .limit = 1000,
                                          .sort = (enum quoth_sort)sort});
        assert_true(results->n_hits > 20);
        assert_true(results->n_recordings >= 7);
        for (size_t i = 1; i < results->n_hits; i++) {
            const struct quoth_hit *hit = &results->hits[i];
            const size_t before = place_in(&listing, hit[-1].recording->id);
            const size_t place = place_in(&listing, hit->recording->id);
            assert_true(before <= place);
            assert_true(before < place || hit[-1].start_ms <= hit->start_ms);
        }
        quoth_results_free(results);
    }
}

/** No recording has more hits than asked for, and those are its best. */
static void
test_per_recording(void **state)
{
    const struct fixture *fixture = *state;
    for (unsigned most = 1; most < 4; most++) {
        struct quoth_search_options options = {
            .query = "the", .limit = 1000, .is_exact = true};
        struct quoth_results *all = must_search_with(fixture->quoth, options);
        options.per_recording = most;
        struct quoth_results *some = must_search_with(fixture->quoth, options);
        unsigned n[N_RECORDINGS + 1] = {0};
        for (size_t i = 0; i < some->n_hits; i++) {
            n[some->hits[i].recording->id]++;
        }
        bool has_full = false;
        for (size_t i = 1; i <= N_RECORDINGS; i++) {
            assert_true(n[i] <= most);
            has_full |= n[i] == most;
        }
        assert_true(has_full && some->n_hits < all->n_hits);
        assert_int_equal(some->n_recordings, all->n_recordings);
        assert_string_equal(some->hits[0].ref, all->hits[0].ref);
        quoth_results_free(all);
        quoth_results_free(some);
    }
}

/** The sponsor's line is said in three places: one hit, or three. */
static void
test_lists_same(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_search_options options = {
        .query = "\"brought to you by Tern Street Tea\"", .limit = 1000};
    struct quoth_results *one = must_search_with(fixture->quoth, options);
    assert_int_equal(one->n_hits, 1);
    assert_int_equal(one->hits[0].repeats, 2);
    options.lists_same = true;
    struct quoth_results *each = must_search_with(fixture->quoth, options);
    assert_int_equal(each->n_hits, 3);
    assert_int_equal(each->n_recordings, 2);
    for (size_t i = 0; i < each->n_hits; i++) {
        assert_int_equal(each->hits[i].repeats, 2);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(each->hits[i].ref, each->hits[k].ref);
        }
    }
    quoth_results_free(one);
    quoth_results_free(each);
}

/** A quotation, how it is remembered, and what must be told.  Differences
 * are written as the asked word, `>`, and the bytes of the text at them. */
static const struct {
    const char *asked;
    const char *differences;
    double lost; /**< edits; closeness is 1 less these a word */
} remembered[] = {
    /* "Nobody taught it patience. It just ran out of other ideas." */
    {"nobody taught him patience it just ran out of other ideas", "him>it", 1},
    {"nobody taught it patience it ran out of other ideas", ">just", 0.9},
    {"nobody ever taught it patience it just ran out of ideas", "ever>, >other",
     1.9},
    {"nobody taught it pateince it just ran out of other ideas",
     "pateince>patience", 0.125},
    {"\"nobody taught it patience and just ran out\"", "and>It", 1},
    /* "The tide table is a promise made by the moon." */
    {"the tide tables are a promise made by the moon", "tables>table, are>is",
     1 + 1.0 / 6},
    /* Five words are enough, where most agrees. */
    {"tabel is a menace made", "tabel>table, menace>promise", 1 + 1.0 / 5},
    /* In another order they are a topic, and all there. */
    {"moon promise tide table made", "", 0},
};

static void
test_remembered_wrong(void **state)
{
    const struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(remembered) / sizeof(*remembered); i++) {
        struct quoth_results *results =
            must_search(fixture->quoth, remembered[i].asked, 0, 0);
        char told[256] = "";
        size_t size = 0;
        size_t n_words = 1;
        for (const char *c = remembered[i].asked; c[1]; c++) {
            n_words += *c == ' ';
        }
        assert_true(results->n_hits > 0);
        const struct quoth_hit *hit = &results->hits[0];
        for (size_t k = 0; k < hit->n_differences; k++) {
            const struct quoth_difference *one = &hit->differences[k];
            assert_true(one->begin <= one->end);
            assert_true(one->end <= strlen(hit->text));
            assert_int_equal(one->kind == QUOTH_WORD_ADDED, !one->asked);
            assert_int_equal(one->kind == QUOTH_WORD_MISSING,
                             one->begin == one->end);
            size += (size_t)snprintf(
                told + size, sizeof(told) - size, "%s%s>%.*s",
                k > 0 ? ", " : "", one->asked ? one->asked : "",
                (int)(one->end - one->begin), hit->text + one->begin);
        }
        const double closeness = 1 - remembered[i].lost / (double)n_words;
        if (strcmp(told, remembered[i].differences) != 0 ||
            hit->closeness < closeness - 1e-5 ||
            hit->closeness > closeness + 1e-5) {
            fail_msg("`%s`: %s, %f not %f", remembered[i].asked, told,
                     hit->closeness, closeness);
        }
        quoth_results_free(results);
    }
}

/** What resembles a quotation was found by its own words: nothing that stands
 * for them is told (ideas for idea: no help, as nobody says zeppelin), and
 * none is told as left out. */
static void
test_remembered_without_others(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_results *results = must_search(
        fixture->quoth, "it just ran out of other zeppelin idea", 0, 0);
    assert_true(results->n_hits > 0);
    assert_true(results->hits[0].closeness < 1);
    assert_int_equal(results->n_expansions, 0);
    assert_int_equal(results->n_relaxed, 0);
    quoth_results_free(results);
}

/** "The tide table is a promise made by the moon.": where no word is said to
 * the letter, what is spelled like one is the match.  A letter of seven, one
 * exchange in four, and a word that is too short to be like another. */
static void
test_all_misspelt(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_results *results =
        must_search(fixture->quoth, "\"promize maed bby\"", 0, 0);
    assert_true(results->n_hits > 0);
    const struct quoth_hit *hit = &results->hits[0];
    const char *said = strstr(hit->text, "promise made");
    assert_non_null(said);
    assert_int_equal(hit->n_matches, 1);
    assert_int_equal(hit->matches[0].begin, said - hit->text);
    assert_int_equal(hit->matches[0].end,
                     said - hit->text + (int)strlen("promise made"));
    assert_int_equal(hit->n_differences, 3);
    const double closeness = 1 - (1.0 / 7 + 1.0 / 4 + 1) / 3;
    assert_true(hit->closeness > closeness - 1e-5);
    assert_true(hit->closeness < closeness + 1e-5);
    quoth_results_free(results);
}

/** To the letter, nothing resembles anything. */
static void
test_exact(void **state)
{
    const struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(remembered) / sizeof(*remembered); i++) {
        struct quoth_results *results = must_search_with(
            fixture->quoth,
            (struct quoth_search_options){
                .query = remembered[i].asked, .limit = 100, .is_exact = true});
        for (size_t k = 0; k < results->n_hits; k++) {
            assert_true(results->hits[k].closeness == 1);
            assert_int_equal(results->hits[k].n_differences, 0);
        }
        assert_int_equal(results->n_expansions, 0);
        quoth_results_free(results);
    }
}

/** What was typed stands before what is like it, and what else was looked for
 * is told. */
static void
test_expansions(void **state)
{
    const struct fixture *fixture = *state;
    struct quoth_search_options options = {.query = "herrring price",
                                           .limit = 100};
    struct quoth_results *results = must_search_with(fixture->quoth, options);
    bool is_told = false;
    assert_true(results->n_hits > 0);
    for (size_t i = 0; i < results->n_expansions; i++) {
        is_told |= !strcmp(results->expansions[i].word, "herrring") &&
                   !strcmp(results->expansions[i].other, "herring") &&
                   results->expansions[i].likeness == QUOTH_LIKE_SPELLING;
    }
    assert_true(is_told);
    assert_int_equal(results->n_relaxed, 0);
    quoth_results_free(results);
    options.is_exact = true;
    results = must_search_with(fixture->quoth, options);
    assert_int_equal(results->n_expansions, 0);
    assert_int_equal(results->n_relaxed, 1);
    quoth_results_free(results);
}

/** Words that are said, and have forms that are said as well. */
static const char *const with_forms[] = {
    "ship",
    "table",
    "winter ship",
    "coffee OR tea",
    "train* OR antenn*",
    "is:marker music",
    "tables",
};

/** What is said as it was typed is a beginning of all that is found. */
static void
test_exact_comes_first(void **state)
{
    const struct fixture *fixture = *state;
    size_t n_wider = 0;
    for (size_t i = 0; i < sizeof(with_forms) / sizeof(*with_forms); i++) {
        struct quoth_search_options options = {
            .query = with_forms[i], .limit = 1000, .is_exact = true};
        struct quoth_results *exact = must_search_with(fixture->quoth, options);
        options.is_exact = false;
        struct quoth_results *wider = must_search_with(fixture->quoth, options);
        assert_true(wider->n_hits >= exact->n_hits);
        for (size_t k = 0; k < exact->n_hits; k++) {
            if (!is_same(&exact->hits[k], &wider->hits[k])) {
                fail_msg("`%s`: hit %zu is another one", with_forms[i], k + 1);
            }
        }
        n_wider += wider->n_hits > exact->n_hits;
        quoth_results_free(exact);
        quoth_results_free(wider);
    }
    assert_true(n_wider > 0);
}

/** A count by recording. */
struct counted {
    int64_t passages[N_RECORDINGS + 1];
    int64_t last;
    int64_t total;
};

static bool
count_row(void *context, const struct quoth_tally *row)
{
    struct counted *counted = context;
    assert_in_range(row->recording->id, 1, N_RECORDINGS);
    assert_true(row->n_passages > 0);
    assert_true(counted->last == 0 || row->n_passages <= counted->last);
    assert_int_equal(strtoll(row->ref, NULL, 10), row->recording->id);
    counted->last = row->n_passages;
    counted->passages[row->recording->id] = row->n_passages;
    return true;
}

/** Queries of one phrase, whose passages never overlap: then a place is a
 * hit, and both ways to count agree. */
static void
test_tally_counts_hits(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const single[] = {
        "\"brought to you by Tern Street Tea\"",
        "\"and then you let it ring\"",
        "herring",
        "\"tide table is\"",
        "sauerteig",
        "\u4e8c\u5341\u4e8c\u5e74",
        "is:marker music",
        "zeppelin",
        "",
        "antenna",
    };
    for (size_t i = 0; i < sizeof(single) / sizeof(*single); i++) {
        const struct quoth_search_options options = {.query = single[i],
                                                     .limit = 1000,
                                                     .is_exact = true,
                                                     .lists_same = true};
        struct quoth_results *results =
            must_search_with(fixture->quoth, options);
        struct counted counted = {.last = 0};
        assert_int_equal(quoth_tally(fixture->quoth, &options, count_row,
                                     &counted, &counted.total, NULL),
                         QUOTH_OK);
        int64_t hits[N_RECORDINGS + 1] = {0};
        for (size_t k = 0; k < results->n_hits; k++) {
            hits[results->hits[k].recording->id]++;
        }
        if (counted.total != (int64_t)results->n_hits) {
            fail_msg("`%s`: %d passages, %zu hits", single[i],
                     (int)counted.total, results->n_hits);
        }
        assert_memory_equal(hits, counted.passages, sizeof(hits));
        quoth_results_free(results);
    }
}

/** Stop after the first row. */
static bool
stop(void *context, const struct quoth_tally *row)
{
    (void)row;
    ++*(int *)context;
    return false;
}

static void
test_tally_arguments(void **state)
{
    const struct fixture *fixture = *state;
    const struct quoth_search_options good = {.query = "the"};
    const struct quoth_search_options bad = {.query = NULL};
    struct quoth_error error = {0};
    int64_t total = -1;
    int n_rows = 0;
    assert_int_equal(
        quoth_tally(fixture->quoth, &bad, NULL, NULL, &total, &error),
        QUOTH_BAD_ARGUMENT);
    check_error(&error, QUOTH_BAD_ARGUMENT);
    assert_int_equal(quoth_tally(NULL, &good, NULL, NULL, &total, NULL),
                     QUOTH_BAD_ARGUMENT);
    assert_int_equal(
        quoth_tally(fixture->quoth, NULL, NULL, NULL, &total, NULL),
        QUOTH_BAD_ARGUMENT);
    assert_int_equal(total, -1);
    assert_int_equal(quoth_tally(fixture->quoth, &good, NULL, NULL, NULL, NULL),
                     QUOTH_OK);
    assert_int_equal(
        quoth_tally(fixture->quoth, &good, stop, &n_rows, &total, NULL),
        QUOTH_OK);
    assert_int_equal(n_rows, 1);
    assert_true(total > 20);
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
        cmocka_unit_test(test_quotation_without_marks),
        cmocka_unit_test(test_explanation),
        cmocka_unit_test(test_pages_of_all_ways),
        cmocka_unit_test(test_sort),
        cmocka_unit_test(test_per_recording),
        cmocka_unit_test(test_lists_same),
        cmocka_unit_test(test_remembered_wrong),
        cmocka_unit_test(test_remembered_without_others),
        cmocka_unit_test(test_all_misspelt),
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_expansions),
        cmocka_unit_test(test_exact_comes_first),
        cmocka_unit_test(test_tally_counts_hits),
        cmocka_unit_test(test_tally_arguments),
        cmocka_unit_test(test_threads),
        cmocka_unit_test(test_results_outlive_the_handle),
    };
    if (!corpus_find(argc, argv)) {
        return 2;
    }
    return cmocka_run_group_tests(tests, corpus_set_up, corpus_tear_down);
}
