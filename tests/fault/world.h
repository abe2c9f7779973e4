/*
 * world.h - folders of transcripts that change in stages, an archive that
 * follows them, and what it must hold at any moment.
 *
 * A file is in one of its versions or absent.  While a stage runs, each file
 * may be as before or as after it; once the library told its outcome, only as
 * after it.  That is the contract that every driver holds archives to.
 */
#ifndef QUOTH_TESTS_FAULT_WORLD_H
#define QUOTH_TESTS_FAULT_WORLD_H

#include "quoth.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WORLD_STAGES = 8,
    WORLD_FILES_MAX = 320,
    WORLD_PATH_BYTES = 512,
    WORLD_ABSENT = -1,
};

/** What an archive must hold: a version a file. */
struct world_state {
    int8_t before[WORLD_FILES_MAX]; /**< told, or of a stage that ended */
    int8_t after[WORLD_FILES_MAX];  /**< of the stage under way */
    int8_t stage;                   /**< stages that ended */
};

struct world {
    char folder[WORLD_PATH_BYTES];
    char archive[WORLD_PATH_BYTES];
    char backup[WORLD_PATH_BYTES]; /**< what the last stage makes */
    int n_files;
    struct world_state own_state;
    struct world_state *state; /**< own_state, or shared with a parent */
    bool takes_notes;          /**< give each state to vfs_note() */
    struct quoth *handle;      /**< the archive, while stages run */
    struct quoth_error error;  /**< of the stage that failed */
};

/** Make a folder below `parent` and a world in it; `n_more` files more than
 * the eight that change.  Ends the program where that fails. */
void world_make(struct world *world, const char *parent, int n_more);

/** Remove the folder with all that is in it. */
void world_remove(struct world *world);

/** Remove the archive and put the folders and the state back to where no
 * stage has run. */
void world_reset(struct world *world);

/** Run the stages from state->stage on; 0 opens the archive.  Stops at the
 * first that fails, with world->error.  The archive stays open. */
enum quoth_status world_run(struct world *world, int n_stages);

/** Close the archive. */
void world_close(struct world *world);

/** What a check of an archive found. */
enum world_verdict {
    WORLD_SOUND,
    WORLD_LOST,      /**< something told is not there */
    WORLD_PARTIAL,   /**< something is there in part, or never was so */
    WORLD_UNSOUND,   /**< quoth_check() complains, or a call fails */
    WORLD_NOT_THERE, /**< no archive, where nothing was told yet */
};

/** Hold the archive at `path` to the state; `opens_to_write` first makes it
 * recover as the next run of the library would.  `why` receives a sentence
 * of at most 255 bytes. */
enum world_verdict world_check(const struct world *world, const char *path,
                               bool opens_to_write, char why[256]);

/**
 * Hold the backup to the state: it is there, and holds all, once that was told;
 * before, it is there whole or not at all.  Half-made ones are removed; where
 * `has_ended`, the call that makes them, none may be there.
 */
enum world_verdict world_check_backup(const struct world *world, bool has_ended,
                                      char why[256]);

/** The name of a verdict. */
const char *world_verdict_name(enum world_verdict verdict);

/** Splitmix64 (Steele, Lea and Flood 2014): small, and the same anywhere. */
uint64_t next_random(uint64_t *seed);

/** A number below n, from 0. */
uint64_t random_below(uint64_t *seed, uint64_t n);

/** Read an argument as a number, or end the program. */
int64_t number_of(const char *text);

/** Copy a file; ends the program where that fails. */
void copy_file(const char *from, const char *to);

/** Remove an archive and what lies beside it. */
void remove_archive(const char *path);

/** The folder for worlds: in memory where that exists. */
const char *world_place(void);

#endif
