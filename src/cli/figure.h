/*
 * figure.h - numbers for people.
 */
#ifndef QUOTH_CLI_FIGURE_H
#define QUOTH_CLI_FIGURE_H

#include <stdint.h>

enum { FIGURE_BYTES = 40 };

/** A count with its thousands parted: `4,321`. */
const char *figure_count(char text[FIGURE_BYTES], int64_t count);

/** A size in bytes: `12.3 MB`. */
const char *figure_size(char text[FIGURE_BYTES], int64_t size_bytes);

/** A time that something took: `4 ms`, `0.8 s`, `3 min 05 s`. */
const char *figure_elapsed(char text[FIGURE_BYTES], double elapsed_ms);

/** How much a passage is like a quotation: `91 % alike`; nothing that differs
 * is called 100 %. */
const char *figure_closeness(char text[FIGURE_BYTES], double closeness);

/** The letter that makes a noun plural, or none. */
const char *figure_s(int64_t count);

#endif
