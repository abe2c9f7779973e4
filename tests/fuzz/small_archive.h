/*
 * small_archive.h - an archive of the corpus in a temporary folder, made once
 * a process and removed at its end.
 *
 * QUOTH_CORPUS in the environment says where the corpus is.
 */
#ifndef QUOTH_TESTS_FUZZ_SMALL_ARCHIVE_H
#define QUOTH_TESTS_FUZZ_SMALL_ARCHIVE_H

/** Make the archive, or end the program with a message.  Returns its path,
 * which is static. */
const char *small_archive_make(void);

#endif
