/*
 * Bits that flip in an archive at rest.
 *
 * Usage: fault_flips FILES [FLIPS [SEED]]
 *
 * An archive of the folder FILES is made.  One bit of it at a time is turned
 * over, and everything that can be asked is asked.  Where an answer is
 * another one than before, the full check must complain, unless a call
 * refused to answer.  What the check misses is told with the table it is in.
 *
 * Without FLIPS: 150.
 */
#include "world.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLIPS = 150, PAGES_MAX = 4096, RECORDINGS_MAX = 64 };

/** Kinds of answers, summed up apart to tell which one changed. */
enum part { SEARCHES, EXCERPTS, LISTS, FILES, COUNTS, N_PARTS };
static const char *const part_names[N_PARTS] = {"searches", "excerpts", "lists",
                                                "files", "counts"};

/** All that was answered. */
struct answers {
    uint64_t sums[N_PARTS];
    enum quoth_status status; /**< of the first call that failed */
    enum part part;           /**< being asked for */
    int64_t ids[RECORDINGS_MAX];
    int n_ids;
};

static struct {
    int64_t n;
    int64_t n_refused;
    int64_t n_changed;
    int64_t n_found;
    int64_t n_found_quickly;
    int64_t n_bad;
} total;

/** Which table or index a page belongs to. */
static char page_names[PAGES_MAX][32];

/** Add bytes to the sum of the part that is asked for (FNV-1a). */
static void
add(struct answers *answers, const void *bytes, size_t size)
{
    uint64_t *sum = &answers->sums[answers->part];
    for (size_t i = 0; i < size; i++) {
        *sum ^= ((const unsigned char *)bytes)[i];
        *sum *= UINT64_C(0x100000001b3);
    }
}

static void
add_text(struct answers *answers, const char *text)
{
    add(answers, text ? text : "\1", text ? strlen(text) + 1 : 1);
}

static void
add_number(struct answers *answers, int64_t number)
{
    add(answers, &number, sizeof(number));
}

/** Note a status; whether there is an answer. */
static bool
is_answer(struct answers *answers, enum quoth_status status)
{
    if (status != QUOTH_OK && answers->status == QUOTH_OK) {
        answers->status = status;
    }
    return status == QUOTH_OK;
}

static void
add_recording(struct answers *answers, const struct quoth_recording *recording)
{
    const char *const texts[] = {
        recording->title,    recording->collection, recording->path,
        recording->media,    recording->url,        recording->date,
        recording->language, recording->format,
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        add_text(answers, texts[i]);
    }
    add_number(answers, recording->id);
    add_number(answers, recording->duration_ms);
    add_number(answers, recording->n_segments);
    add_number(answers, recording->n_words);
}

static bool
take_recording(void *context, const struct quoth_recording *recording)
{
    struct answers *answers = context;
    add_recording(answers, recording);
    if (answers->n_ids < RECORDINGS_MAX) {
        answers->ids[answers->n_ids++] = recording->id;
    }
    return true;
}

static bool
take_file(void *context, const struct quoth_file *file)
{
    struct answers *answers = context;
    add_text(answers, file->path);
    add_text(answers, file->format);
    add_text(answers, file->message);
    add_number(answers, file->outcome);
    add_number(answers, file->recording);
    add_number(answers, file->size_bytes);
    add_number(answers, file->code);
    add_number(answers, file->line);
    add_number(answers, file->n_complaints);
    return true;
}

/** Search, and sum up every hit. */
static void
ask(struct quoth *archive, const char *query, struct answers *answers)
{
    const struct quoth_search_options options = {.query = query, .limit = 100};
    struct quoth_results *results;
    if (!is_answer(answers, quoth_search(archive, &options, &results, NULL))) {
        return;
    }
    for (size_t i = 0; i < results->n_hits; i++) {
        const struct quoth_hit *hit = &results->hits[i];
        add_text(answers, hit->ref);
        add_text(answers, hit->text);
        add_text(answers, hit->speaker);
        add_number(answers, hit->start_ms);
        add_number(answers, hit->end_ms);
        add_number(answers, hit->repeats);
        add_number(answers, hit->loops);
        add_recording(answers, hit->recording);
        for (size_t k = 0; k < hit->n_matches; k++) {
            add_number(answers, hit->matches[k].start_ms);
            add_number(answers, hit->matches[k].end_ms);
            add_number(answers, (int64_t)hit->matches[k].begin);
            add_number(answers, (int64_t)hit->matches[k].end);
        }
    }
    quoth_results_free(results);
}

