/*
 * The run: plan each folder, let threads prepare what must be read, settle
 * the results in order, one writer, a commit a batch.
 *
 * What becomes of a file is decided in settle.c.
 */
#include "ingest/index.h"

#include "base/pool.h"
#include "ingest/batch.h"
#include "ingest/prepare.h"
#include "ingest/settle.h"

#include <stdlib.h>

/** Bytes of files that may be in memory at once; one file is always allowed.
 * What is made of a file takes up to five times as much. */
enum { BYTES_UNDER_WAY = 16 * 1024 * 1024 };

/** A run over all folders. */
struct run {
    struct batch batch;
    const struct index_options *options;
    struct index_progress progress;
    int64_t n_transcripts;
    struct error *error;
};

/** Whether the caller wants us to stop. */
static bool
is_stopped(const struct run *run)
{
    return run->options->should_stop &&
           run->options->should_stop(run->options->context);
}

/** Report a folder that could not be indexed at all. */
static enum status
refuse_root(struct run *run, const char *root, const struct error *reason)
{
    const struct index_event event = {.outcome = INDEX_FAILED,
                                      .code = reason->status,
                                      .message = reason->text};
    return batch_note(&run->batch, root, "", &event, run->error);
}

/** A pool's job: read a file, and parse it unless its content is known. */
static void *
prepare_job(void *context, size_t job)
{
    const struct folder *folder = context;
    const struct plan_item *item = &folder->plan.items[folder->plan.reads[job]];
    struct prepared *prepared = prepared_new(folder->root, item->found->path);
    if (prepared && prepared->is_read && !folder_knows(folder, prepared)) {
        folder_parse(folder, prepared, item->found->path);
    }
    return prepared;
}

/** What a job costs: the file in memory. */
static uint64_t
job_cost(void *context, size_t job)
{
    const struct folder *folder = context;
    const struct plan_item *item = &folder->plan.items[folder->plan.reads[job]];
    const int64_t size = item->found->stamp.size_bytes;
    return size < FILE_MAX_JSON_BYTES ? (uint64_t)size : FILE_MAX_JSON_BYTES;
}

/** Free a result that is not wanted any more. */
static void
discard_job(void *result)
{
    prepared_free(result);
}

/** Settle one result; commit when a batch is full. */
static enum status
take_result(struct run *run, struct folder *folder, struct plan_item *item,
            struct prepared *prepared)
{
    if (!prepared) {
        return error_set(run->error, ST_NO_MEMORY, "out of memory");
    }
    TRY(settle_read(folder, item, prepared, run->error));
    if (run->options->profile) {
        profile_add(run->options->profile, &prepared->profile);
    }
    run->batch.n_bytes += prepared->stamp.size_bytes;
    run->progress.n_files_done++;
    run->progress.n_bytes_done += item->found->stamp.size_bytes;
    if (batch_is_full(&run->batch)) {
        run->n_transcripts += run->batch.n_transcripts;
        TRY(batch_commit(&run->batch, false, run->error));
    }
    if (run->options->on_progress) {
        run->options->on_progress(run->options->context, &run->progress);
    }
    return is_stopped(run) ? ST_INTERRUPTED : ST_OK;
}

/** Read what the plan says must be read. */
static enum status
read_files(struct run *run, struct folder *folder)
{
    const struct plan *plan = &folder->plan;
    run->progress.n_files += (int64_t)plan->n_reads;
    run->progress.n_bytes += plan->n_read_bytes;
    const struct pool_options options = {
        .n_threads = run->options->n_threads,
        .n_jobs = plan->n_reads,
        .cost_max = BYTES_UNDER_WAY,
        .work = prepare_job,
        .cost = job_cost,
        .discard = discard_job,
        .context = folder,
    };
    if (plan->n_reads == 0) {
        return ST_OK;
    }
    struct pool *pool = pool_new(&options);
    if (!pool) {
        return error_set(run->error, ST_NO_MEMORY, "out of memory");
    }
    enum status status = ST_OK;
    for (size_t i = 0; status == ST_OK && i < plan->n_reads; i++) {
        struct profile *profile = run->options->profile;
        const enum stage before = profile_begin(profile, STAGE_WAIT);
        struct prepared *prepared = pool_take(pool);
        profile_end(profile, before);
        status =
            take_result(run, folder, &plan->items[plan->reads[i]], prepared);
        prepared_free(prepared);
    }
    pool_free(pool);
    return status;
}

/** Bring one folder that was walked up to date. */
static enum status
index_found(struct run *run, struct folder *folder)
{
    const struct index_options *options = run->options;
    const struct slice root = slice_of(folder->root);
    const struct slice name =
        options->name ? slice_of(options->name) : (struct slice){"", 0};
    TRY(batch_open(&run->batch, run->error));
    TRY(writer_collection(run->batch.writer, root, name, &folder->collection,
                          run->error));
    const struct plan_order order = {folder->collection, &folder->found,
                                     options->reads_all};
    TRY(plan_make(&folder->plan, run->batch.writer, &order, run->error));
    if (folder->found.n_files == 0 && folder->plan.n_known > 0) {
        struct error reason;
        error_set(&reason, ST_NOT_FOUND,
                  "the folder is empty, though files in it are known: is the "
                  "disk mounted? Nothing was removed");
        return refuse_root(run, folder->root, &reason);
    }
    folder->feeds = feeds_new(folder->root, &folder->found);
    if (!folder->feeds) {
        return error_set(run->error, ST_NO_MEMORY, "out of memory");
    }
    TRY(settle_unread(folder, run->error));
    TRY(read_files(run, folder));
    TRY(settle_vanished(folder, run->error));
    return settle_stale(folder, run->error);
}

/** Bring one folder up to date. */
static enum status
index_root(struct run *run, const char *root)
{
    struct folder folder = {.root = root, .batch = &run->batch};
    struct error reason = {0};
    enum status status =
        walk(root, run->options->archive, &folder.found, &reason);
    if (status == ST_OK) {
        status = index_found(run, &folder);
    } else if (status != ST_NO_MEMORY) {
        status = refuse_root(run, root, &reason);
    }
    feeds_free(folder.feeds);
    plan_finish(&folder.plan);
    found_finish(&folder.found);
    return status;
}

/** All roots; what was done before an interruption is committed. */
static enum status
index_roots(struct run *run)
{
    enum status status = ST_OK;
    for (size_t i = 0; status == ST_OK && i < run->options->n_roots; i++) {
        status = index_root(run, run->options->roots[i]);
    }
    if (status != ST_OK && status != ST_INTERRUPTED) {
        return status;
    }
    run->n_transcripts += run->batch.n_transcripts;
    /* Tidying brings the vocabulary up too, when the index is merged and
     * fastest to read. */
    const bool tidies = status == ST_OK && run->n_transcripts > 0;
    TRY(batch_commit(&run->batch, !tidies, run->error));
    if (tidies) {
        TRY(writer_tidy(run->batch.writer, run->n_transcripts, run->error));
    }
    return status;
}

enum status
index_folders(struct writer *writer, const struct index_options *options,
              struct index_report *report, struct error *error)
{
    *report = (struct index_report){0};
    writer_measure(writer, options->profile);
    struct run run = {
        .batch = {.writer = writer, .options = options, .report = report},
        .options = options,
        .error = error,
    };
    const enum status status = index_roots(&run);
    batch_finish(&run.batch);
    return status == ST_OK && report->n_outcomes[INDEX_FAILED] > 0 ? ST_PARTIAL
                                                                   : status;
}
