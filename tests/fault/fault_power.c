/*
 * Power cuts, simulated.
 *
 * Usage: fault_power [IMAGES [SEED [MODE [FILES]]]]
 *
 * The stages run once while every change of the disk is written down.  Then
 * the record is replayed: at each moment a disk has what was synced, and of
 * what was written since any sectors of 512 bytes, some of them garbage.
 * Files grow, shrink, appear and vanish with the metadata; names in the order
 * in which they were made and deleted.  From each such disk an archive must
 * open, be sound, and hold all that the library had told by then.
 *
 * MODE is one of:
 *   cut    as above
 *   sync   as above, with one sync that failed and lost what was pending;
 *          the runs are as many as there are syncs
 *   liar   the control: a disk that only says it has synced.  Archives must
 *          be lost or unsound, or this program could not find anything.
 *   all    the three, a tenth of the images for the control (the default)
 *
 * Without IMAGES: 300.  FILES is how many files there are besides those that
 * change: fewer make an image cheaper; without, there are more than a batch
 * holds, so that runs commit in between.
 */
#include "vfs.h"
#include "world.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    IMAGES = 300,
    SECTOR_BYTES = 512,
    FILES_MORE = 258, /* with the others, more than a batch holds */
    INODES_MAX = 64,
    NAMES_MAX = 8,
    GARBAGE_EVERY = 40, /* of the sectors that were written, one is garbage */
    REPAIR_EVERY = 16,  /* of the images, one is worked with to the end */
};

/** A file's content. */
struct content {
    unsigned char *bytes;
    size_t size;
    size_t capacity;
};

/** A file on the disk: what is safe, and what is under way. */
struct inode {
    struct content safe;
    size_t *pending; /**< numbers of changes */
    size_t n_pending;
    size_t capacity;
};

/** A name of the folder; each is the file's end after the archive's path. */
struct name {
    char end[16];
    size_t inode;
};

/** The folder. */
struct folder {
    struct name names[NAMES_MAX];
    size_t n;
};

/** The disk while the record is replayed. */
static struct {
    const char *archive; /**< its path when the record was made */
    const struct vfs_change *changes;
    size_t n_changes;
    bool lies;
    struct inode inodes[INODES_MAX];
    struct folder folder; /**< safe */
    size_t *renames;      /**< changes of names that are under way */
    size_t n_renames;
    size_t rename_capacity;
} disk;

/** What came of the images. */
struct total {
    int64_t n;
    int64_t n_verdicts[WORLD_NOT_THERE + 1];
    int64_t n_repaired;
};

/** End the program: the test itself can not go on. */
static _Noreturn void
give_up(const char *what)
{
    fprintf(stderr, "the test can not go on: %s\n", what);
    exit(EXIT_FAILURE);
}

/** Make a content have a size; what is new is zero. */
static void
resize(struct content *content, size_t size)
{
    if (size > content->capacity) {
        const size_t capacity = size * 2;
        content->bytes = realloc(content->bytes, capacity);
        if (!content->bytes) {
            give_up("no memory");
        }
        content->capacity = capacity;
    }
    if (size > content->size) {
        memset(content->bytes + content->size, 0, size - content->size);
    }
    content->size = size;
}

/** Append a number to a list. */
static void
push(size_t **list, size_t *n, size_t *capacity, size_t number)
{
    if (*n == *capacity) {
        *capacity = *capacity ? 2 * *capacity : 64;
        *list = realloc(*list, *capacity * sizeof(**list));
        if (!*list) {
            give_up("no memory");
        }
    }
    (*list)[(*n)++] = number;
}

/** Apply a change of content as it was asked for. */
static void
apply(struct content *content, const struct vfs_change *change)
{
    const size_t offset = (size_t)change->offset;
    if (change->kind == CHANGE_TRUNCATE) {
        resize(content, offset);
        return;
    }
    if (offset + change->size > content->size) {
        resize(content, offset + change->size);
    }
    memcpy(content->bytes + offset, change->data, change->size);
}

