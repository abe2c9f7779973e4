/*
 * A damaged archive, read through the public calls.
 *
 * The input is a list of edits to the file of a small archive, four bytes
 * each: a page, two bytes of an offset in it, the new byte; the high bit of
 * the offset's first byte makes it one of an edit that repeats the byte up to
 * the page's end.  After each input the file is put back as it was.  Every
 * call may fail, with a reason, but must end; and none may write.
 */
#include "fuzz.h"

#include "quoth.h"
#include "small_archive.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    EDIT_BYTES = 4,
    EDITS_MAX = 64,
    DEADLINE_MS = 2000,
};

/** The archive as it was made, and the file that is edited. */
static struct {
    const char *path;
    int file;
    size_t size;
    size_t page_bytes;
    char *sound;
    char *edited;
} image;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    image.path = small_archive_make();
    image.file = open(image.path, O_RDWR | O_CLOEXEC);
    struct stat status;
    must(image.file >= 0 && fstat(image.file, &status) == 0);
    image.size = (size_t)status.st_size;
    image.sound = malloc(image.size);
    image.edited = malloc(image.size);
    must(image.sound && image.edited);
    must(pread(image.file, image.sound, image.size, 0) == status.st_size);
    memcpy(image.edited, image.sound, image.size);
    /* SQLite's file format, section 1.3.2: 1 stands for 65536. */
    image.page_bytes = (size_t)((unsigned char)image.sound[16] << 8 |
                                (unsigned char)image.sound[17]);
    image.page_bytes = image.page_bytes == 1 ? 65536 : image.page_bytes;
    must(image.page_bytes >= 512 && image.size % image.page_bytes == 0);
    return 0;
}

/** Apply one edit. */
static void
apply(const uint8_t edit[EDIT_BYTES])
{
    const size_t n_pages = image.size / image.page_bytes;
    const size_t page = edit[0] % n_pages * image.page_bytes;
    const size_t offset =
        ((size_t)(edit[1] & 0x7f) << 8 | edit[2]) % image.page_bytes;
    const size_t size = edit[1] & 0x80 ? image.page_bytes - offset : 1;
    memset(image.edited + page + offset, edit[3], size);
}

/** Bring the pages of the file that differ up to date. */
static void
write_pages(const char *from, const char *to)
{
    for (size_t at = 0; at < image.size; at += image.page_bytes) {
        if (memcmp(from + at, to + at, image.page_bytes) != 0) {
            must(pwrite(image.file, to + at, image.page_bytes, (off_t)at) ==
                 (ssize_t)image.page_bytes);
        }
    }
}

/** A call must end with a status that it may have, and a failure must be
 * told in words. */
static bool
is_done(enum quoth_status status, const struct quoth_error *error)
{
    if (status == QUOTH_INTERNAL || status == QUOTH_BAD_ARGUMENT) {
        fuzz_fail(__FILE__, __LINE__, error->text);
    }
    if (status != QUOTH_OK) {
        must(error->status == status);
        must(error->text[0] != '\0');
    }
    return status == QUOTH_OK;
}

/** Search for words, a phrase, beginnings and markers. */
static void
search_it(struct quoth *archive)
{
    static const char *const queries[] = {"the ship",      "\"of the\"",
                                          "t* OR a*",      "is:marker m*",
                                          "speaker:a the", "the -winter"};
    for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
        const struct quoth_search_options options = {
            .query = queries[i], .limit = 20, .deadline_ms = DEADLINE_MS};
        struct quoth_results *results;
        struct quoth_error error = {.status = QUOTH_OK};
        if (is_done(quoth_search(archive, &options, &results, &error),
                    &error)) {
            quoth_results_free(results);
        }
    }
}

/** Show recordings, whole and in part. */
static void
show_it(struct quoth *archive)
{
    static const char *const refs[] = {"1", "3@1:00", "4#3", "9"};
    for (size_t i = 0; i < sizeof(refs) / sizeof(*refs); i++) {
        const struct quoth_show_options options = {.ref = refs[i]};
        struct quoth_excerpt *excerpt;
        struct quoth_error error = {.status = QUOTH_OK};
        if (is_done(quoth_show(archive, &options, &excerpt, &error), &error)) {
            must(excerpt->focus <= excerpt->n_segments);
            quoth_excerpt_free(excerpt);
        }
    }
}

/** Read a recording's strings. */
static bool
take_recording(void *context, const struct quoth_recording *recording)
{
    *(size_t *)context += strlen(recording->title) + strlen(recording->path);
    return true;
}

/** Read a file's strings. */
static bool
take_file(void *context, const struct quoth_file *file)
{
    *(size_t *)context += strlen(file->path);
    *(size_t *)context += file->message ? strlen(file->message) : 0;
    return true;
}

/** Read a problem's sentence. */
static void
take_problem(void *context, const struct quoth_problem *problem)
{
    *(size_t *)context += strlen(problem->what);
}

/** Everything that only reads. */
static void
read_archive(struct quoth *archive)
{
    struct quoth_error error = {.status = QUOTH_OK};
    size_t n_bytes = 0;
    struct quoth_stats stats;
    search_it(archive);
    show_it(archive);
    is_done(quoth_list_recordings(archive, take_recording, &n_bytes, &error),
            &error);
    is_done(quoth_list_files(archive, take_file, &n_bytes, &error), &error);
    is_done(quoth_count(archive, &stats, &error), &error);
    is_done(quoth_check(archive, false, take_problem, &n_bytes, &error),
            &error);
    is_done(quoth_check(archive, true, take_problem, &n_bytes, &error), &error);
}

/** The file must hold what was written to it. */
static void
check_untouched(char *room)
{
    struct stat status;
    must(fstat(image.file, &status) == 0);
    must((size_t)status.st_size == image.size);
    must(pread(image.file, room, image.size, 0) == status.st_size);
    must(!memcmp(room, image.edited, image.size));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < EDITS_MAX && (i + 1) * EDIT_BYTES <= size; i++) {
        apply(data + i * EDIT_BYTES);
    }
    write_pages(image.sound, image.edited);
    const struct quoth_open_options where = {.path = image.path};
    struct quoth *archive;
    struct quoth_error error = {.status = QUOTH_OK};
    if (is_done(quoth_open(&where, &archive, &error), &error)) {
        read_archive(archive);
        quoth_close(archive);
    }
    char *room = malloc(image.size);
    must(room != NULL);
    check_untouched(room);
    free(room);
    write_pages(image.edited, image.sound);
    memcpy(image.edited, image.sound, image.size);
    return 0;
}
