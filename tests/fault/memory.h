/*
 * memory.h - malloc() and its kin, replaced in this program and all libraries
 * it uses: counted, and made to fail at a chosen call.
 *
 * A definition in the program wins over the C library's, so SQLite's, the
 * parsers' and C++'s allocations come here too.
 */
#ifndef QUOTH_TESTS_FAULT_MEMORY_H
#define QUOTH_TESTS_FAULT_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/** Count from 0 and fail call number `at` (from 1; 0: none), and all after
 * it where it persists. */
void memory_arm(int64_t at, bool persists);

/** Let everything pass.  Returns how many calls were counted. */
int64_t memory_disarm(void);

/** Whether a call was made to fail since memory_arm(). */
bool memory_was_hit(void);

/** Blocks that are allocated now. */
int64_t memory_blocks(void);

#endif
