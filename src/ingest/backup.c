/*
 * Checking, copying and naming a backup.
 */
#include "ingest/backup.h"

#include "ingest/verify.h"
#include "store/new_file.h"

#include <errno.h>
#include <sys/stat.h>

/** Tell how much is copied, and ask whether to go on. */
static bool
on_pages(void *context, int64_t n_done, int64_t n)
{
    const struct work *work = context;
    work_tell(work, "pages", n_done, n);
    return !work_shall_stop(work);
}

/** An earlier backup goes only for an archive that looks sound. */
static enum status
check_before(struct reader *reader, const struct backup_options *options,
             struct error *error)
{
    const struct work *work = options->work;
    const struct work silent = {.on_progress = work->on_progress,
                                .context = work->context};
    struct error detail = {0};
    const enum status status = verify_archive(reader, false, &silent, &detail);
    if (status == ST_DAMAGED) {
        error_set(error, status,
                  "the archive is damaged; the earlier backup was kept");
        error_set_path(error, options->path);
        return status;
    }
    if (status != ST_OK && error) {
        *error = detail;
    }
    return status;
}

/** Copy into a new file, and keep it. */
static enum status
copy(struct reader *reader, const struct backup_options *options,
     struct new_file *file, struct error *error)
{
    struct stat facts;
    if (stat(options->archive, &facts) < 0) {
        return error_system(error, errno, "looking at", options->archive);
    }
    if (file->replaces) {
        TRY(check_before(reader, options, error));
    }
    const enum status status = reader_copy(reader, file->written, on_pages,
                                           (void *)options->work, error);
    if (status != ST_OK) {
        /* Nobody knows the file by the name that it has now. */
        error_set_path(error, options->path);
        return status;
    }
    /* Whoever may read the archive may read its copy; where the file system
     * has no modes, nothing can be done. */
    (void)fchmod(file->fd, facts.st_mode & 0777);
    if (work_shall_stop(options->work)) {
        return error_set(error, ST_INTERRUPTED, "stopped");
    }
    return new_file_keep(file, error);
}

/** Whether two paths are the same file. */
static bool
is_same_file(const char *one, const char *other)
{
    struct stat a;
    struct stat b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

enum status
backup_archive(struct reader *reader, const struct backup_options *options,
               int64_t *n_bytes, struct error *error)
{
    struct new_file file;
    struct stat facts = {0};
    if (is_same_file(options->archive, options->path)) {
        error_set(error, ST_BAD_ARGUMENT, "this is the archive itself");
        error_set_path(error, options->path);
        return ST_BAD_ARGUMENT;
    }
    enum status status =
        new_file_begin(&file, options->path, options->may_replace, error);
    if (status == ST_OK) {
        status = copy(reader, options, &file, error);
    }
    if (status == ST_OK && fstat(file.fd, &facts) == 0) {
        *n_bytes = facts.st_size;
    }
    new_file_finish(&file);
    return status;
}
