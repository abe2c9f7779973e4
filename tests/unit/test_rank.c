/*
 * test_rank.c - which passages are best.
 *
 * A transcript is written as a string in which each character is a token, so
 * that positions can be counted by eye; a query's words are single letters.
 * What must come first follows from the rules at the top of rank.h.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/rank.h"

#include <stdlib.h>
#include <string.h>

enum { SPAN = 60, TOKENS_MAX = 1024, TRANSCRIPTS_MAX = 256 };

/** A query, and what it is ranked on. */
struct stage {
    struct query query;
    struct ranker ranker;
    struct rank_source source;
    /** Lines of a transcript's tokens, by its number: tokens with the same
     * letter say the same line.  NULL: each token a line of its own. */
    const char *lines[TRANSCRIPTS_MAX];
    size_t n_asked;
};

/** The ranker asks what is said between two tokens. */
static enum status
find_lines(void *context, int64_t transcript, const uint32_t tokens[2],
           struct said_lines *said)
{
    struct stage *stage = context;
    const char *lines = stage->lines[transcript];
    stage->n_asked++;
    assert_true(tokens[0] <= tokens[1]);
    said->first = lines ? lines[tokens[0]] : transcript * 10000 + tokens[0];
    said->last = lines ? lines[tokens[1]] : transcript * 10000 + tokens[1];
    return ST_OK;
}

/** Begin to rank for a query. */
static void
start(struct stage *stage, const char *text, size_t n_best)
{
    memset(stage, 0, sizeof(*stage));
    assert_int_equal(query_parse(&stage->query, slice_of(text)), ST_OK);
    assert_non_null(stage->query.root);
    stage->source = (struct rank_source){find_lines, stage};
    const struct rank_options options = {
        .query = &stage->query,
        .root = stage->query.root,
        .span = SPAN,
        .n_best = n_best,
        .source = &stage->source,
    };
    assert_int_equal(ranker_init(&stage->ranker, &options), ST_OK);
}

/** Put what is best in order. */
static void
settle(struct stage *stage)
{
    const struct candidate *candidate;
    best_sort(&stage->ranker.best);
    do {
        assert_int_equal(best_next(&stage->ranker.best, &candidate), ST_OK);
    } while (candidate);
}

/** End it. */
static void
end(struct stage *stage)
{
    ranker_finish(&stage->ranker);
    query_finish(&stage->query);
}

/** Whether a phrase's letters stand at a token. */
static bool
stands(const struct match_phrase *phrase, const char *tokens)
{
    for (uint32_t i = 0; i < phrase->n_tokens; i++) {
        if (tokens[i] != phrase->tokens.data[2 * (size_t)i]) {
            return false;
        }
    }
    return true;
}

/** Feed a transcript. */
static void
feed(struct stage *stage, int64_t transcript, const char *tokens)
{
    uint32_t at[8][TOKENS_MAX];
    struct positions lists[PHRASES_MAX] = {{NULL, 0}};
    const size_t n_tokens = strlen(tokens);
    assert_true(n_tokens <= TOKENS_MAX && stage->query.n_phrases <= 8);
    for (uint32_t i = 0; i < stage->query.n_phrases; i++) {
        for (uint32_t k = 0; k < n_tokens; k++) {
            if (stands(&stage->query.phrases[i], tokens + k)) {
                at[i][lists[i].n++] = k;
            }
        }
        lists[i].at = at[i];
    }
    assert_int_equal(ranker_add(&stage->ranker, transcript, 0, lists), ST_OK);
}

/** `n` dots between two texts; for a few calls in one expression. */
static const char *
apart(const char *left, unsigned n, const char *right)
{
    static char texts[4][TOKENS_MAX];
    static unsigned turn;
    char *text = texts[turn++ % 4];
    const size_t size = strlen(left);
    assert_true(size + n + strlen(right) < TOKENS_MAX);
    memcpy(text, left, size);
    memset(text + size, '.', n);
    memcpy(text + size + n, right, strlen(right) + 1);
    return text;
}

/** How many windows a transcript gives. */
static size_t
count(const char *query, const char *tokens)
{
    struct stage stage;
    start(&stage, query, 100);
    feed(&stage, 1, tokens);
    settle(&stage);
    const size_t n = stage.ranker.best.n_distinct;
    end(&stage);
    return n;
}

