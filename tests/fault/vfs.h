/*
 * vfs.h - a VFS over SQLite's own that counts what is asked of the disk, and
 * at a chosen operation fails, ends the process, or only writes it down.
 *
 * It is made the default before the library opens anything, so the library
 * needs no hook.  One process, one set of settings, no threads.
 */
#ifndef QUOTH_TESTS_FAULT_VFS_H
#define QUOTH_TESTS_FAULT_VFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What SQLite asks of a disk, as bits. */
enum vfs_class {
    VFS_OPEN = 1 << 0,
    VFS_READ = 1 << 1,
    VFS_WRITE = 1 << 2,
    VFS_TRUNCATE = 1 << 3,
    VFS_SYNC = 1 << 4,
    VFS_DELETE = 1 << 5,
    VFS_SIZE = 1 << 6,
    VFS_LOCK = 1 << 7,
    VFS_SHARED = 1 << 8, /**< shared memory: mapping and locking it */
    VFS_ACCESS = 1 << 9,

    VFS_CHANGES = VFS_OPEN | VFS_WRITE | VFS_TRUNCATE | VFS_SYNC | VFS_DELETE,
    VFS_ALL = (1 << 10) - 1,
};

/** What happens at the chosen operation. */
enum vfs_action {
    VFS_FAIL,        /**< an error of the class's own */
    VFS_FAIL_FULL,   /**< no space left; half of a write is done */
    VFS_DROP,        /**< a sync fails, and what was pending is lost */
    VFS_KILL_BEFORE, /**< SIGKILL, and nothing of it is done */
    VFS_KILL_HALF,   /**< SIGKILL after half of a write */
    VFS_KILL_AFTER,  /**< SIGKILL, all of it done */
};

/** Which operation, and what then. */
struct vfs_plan {
    unsigned classes; /**< which operations count */
    int64_t at;       /**< from 1; 0: none */
    bool persists;    /**< all counted operations from then on */
    enum vfs_action action;
};

/** One change of what lies on the disk, as it was asked for. */
struct vfs_change {
    enum vfs_change_kind {
        CHANGE_CREATE,
        CHANGE_DELETE,
        CHANGE_WRITE,
        CHANGE_TRUNCATE,
        CHANGE_SYNC,
        CHANGE_SYNC_FOLDER, /**< everything done to names before */
        CHANGE_LOST_SYNC,   /**< failed: pending writes may never come */
        CHANGE_NOTE,        /**< by vfs_note(): `data` is the caller's */
    } kind;
    size_t inode; /**< files that were created anew are others */
    int64_t offset;
    size_t size;
    unsigned char *data; /**< of a write; the name of created and deleted */
};

/** Make the VFS the default; false where SQLite does not let us. */
bool vfs_install(void);

/** Count anew, by a plan; NULL counts everything and lets it pass. */
void vfs_arm(const struct vfs_plan *plan);

/** Let everything pass.  Returns how many operations were counted. */
int64_t vfs_disarm(void);

/** Whether the plan's operation was met since vfs_arm(). */
bool vfs_was_hit(void);

/** Begin to write changes down, or end; what was written is forgotten when
 * it begins again. */
void vfs_record(bool is_on);

/** Write a note of the caller's between the changes, where they are written
 * down. */
void vfs_note(const void *data, size_t size);

/** What was written down; lives until vfs_record(true). */
const struct vfs_change *vfs_changes(size_t *n);

#endif