/** Apply a change of names. */
static void
apply_name(struct folder *folder, const struct vfs_change *change)
{
    const char *name = (const char *)change->data;
    const char *end = name + strlen(disk.archive);
    size_t i = 0;
    /* The backup's file is put in its place by other means than SQLite's. */
    if (strncmp(name, disk.archive, strlen(disk.archive)) != 0) {
        return;
    }
    while (i < folder->n && strcmp(folder->names[i].end, end) != 0) {
        i++;
    }
    if (change->kind == CHANGE_DELETE) {
        if (i < folder->n) {
            folder->names[i] = folder->names[--folder->n];
        }
        return;
    }
    if (i == NAMES_MAX || change->inode >= INODES_MAX) {
        give_up("too many files");
    }
    snprintf(folder->names[i].end, sizeof(folder->names[i].end), "%s", end);
    folder->names[i].inode = change->inode;
    folder->n += i == folder->n;
}

/** Make everything that was done to names safe. */
static void
sync_folder(void)
{
    for (size_t i = 0; i < disk.n_renames; i++) {
        apply_name(&disk.folder, &disk.changes[disk.renames[i]]);
    }
    disk.n_renames = 0;
}

/** Make a file's content safe. */
static void
sync_inode(struct inode *inode)
{
    for (size_t i = 0; i < inode->n_pending; i++) {
        apply(&inode->safe, &disk.changes[inode->pending[i]]);
    }
    inode->n_pending = 0;
}

/** Let the disk go one change on. */
static void
advance(size_t number)
{
    const struct vfs_change *change = &disk.changes[number];
    if (change->inode >= INODES_MAX) {
        give_up("too many files");
    }
    struct inode *inode = &disk.inodes[change->inode];
    switch (change->kind) {
    case CHANGE_CREATE:
    case CHANGE_DELETE:
        push(&disk.renames, &disk.n_renames, &disk.rename_capacity, number);
        break;
    case CHANGE_WRITE:
    case CHANGE_TRUNCATE:
        push(&inode->pending, &inode->n_pending, &inode->capacity, number);
        break;
    case CHANGE_SYNC:
        if (!disk.lies) {
            sync_inode(inode);
        }
        break;
    case CHANGE_SYNC_FOLDER:
        if (!disk.lies) {
            sync_folder();
        }
        break;
    case CHANGE_LOST_SYNC:
        /* The kernel says so once and takes the pages for clean. */
        inode->n_pending = 0;
        break;
    case CHANGE_NOTE:
        break;
    }
}

/** Write one sector of a write that is under way: as it is, or garbage. */
static void
land_sector(struct content *content, const struct vfs_change *change,
            size_t from, uint64_t *seed)
{
    const size_t offset = (size_t)change->offset + from;
    const size_t left = change->size - from;
    /* Sectors begin at multiples of their size, whatever was written. */
    const size_t room = SECTOR_BYTES - offset % SECTOR_BYTES;
    const size_t size = left < room ? left : room;
    if (offset + size > content->size) {
        resize(content, offset + size);
    }
    memcpy(content->bytes + offset, change->data + from, size);
    if (random_below(seed, GARBAGE_EVERY) == 0) {
        for (size_t i = 0; i < size; i++) {
            content->bytes[offset + i] = (unsigned char)next_random(seed);
        }
    }
}

/** Let some of what is under way arrive. */
static void
land(const struct inode *inode, struct content *content, uint64_t *seed)
{
    /* How likely, of 16: never, seldom, ..., all. */
    const uint64_t share = random_below(seed, 17);
    for (size_t i = 0; i < inode->n_pending; i++) {
        const struct vfs_change *change = &disk.changes[inode->pending[i]];
        if (change->kind == CHANGE_TRUNCATE) {
            if (random_below(seed, 16) < share) {
                resize(content, (size_t)change->offset);
            }
            continue;
        }
        size_t at = 0;
        while (at < change->size) {
            const size_t offset = (size_t)change->offset + at;
            if (random_below(seed, 16) < share) {
                land_sector(content, change, at, seed);
            }
            at += SECTOR_BYTES - offset % SECTOR_BYTES;
        }
    }
}

