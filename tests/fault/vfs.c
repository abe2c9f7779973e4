/*
 * A shim (sqlite.org/vfs.html, section 2.2.3) over the system's VFS.
 *
 * Every file keeps the real one behind it in the same allocation.  Inodes
 * are numbered by us: a name that is deleted and made again is another file,
 * or a journal's old content would seem to come back.
 */
#include "vfs.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMES_MAX = 64 };

/** A file of ours; the real one follows. */
struct fault_file {
    sqlite3_file base;
    sqlite3_file *real;
    size_t inode;
    bool syncs_folder; /**< SQLite's VFS does so at the first sync */
    bool was_unread;   /**< a read failed, as with EIO */
};

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;

    struct vfs_plan plan;
    bool is_armed;
    bool was_hit;
    int64_t n;

    bool is_recording;
    struct vfs_change *changes;
    size_t n_changes;
    size_t capacity;

    /* Names in use and their inodes. */
    char names[NAMES_MAX][512];
    size_t inodes[NAMES_MAX];
    size_t n_names;
    size_t n_inodes;
} fault;

/** Append to the record. */
static void
add_change(struct vfs_change change, const void *data)
{
    if (!fault.is_recording) {
        return;
    }
    if (fault.n_changes == fault.capacity) {
        fault.capacity = fault.capacity ? 2 * fault.capacity : 1024;
        fault.changes =
            realloc(fault.changes, fault.capacity * sizeof(*fault.changes));
    }
    if (data && change.size > 0) {
        change.data = malloc(change.size);
        if (change.data) {
            memcpy(change.data, data, change.size);
        }
    }
    if (!fault.changes || (data && change.size > 0 && !change.data)) {
        fputs("no memory for the record\n", stderr);
        abort();
    }
    fault.changes[fault.n_changes++] = change;
}

/** The place of a name among those in use; n_names without one. */
static size_t
find_name(const char *name)
{
    size_t i = 0;
    while (i < fault.n_names && strcmp(fault.names[i], name) != 0) {
        i++;
    }
    return i;
}

/** The inode of a name; a name that is not in use gets one, and is created
 * where it was not there. */
static size_t
inode_of(const char *name, bool was_there)
{
    const size_t i = find_name(name);
    if (i < fault.n_names && was_there) {
        return fault.inodes[i];
    }
    if (i == fault.n_names) {
        if (fault.n_names == NAMES_MAX) {
            fputs("too many names\n", stderr);
            abort();
        }
        snprintf(fault.names[i], sizeof(fault.names[i]), "%s", name);
        fault.n_names++;
    }
    fault.inodes[i] = fault.n_inodes++;
    const struct vfs_change created = {.kind = CHANGE_CREATE,
                                       .inode = fault.inodes[i],
                                       .size = strlen(name) + 1};
    add_change(created, name);
    return fault.inodes[i];
}

/** Count an operation; whether it is one that goes wrong. */
static bool goes_wrong(enum vfs_class class)
{
    if (!fault.is_armed || !(fault.plan.classes & class)) {
        return false;
    }
    fault.n++;
    const bool is_it =
        fault.plan.at > 0 && (fault.n == fault.plan.at ||
                              (fault.plan.persists && fault.n > fault.plan.at));
    fault.was_hit |= is_it;
    if (is_it && fault.plan.action == VFS_KILL_BEFORE) {
        raise(SIGKILL);
    }
    return is_it;
}

/** End the process where the plan says so, now that the operation is done. */
static void
kill_after(void)
{
    if (fault.plan.action == VFS_KILL_HALF ||
        fault.plan.action == VFS_KILL_AFTER) {
        raise(SIGKILL);
    }
}

/** Whether the plan's action lets the operation itself be done. */
static bool
is_done_anyway(bool is_wrong)
{
    return !is_wrong || fault.plan.action == VFS_KILL_HALF ||
           fault.plan.action == VFS_KILL_AFTER;
}

/** The code of a failure of a class. */
static int
failure(int code)
{
    return fault.plan.action == VFS_FAIL_FULL ? SQLITE_FULL : code;
}

static sqlite3_file *
real_of(sqlite3_file *file)
{
    return ((struct fault_file *)file)->real;
}

