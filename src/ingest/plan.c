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
 * knows whether it is still there.  One look-up for each folder above it. */
static bool
is_hidden(const struct found *found, struct slice path)
{
    for (size_t i = 0; found->n_closed > 0 && i < path.size; i++) {
        if (i > 0 && path.data[i] != '/') {
            continue;
        }
        const struct found_file *folder =
            found_find_part(found, slice_part(path, 0, i));
        if (folder && is_closed_folder(folder)) {
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

/** Remember where a file is that vanished and was forgotten before. */
static bool
note_forgotten(struct plan *plan, const struct file_row *row, size_t index)
{
    return row->outcome != FILE_FORGOTTEN || !row->has_hash ||
           map_put(&plan->forgotten, plan_content_key(row->hash),
                   (int64_t)index);
}

/** Add one item. */
static bool
add_item(struct plan *plan, struct plan_item item)
{
    if (!array_grow(&plan->items, &plan->capacity, plan->n_items,
                    sizeof(item))) {
        return false;
    }
    const size_t index = plan->n_items++;
    plan->items[index] = item;
    return item.action != PLAN_VANISHED ||
           (map_put(&plan->vanished, (uint64_t)item.known->id,
                    (int64_t)index) &&
            note_forgotten(plan, item.known, index));
}

bool
plan_list_reads(struct plan *plan)
{
    plan->n_reads = 0;
    plan->n_read_bytes = 0;
    for (size_t i = 0; i < plan->n_items; i++) {
        if (plan->items[i].action != PLAN_READ) {
            continue;
        }
        if (!array_grow(&plan->reads, &plan->reads_capacity, plan->n_reads,
                        sizeof(i))) {
            return false;
        }
        plan->reads[plan->n_reads++] = i;
        plan->n_read_bytes += plan->items[i].found->stamp.size_bytes;
    }
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
            /* One of the two is there.
             * NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
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
plan_make(struct plan *plan, struct writer *writer,
          const struct plan_order *order, struct error *error)
{
    *plan = (struct plan){0};
    enum status status =
        writer_each_file(writer, order->collection, add_known, plan, error);
    if (status == ST_OK && (!merge(plan, order->found, order->reads_all) ||
                            !plan_list_reads(plan))) {
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
    map_finish(&plan->forgotten);
    arena_finish(&plan->arena);
    *plan = (struct plan){0};
}