/** Write what a disk may hold after a cut to files at `path`. */
static void
write_image(const char *path, uint64_t *seed)
{
    static struct content content;
    struct folder folder = disk.folder;
    const size_t n_named = (size_t)random_below(seed, disk.n_renames + 1);
    for (size_t i = 0; i < n_named; i++) {
        apply_name(&folder, &disk.changes[disk.renames[i]]);
    }
    remove_archive(path);
    for (size_t i = 0; i < folder.n; i++) {
        const struct inode *inode = &disk.inodes[folder.names[i].inode];
        content.size = 0;
        resize(&content, inode->safe.size);
        if (inode->safe.size > 0) {
            memcpy(content.bytes, inode->safe.bytes, inode->safe.size);
        }
        land(inode, &content, seed);
        char name[WORLD_PATH_BYTES + 32];
        snprintf(name, sizeof(name), "%s%s", path, folder.names[i].end);
        const int fd =
            open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0 ||
            (content.size > 0 &&
             write(fd, content.bytes, content.size) != (ssize_t)content.size)) {
            give_up("an image can not be written");
        }
        close(fd);
    }
}

/** Whether an archive may still be opened and worked with to the end. */
static bool
can_go_on(const struct world *world, const char *path)
{
    struct quoth *archive;
    struct quoth_error error;
    char folder[WORLD_PATH_BYTES + 8];
    const char *root = folder;
    const struct quoth_open_options where = {.path = path, .is_writable = true};
    const struct quoth_index_options what = {
        .roots = &root, .n_roots = 1, .n_threads = 1, .reads_all = true};
    snprintf(folder, sizeof(folder), "%s/b", world->folder);
    enum quoth_status status = quoth_open(&where, &archive, &error);
    if (status == QUOTH_OK) {
        status = quoth_index(archive, &what, NULL, &error);
        if (status == QUOTH_OK) {
            status = quoth_check(archive, true, NULL, NULL, &error);
        }
        quoth_close(archive);
    }
    if (status != QUOTH_OK) {
        printf("can not go on: %s\n", error.text);
    }
    return status == QUOTH_OK;
}

/** Cut the power now, and look at what is left. */
static void
try_image(struct world *world, const char *path, size_t at, uint64_t *seed,
          struct total *total)
{
    char why[256];
    write_image(path, seed);
    const bool opens_to_write = random_below(seed, 4) == 0;
    enum world_verdict verdict = world_check(world, path, opens_to_write, why);
    if (verdict == WORLD_SOUND && !disk.lies && total->n % REPAIR_EVERY == 0) {
        total->n_repaired++;
        verdict = can_go_on(world, path) ? WORLD_SOUND : WORLD_UNSOUND;
    }
    total->n++;
    total->n_verdicts[verdict]++;
    if (!disk.lies && verdict != WORLD_SOUND && verdict != WORLD_NOT_THERE) {
        printf("change %zu of %zu, stage %d: %s: %s\n", at, disk.n_changes,
               world->state->stage, world_verdict_name(verdict), why);
    }
}

/** Forget what the disk held. */
static void
wipe_disk(void)
{
    for (size_t i = 0; i < INODES_MAX; i++) {
        disk.inodes[i].safe.size = 0;
        disk.inodes[i].n_pending = 0;
    }
    disk.folder.n = 0;
    disk.n_renames = 0;
}

/** Replay the record and cut `n_images` times, evenly spread. */
static void
replay(struct world *world, int64_t n_images, uint64_t *seed,
       struct total *total)
{
    struct world seen = *world;
    struct world_state state;
    char path[WORLD_PATH_BYTES + 16];
    memset(&state, 0, sizeof(state));
    memset(state.before, WORLD_ABSENT, sizeof(state.before));
    memset(state.after, WORLD_ABSENT, sizeof(state.after));
    seen.state = &state;
    snprintf(path, sizeof(path), "%s/cut.db", world->folder);
    wipe_disk();
    int64_t n_done = 0;
    for (size_t i = 0; i < disk.n_changes; i++) {
        const struct vfs_change *change = &disk.changes[i];
        advance(i);
        if (change->kind == CHANGE_NOTE) {
            memcpy(&state, change->data, sizeof(state));
        }
        const int64_t due =
            n_images * (int64_t)(i + 1) / (int64_t)disk.n_changes;
        for (; n_done < due; n_done++) {
            try_image(&seen, path, i, seed, total);
        }
    }
    remove_archive(path);
}

