/*
 * test_api_hostile.c - any text is a query: none is an error, and none takes
 * long, which the time this program may take bounds.
 *
 * Usage: test_api_hostile CORPUS
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "corpus_archive.h"

#include <stdlib.h>
#include <string.h>

enum {
    N_RANDOM = 2000,
    QUERY_MAX = 1 << 20,
};

/** Search, and check that there is an answer. */
static void
check_query(struct quoth *quoth, const char *query)
{
    struct quoth_results *results = must_search(quoth, query, 3, 0);
    assert_true(results->n_hits <= 3);
    assert_non_null(results->explanation);
    assert_string_equal(results->query, query);
    for (size_t i = 0; i < results->n_hits; i++) {
        assert_true(results->hits[i].n_matches > 0);
    }
    quoth_results_free(results);
}

static const char *const crafted[] = {
    /* SQL. */
    "'; DROP TABLE said; --",
    "' OR '1'='1",
    "\" OR \"\"=\"",
    "1; DELETE FROM transcript",
    "ship' UNION SELECT * FROM sqlite_master --",
    "?1 :a @b $c",
    "%s%n%d %00",
    "\\' \\\" \\\\",
    "/* ship */ -- ship",
    "x'53514c'",
    /* The query language of FTS5. */
    "ship NOT winter",
    "NOT ship",
    "ship NOT",
    "NEAR(ship winter)",
    "NEAR(ship winter, 5)",
    "NEAR(",
    "ship NEAR/3 winter",
    "said : ship",
    "text:ship",
    "{text} : ship",
    "- text : ship",
    "^ship",
    "ship + winter",
    "ship*winter",
    "ship * winter",
    "*",
    "***",
    "ship AND",
    "AND OR NOT",
    "AND AND AND",
    "OR OR OR",
    "ship AND AND winter",
    "(ship OR) winter",
    "ship OR (winter AND",
    "\"ship\" + \"of the\"*",
    "\"ship \"\"of\"\" the\"",
    "rank MATCH 'bm25(1.0)'",
    "said MATCH said",
    "rowid:1",
    /* Shapes. */
    "(((((((((((((((((((((((((((((((",
    ")))))))))))))))))))))))))))))))",
    "()()()()()()",
    "(ship (of (the (winter (first (ship))))))",
    "-(-(-(-(-(ship)))))",
    "- - - - -",
    "-ship -winter -the",
    "ship -ship",
    "\"\"\"\"\"\"\"",
    "\"",
    "\u201c\u201d\u201e\u201c",
    "\u00ab\u00bb\u00bb\u00ab",
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "speaker:\"",
    "speaker:* ship",
    "in:\"../../etc\" ship",
    "in:% ship",
    "title:_ ship",
    "lang:-- ship",
    "after:x before:y ship",
    "after:9999999999 ship",
    "before:-1 ship",
    "is:marker is:marker is:marker",
    "is:marker -music",
    "-is:marker ship",
    "speaker:a speaker:b -speaker:c ship",
    "speaker:a:b:c ship",
    /* Letters that fold, grow, join or vanish. */
    "\u0130I\u0131i",
    "\ufb01\ufb02\ufdfa\u3300\u337f",
    "\u1e9e\u00df\u017f",
    "\u200b\u200c\u200d\ufeff\u00ad",
    "\u202e\u2066ship\u2069",
    "e\u0301\u0301\u0301\u0301",
    "\u0301\u0302",
    "\u0e01\u0e33\u0e49",
    "\u1100\u1161\u11a8",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001d400\U0001d401",
    "\u2f00\u2e80\uf900",
    "\u00b2\u2460\u2167",
    "a\u0300*",
    "\u4e2d*",
    "\"\u4e2d \u6587*\"",
    "'''ship'''",
    "A.I.U.S.A.I.",
    "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z",
    /* Bytes that are no UTF-8. */
    "\xff\xfe\xfd",
    "ship\xc0\xaf",
    "\xed\xa0\x80\xed\xb0\x80",
    "\xf4\x90\x80\x80",
    "\xe2\x80",
    "\x80\x80\x80",
    "\x01\x02\x1b[31mship\x7f",
};

static void
test_crafted(void **state)
{
    const struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(crafted) / sizeof(*crafted); i++) {
        check_query(fixture->quoth, crafted[i]);
    }
}

/** What huge queries repeat: words said everywhere and nowhere, operators,
 * quotations, letters that become many. */