/** Show a whole recording. */
static void
show(struct quoth *archive, int64_t id, struct answers *answers)
{
    char ref[32];
    struct quoth_excerpt *excerpt;
    snprintf(ref, sizeof(ref), "%" PRId64, id);
    const struct quoth_show_options options = {.ref = ref};
    if (!is_answer(answers, quoth_show(archive, &options, &excerpt, NULL))) {
        return;
    }
    for (size_t i = 0; i < excerpt->n_segments; i++) {
        const struct quoth_segment *segment = &excerpt->segments[i];
        add_text(answers, segment->text);
        add_text(answers, segment->speaker);
        add_number(answers, segment->start_ms);
        add_number(answers, segment->end_ms);
        add_number(answers, segment->is_marker * 2 + segment->is_repeat);
    }
    quoth_excerpt_free(excerpt);
}

/** Ask everything. */
static void
ask_everything(const char *path, struct answers *answers)
{
    static const char *const queries[] = {
        "the",          "ship winter",     "\"of the\"",  "t* OR w*",
        "is:marker m*", "speaker:tam the", "lang:de die", "radio word",
        "it's coffee",  "in:corpus and",
    };
    const struct quoth_open_options where = {.path = path, .busy_ms = 100};
    struct quoth *archive;
    struct quoth_stats stats = {0};
    *answers = (struct answers){.part = LISTS};
    if (!is_answer(answers, quoth_open(&where, &archive, NULL))) {
        return;
    }
    is_answer(answers,
              quoth_list_recordings(archive, take_recording, answers, NULL));
    answers->part = EXCERPTS;
    for (int i = 0; i < answers->n_ids; i++) {
        show(archive, answers->ids[i], answers);
    }
    answers->part = SEARCHES;
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        ask(archive, queries[i], answers);
    }
    answers->part = FILES;
    is_answer(answers, quoth_list_files(archive, take_file, answers, NULL));
    answers->part = COUNTS;
    if (is_answer(answers, quoth_count(archive, &stats, NULL))) {
        add_number(answers, stats.n_lines);
        add_number(answers, stats.n_markers);
        add_number(answers, stats.n_segments);
        add_number(answers, stats.n_words);
        add_number(answers, stats.duration_ms);
    }
    quoth_close(archive);
}

/** Whether a check finds something. */
static bool
is_found(const char *path, bool is_full)
{
    const struct quoth_open_options where = {.path = path, .busy_ms = 100};
    struct quoth *archive;
    if (quoth_open(&where, &archive, NULL) != QUOTH_OK) {
        return true;
    }
    const enum quoth_status status =
        quoth_check(archive, is_full, NULL, NULL, NULL);
    quoth_close(archive);
    return status == QUOTH_DAMAGED;
}

/** Learn which page belongs to what.  Returns the size of a page, 1 where
 * SQLite can not tell. */
static int64_t
name_pages(const char *path)
{
    sqlite3 *handle;
    sqlite3_stmt *row = NULL;
    int64_t size = 1;
    if (sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL) ==
            SQLITE_OK &&
        sqlite3_prepare_v2(handle, "SELECT pageno, name, pgsize FROM dbstat",
                           -1, &row, NULL) == SQLITE_OK) {
        while (sqlite3_step(row) == SQLITE_ROW) {
            const int64_t page = sqlite3_column_int64(row, 0);
            size = sqlite3_column_int64(row, 2);
            if (page < PAGES_MAX) {
                snprintf(page_names[page], sizeof(*page_names), "%s",
                         (const char *)sqlite3_column_text(row, 1));
            }
        }
    }
    sqlite3_finalize(row);
    sqlite3_close(handle);
    return size;
}

