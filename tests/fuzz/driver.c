/*
 * A fuzz target as a regression test: runs it on files, and on all files in
 * folders, that are named as arguments.  Takes libFuzzer's place where there
 * is no clang.
 *
 * Each file's name is printed first, so that the last one is the one that
 * failed.
 */
#include "fuzz.h"

#include "base/buffer.h"
#include "base/file.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>

enum { INPUT_MAX_BYTES = 1 << 26 };

/** Run the target on one file; whether it could be read. */
static bool
run_file(const char *path)
{
    struct buffer content;
    struct file_stamp stamp;
    struct error error = {.status = ST_OK};
    buffer_init(&content, INPUT_MAX_BYTES);
    printf("%s\n", path);
    fflush(stdout);
    const bool is_read = file_read(path, &content, &stamp, &error) == ST_OK;
    if (is_read) {
        LLVMFuzzerTestOneInput((const uint8_t *)content.data, content.size);
    } else {
        fprintf(stderr, "%s: %s\n", path, error.text);
    }
    buffer_finish(&content);
    return is_read;
}

/** Order entries of a folder by name, so that runs are alike. */
static int
compare_entries(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/** Run the target on everything below the paths; how many files there were,
 * or -1 where one could not be read. */
static long
run_all(char *const *paths)
{
    FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, compare_entries);
    if (!walk) {
        perror("fts_open");
        return -1;
    }
    long n = 0;
    bool is_good = true;
    for (FTSENT *entry; (entry = fts_read(walk));) {
        if (entry->fts_info == FTS_F) {
            is_good &= run_file(entry->fts_path);
            n++;
        } else if (entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR ||
                   entry->fts_info == FTS_ERR) {
            fprintf(stderr, "%s: can not be read\n", entry->fts_path);
            is_good = false;
        }
    }
    fts_close(walk);
    return is_good ? n : -1;
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE|FOLDER...\n", argv[0]);
        return 2;
    }
    LLVMFuzzerInitialize(&argc, &argv);
    const long n = run_all(argv + 1);
    printf("%ld inputs\n", n < 0 ? 0 : n);
    return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
