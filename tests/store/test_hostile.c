/*
 * test_hostile.c - random and hostile queries: every one has an answer, soon.
 *
 * Queries are put together from operators in wrong places, syntax of SQL and
 * of FTS5, quotation marks and punctuation of all kinds, characters of all
 * planes, bytes that are no UTF-8, and words that are said.  Each is asked
 * with options that are drawn as well, or counted.
 *
 * Usage: test_hostile CORPUS|ARCHIVE [COUNT [SEED]]
 *
 * Without an archive one is made of the corpus.  The slowest queries are
 * told, so that a run on a large archive measures too.
 */
#include "base/buffer.h"
#include "quoth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    COUNT = 400,
    QUERY_MAX_BYTES = 1 << 20,
    SLOWEST = 10,
    ALLOWED_MS = 2000,
    SHOWN_BYTES = 100,
};

/** Where things are, and what was measured. */
struct run {
    char folder[64]; /**< empty with an archive of somebody else's */
    char path[128];
    struct quoth *quoth;
    uint64_t random;
    unsigned n_failed;
    struct asked {
        double elapsed_ms;
        size_t size;
        char what[16];
        char shown[4 * SHOWN_BYTES + 1];
    } slowest[SLOWEST + 1]; /**< slowest first */
};

/** The next random number (xorshift). */
static unsigned
draw(struct run *run, unsigned below)
{
    run->random ^= run->random << 13;
    run->random ^= run->random >> 7;
    run->random ^= run->random << 17;
    return (unsigned)(run->random >> 32) % below;
}

static const char *const operators[] = {
    "OR",
    "AND",
    "NOT",
    "NEAR",
    "NEAR/3",
    "NEAR/30s",
    "NEAR/2m",
    "NEAR/0",
    "NEAR/99999999999999999999",
    "NEAR/9999999999s",
    "NEAR/",
    "NEAR/s",
    "NEAR/-1",
    "-",
    "--",
    "---",
    "*",
    "^",
    "+",
    "(",
    ")",
    "((((",
    "))))",
    "(((((((((((((((((((((((((((((((((",
    ")(",
    "-(",
    "(-",
    "\"",
    "\"\"",
    "\\\"",
    "'",
    "''",
    "\u201c",
    "\u201d",
    "\u201e",
    "\u00ab",
    "\u00bb",
    "\u2018",
    "\u2019",
    "\u300c",
    "\u300d",
    "\uff02",
    "speaker:",
    "in:",
    "lang:",
    "language:",
    "title:",
    "after:",
    "before:",
    "is:marker",
    "is:",
    "-in:",
    "speaker:\"",
    "after:2024-99-99",
    "before:zzz",
    "after:2024",
    "before:2025-01-02",
    "lang:en",
    "-lang:en",
    "title:a",
    ":",
    "::",
    "|",
    "||",
    "&&",
    "!",
    "~2",
    "a*",
    "*a",
    "th*",
    "s*",
    "-a*",
};

static const char *const syntax[] = {
    "'; DROP TABLE said; --",
    "1=1 OR 1=1",
    "said : ship",
    "{said noted}: a",
    "- said : a",
    "NEAR(a b, 5)",
    "NEAR(\"a b\" c)",
    "^ship",
    "a AND b",
    "a NOT b",
    "(a OR",
    "\"a\" + \"b\"",
    "\"a\"*",
    "rank MATCH 'x'",
    "SELECT * FROM line",
    "said MATCH ?",
    "x'00'",
    "/* a */",
    "-- a",
    ";",
    "%",
    "%s%s%n",
    "LIKE '%'",
    "_",
    "?1",
    ":a",
    "@a",
    "$a",
    "\\",
    "\\0",
    "${a}",
    "$(a)",
    "`a`",
    "<script>",
    "&amp;",
    "../../etc",
    "NaN",
    "-1",
    "1e999",
    "0x7fffffff",
    "=cmd()",
    "[a]",
    "{a}",
    "<a>",
    "\a\b\t\n\v\f\r",
    "\033[31m",
    "\177",
};

static const char *const words[] = {
    "the",       "and",         "of",
    "to",        "you",         "that",
    "in",        "it",          "we",
    "god",       "so",          "this",
    "is",        "a",           "i",
    "was",       "people",      "say",
    "long",      "horizon",     "ship",
    "word",      "church",      "zeppelin",
    "schulmann", "dwarkash",    "lowhanging",
    "low",       "hanging",     "don't",
    "A.I.",      "U.S.",        "e-mail",
    "C++",       "1:30",        "3.14",
    "la",        "der",         "\u6709\u70b9\u54b8",
    "\u7684",    "mare\u0301e", "\u0153uvre",
    "hei\u00df", "trainning",   "beleive",
    "jesus",     "know",        "like",
    "what",
};