static int
file_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int
file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
    if (goes_wrong(VFS_READ)) {
        ((struct fault_file *)file)->was_unread = true;
        return SQLITE_IOERR_READ;
    }
    return real_of(file)->pMethods->xRead(real_of(file), bytes, size, offset);
}

/** Write, and write down what was. */
static int
write_through(struct fault_file *file, const void *bytes, int size,
              sqlite3_int64 offset)
{
    const struct vfs_change written = {.kind = CHANGE_WRITE,
                                       .inode = file->inode,
                                       .offset = offset,
                                       .size = (size_t)size};
    add_change(written, bytes);
    return file->real->pMethods->xWrite(file->real, bytes, size, offset);
}

static int
file_write(sqlite3_file *file, const void *bytes, int size,
           sqlite3_int64 offset)
{
    struct fault_file *own = (struct fault_file *)file;
    if (!goes_wrong(VFS_WRITE)) {
        return write_through(own, bytes, size, offset);
    }
    if (fault.plan.action == VFS_KILL_AFTER) {
        write_through(own, bytes, size, offset);
    } else if (fault.plan.action != VFS_FAIL && size > 1) {
        write_through(own, bytes, size / 2, offset);
    }
    kill_after();
    return failure(SQLITE_IOERR_WRITE);
}

static int
file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct fault_file *own = (struct fault_file *)file;
    const bool is_wrong = goes_wrong(VFS_TRUNCATE);
    int rc = failure(SQLITE_IOERR_TRUNCATE);
    if (is_done_anyway(is_wrong)) {
        const struct vfs_change cut = {
            .kind = CHANGE_TRUNCATE, .inode = own->inode, .offset = size};
        add_change(cut, NULL);
        rc = own->real->pMethods->xTruncate(own->real, size);
    }
    if (is_wrong) {
        kill_after();
    }
    return rc;
}

static int
file_sync(sqlite3_file *file, int flags)
{
    struct fault_file *own = (struct fault_file *)file;
    const bool is_wrong = goes_wrong(VFS_SYNC);
    int rc = failure(SQLITE_IOERR_FSYNC);
    if (is_done_anyway(is_wrong)) {
        const struct vfs_change synced = {.kind = CHANGE_SYNC,
                                          .inode = own->inode};
        const struct vfs_change folder = {.kind = CHANGE_SYNC_FOLDER};
        add_change(synced, NULL);
        if (own->syncs_folder) {
            add_change(folder, NULL);
            own->syncs_folder = false;
        }
        rc = own->real->pMethods->xSync(own->real, flags);
    } else if (fault.plan.action == VFS_DROP) {
        const struct vfs_change lost = {.kind = CHANGE_LOST_SYNC,
                                        .inode = own->inode};
        add_change(lost, NULL);
    }
    if (is_wrong) {
        kill_after();
    }
    return rc;
}

static int
file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return goes_wrong(VFS_SIZE)
               ? SQLITE_IOERR_FSTAT
               : real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int
file_lock(sqlite3_file *file, int level)
{
    return goes_wrong(VFS_LOCK)
               ? SQLITE_IOERR_LOCK
               : real_of(file)->pMethods->xLock(real_of(file), level);
}

static int
file_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int
file_check_lock(sqlite3_file *file, int *is_reserved)
{
    return goes_wrong(VFS_LOCK) ? SQLITE_IOERR_CHECKRESERVEDLOCK
                                : real_of(file)->pMethods->xCheckReservedLock(
                                      real_of(file), is_reserved);
}

static int
file_control(sqlite3_file *file, int op, void *value)
{
    if (op == SQLITE_FCNTL_LAST_ERRNO &&
        ((struct fault_file *)file)->was_unread) {
        *(int *)value = EIO;
        return SQLITE_OK;
    }
    return real_of(file)->pMethods->xFileControl(real_of(file), op, value);
}

static int
file_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int
file_traits(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int
shared_map(sqlite3_file *file, int page, int size, int extends,
           void volatile **memory)
{
    return goes_wrong(VFS_SHARED)
               ? SQLITE_IOERR_SHMMAP
               : real_of(file)->pMethods->xShmMap(real_of(file), page, size,
                                                  extends, memory);
}

static int
shared_lock(sqlite3_file *file, int offset, int n, int flags)
{
    const bool is_wrong = (flags & SQLITE_SHM_LOCK) && goes_wrong(VFS_SHARED);
    return is_wrong ? SQLITE_IOERR_SHMLOCK
                    : real_of(file)->pMethods->xShmLock(real_of(file), offset,
                                                        n, flags);
}

static void
shared_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int
shared_unmap(sqlite3_file *file, int deletes)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), deletes);
}