static const struct {
    const char *query;
    const char *better;
    const char *worse;
} pairs[] = {
    /* Nearer beats farther. */
    {"a b", "ab", "a.b"},
    {"a b", "a.b", "a..b"},
    {"a b", "a....b", "a...........................................b"},
    {"a b c", "abc", "ab.c"},
    {"a b c", "a.b.c", "a.b..c"},
    {"\"a b\" c", "ab.c", "ab....c"},
    /* In order beats out of order at the same distance. */
    {"a b", "ab", "ba"},
    {"a b", "a...b", "b...a"},
    {"b a", "ba", "ab"},
    {"a b c", "abc", "acb"},
    {"a b c", "abc", "cba"},
    {"\"a b\" c", "ab.c", "c.ab"},
    /* The more complete an alternative, the better. */
    {"a OR b", "ab", "a"},
    {"a OR b", "b.a", "b"},
    {"a OR b OR c", "abc", "ab"},
    {"a OR b OR c", "ab", "c"},
    {"a b OR c", "abc", "ab"},
    /* More of a word is better than less. */
    {"a", "a.a", "a"},
    {"a b", "ab.a", "ab"},
    {"a", "a.a.a", "a.a"},
    /* But completeness is more. */
    {"a OR b", "a.b", "a.a"},
};

static void
test_better_and_worse(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        struct stage stage;
        start(&stage, pairs[i].query, 10);
        feed(&stage, 1, pairs[i].worse);
        feed(&stage, 2, pairs[i].better);
        settle(&stage);
        const struct candidate *best = stage.ranker.best.gathered;
        if (stage.ranker.best.n_distinct < 2 || best->transcript != 2 ||
            !(best->score > stage.ranker.best.gathered[1].score)) {
            fail_msg("`%s`: %s is not better than %s", pairs[i].query,
                     pairs[i].better, pairs[i].worse);
        }
        end(&stage);
    }
}

/** Where the tightest cover of all that a window has begins and ends. */
static const struct {
    const char *query;
    const char *tokens;
    uint32_t first;
    uint32_t end;
} covers[] = {
    {"a", "..a..", 2, 3},           {"a b", ".a...b.", 1, 6},
    {"a b", "a...a.b...", 4, 7},    {"a b", "a.b....ab", 7, 9},
    {"\"a b\"", "..ab..", 2, 4},    {"\"a b\" c", "c....ab.c", 5, 9},
    {"a b OR c", "b....a.c", 0, 8}, {"a b OR c", "a.c", 0, 3},
    {"a OR b", "....b", 4, 5},      {"a \"b c\"", "a.bc", 0, 4},
};

static void
test_covers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(covers) / sizeof(*covers); i++) {
        struct stage stage;
        start(&stage, covers[i].query, 10);
        feed(&stage, 7, covers[i].tokens);
        settle(&stage);
        assert_true(stage.ranker.best.n_distinct >= 1);
        assert_int_equal(stage.ranker.best.gathered[0].transcript, 7);
        assert_int_equal(stage.ranker.best.gathered[0].first, covers[i].first);
        assert_int_equal(stage.ranker.best.gathered[0].end, covers[i].end);
        end(&stage);
    }
}

static void
test_span(void **state)
{
    (void)state;
    assert_int_equal(count("a b", apart("a", SPAN - 2, "b")), 1);
    assert_int_equal(count("a b", apart("a", SPAN - 1, "b")), 0);
    assert_int_equal(count("b a", apart("a", SPAN - 2, "b")), 1);
    assert_int_equal(count("a \"b c\"", apart("a", SPAN - 3, "bc")), 1);
    assert_int_equal(count("a \"b c\"", apart("a", SPAN - 2, "bc")), 0);
    assert_int_equal(count("a b", "a"), 0);
    assert_int_equal(count("a b", ""), 0);
}

static void
test_rare_outweighs_common(void **state)
{
    (void)state;
    struct stage stage;
    struct phrase_count counts[PHRASES_MAX] = {0};
    counts[0] = (struct phrase_count){900, 5000, true}; /* a */
    counts[1] = (struct phrase_count){2, 2, false};     /* b */
    start(&stage, "a OR b", 10);
    ranker_weigh(&stage.ranker, counts, 100 * 1000);
    feed(&stage, 1, "a");
    feed(&stage, 2, "a.a.a");
    feed(&stage, 3, "b");
    feed(&stage, 4, "ab");
    settle(&stage);
    assert_int_equal(stage.ranker.best.gathered[0].transcript, 4);
    assert_int_equal(stage.ranker.best.gathered[1].transcript, 3);
    assert_int_equal(stage.ranker.best.gathered[2].transcript, 2);
    assert_int_equal(stage.ranker.best.gathered[2].first, 0);
    end(&stage);
}

