/*
 * A merge of two sorted lists.
 */
#include "ingest/plan.h"

#include <stdlib.h>

uint64_t
plan_content_key(const char hash[HASH_BYTES])
{
    uint64_t bits;
    memcpy(&bits, hash, sizeof(bits));
    return bits;
}

/** A copy of a slice in the plan's arena. */
static struct slice
keep(struct plan *plan, struct slice text)
{
    return (struct slice){arena_copy(&plan->arena, text), text.size};
}

/** Remember a file that the archive knows. */
static enum status
add_known(void *context, const struct file_row *row)
{
    struct plan *plan = context;
    if (!array_grow(&plan->known, &plan->known_capacity, plan->n_known,
                    sizeof(*row))) {
        return ST_NO_MEMORY;
    }
    struct file_row copy = *row;
    copy.path = keep(plan, row->path);
    copy.format = keep(plan, row->format);
    copy.message = keep(plan, row->message);
    plan->known[plan->n_known++] = copy;
    if (row->has_hash &&
        (row->outcome == FILE_INDEXED || row->outcome == FILE_ALTERNATE) &&
        !map_put(&plan->hashes, plan_content_key(row->hash), 1)) {
        return ST_NO_MEMORY;
    }
    return plan->arena.has_failed ? ST_NO_MEMORY : ST_OK;
}

/** Whether what was found is a folder that could not be read. */
static bool
is_closed_folder(const struct found_file *found)
{
    return found->code != ST_OK && found->code != ST_NOT_A_FILE;
}

/** Whether a path lies below a folder that could not be read: then nobody
 * knows whether it is still there. */
static bool
is_hidden(const struct found *found, struct slice path)
{
    for (size_t i = 0; found->n_closed > 0 && i < found->n_files; i++) {
        const struct found_file *folder = &found->files[i];
        const size_t size = strlen(folder->path);
        if (is_closed_folder(folder) && path.size > size &&
            memcmp(path.data, folder->path, size) == 0 &&
            (size == 0 || path.data[size] == '/')) {
            return true;
        }
    }
    return false;
}

/** Whether a file looks as the archive knows it. */
static bool
is_as_known(const struct found_file *found, const struct file_row *known)
{
    return found->stamp.size_bytes == known->stamp.size_bytes &&
           found->stamp.mtime_ns == known->stamp.mtime_ns;
}

/** Add one item, and note what must be read. */
static bool
add_item(struct plan *plan, struct plan_item item)
{
    if (!array_grow(&plan->items, &plan->capacity, plan->n_items,
                    sizeof(item))) {
        return false;
    }
    const size_t index = plan->n_items++;
    plan->items[index] = item;
    if (item.action == PLAN_VANISHED) {
        return map_put(&plan->vanished, (uint64_t)item.known->id,
                       (int64_t)index);
    }
    if (item.action != PLAN_READ) {
        return true;
    }
    if (!array_grow(&plan->reads, &plan->reads_capacity, plan->n_reads,
                    sizeof(index))) {
        return false;
    }
    plan->reads[plan->n_reads++] = index;
    plan->n_read_bytes += item.found->stamp.size_bytes;
    return true;
}

/** What to do with a file that was found; `known` may be NULL. */
static enum plan_action
action_for(const struct found_file *found, const struct file_row *known,
           bool reads_all)
{
    if (found->code != ST_OK) {
        return PLAN_REFUSED;
    }
    return known && !reads_all && is_as_known(found, known) ? PLAN_UNCHANGED
                                                            : PLAN_READ;
}

/** Merge what was found with what is known; false without memory. */
static bool
merge(struct plan *plan, const struct found *found, bool reads_all)
{
    size_t f = 0;
    size_t k = 0;
    while (f < found->n_files || k < plan->n_known) {
        const struct found_file *file =
            f < found->n_files ? &found->files[f] : NULL;
        struct file_row *known = k < plan->n_known ? &plan->known[k] : NULL;
        /* Paths have no NUL inside: the arena's copy ends with one. */
        const int order = !file    ? 1
                          : !known ? -1
                                   : strcmp(file->path, known->path.data);
        struct plan_item item = {.found = order <= 0 ? file : NULL,
                                 .known = order >= 0 ? known : NULL};
        f += order <= 0;
        k += order >= 0;
        if (item.found) {
            item.action = action_for(file, item.known, reads_all);
        } else if (is_hidden(found, known->path)) {
            continue;
        } else {
            item.action = PLAN_VANISHED;
        }
        if (!add_item(plan, item)) {
            return false;
        }
    }
    return true;
}

enum status
plan_make(struct plan *plan, struct writer *writer, int64_t collection,
          const struct found *found, bool reads_all, struct error *error)
{
    *plan = (struct plan){0};
    enum status status =
        writer_each_file(writer, collection, add_known, plan, error);
    if (status == ST_OK && !merge(plan, found, reads_all)) {
        status = ST_NO_MEMORY;
    }
    return status == ST_NO_MEMORY ? error_set(error, status, "out of memory")
                                  : status;
}

void
plan_finish(struct plan *plan)
{
    free(plan->known);
    free(plan->items);
    free(plan->reads);
    map_finish(&plan->vanished);
    map_finish(&plan->hashes);
    arena_finish(&plan->arena);
    *plan = (struct plan){0};
}
