/*
 * Names and numbers, opening and closing.
 */
#include "api/handle.h"

#include "ingest/index.h"

#include <stdlib.h>
#include <string.h>

#ifndef QUOTH_VERSION
#define QUOTH_VERSION "0.1.0"
#endif

#define SAME(name) _Static_assert((int)ST_##name == (int)QUOTH_##name, #name)
SAME(OK);
SAME(NOT_FOUND);
SAME(PARTIAL);
SAME(INTERRUPTED);
SAME(NO_MEMORY);
SAME(BAD_ARGUMENT);
SAME(IO);
SAME(DISK_FULL);
SAME(BUSY);
SAME(READ_ONLY);
SAME(NOT_AN_ARCHIVE);
SAME(NEWER_ARCHIVE);
SAME(DAMAGED);
SAME(TOO_SLOW);
SAME(INTERNAL);
SAME(EMPTY);
SAME(NOT_A_TRANSCRIPT);
SAME(TOO_LARGE);
SAME(LINE_TOO_LONG);
SAME(TOO_MANY_SEGMENTS);
SAME(BAD_TIME);
SAME(BACKWARDS);
SAME(BAD_UTF8);
SAME(BAD_SYNTAX);
SAME(TRUNCATED);
SAME(UNREADABLE);
SAME(CHANGED);
SAME(NOT_A_FILE);
SAME(NO_SPEECH);
#undef SAME

/** The word of a number, or "unknown". */
#define NAME(names, number)                                                    \
    ((size_t)(number) < sizeof(names) / sizeof(*(names)) ? (names)[number]     \
                                                         : "unknown")

/** The words of enum quoth_outcome; those of file.outcome among them. */
static const char *const outcome_names[] = {
    [QUOTH_FILE_INDEXED] = "indexed",     [QUOTH_FILE_UNCHANGED] = "unchanged",
    [QUOTH_FILE_ALTERNATE] = "alternate", [QUOTH_FILE_COPY] = "copy",
    [QUOTH_FILE_RENAMED] = "renamed",     [QUOTH_FILE_SKIPPED] = "skipped",
    [QUOTH_FILE_FAILED] = "failed",       [QUOTH_FILE_REMOVED] = "removed",
    [QUOTH_FILE_FORGOTTEN] = "forgotten",
};
_Static_assert((int)INDEX_OUTCOMES ==
                   (int)(sizeof(outcome_names) / sizeof(*outcome_names)),
               "outcomes");

static const char *const difference_names[] = {
    [QUOTH_WORD_CHANGED] = "changed",
    [QUOTH_WORD_MISSING] = "missing",
    [QUOTH_WORD_ADDED] = "added",
};

static const char *const likeness_names[] = {
    [QUOTH_LIKE_INFLECTION] = "inflection",
    [QUOTH_LIKE_SPELLING] = "spelling",
    [QUOTH_LIKE_SOUND] = "sound",
    [QUOTH_LIKE_COMPOUND] = "compound",
};

static const char *const remedy_names[] = {
    [QUOTH_REMEDY_REBUILD] = "rebuild",
    [QUOTH_REMEDY_INDEX] = "index",
    [QUOTH_REMEDY_RESTORE] = "restore",
};

const char *
quoth_version(void)
{
    return QUOTH_VERSION;
}

const char *
quoth_sqlite_version(void)
{
    return store_sqlite_version();
}

const char *
quoth_status_name(enum quoth_status status)
{
    return status_name((enum status)status);
}

const char *
quoth_outcome_name(enum quoth_outcome outcome)
{
    return NAME(outcome_names, outcome);
}

const char *
quoth_difference_name(enum quoth_difference_kind difference)
{
    return NAME(difference_names, difference);
}

const char *
quoth_likeness_name(enum quoth_likeness likeness)
{
    return NAME(likeness_names, likeness);
}

const char *
quoth_remedy_name(enum quoth_remedy remedy)
{
    return NAME(remedy_names, remedy);
}

enum quoth_status
quoth_open(const struct quoth_open_options *options, struct quoth **archive,
           struct quoth_error *error)
{
    if (!options || !options->path || !options->path[0] || !archive) {
        return api_refuse(error, "an archive needs a path");
    }
    struct error detail = {0};
    struct quoth *new = calloc(1, sizeof(*new));
    char *path = new ? strdup(options->path) : NULL;
    if (!path) {
        free(new);
        return api_lack_memory(error);
    }
    new->path = path;
    new->busy_ms = options->busy_ms;
    enum status status = ST_OK;
    if (options->is_writable) {
        const struct writer_wait wait = {
            .busy_ms = new->busy_ms,
            .on_wait = options->on_wait,
            .context = options->context,
        };
        status = writer_open_waiting(path, &wait, &new->writer, &detail);
    }
    if (status == ST_OK) {
        status = reader_open(path, new->busy_ms, &new->reader, &detail);
    }
    if (status == ST_OK) {
        *archive = new;
    } else {
        quoth_close(new);
    }
    return api_pass_on(status, &detail, error);
}

void
quoth_close(struct quoth *archive)
{
    if (archive) {
        /* The reader first: the last to close folds the log in. */
        reader_close(archive->reader);
        writer_close(archive->writer);
        free(archive->path);
        free(archive);
    }
}
