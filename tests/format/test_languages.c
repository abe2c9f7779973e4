/*
 * The language of real captions in 33 languages: each file of the folder
 * `3b1b-languages` of the shared data lies in one that is called after its
 * language.  None may be taken for another, and hardly any for unknown.
 *
 * Takes the path of the shared data; skipped, with a line that says so, where
 * it is missing.
 */
#include "sample.h"

#include "text/language.h"
#include "text/token.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

enum { SKIPPED = 77, BYTES_MAX = 64 * 1024 * 1024, FILES_OPEN = 8 };

static const struct {
    const char *folder;
    const char *tag;
} languages[] = {
    {"arabic", "ar"},    {"bangla", "bn"},     {"bengali", "bn"},
    {"bulgarian", "bg"}, {"catalan", "ca"},    {"chinese", "zh"},
    {"czech", "cs"},     {"dutch", "nl"},      {"english", "en"},
    {"estonian", "et"},  {"french", "fr"},     {"german", "de"},
    {"greek", "el"},     {"hebrew", "he"},     {"hindi", "hi"},
    {"hungarian", "hu"}, {"indonesian", "id"}, {"italian", "it"},
    {"japanese", "ja"},  {"korean", "ko"},     {"marathi", "mr"},
    {"persian", "fa"},   {"polish", "pl"},     {"portuguese", "pt"},
    {"russian", "ru"},   {"spanish", "es"},    {"tamil", "ta"},
    {"telugu", "te"},    {"thai", "th"},       {"turkish", "tr"},
    {"ukrainian", "uk"}, {"urdu", "ur"},       {"vietnamese", "vi"},
};

static size_t n_files;
static size_t n_unknown;
static size_t n_wrong;

/** The tag of the folder that a file lies in; NULL where none is told. */
static const char *
expected_tag(const char *path, int name_at)
{
    const struct slice folder = {path, (size_t)name_at - 1};
    const char *slash = memrchr(folder.data, '/', folder.size);
    const struct slice name =
        slash ? slice_from(folder, (size_t)(slash - path) + 1) : folder;
    for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
        if (slice_equal(name, slice_of(languages[i].folder))) {
            return languages[i].tag;
        }
    }
    return NULL;
}

/** The language of a transcript's speech. */
static const char *
guess(const struct transcript *transcript)
{
    struct buffer tokens;
    buffer_init(&tokens, BYTES_MAX);
    for (size_t i = 0; i < transcript->n_segments; i++) {
        if (transcript->segments[i].kind == LINE_SPEECH) {
            tokens_append(&tokens, transcript_segment_text(transcript, i));
        }
    }
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary);
    vocabulary_count(&vocabulary, buffer_slice(&tokens));
    const char *tag = language_guess(&vocabulary);
    vocabulary_finish(&vocabulary);
    buffer_finish(&tokens);
    return tag;
}

/** Compare a file of captions with its folder; for nftw(). */
static int
check_file(const char *path, const struct stat *facts, int type,
           struct FTW *place)
{
    (void)facts;
    const char *expected =
        type == FTW_F && slice_ends(slice_of(path), SLICE(".srt"))
            ? expected_tag(path, place->base)
            : NULL;
    if (!expected) {
        return 0;
    }
    struct buffer content;
    struct sample sample;
    buffer_init(&content, BYTES_MAX);
    sample_load(path, &content);
    sample_parse(&sample, buffer_slice(&content), path, NULL);
    const char *tag = guess(&sample.transcript);
    n_files++;
    n_unknown += !tag;
    if (tag && strcmp(tag, expected) != 0) {
        fprintf(stderr, "%s: %s\n", path, tag);
        n_wrong++;
    }
    sample_finish(&sample);
    buffer_finish(&content);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_languages DATA\n");
        return EXIT_FAILURE;
    }
    char folder[4096];
    snprintf(folder, sizeof(folder), "%s/3b1b-languages", argv[1]);
    if (nftw(folder, check_file, FILES_OPEN, FTW_PHYS) != 0 || n_files == 0) {
        printf("skipped: %s is missing\n", folder);
        return SKIPPED;
    }
    printf("%zu files, %zu wrong, %zu unknown\n", n_files, n_wrong, n_unknown);
    return n_wrong > 0 || n_unknown * 100 > n_files ? EXIT_FAILURE
                                                    : EXIT_SUCCESS;
}
