/*
 * quoth.c - quoth's driver, through its public header.
 *
 *     quoth dump ARCHIVE > CAPTIONS     what the peers are given to index
 *     quoth query ARCHIVE QUERIES ROUNDS
 *
 * Indexing is the command's: `quoth index` reads and parses the files too,
 * while the peers get ready captions.
 */
#include "bench.h"

#include <quoth.h>

/* End on a failure. */
static void
need(enum quoth_status status, const struct quoth_error *error)
{
    if (status != QUOTH_OK) {
        bench_die(error->text);
    }
}

/* Numbers of recordings, as they are listed. */
struct numbers {
    struct quoth *archive;
    int64_t *ids;
    size_t n;
};

/* Keep a recording's number. */
static bool
keep(void *context, const struct quoth_recording *recording)
{
    struct numbers *numbers = context;
    if ((numbers->n & (numbers->n + 1)) == 0) {
        const size_t space = (numbers->n + 1) * 2;
        numbers->ids = realloc(numbers->ids, space * sizeof *numbers->ids);
        if (numbers->ids == NULL) {
            bench_die("memory");
        }
    }
    numbers->ids[numbers->n++] = recording->id;
    return true;
}

/* Write a recording's captions. */
static void
dump_recording(struct quoth *archive, int64_t id)
{
    struct quoth_excerpt *excerpt;
    struct quoth_error error;
    char ref[32];
    snprintf(ref, sizeof ref, "%lld", (long long)id);
    need(quoth_show(archive, &(struct quoth_show_options){.ref = ref}, &excerpt,
                    &error),
         &error);
    const struct quoth_recording *of = excerpt->recording;
    for (size_t i = 0; i < excerpt->n_segments; i++) {
        const struct quoth_segment *segment = &excerpt->segments[i];
        printf("%lld\t%s\t%s\t%lld\t%lld\t%s\t%s\n", (long long)id,
               of->collection, of->date == NULL ? "" : of->date,
               (long long)segment->start_ms, (long long)segment->end_ms,
               segment->speaker == NULL ? "" : segment->speaker, segment->text);
    }
    quoth_excerpt_free(excerpt);
}

/* Write all captions. */
static void
dump(struct quoth *archive)
{
    struct numbers numbers = {archive, NULL, 0};
    struct quoth_error error;
    need(quoth_list_recordings(archive, keep, &numbers, &error), &error);
    for (size_t i = 0; i < numbers.n; i++) {
        dump_recording(archive, numbers.ids[i]);
    }
    free(numbers.ids);
}

/* Search. */
static int
answer(void *archive, const struct bench_query *query)
{
    struct quoth_results *results;
    struct quoth_error error;
    need(quoth_search(archive,
                      &(struct quoth_search_options){
                          .query = query->typed,
                          .limit = BENCH_RESULTS,
                          .deadline_ms = 600000,
                      },
                      &results, &error),
         &error);
    const int n_hits = (int)results->n_hits;
    quoth_results_free(results);
    return n_hits;
}

int
main(int argc, char **argv)
{
    struct quoth *archive;
    struct quoth_error error;
    if (argc < 3) {
        bench_die("quoth dump ARCHIVE | quoth query ARCHIVE QUERIES ROUNDS");
    }
    need(quoth_open(&(struct quoth_open_options){.path = argv[2]}, &archive,
                    &error),
         &error);
    if (argc == 5) {
        bench_queries(argv[3], atoi(argv[4]), answer, archive);
    } else {
        dump(archive);
    }
    quoth_close(archive);
    return 0;
}