static const char *const repeated[] = {
    "the ",
    "\"the ",
    "the OR ",
    "\"the the\" ",
    "t* OR ",
    "a* ",
    "zzz ",
    "-the ",
    "the -zzz ",
    "(the ",
    "((the) OR ",
    "-(",
    "\"",
    "the* -",
    "\u4e2d",
    "\u9505\u7684 ",
    "\"\u9505",
    "\ufdfa",
    "\u337f",
    "\u0958",
    "a\u0301",
    "x",
    "A.",
    "don't ",
    "in:corpus ",
    "-in:zz the ",
    "speaker:a ",
    "is:marker ",
    "-speaker:zz the ",
    "\xff",
    "\xe4\xb8",
    "... ",
    "title:\"",
    "OR ",
};

static void
test_huge(void **state)
{
    const struct fixture *fixture = *state;
    static const size_t sizes[] = {1000, 20 * 1000, 100 * 1000, QUERY_MAX};
    char *query = malloc(QUERY_MAX + 64);
    assert_non_null(query);
    for (size_t i = 0; i < sizeof(repeated) / sizeof(*repeated); i++) {
        const size_t piece = strlen(repeated[i]);
        for (size_t k = 0; k < sizeof(sizes) / sizeof(*sizes); k++) {
            size_t size = 0;
            for (; size + piece < sizes[k]; size += piece) {
                memcpy(query + size, repeated[i], piece);
            }
            query[size] = '\0';
            check_query(fixture->quoth, query);
        }
    }
    free(query);
}

/** Many different words, of which some are said, some begin others. */
static void
test_many_words(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const between[] = {" ",  " OR ",  " -",
                                          "* ", "* OR ", "\" \""};
    char query[16384];
    for (size_t i = 0; i < sizeof(between) / sizeof(*between); i++) {
        size_t size = 0;
        query[size++] = '"';
        for (char a = 'a'; a <= 'z'; a++) {
            for (char b = 'a'; b <= 'z'; b++) {
                const size_t gap = strlen(between[i]);
                query[size++] = a;
                query[size++] = b;
                memcpy(query + size, between[i], gap);
                size += gap;
            }
        }
        query[size] = '\0';
        check_query(fixture->quoth, query);
        check_query(fixture->quoth, query + 1);
    }
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

/** Words that are said in the corpus, and all that has a meaning. */
static const char *const pieces[] = {
    "the",         "ship",       "winter",   "coffee",
    "mar\u00e9es", "\u9505",     "\u54b8",   "hei\u00df",
    "A.I.",        "don't",      "RL",       "long-horizon",
    " ",           " ",          " ",        " OR ",
    " AND ",       "-",          "(",        ")",
    "\"",          "\u201c",     "\u201d",   "*",
    "in:",         "is:marker ", "speaker:", "lang:en ",
    "title:",      "after:20",   "'",        ":",
    "NEAR/5 ",     "^",          "\xff",     ".",
};

/** Write a code point of any plane, surrogates too. */
static size_t
write_any(char *out, uint64_t r)
{
    static const uint32_t limits[] = {0x80,    0x800,   0x3000,  0xa000,
                                      0x10000, 0x20000, 0x110000};
    const uint32_t c = 1 + (uint32_t)((r >> 8) % (limits[r % 7] - 1));
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    const int n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (int i = 0; i < n; i++) {
        const uint32_t bits = c >> (6 * (n - 1 - i));
        out[i] = (char)(i == 0 ? leads[n] | bits : 0x80 | (bits & 0x3f));
    }
    return (size_t)n;
}

static void
test_random(void **state)
{
    const struct fixture *fixture = *state;
    uint64_t seed = 77;
    for (int i = 0; i < N_RANDOM; i++) {
        char query[4096];
        size_t size = 0;
        const uint64_t n = 1 + next_random(&seed) % (i % 50 == 0 ? 300 : 16);
        for (uint64_t k = 0; k < n; k++) {
            const uint64_t r = next_random(&seed);
            if (r % 4 == 0) {
                size += write_any(query + size, next_random(&seed));
            } else if (r % 64 == 1) {
                query[size++] = (char)(1 + (r >> 8) % 255);
            } else {
                const size_t n_pieces = sizeof(pieces) / sizeof(*pieces);
                const char *piece = pieces[(r >> 8) % n_pieces];
                memcpy(query + size, piece, strlen(piece));
                size += strlen(piece);
            }
        }
        query[size] = '\0';
        check_query(fixture->quoth, query);
    }
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crafted),
        cmocka_unit_test(test_huge),
        cmocka_unit_test(test_many_words),
        cmocka_unit_test(test_random),
    };
    if (!corpus_find(argc, argv)) {
        return 2;
    }
    return cmocka_run_group_tests(tests, corpus_set_up, corpus_tear_down);
}