/** Tell of a flip that no check finds. */
static void
tell_missed(const struct answers *answers, const struct answers *sound,
            int64_t offset, int64_t page_bytes)
{
    const int64_t page = offset / page_bytes + 1;
    printf("missed: offset %" PRId64 " in %s:", offset,
           page_bytes > 1 && page < PAGES_MAX ? page_names[page] : "?");
    for (int i = 0; i < N_PARTS; i++) {
        if (answers->sums[i] != sound->sums[i]) {
            printf(" %s", part_names[i]);
        }
    }
    putchar('\n');
}

/** Look at an archive with a bit turned over. */
static void
try_flip(const char *path, const struct answers *sound, int64_t offset,
         int64_t page_bytes)
{
    struct answers answers;
    ask_everything(path, &answers);
    total.n++;
    if (answers.status == QUOTH_INTERNAL ||
        answers.status == QUOTH_BAD_ARGUMENT) {
        total.n_bad++;
        printf("offset %" PRId64 ": %s\n", offset,
               quoth_status_name(answers.status));
    }
    if (answers.status != QUOTH_OK) {
        total.n_refused++;
        return;
    }
    if (memcmp(answers.sums, sound->sums, sizeof(answers.sums)) == 0) {
        return;
    }
    total.n_changed++;
    total.n_found_quickly += is_found(path, false);
    if (is_found(path, true)) {
        total.n_found++;
    } else {
        tell_missed(&answers, sound, offset, page_bytes);
    }
}

/** Index the folder. */
static bool
make_archive(const char *path, const char *folder)
{
    const struct quoth_open_options where = {.path = path, .is_writable = true};
    const struct quoth_index_options what = {.roots = &folder, .n_roots = 1};
    struct quoth *archive;
    struct quoth_error error;
    enum quoth_status status = quoth_open(&where, &archive, &error);
    if (status == QUOTH_OK) {
        status = quoth_index(archive, &what, NULL, &error);
        quoth_close(archive);
    }
    if (status != QUOTH_OK && status != QUOTH_PARTIAL) {
        fprintf(stderr, "no archive: %s\n", error.text);
        return false;
    }
    return true;
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILES [FLIPS [SEED]]\n", argv[0]);
        return EXIT_FAILURE;
    }
    const int64_t n_flips = argc > 2 ? number_of(argv[2]) : FLIPS;
    uint64_t seed = argc > 3 ? (uint64_t)number_of(argv[3]) : 1;
    struct world world;
    struct answers sound;
    struct stat facts;
    world_make(&world, world_place(), 0);
    if (!make_archive(world.archive, argv[1])) {
        return EXIT_FAILURE;
    }
    ask_everything(world.archive, &sound);
    const int64_t page_bytes = name_pages(world.archive);
    const int fd = open(world.archive, O_RDWR | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &facts) < 0 || sound.status != QUOTH_OK ||
        is_found(world.archive, true)) {
        fprintf(stderr, "the archive is not sound\n");
        return EXIT_FAILURE;
    }
    for (int64_t i = 0; i < n_flips; i++) {
        const uint64_t bit = random_below(&seed, (uint64_t)facts.st_size * 8);
        const off_t offset = (off_t)(bit / 8);
        unsigned char byte = 0;
        unsigned char turned = 0;
        bool is_done = pread(fd, &byte, 1, offset) == 1;
        turned = (unsigned char)(byte ^ 1U << bit % 8);
        is_done = is_done && pwrite(fd, &turned, 1, offset) == 1;
        if (is_done) {
            try_flip(world.archive, &sound, offset, page_bytes);
        }
        if (!is_done || pwrite(fd, &byte, 1, offset) != 1) {
            fprintf(stderr, "a bit can not be turned over\n");
            return EXIT_FAILURE;
        }
    }
    close(fd);
    world_remove(&world);
    printf("%" PRId64 " flips of %" PRId64 " bytes, %" PRId64
           " refused, %" PRId64 " changed an answer: %" PRId64
           " found (%" PRId64 " by the quick check), %" PRId64
           " missed, %" PRId64 " bad\n",
           total.n, (int64_t)facts.st_size, total.n_refused, total.n_changed,
           total.n_found, total.n_found_quickly,
           total.n_changed - total.n_found, total.n_bad);
    return total.n_bad == 0 && total.n_found == total.n_changed ? EXIT_SUCCESS
                                                                : EXIT_FAILURE;
}
