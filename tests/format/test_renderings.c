/*
 * The same recording in several formats: for each `X.srt` of some folders of
 * the shared data that has an `X.vtt`, `X.tsv` or `X.json` beside it, both
 * must give the same segments, time for time and byte for byte.
 *
 * Takes the path of the shared data; skipped, with a line that says so, where
 * it is missing.
 */
#include "sample.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { SKIPPED = 77, PATH_BYTES = 4096, BYTES_MAX = 64 * 1024 * 1024 };

/** Of the shared data, what has the same recording in several formats. */
static const char *const folders[] = {
    "twiml",
    "whisper-all-formats/37c3/transcripts",
    "whisper-all-formats/CriticalInfinityShorts/transcripts",
    "whisper-all-formats/PiratensenderPowerplay/transcripts",
    "whisper-all-formats/corvuscorax/transcripts",
    "whisper-all-formats/futurehistories/transcripts",
};

/** A file with what it was parsed from. */
struct rendering {
    struct buffer content;
    struct sample sample;
};

/** Write `FOLDER/STEM.SUFFIX`; ends the program when that is too long. */
static void
join_path(char path[PATH_BYTES], const char *folder, struct slice stem,
          const char *suffix)
{
    const int size = snprintf(path, PATH_BYTES, "%s/%.*s%s", folder,
                              (int)stem.size, stem.data, suffix);
    if (size < 0 || size >= PATH_BYTES) {
        fprintf(stderr, "%s: a path is too long\n", folder);
        exit(EXIT_FAILURE);
    }
}

/** Read and parse `FOLDER/STEM.SUFFIX`. */
static void
load(struct rendering *rendering, const char *folder, struct slice stem,
     const char *suffix)
{
    char path[PATH_BYTES];
    join_path(path, folder, stem, suffix);
    buffer_init(&rendering->content, BYTES_MAX);
    sample_load(path, &rendering->content);
    sample_parse(&rendering->sample, buffer_slice(&rendering->content), path,
                 NULL);
}

/** End what load() began. */
static void
unload(struct rendering *rendering)
{
    sample_finish(&rendering->sample);
    buffer_finish(&rendering->content);
}

/** The first segment in which two transcripts differ; their common length
 * when none does. */
static size_t
find_difference(const struct transcript *a, const struct transcript *b)
{
    size_t i = 0;
    for (; i < a->n_segments && i < b->n_segments; i++) {
        if (a->segments[i].start_ms != b->segments[i].start_ms ||
            a->segments[i].end_ms != b->segments[i].end_ms ||
            !slice_equal(transcript_segment_text(a, i),
                         transcript_segment_text(b, i))) {
            break;
        }
    }
    return i;
}

/** Compare a recording's SubRip with its rendering of another suffix. */
static bool
is_same(const char *folder, struct slice stem, const char *suffix)
{
    struct rendering srt;
    struct rendering other;
    load(&srt, folder, stem, ".srt");
    load(&other, folder, stem, suffix);
    const struct transcript *a = &srt.sample.transcript;
    const struct transcript *b = &other.sample.transcript;
    const size_t at = find_difference(a, b);
    const bool result = srt.sample.status == ST_OK &&
                        other.sample.status == ST_OK && a->n_segments > 0 &&
                        at == a->n_segments && at == b->n_segments;
    if (!result) {
        fprintf(stderr, "%s/%.*s: %zu segments, %zu in %s, different at %zu\n",
                folder, (int)stem.size, stem.data, a->n_segments, b->n_segments,
                suffix, at);
    }
    unload(&srt);
    unload(&other);
    return result;
}

/** Whether a file is there. */
static bool
exists(const char *folder, struct slice stem, const char *suffix)
{
    char path[PATH_BYTES];
    join_path(path, folder, stem, suffix);
    FILE *file = fopen(path, "rb");
    if (file) {
        fclose(file);
    }
    return file != NULL;
}

/** Compare a recording in all formats that it has; returns how many differ,
 * *n_pairs counts all. */
static size_t
compare_recording(const char *folder, struct slice stem, size_t *n_pairs)
{
    static const char *const suffixes[] = {".vtt", ".tsv", ".json"};
    size_t n_differences = 0;
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        if (exists(folder, stem, suffixes[i])) {
            (*n_pairs)++;
            n_differences += !is_same(folder, stem, suffixes[i]);
        }
    }
    return n_differences;
}

/** Compare all recordings of a folder; *n_pairs counts pairs of files. */
static size_t
count_differences(const char *folder, size_t *n_pairs)
{
    struct dirent **entries;
    const int n = scandir(folder, &entries, NULL, alphasort);
    size_t n_differences = 0;
    for (int i = 0; i < n; i++) {
        const struct slice name = slice_of(entries[i]->d_name);
        if (slice_ends(name, SLICE(".srt"))) {
            n_differences += compare_recording(
                folder, slice_part(name, 0, name.size - 4), n_pairs);
        }
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
    }
    return n_differences;
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_renderings DATA\n");
        return EXIT_FAILURE;
    }
    size_t n_pairs = 0;
    size_t n_differences = 0;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        char folder[PATH_BYTES];
        snprintf(folder, sizeof(folder), "%s/%s", argv[1], folders[i]);
        n_differences += count_differences(folder, &n_pairs);
    }
    if (n_pairs == 0) {
        printf("skipped: no recordings in two formats in %s\n", argv[1]);
        return SKIPPED;
    }
    printf("%zu pairs, %zu differ\n", n_pairs, n_differences);
    return n_differences > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
