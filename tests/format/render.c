/*
 * Print what comes of files, in the form that README.md describes, a line
 * `file PATH` ahead of each: for scripts that read the same files another
 * way, and for people who add a sample.  With --reduced first, repeats of
 * rolling captions are taken out, as they are for the archive.
 */
#include "ingest/rolling.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

enum { BYTES_MAX = 64 * 1024 * 1024, RENDERING_MAX = 256 * 1024 * 1024 };

/** Print what comes of one file. */
static void
render_file(const char *path, bool is_reduced)
{
    struct buffer content;
    struct buffer out;
    buffer_init(&content, BYTES_MAX);
    buffer_init(&out, RENDERING_MAX);
    sample_load(path, &content);
    struct sample sample;
    sample_parse(&sample, buffer_slice(&content), path, NULL);
    if (is_reduced && rolling_reduce(&sample.transcript) != ST_OK) {
        fprintf(stderr, "%s: out of memory\n", path);
        exit(EXIT_FAILURE);
    }
    sample_render(&sample, &out);
    printf("file %s\n", path);
    fwrite(out.data, 1, out.size, stdout);
    sample_finish(&sample);
    buffer_finish(&out);
    buffer_finish(&content);
}

int
main(int argc, char **argv)
{
    const bool is_reduced = argc > 1 && !strcmp(argv[1], "--reduced");
    for (int i = is_reduced ? 2 : 1; i < argc; i++) {
        render_file(argv[i], is_reduced);
    }
    return EXIT_SUCCESS;
}