/** A word that is said as often as there are passages still counts. */
static void
test_every_weight_is_positive(void **state)
{
    (void)state;
    struct stage stage;
    struct phrase_count counts[PHRASES_MAX] = {0};
    counts[0] = (struct phrase_count){1, INT64_C(1) << 40, false};
    counts[1] = (struct phrase_count){0};
    start(&stage, "a b", 10);
    ranker_weigh(&stage.ranker, counts, 0);
    for (int i = 0; i < 2; i++) {
        assert_true(stage.ranker.weights[i] > 0);
        assert_true(stage.ranker.weights[i] < 1e6);
    }
    end(&stage);
}

/** What is excluded must not begin within CONTEXT_TOKENS of the window. */
static void
test_exclusion(void **state)
{
    (void)state;
    const unsigned near = CONTEXT_TOKENS - 1;
    assert_int_equal(count("a -z", "a"), 1);
    assert_int_equal(count("a -z", "az"), 0);
    assert_int_equal(count("a -z", "za"), 0);
    assert_int_equal(count("a -z", apart("a", near, "z")), 0);
    assert_int_equal(count("a -z", apart("a", near + 1, "z")), 1);
    assert_int_equal(count("a -z", apart("z", near, "a")), 0);
    assert_int_equal(count("a -z", apart("z", near + 1, "a")), 1);
    assert_int_equal(count("a b -z", "a..z..b"), 0);
    assert_int_equal(count("a b -z", apart("a..b", near + 1, "z")), 1);
}

/** A window with an exclusion hides no other window. */
static void
test_exclusion_is_local(void **state)
{
    (void)state;
    struct stage stage;
    start(&stage, "a -z", 10);
    feed(&stage, 1, apart("az", 40, "a"));
    settle(&stage);
    assert_int_equal(stage.ranker.best.n_distinct, 1);
    assert_int_equal(stage.ranker.best.gathered[0].first, 42);
    end(&stage);
}

static void
test_exclusion_of_phrases_and_groups(void **state)
{
    (void)state;
    assert_int_equal(count("a -\"y z\"", "ayz"), 0);
    assert_int_equal(count("a -\"y z\"", "azy"), 1);
    assert_int_equal(count("a -\"y z\"", "ay.z"), 1);
    assert_int_equal(count("a -(y z)", "az"), 1);
    assert_int_equal(count("a -(y z)", "zay"), 0);
    assert_int_equal(count("a -(y OR z)", "az"), 0);
    assert_int_equal(count("a -(y OR z)", "ax"), 1);
    assert_int_equal(count("(a -z) OR b", "az"), 0);
    assert_int_equal(count("(a -z) OR b", "bz"), 1);
    assert_int_equal(count("a -z -y", "ay"), 0);
}

static void
test_overlapping_windows_are_one(void **state)
{
    (void)state;
    assert_int_equal(count("a b", "aab"), 1);
    assert_int_equal(count("a b", "abb"), 1);
    assert_int_equal(count("a b", "a.a.a.b"), 1);
    assert_int_equal(count("a b", "aba"), 1);
    assert_int_equal(count("a b c", "abcab"), 1);
    assert_int_equal(count("a b", apart("ab", 100, "ab")), 2);
    assert_int_equal(count("\"a b\"", apart("ab", 100, "ab")), 2);
}

static void
test_same_lines_are_one(void **state)
{
    (void)state;
    struct stage stage;
    start(&stage, "a", 10);
    stage.lines[1] = "xx";
    stage.lines[2] = "yx";
    stage.lines[3] = "xx";
    feed(&stage, 1, ".a");
    feed(&stage, 2, ".a");
    feed(&stage, 3, "aa");
    feed(&stage, 4, "a");
    settle(&stage);
    assert_int_equal(stage.ranker.best.n_distinct, 2);
    assert_int_equal(stage.ranker.best.gathered[0].transcript, 3);
    assert_int_equal(stage.ranker.best.gathered[1].transcript, 4);
    end(&stage);
}

