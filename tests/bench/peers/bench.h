/*
 * bench.h - what the drivers written in C and C++ share: reading the table of
 * captions and the table of queries, and telling times.
 *
 * A caption is a line of episode, collection, date, start_ms, end_ms, speaker
 * and text; a query one of kind, op, argument, words, and what a person would
 * type into quoth.  Both are separated by tabs and made by tests/bench/run,
 * which is trusted: a malformed line ends the driver.  The answer to a query is
 * a line of its number (from 0), the median milliseconds and the number of
 * results, or of its number, `-` and why there is none.
 */
#ifndef QUOTH_BENCH_H
#define QUOTH_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BENCH_RESULTS 10
#define BENCH_WORDS 32

enum bench_column {
    BENCH_EPISODE,
    BENCH_COLLECTION,
    BENCH_DATE,
    BENCH_START,
    BENCH_END,
    BENCH_SPEAKER,
    BENCH_TEXT,
    BENCH_COLUMNS,
};

/** A query: what is asked, and its words. */
struct bench_query {
    const char *op;
    const char *argument;
    const char *typed;
    char *words[BENCH_WORDS];
    int n_words;
};

/** Say what is wrong and end. */
static inline void
bench_die(const char *what)
{
    fprintf(stderr, "driver: %s\n", what);
    exit(2);
}

/** Open a file, or end. */
static inline FILE *
bench_open(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        bench_die(path);
    }
    return file;
}

/** Cut a line in place; ends where it has other than so many columns. */
static inline void
bench_cut(char *line, char **columns, int n_columns)
{
    line[strcspn(line, "\n")] = '\0';
    for (int i = 0; i < n_columns; i++) {
        columns[i] = line;
        line = strchr(line, '\t');
        if ((line == NULL) != (i == n_columns - 1)) {
            bench_die("a line with a wrong number of columns");
        }
        if (line != NULL) {
            *line++ = '\0';
        }
    }
}

/** What this thread has computed so far, in milliseconds: on a shared machine
 * the clock on the wall tells what others do. */
static inline double
bench_spent_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/** Order two times. */
static inline int
bench_compare(const void *a, const void *b)
{
    const double left = *(const double *)a;
    const double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

/** Answer one query: the number of results, negative where it can not. */
typedef int bench_answer(void *index, const struct bench_query *query);

/** Time a query: the median of the rounds after one that is not counted;
 * without rounds, of one alone. */
static inline void
bench_time(int number, const struct bench_query *query, int n_rounds,
           bench_answer *answer, void *index)
{
    double times[101];
    int n_results = 0;
    if (n_rounds > 0 && answer(index, query) < 0) {
        printf("%d\t-\tnot possible\n", number);
        return;
    }
    const int n = n_rounds < 1 ? 1 : n_rounds > 101 ? 101 : n_rounds;
    for (int i = 0; i < n; i++) {
        const double start = bench_spent_ms();
        n_results = answer(index, query);
        times[i] = bench_spent_ms() - start;
    }
    qsort(times, (size_t)n, sizeof *times, bench_compare);
    printf("%d\t%.4f\t%d\n", number, times[n / 2], n_results);
}

/** Read queries and time each. */
static inline void
bench_queries(const char *path, int n_rounds, bench_answer *answer, void *index)
{
    FILE *file = bench_open(path);
    char *line = NULL;
    size_t space = 0;
    for (int number = 0; getline(&line, &space, file) > 0; number++) {
        char *columns[5];
        struct bench_query query = {NULL, NULL, NULL, {NULL}, 0};
        char *rest = NULL;
        bench_cut(line, columns, 5);
        query.op = columns[1];
        query.argument = columns[2];
        query.typed = columns[4];
        char *word = strtok_r(columns[3], " ", &rest);
        while (word != NULL && query.n_words < BENCH_WORDS) {
            query.words[query.n_words++] = word;
            word = strtok_r(NULL, " ", &rest);
        }
        bench_time(number, &query, n_rounds, answer, index);
        fflush(stdout);
    }
    free(line);
    fclose(file);
}

#endif
