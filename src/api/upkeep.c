/*
 * What keeps an archive sound: checking it, making its index anew, copying it.
 */
#include "api/handle.h"

#include "ingest/backup.h"
#include "ingest/rebuild.h"
#include "ingest/verify.h"

#define SAME(ours, name)                                                       \
    _Static_assert((int)REMEDY_##ours == (int)QUOTH_REMEDY_##name, #name)
SAME(REBUILD, REBUILD);
SAME(READ_AGAIN, INDEX);
SAME(RESTORE, RESTORE);
#undef SAME

/** A caller who watches, behind the callbacks of the layers below. */
struct watch_relay {
    struct quoth_watch watch;
    double started_ms;
};

/** Hand over a problem. */
static enum status
relay_problem(void *context, const struct problem *found)
{
    const struct watch_relay *relay = context;
    struct arena arena = {0};
    const struct quoth_problem problem = {arena_copy(&arena, found->what),
                                          found->transcript,
                                          (enum quoth_remedy)found->remedy};
    if (problem.what && relay->watch.on_problem) {
        relay->watch.on_problem(relay->watch.context, &problem);
    }
    const enum status status = arena.has_failed ? ST_NO_MEMORY : ST_OK;
    arena_finish(&arena);
    return status;
}

/** Hand over how far it is. */
static void
relay_progress(void *context, const struct work_progress *now)
{
    const struct watch_relay *relay = context;
    const struct quoth_headway headway = {
        .doing = now->doing,
        .n_done = now->n_done,
        .n = now->n,
        .elapsed_ms = api_now_ms() - relay->started_ms,
    };
    relay->watch.on_headway(relay->watch.context, &headway);
}

/** Ask whether to stop. */
static bool
relay_stop(void *context)
{
    const struct watch_relay *relay = context;
    return relay->watch.should_stop(relay->watch.context);
}

/** A relay to a caller; `watch` may be NULL. */
static struct watch_relay
relay_to(const struct quoth_watch *watch)
{
    return (struct watch_relay){watch ? *watch : (struct quoth_watch){0},
                                api_now_ms()};
}

/** The callbacks that lead to a relay. */
static struct work
work_of(struct watch_relay *relay)
{
    return (struct work){
        .on_problem = relay_problem,
        .on_progress = relay->watch.on_headway ? relay_progress : NULL,
        .should_stop = relay->watch.should_stop ? relay_stop : NULL,
        .context = relay,
    };
}

enum quoth_status
quoth_check_watched(struct quoth *archive, bool is_full,
                    const struct quoth_watch *watch, struct quoth_error *error)
{
    if (!archive) {
        return api_refuse(error, "checking needs an archive");
    }
    struct error detail = {0};
    struct watch_relay relay = relay_to(watch);
    const struct work work = work_of(&relay);
    return api_pass_on(verify_archive(archive->reader, is_full, &work, &detail),
                       &detail, error);
}

enum quoth_status
quoth_check(struct quoth *archive, bool is_full,
            void (*on_problem)(void *context,
                               const struct quoth_problem *problem),
            void *context, struct quoth_error *error)
{
    const struct quoth_watch watch = {.on_problem = on_problem,
                                      .context = context};
    return quoth_check_watched(archive, is_full, &watch, error);
}

enum quoth_status
quoth_rebuild(struct quoth *archive, const struct quoth_watch *watch,
              struct quoth_rebuild_report *report, struct quoth_error *error)
{
    if (!archive) {
        return api_refuse(error, "rebuilding needs an archive");
    }
    if (!archive->writer) {
        return api_refuse_change(error);
    }
    struct error detail = {0};
    struct watch_relay relay = relay_to(watch);
    const struct work work = work_of(&relay);
    struct rebuild_report done = {0};
    const enum status status =
        rebuild_archive(archive->writer, &work, &done, &detail);
    if (report && (status == ST_OK || status == ST_PARTIAL)) {
        *report = (struct quoth_rebuild_report){
            .n_transcripts = done.n_transcripts,
            .n_segments = done.n_segments,
            .n_words = done.n_tokens,
            .n_damaged = done.n_damaged,
            .elapsed_ms = api_now_ms() - relay.started_ms,
        };
    }
    return api_pass_on(status, &detail, error);
}

enum quoth_status
quoth_backup(struct quoth *archive, const struct quoth_backup_options *options,
             struct quoth_backup_report *report, struct quoth_error *error)
{
    if (!archive || !options || !options->path || !options->path[0]) {
        return api_refuse(error, "a backup needs an archive and a path");
    }
    struct error detail = {0};
    struct watch_relay relay = relay_to(options->watch);
    const struct work work = work_of(&relay);
    const struct backup_options what = {
        .archive = archive->path,
        .path = options->path,
        .may_replace = options->may_replace,
        .work = &work,
    };
    int64_t n_bytes = 0;
    const enum status status =
        backup_archive(archive->reader, &what, &n_bytes, &detail);
    if (report && status == ST_OK) {
        *report = (struct quoth_backup_report){
            .n_bytes = n_bytes,
            .elapsed_ms = api_now_ms() - relay.started_ms,
        };
    }
    return api_pass_on(status, &detail, error);
}