/** Two windows say the same when they begin in the same line and end in the
 * same: not when only one of both is the same. */
static void
test_lines_of_both_ends_count(void **state)
{
    (void)state;
    struct stage stage;
    start(&stage, "a b", 10);
    stage.lines[1] = "xxxx";
    stage.lines[2] = "xxxy";
    stage.lines[3] = "zxxx";
    stage.lines[4] = "x..y";
    for (int64_t i = 1; i <= 4; i++) {
        feed(&stage, i, "a..b");
    }
    settle(&stage);
    assert_int_equal(stage.ranker.best.n_distinct, 3);
    end(&stage);
}

/** Of windows that say the same lines the best is kept; of equal ones, the
 * first. */
static void
test_best_of_the_same_is_kept(void **state)
{
    (void)state;
    struct stage stage;
    start(&stage, "a b", 10);
    for (int64_t i = 1; i <= 4; i++) {
        stage.lines[i] = "xxxxx";
    }
    feed(&stage, 1, "a..b.");
    feed(&stage, 3, "ab...");
    feed(&stage, 2, "ab...");
    feed(&stage, 4, "a.b..");
    settle(&stage);
    assert_int_equal(stage.ranker.best.n_distinct, 1);
    assert_int_equal(stage.ranker.best.gathered[0].transcript, 2);
    end(&stage);
}

static void
test_ties(void **state)
{
    (void)state;
    struct stage stage;
    start(&stage, "a", 10);
    feed(&stage, 1, apart(".a", 100, "a"));
    feed(&stage, 2, "a");
    feed(&stage, 3, "...a");
    settle(&stage);
    static const struct {
        int64_t transcript;
        uint32_t first;
    } wanted[] = {{1, 1}, {1, 102}, {2, 0}, {3, 3}};
    assert_int_equal(stage.ranker.best.n_distinct, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(stage.ranker.best.gathered[i].transcript,
                         wanted[i].transcript);
        assert_int_equal(stage.ranker.best.gathered[i].first, wanted[i].first);
    }
    end(&stage);
}

/** Never more than there is room for, and those are the best; the source is
 * not asked about what is not among them. */
static void
test_memory_is_bounded(void **state)
{
    (void)state;
    struct stage stage;
    start(&stage, "a b", 3);
    for (unsigned i = 1; i <= 100; i++) {
        feed(&stage, i, apart("a", 1 + (i * 37) % 50, "b"));
        assert_true(stage.ranker.best.n < stage.ranker.best.room);
    }
    settle(&stage);
    for (unsigned i = 0; i < 3; i++) {
        /* 37 i = 0 mod 50 where i is 50 or 100; = 1 for i = 23, 73. */
        static const int64_t wanted[] = {50, 100, 23};
        assert_int_equal(stage.ranker.best.gathered[i].transcript, wanted[i]);
    }
    assert_int_equal(stage.ranker.best.n_distinct, 3);
    assert_true(stage.n_asked < 10);
    end(&stage);
}

static void
test_nothing_found(void **state)
{
    (void)state;
    struct stage stage;
    start(&stage, "a", 5);
    settle(&stage);
    settle(&stage);
    assert_int_equal(stage.ranker.best.n_distinct, 0);
    feed(&stage, 1, "....");
    settle(&stage);
    assert_int_equal(stage.ranker.best.n_distinct, 0);
    end(&stage);
}

/** The source's failure is told, when there is no more room and at the end. */
static enum status
fail_lines(void *context, int64_t transcript, const uint32_t tokens[2],
           struct said_lines *said)
{
    (void)context;
    (void)transcript;
    (void)tokens;
    (void)said;
    return ST_DAMAGED;
}

static void
test_source_fails(void **state)
{
    (void)state;
    struct stage stage;
    const uint32_t at[] = {3};
    const struct positions lists[PHRASES_MAX] = {{at, 1}};
    start(&stage, "a", 5);
    stage.source.lines = fail_lines;
    const struct candidate *candidate;
    assert_int_equal(ranker_add(&stage.ranker, 1, 0, lists), ST_OK);
    best_sort(&stage.ranker.best);
    assert_int_equal(best_next(&stage.ranker.best, &candidate), ST_DAMAGED);
    end(&stage);
    start(&stage, "a", 5);
    stage.source.lines = fail_lines;
    enum status status = ST_OK;
    for (int64_t i = 1; i < 1000 && status == ST_OK; i++) {
        status = ranker_add(&stage.ranker, i, 0, lists);
    }
    assert_int_equal(status, ST_DAMAGED);
    end(&stage);
}