#define PICK(run, table)                                                       \
    (table)[draw((run), (unsigned)(sizeof(table) / sizeof(*(table))))]

/** Append a code point, also one that UTF-8 does not allow. */
static void
add_character(struct buffer *query, unsigned c)
{
    if (c < 0x80) {
        buffer_add_byte(query, (char)(c > 0 ? c : 1));
    } else if (c < 0x800) {
        buffer_add_byte(query, (char)(0xc0 | c >> 6));
        buffer_add_byte(query, (char)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        buffer_add_byte(query, (char)(0xe0 | c >> 12));
        buffer_add_byte(query, (char)(0x80 | (c >> 6 & 0x3f)));
        buffer_add_byte(query, (char)(0x80 | (c & 0x3f)));
    } else {
        buffer_add_byte(query, (char)(0xf0 | c >> 18));
        buffer_add_byte(query, (char)(0x80 | (c >> 12 & 0x3f)));
        buffer_add_byte(query, (char)(0x80 | (c >> 6 & 0x3f)));
        buffer_add_byte(query, (char)(0x80 | (c & 0x3f)));
    }
}

/** Append one piece. */
static void
add_piece(struct run *run, struct buffer *query)
{
    switch (draw(run, 12)) {
    case 0:
    case 1:
    case 2:
        buffer_add_slice(query, slice_of(PICK(run, operators)));
        break;
    case 3:
        buffer_add_slice(query, slice_of(PICK(run, syntax)));
        break;
    case 4:
        buffer_add_byte(query, (char)(0x21 + draw(run, 0x5e)));
        break;
    case 5: /* one of the seventeen planes, surrogates included */
        add_character(query, draw(run, 0x11) << 16 | draw(run, 0x10000));
        break;
    case 6:
        buffer_add_byte(query, (char)(1 + draw(run, 255)));
        break;
    default:
        buffer_add_slice(query, slice_of(PICK(run, words)));
    }
}

/** Put a query together: mostly short, at times long, now and then as long
 * as it takes. */
static void
make_query(struct run *run, struct buffer *query)
{
    const unsigned kind = draw(run, 100);
    const size_t wanted = kind == 0   ? QUERY_MAX_BYTES - 64
                          : kind < 4  ? 1 + draw(run, 60000)
                          : kind < 20 ? 1 + draw(run, 1500)
                                      : 1 + draw(run, 80);
    const bool repeats = draw(run, 8) == 0;
    const char *const glue = draw(run, 4) == 0 ? "" : " ";
    buffer_clear(query);
    while (buffer_slice(query).size < wanted) {
        const size_t start = buffer_slice(query).size;
        add_piece(run, query);
        buffer_add_slice(query, slice_of(glue));
        const size_t size = buffer_slice(query).size - start;
        while (repeats && buffer_slice(query).size + size < wanted) {
            for (size_t i = 0; i < size; i++) {
                buffer_add_byte(query, query->data[start + i]);
            }
        }
    }
    buffer_add_byte(query, '\0');
}

/** Milliseconds that this process has worked: other programs' work does not
 * count. */
static double
worked_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/** Keep a query if it is one of the slowest. */
static void
note(struct run *run, const char *query, const char *what, double elapsed_ms)
{
    size_t at = SLOWEST;
    while (at > 0 && elapsed_ms > run->slowest[at - 1].elapsed_ms) {
        run->slowest[at] = run->slowest[at - 1];
        at--;
    }
    if (at == SLOWEST) {
        return;
    }
    struct asked *asked = &run->slowest[at];
    *asked = (struct asked){.elapsed_ms = elapsed_ms, .size = strlen(query)};
    snprintf(asked->what, sizeof(asked->what), "%s", what);
    size_t size = 0;
    for (size_t i = 0; i < SHOWN_BYTES && query[i]; i++) {
        const unsigned char c = (unsigned char)query[i];
        size +=
            (size_t)snprintf(asked->shown + size, sizeof(asked->shown) - size,
                             c < 0x20 || c > 0x7e ? "\\x%02x" : "%c", c);
    }
}

/** Whether a hit is what the header promises. */
static bool
is_sound(const struct quoth_hit *hit)
{
    const size_t size = strlen(hit->text);
    bool is = hit->recording && hit->ref && hit->n_matches > 0 &&
              hit->closeness > 0 && hit->closeness <= 1;
    for (size_t i = 0; is && i < hit->n_matches; i++) {
        is = hit->matches[i].begin < hit->matches[i].end &&
             hit->matches[i].end <= size;
    }
    for (size_t i = 0; is && i < hit->n_differences; i++) {
        is = hit->differences[i].begin <= hit->differences[i].end &&
             hit->differences[i].end <= size;
    }
    return is;
}

/** Options for a query, any of them. */
static struct quoth_search_options
draw_options(struct run *run, const char *query)
{
    static const unsigned limits[] = {0, 1, 10, 100, 1000};
    return (struct quoth_search_options){
        .query = query,
        .deadline_ms = 60 * 1000,
        .limit = PICK(run, limits),
        .offset = draw(run, 4) == 0 ? draw(run, 1001) : 0,
        .sort = (enum quoth_sort)draw(run, 3),
        .per_recording = draw(run, 3) == 0 ? 1 + draw(run, 5) : 0,
        .is_exact = draw(run, 4) == 0,
        .lists_same = draw(run, 3) == 0,
        .context_segments = draw(run, 6) == 0 ? draw(run, 20) : 0,
        .context_ms = draw(run, 6) == 0 ? draw(run, 60000) : 0,
    };
}

/** Ask one query. */
static void
ask(struct run *run, const char *query)
{
    const struct quoth_search_options options = draw_options(run, query);
    const bool is_count = draw(run, 5) == 0;
    struct quoth_results *results = NULL;
    struct quoth_error error = {0};
    int64_t total = 0;
    const double start_ms = worked_ms();
    const enum quoth_status status =
        is_count ? quoth_tally(run->quoth, &options, NULL, NULL, &total, &error)
                 : quoth_search(run->quoth, &options, &results, &error);
    const double elapsed_ms = worked_ms() - start_ms;
    bool is_good = status == QUOTH_OK && elapsed_ms <= ALLOWED_MS;
    for (size_t i = 0; is_good && results && i < results->n_hits; i++) {
        is_good = is_sound(&results->hits[i]);
    }
    quoth_results_free(results);
    note(run, query,
         is_count           ? "count"
         : options.is_exact ? "exact"
                            : "search",
         elapsed_ms);
    if (!is_good) {
        run->n_failed++;
        printf("# %s, %.0f ms, limit %u+%u, sort %d, per recording %u%s%s: "
               "%.2000s\n",
               quoth_status_name(status), elapsed_ms, options.offset,
               options.limit, (int)options.sort, options.per_recording,
               options.is_exact ? ", exact" : "", is_count ? ", count" : "",
               query);
    }
}

/** Open the archive, or make one of the corpus. */
static bool
open_archive(struct run *run, const char *what)
{
    struct stat found;
    const bool is_folder = !stat(what, &found) && S_ISDIR(found.st_mode);
    snprintf(run->path, sizeof(run->path), "%s", what);
    if (is_folder) {
        strcpy(run->folder, "/tmp/quoth-hostile-XXXXXX");
        if (!mkdtemp(run->folder)) {
            return false;
        }
        snprintf(run->path, sizeof(run->path), "%s/a.db", run->folder);
    }
    const struct quoth_open_options options = {.path = run->path,
                                               .is_writable = is_folder};
    const struct quoth_index_options index = {.roots = &what, .n_roots = 1};
    return quoth_open(&options, &run->quoth, NULL) == QUOTH_OK &&
           (!is_folder ||
            quoth_index(run->quoth, &index, NULL, NULL) == QUOTH_OK);
}

/** Close it, and remove what was made. */
static void
finish(struct run *run)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    quoth_close(run->quoth);
    for (size_t i = 0; run->folder[0] && i < 4; i++) {
        char name[sizeof(run->path) + 8];
        snprintf(name, sizeof(name), "%s%s", run->path, ends[i]);
        unlink(name);
    }
    if (run->folder[0]) {
        rmdir(run->folder);
    }
}

