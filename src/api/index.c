/*
 * What changes an archive: indexing folders, forgetting.
 */
#include "api/handle.h"

#include "ingest/index.h"
#include "query/ref.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** What the callbacks of a run need. */
struct index_relay {
    const struct quoth_index_options *options;
    double started_ms;
};

/** Hand a file's outcome to the caller. */
static void
relay_file(void *context, const struct index_event *event)
{
    const struct index_relay *relay = context;
    const struct quoth_file file = {
        .path = event->path,
        .outcome = (enum quoth_outcome)event->outcome,
        .format = event->format,
        .recording = event->recording,
        .size_bytes = event->size_bytes,
        .code = (enum quoth_status)event->code,
        .line = event->line,
        .column = event->column,
        .message = event->message,
        .n_complaints = event->n_complaints,
    };
    relay->options->on_file(relay->options->context, &file);
}

/** Hand the progress to the caller. */
static void
relay_progress(void *context, const struct index_progress *now)
{
    const struct index_relay *relay = context;
    const struct quoth_progress progress = {
        .n_files = now->n_files,
        .n_files_done = now->n_files_done,
        .n_bytes = now->n_bytes,
        .n_bytes_done = now->n_bytes_done,
        .elapsed_ms = api_now_ms() - relay->started_ms,
    };
    relay->options->on_progress(relay->options->context, &progress);
}

/** Ask the caller whether to stop. */
static bool
relay_stop(void *context)
{
    const struct index_relay *relay = context;
    return relay->options->should_stop(relay->options->context);
}

/** An absolute path without symbolic links; where that can not be had, as
 * given, made absolute by the current folder. */
static char *
absolute_path(const char *path)
{
    char *real = realpath(path, NULL);
    if (real) {
        return real;
    }
    char *folder = path[0] == '/' ? NULL : getcwd(NULL, 0);
    char *joined = NULL;
    if (path[0] == '/') {
        joined = strdup(path);
    } else if (folder && asprintf(&joined, "%s/%s", folder, path) < 0) {
        joined = NULL;
    }
    free(folder);
    return joined;
}

/** Free the paths of absolute_roots(). */
static void
free_roots(char **roots, size_t n)
{
    for (size_t i = 0; roots && i < n; i++) {
        free(roots[i]);
    }
    free(roots);
}

/** The roots as absolute paths; NULL without memory. */
static char **
absolute_roots(const struct quoth_index_options *options)
{
    char **roots = calloc(options->n_roots, sizeof(*roots));
    for (size_t i = 0; roots && i < options->n_roots; i++) {
        roots[i] = absolute_path(options->roots[i]);
        if (!roots[i]) {
            free_roots(roots, i);
            return NULL;
        }
    }
    return roots;
}

/** How many threads to prepare files with. */
static unsigned
threads_for(const struct quoth_index_options *options)
{
    if (options->n_threads > 0) {
        return options->n_threads;
    }
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}

/** Whether the options of a run make sense. */
static bool
has_roots(const struct quoth_index_options *options)
{
    if (!options || !options->roots || options->n_roots == 0) {
        return false;
    }
    for (size_t i = 0; i < options->n_roots; i++) {
        if (!options->roots[i] || !options->roots[i][0]) {
            return false;
        }
    }
    return true;
}

enum quoth_status
quoth_index(struct quoth *archive, const struct quoth_index_options *options,
            struct quoth_index_report *report, struct quoth_error *error)
{
    if (!archive || !has_roots(options)) {
        return api_refuse(error, "indexing needs an archive and folders");
    }
    if (!archive->writer) {
        return api_refuse_change(error);
    }
    char **roots = absolute_roots(options);
    if (!roots) {
        return api_lack_memory(error);
    }
    struct index_relay relay = {options, api_now_ms()};
    struct profile profile;
    profile_start(&profile);
    const struct index_options run = {
        .archive = archive->path,
        .roots = (const char *const *)roots,
        .n_roots = options->n_roots,
        .name = options->name,
        .n_threads = threads_for(options),
        .reads_all = options->reads_all,
        .profile = options->profile ? &profile : NULL,
        .on_file = options->on_file ? relay_file : NULL,
        .on_progress = options->on_progress ? relay_progress : NULL,
        .should_stop = options->should_stop ? relay_stop : NULL,
        .context = &relay,
    };
    struct error detail = {0};
    struct index_report done;
    const enum status status =
        index_folders(archive->writer, &run, &done, &detail);
    writer_measure(archive->writer, NULL);
    if (options->profile) {
        api_fill_profile(options->profile, &profile);
    }
    free_roots(roots, options->n_roots);
    const bool has_report =
        status == ST_OK || status == ST_PARTIAL || status == ST_INTERRUPTED;
    if (report && has_report) {
        *report = (struct quoth_index_report){
            .n_warned = done.n_warned,
            .n_segments = done.n_segments,
            .n_bytes = done.n_bytes,
            .elapsed_ms = api_now_ms() - relay.started_ms,
        };
        memcpy(report->n_outcomes, done.n_outcomes, sizeof(report->n_outcomes));
    }
    return api_pass_on(status, &detail, error);
}

/** Whether a text is a number and nothing else. */
static bool
is_number(const char *text)
{
    int64_t number;
    return ref_parse_number(slice_of(text), &number);
}

/** Forget inside a batch. */
static enum status
forget(struct quoth *archive, const char *what,
       struct quoth_forget_report *report, struct error *detail)
{
    struct writer *writer = archive->writer;
    TRY(writer_begin(writer, detail));
    enum status status;
    if (is_number(what)) {
        report->n_recordings = 1;
        status = writer_forget_recording(writer, strtoll(what, NULL, 10),
                                         &report->n_files, detail);
    } else {
        char *path = absolute_path(what);
        status = writer_forget_collection(writer, slice_of(what),
                                          &report->n_recordings,
                                          &report->n_files, detail);
        if (status == ST_NOT_FOUND && path) {
            status = writer_forget_collection(writer, slice_of(path),
                                              &report->n_recordings,
                                              &report->n_files, NULL);
        }
        free(path);
    }
    if (status == ST_OK) {
        status = writer_commit(writer, detail);
    }
    if (status != ST_OK) {
        writer_rollback(writer);
    }
    return status;
}

enum quoth_status
quoth_forget(struct quoth *archive, const char *what,
             struct quoth_forget_report *report, struct quoth_error *error)
{
    if (!archive || !what || !what[0]) {
        return api_refuse(error, "say which recording or collection to forget");
    }
    if (!archive->writer) {
        return api_refuse_change(error);
    }
    struct error detail = {0};
    struct quoth_forget_report done = {0};
    const enum status status = forget(archive, what, &done, &detail);
    if (status == ST_OK && report) {
        *report = done;
    }
    return api_pass_on(status, &detail, error);
}