/** Splitmix64 (Steele, Lea and Flood 2014): small, and the same anywhere. */
static uint64_t
next_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

enum { N_RANDOM = 40, RANDOM_TOKENS = 300 };

/** A random transcript: mostly dots, some letters of a to d and z; its lines
 * are ten tokens long, and often those of others. */
static void
make_random(uint64_t *seed, char tokens[RANDOM_TOKENS + 1],
            char lines[RANDOM_TOKENS + 1])
{
    const uint64_t density = 5 + next_random(seed) % 60;
    char line = 'A';
    for (size_t i = 0; i < RANDOM_TOKENS; i++) {
        const uint64_t r = next_random(seed);
        tokens[i] = r % density < 5 ? "abcdz"[r / 1000 % 5] : '.';
        if (i % 10 == 0) {
            line = (char)('A' + next_random(seed) % 60);
        }
        lines[i] = line;
    }
    tokens[RANDOM_TOKENS] = lines[RANDOM_TOKENS] = '\0';
}

/** Swap numbers at random (Fisher and Yates). */
static void
shuffle(uint64_t *seed, int64_t *order, size_t n)
{
    for (size_t i = n - 1; i > 0; i--) {
        const size_t k = next_random(seed) % (i + 1);
        const int64_t swapped = order[i];
        order[i] = order[k];
        order[k] = swapped;
    }
}

static const char *const random_queries[] = {
    "a",
    "a b",
    "a OR b",
    "a b c",
    "\"a b\"",
    "a -z",
    "(a b) OR c",
    "a b OR c -z",
    "(a OR b) c d",
    "\"a b\" c",
    "a -(b z)",
    "(a -b) OR (c)",
    "a OR b OR c OR d",
};

/** Whatever the order in which transcripts come, the same are kept. */
static void
test_order_of_feeding_does_not_matter(void **state)
{
    (void)state;
    static char tokens[N_RANDOM + 1][RANDOM_TOKENS + 1];
    static char lines[N_RANDOM + 1][RANDOM_TOKENS + 1];
    uint64_t seed = 4;
    int64_t order[N_RANDOM];
    for (size_t i = 0; i < N_RANDOM; i++) {
        order[i] = (int64_t)i + 1;
        make_random(&seed, tokens[i + 1], lines[i + 1]);
    }
    const size_t n_queries = sizeof(random_queries) / sizeof(*random_queries);
    for (size_t q = 0; q < n_queries * 3; q++) {
        struct candidate first[40];
        size_t n_first = 0;
        const size_t n_best = (size_t[]){1, 7, 40}[q / n_queries];
        for (int turn = 0; turn < 8; turn++) {
            struct stage stage;
            start(&stage, random_queries[q % n_queries], n_best);
            for (size_t i = 0; i < N_RANDOM; i++) {
                stage.lines[order[i]] = lines[order[i]];
                feed(&stage, order[i], tokens[order[i]]);
            }
            settle(&stage);
            if (turn == 0) {
                n_first = stage.ranker.best.n_distinct;
                memcpy(first, stage.ranker.best.gathered,
                       n_first * sizeof(*first));
            }
            assert_int_equal(stage.ranker.best.n_distinct, n_first);
            for (size_t i = 0; i < n_first; i++) {
                const struct candidate *got = &stage.ranker.best.gathered[i];
                assert_true(got->score == first[i].score);
                assert_int_equal(got->transcript, first[i].transcript);
                assert_int_equal(got->first, first[i].first);
                assert_int_equal(got->end, first[i].end);
            }
            end(&stage);
            shuffle(&seed, order, N_RANDOM);
        }
    }
}

/** What a small heap keeps is what comes first in a larger one, so that pages
 * of results fit together. */
