/*
 * An archive of a few talks in a folder of its own.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "talks.h"

#include "ingest/index.h"
#include "store/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CAPTION_MS = 4000, DEADLINE_MS = 100000 };

void
talks_start(struct talks *talks)
{
    *talks = (struct talks){.folder = "/tmp/quoth-test-talks-XXXXXX"};
    assert_non_null(mkdtemp(talks->folder));
    char path[96];
    snprintf(path, sizeof(path), "%s/talks", talks->folder);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(talks->archive, sizeof(talks->archive), "%s/a.db", talks->folder);
    buffer_init(&talks->content, 1 << 22);
}

/** Write a time as SubRip does. */
static void
add_time(struct buffer *out, int64_t ms)
{
    buffer_print(out, "%02d:%02d:%02d,%03d", (int)(ms / 3600000),
                 (int)(ms / 60000 % 60), (int)(ms / 1000 % 60),
                 (int)(ms % 1000));
}

void
talks_say_at(struct talks *talks, int64_t start_ms, int64_t end_ms,
             const char *text)
{
    buffer_print(&talks->content, "1\n");
    add_time(&talks->content, start_ms);
    buffer_print(&talks->content, " --> ");
    add_time(&talks->content, end_ms);
    buffer_print(&talks->content, "\n%s\n\n", text);
    talks->end_ms = end_ms;
}

void
talks_say(struct talks *talks, const char *text)
{
    talks_say_at(talks, talks->end_ms, talks->end_ms + CAPTION_MS, text);
}

/** Write a file. */
static void
write_file(struct talks *talks, const char *name, struct slice content)
{
    assert_in_range(talks->n_files, 0, TALKS_MAX - 1);
    char *path = NULL;
    assert_true(asprintf(&path, "%s/talks/%s", talks->folder, name) > 0);
    talks->files[talks->n_files++] = path;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content.data, 1, content.size, file), content.size);
    assert_int_equal(fclose(file), 0);
}

void
talks_end(struct talks *talks, const char *name)
{
    char file[64];
    snprintf(file, sizeof(file), "%s.srt", name);
    assert_false(talks->content.has_failed);
    write_file(talks, file, buffer_slice(&talks->content));
    buffer_finish(&talks->content);
    buffer_init(&talks->content, 1 << 22);
    talks->end_ms = 0;
}

void
talks_write(struct talks *talks, const char *name, const char *content)
{
    write_file(talks, name, slice_of(content));
}

void
talks_open(struct talks *talks)
{
    char root[96];
    snprintf(root, sizeof(root), "%s/talks", talks->folder);
    const char *const roots[] = {root};
    const struct index_options options = {.archive = talks->archive,
                                          .roots = roots,
                                          .n_roots = 1,
                                          .n_threads = 1};
    struct index_report report;
    struct writer *writer;
    assert_int_equal(writer_open(talks->archive, 0, &writer, NULL), ST_OK);
    assert_int_equal(index_folders(writer, &options, &report, NULL), ST_OK);
    assert_int_equal(report.n_outcomes[INDEX_INDEXED], talks->n_files);
    writer_close(writer);
    assert_int_equal(reader_open(talks->archive, 0, &talks->reader, NULL),
                     ST_OK);
    assert_int_equal(reader_begin(talks->reader, DEADLINE_MS, NULL), ST_OK);
}

/** A transcript that is looked for. */
struct wanted {
    const char *name;
    int64_t transcript;
};

/** Take a transcript's number, if it has the name. */
static enum status
take_number(void *context, const struct transcript_facts *facts)
{
    struct wanted *wanted = context;
    if (slice_starts(facts->path, slice_of(wanted->name))) {
        wanted->transcript = facts->transcript;
    }
    return ST_OK;
}

int64_t
talks_find(const struct talks *talks, const char *name)
{
    struct wanted wanted = {name, 0};
    assert_int_equal(
        reader_transcripts(talks->reader, take_number, &wanted, NULL), ST_OK);
    assert_true(wanted.transcript > 0);
    return wanted.transcript;
}

/** Take a transcript's name. */
static enum status
take_name(void *context, const struct transcript_facts *facts)
{
    char *name = context;
    const size_t size = slice_find(facts->path, SLICE("."), 0);
    assert_in_range(size, 1, 63);
    memcpy(name, facts->path.data, size);
    name[size] = '\0';
    return ST_OK;
}

const char *
talks_name(const struct talks *talks, int64_t transcript)
{
    static char name[64];
    assert_int_equal(
        reader_transcript(talks->reader, transcript, take_name, name, NULL),
        ST_OK);
    return name;
}

void
talks_finish(struct talks *talks)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    if (talks->reader) {
        reader_end(talks->reader);
    }
    reader_close(talks->reader);
    buffer_finish(&talks->content);
    for (size_t i = 0; i < talks->n_files; i++) {
        unlink(talks->files[i]);
        free(talks->files[i]);
    }
    char path[128];
    snprintf(path, sizeof(path), "%s/talks", talks->folder);
    rmdir(path);
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        snprintf(path, sizeof(path), "%s%s", talks->archive, ends[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(talks->folder), 0);
}