int
main(int argc, char **argv)
{
    static struct run run;
    struct buffer query;
    if (argc < 2 || argc > 4 || !open_archive(&run, argv[1])) {
        fprintf(stderr, "usage: %s CORPUS|ARCHIVE [COUNT [SEED]]\n", argv[0]);
        return 2;
    }
    const long n = argc > 2 ? strtol(argv[2], NULL, 10) : COUNT;
    run.random = UINT64_C(0x9e3779b97f4a7c15) +
                 (argc > 3 ? strtoull(argv[3], NULL, 10) : 0);
    buffer_init(&query, QUERY_MAX_BYTES + 4096);
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("1..1\n");
    for (long i = 0; i < n; i++) {
        make_query(&run, &query);
        ask(&run, query.data);
        if (i % 1000 == 999) {
            printf("# asked %ld\n", i + 1);
        }
    }
    for (size_t i = 0; i < SLOWEST && run.slowest[i].elapsed_ms > 0; i++) {
        const struct asked *asked = &run.slowest[i];
        printf("# %7.1f ms, %7zu bytes, %s: %s\n", asked->elapsed_ms,
               asked->size, asked->what, asked->shown);
    }
    printf("%sok 1 - %ld queries\n", run.n_failed > 0 ? "not " : "", n);
    buffer_finish(&query);
    finish(&run);
    return run.n_failed > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