static void
test_pages_fit(void **state)
{
    (void)state;
    static char tokens[RANDOM_TOKENS + 1];
    static char lines[N_RANDOM + 1][RANDOM_TOKENS + 1];
    const size_t n_queries = sizeof(random_queries) / sizeof(*random_queries);
    for (size_t q = 0; q < n_queries; q++) {
        struct candidate all[60];
        size_t n_all = 0;
        for (size_t n_best = 60; n_best > 0; n_best -= 10) {
            struct stage stage;
            uint64_t seed = 5 + q;
            start(&stage, random_queries[q], n_best);
            for (int64_t i = 1; i <= N_RANDOM; i++) {
                make_random(&seed, tokens, lines[i]);
                stage.lines[i] = lines[i];
                feed(&stage, i, tokens);
            }
            settle(&stage);
            const struct best *best = &stage.ranker.best;
            if (n_best == 60) {
                n_all = best->n_distinct;
                memcpy(all, best->gathered, n_all * sizeof(*all));
            }
            assert_int_equal(best->n_distinct, n_all < n_best ? n_all : n_best);
            for (size_t i = 0; i < best->n_distinct; i++) {
                assert_int_equal(best->gathered[i].transcript,
                                 all[i].transcript);
                assert_int_equal(best->gathered[i].first, all[i].first);
            }
            end(&stage);
        }
    }
}

/** Whether some window of SPAN tokens fulfils a query without exclusions. */
static bool
has_window(const struct query *query, const char *tokens)
{
    for (size_t left = 0; tokens[left]; left++) {
        const size_t size = strlen(tokens + left);
        const size_t limit = size < SPAN ? size : SPAN;
        uint64_t phrases = 0;
        for (uint32_t i = 0; i < query->n_phrases; i++) {
            const struct match_phrase *phrase = &query->phrases[i];
            for (size_t k = 0; k + phrase->n_tokens <= limit; k++) {
                if (stands(phrase, tokens + left + k)) {
                    phrases |= UINT64_C(1) << i;
                }
            }
        }
        if (query_holds(query->root, phrases)) {
            return true;
        }
    }
    return false;
}

/** What can be found is found; windows of a transcript share no token, are no
 * wider than the span, and come best first. */
static void
test_random_transcripts(void **state)
{
    (void)state;
    char tokens[RANDOM_TOKENS + 1];
    char lines[RANDOM_TOKENS + 1];
    uint64_t seed = 11;
    for (size_t q = 0; q < 5000; q++) {
        const char *text = random_queries[q % (sizeof(random_queries) /
                                               sizeof(*random_queries))];
        struct stage stage;
        start(&stage, text, 1000);
        make_random(&seed, tokens, lines);
        feed(&stage, 1, tokens);
        settle(&stage);
        const struct candidate *heap = stage.ranker.best.gathered;
        if (!strchr(text, '-')) {
            assert_int_equal(has_window(&stage.query, tokens),
                             stage.ranker.best.n_distinct > 0);
        }
        for (size_t i = 0; i < stage.ranker.best.n_distinct; i++) {
            assert_true(heap[i].first < heap[i].end);
            assert_true(heap[i].end <= RANDOM_TOKENS);
            assert_true(heap[i].end - heap[i].first <= SPAN);
            assert_true(query_holds(stage.query.root, heap[i].phrases));
            assert_true(i == 0 || heap[i].score <= heap[i - 1].score);
            for (size_t k = 0; k < i; k++) {
                assert_true(heap[i].first >= heap[k].end ||
                            heap[k].first >= heap[i].end);
            }
        }
        end(&stage);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_better_and_worse),
        cmocka_unit_test(test_covers),
        cmocka_unit_test(test_span),
        cmocka_unit_test(test_rare_outweighs_common),
        cmocka_unit_test(test_every_weight_is_positive),
        cmocka_unit_test(test_exclusion),
        cmocka_unit_test(test_exclusion_is_local),
        cmocka_unit_test(test_exclusion_of_phrases_and_groups),
        cmocka_unit_test(test_overlapping_windows_are_one),
        cmocka_unit_test(test_same_lines_are_one),
        cmocka_unit_test(test_lines_of_both_ends_count),
        cmocka_unit_test(test_best_of_the_same_is_kept),
        cmocka_unit_test(test_ties),
        cmocka_unit_test(test_memory_is_bounded),
        cmocka_unit_test(test_nothing_found),
        cmocka_unit_test(test_source_fails),
        cmocka_unit_test(test_order_of_feeding_does_not_matter),
        cmocka_unit_test(test_random_transcripts),
        cmocka_unit_test(test_pages_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