/** Run the stages with a plan, or none, and write down what they change. */
static void
record(struct world *world, const struct vfs_plan *plan)
{
    world_reset(world);
    vfs_record(true);
    vfs_arm(plan);
    world->takes_notes = true;
    if (world_run(world, WORLD_STAGES) != QUOTH_OK && !vfs_was_hit()) {
        give_up(world->error.text);
    }
    world_close(world);
    vfs_disarm();
    vfs_record(false);
    world->takes_notes = false;
    disk.archive = world->archive;
    disk.changes = vfs_changes(&disk.n_changes);
}

/** One run, cut at every moment. */
static void
try_cuts(struct world *world, int64_t n_images, uint64_t *seed,
         struct total *total)
{
    record(world, NULL);
    replay(world, n_images, seed, total);
}

/** A run for each sync that can fail. */
static void
try_syncs(struct world *world, int64_t n_images, uint64_t *seed,
          struct total *total)
{
    struct vfs_plan plan = {.classes = VFS_SYNC, .action = VFS_DROP};
    int64_t n_syncs = 0;
    record(world, NULL);
    for (size_t i = 0; i < disk.n_changes; i++) {
        n_syncs += disk.changes[i].kind == CHANGE_SYNC;
    }
    for (int64_t i = 0; i < n_syncs; i++) {
        plan.at = i + 1;
        record(world, &plan);
        replay(world, n_images * (i + 1) / n_syncs - n_images * i / n_syncs,
               seed, total);
    }
}

/** Tell a mode's figures; whether none is bad. */
static bool
tell(const char *mode, const struct total *total)
{
    const int64_t n_lost = total->n_verdicts[WORLD_LOST];
    const int64_t n_partial = total->n_verdicts[WORLD_PARTIAL];
    const int64_t n_unsound = total->n_verdicts[WORLD_UNSOUND];
    printf("%s: %" PRId64 " images, %" PRId64 " worked on with: %" PRId64
           " lost, %" PRId64 " partial, %" PRId64 " unsound\n",
           mode, total->n, total->n_repaired, n_lost, n_partial, n_unsound);
    return n_lost + n_partial + n_unsound == 0;
}

int
main(int argc, char **argv)
{
    const int64_t n_images = argc > 1 ? number_of(argv[1]) : IMAGES;
    uint64_t seed = argc > 2 ? (uint64_t)number_of(argv[2]) : 1;
    const char *mode = argc > 3 ? argv[3] : "all";
    const int64_t n_files = argc > 4 ? number_of(argv[4]) : FILES_MORE;
    const bool is_all = strcmp(mode, "all") == 0;
    struct world world;
    bool is_good = vfs_install();
    world_make(&world, world_place(),
               n_files < FILES_MORE ? (int)n_files : FILES_MORE);
    if (is_all || strcmp(mode, "cut") == 0) {
        struct total total = {0};
        try_cuts(&world, n_images, &seed, &total);
        is_good &= tell("power cuts", &total);
    }
    if (is_all || strcmp(mode, "sync") == 0) {
        struct total total = {0};
        try_syncs(&world, is_all ? n_images / 2 : n_images, &seed, &total);
        is_good &= tell("failed syncs, then power cuts", &total);
    }
    if (is_all || strcmp(mode, "liar") == 0) {
        struct total total = {0};
        disk.lies = true;
        try_cuts(&world, is_all ? n_images / 10 : n_images, &seed, &total);
        is_good &= !tell("control, a disk that lies", &total);
        disk.lies = false;
    }
    world_reset(&world);
    world_remove(&world);
    return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