/* Version 2: without xFetch, by which pages would be read unseen. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = shared_map,
    .xShmLock = shared_lock,
    .xShmBarrier = shared_barrier,
    .xShmUnmap = shared_unmap,
};

static int
vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
         int *flags_out)
{
    (void)vfs;
    struct fault_file *own = (struct fault_file *)file;
    own->base.pMethods = NULL;
    own->real = (sqlite3_file *)(own + 1);
    own->was_unread = false;
    own->syncs_folder = flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL) &&
                        flags & SQLITE_OPEN_CREATE;
    const bool is_wrong = goes_wrong(VFS_OPEN);
    if (!is_done_anyway(is_wrong)) {
        return failure(SQLITE_CANTOPEN);
    }
    const bool was_there = name && access(name, F_OK) == 0;
    const int rc =
        fault.real->xOpen(fault.real, name, own->real, flags, flags_out);
    if (own->real->pMethods) {
        own->base.pMethods = &methods;
    }
    if (rc == SQLITE_OK && name) {
        own->inode = inode_of(name, was_there);
    }
    if (is_wrong) {
        kill_after();
    }
    return rc;
}

static int
vfs_delete(sqlite3_vfs *vfs, const char *name, int syncs_folder)
{
    (void)vfs;
    const bool is_wrong = goes_wrong(VFS_DELETE);
    int rc = failure(SQLITE_IOERR_DELETE);
    if (is_done_anyway(is_wrong)) {
        rc = fault.real->xDelete(fault.real, name, syncs_folder);
        const struct vfs_change gone = {.kind = CHANGE_DELETE,
                                        .size = strlen(name) + 1};
        const struct vfs_change folder = {.kind = CHANGE_SYNC_FOLDER};
        if (rc == SQLITE_OK) {
            add_change(gone, name);
        }
        if (rc == SQLITE_OK && syncs_folder) {
            add_change(folder, NULL);
        }
    }
    if (is_wrong) {
        kill_after();
    }
    return rc;
}

static int
vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
    (void)vfs;
    return goes_wrong(VFS_ACCESS)
               ? SQLITE_IOERR_ACCESS
               : fault.real->xAccess(fault.real, name, flags, result);
}

bool
vfs_install(void)
{
    fault.real = sqlite3_vfs_find(NULL);
    if (!fault.real) {
        return false;
    }
    fault.vfs = *fault.real;
    fault.vfs.zName = "fault";
    fault.vfs.szOsFile = (int)sizeof(struct fault_file) + fault.real->szOsFile;
    fault.vfs.pNext = NULL;
    fault.vfs.xOpen = vfs_open;
    fault.vfs.xDelete = vfs_delete;
    fault.vfs.xAccess = vfs_access;
    return sqlite3_vfs_register(&fault.vfs, 1) == SQLITE_OK;
}

void
vfs_arm(const struct vfs_plan *plan)
{
    /* Each run's backup has a name of its own. */
    fault.n_names = 0;
    fault.plan = plan ? *plan : (struct vfs_plan){.classes = VFS_ALL};
    fault.is_armed = true;
    fault.was_hit = false;
    fault.n = 0;
}

int64_t
vfs_disarm(void)
{
    fault.is_armed = false;
    return fault.n;
}

bool
vfs_was_hit(void)
{
    return fault.was_hit;
}

void
vfs_record(bool is_on)
{
    if (is_on) {
        for (size_t i = 0; i < fault.n_changes; i++) {
            free(fault.changes[i].data);
        }
        fault.n_changes = 0;
        fault.n_names = 0;
        fault.n_inodes = 0;
    }
    fault.is_recording = is_on;
}

void
vfs_note(const void *data, size_t size)
{
    const struct vfs_change note = {.kind = CHANGE_NOTE, .size = size};
    add_change(note, data);
}

const struct vfs_change *
vfs_changes(size_t *n)
{
    *n = fault.n_changes;
    return fault.changes;
}
