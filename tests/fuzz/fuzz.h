/*
 * fuzz.h - what fuzz targets share.
 *
 * A target is one function that takes any bytes.  libFuzzer calls it with
 * bytes that it makes up, driver.c with files.  What must always hold is a
 * must(): where it does not hold, the program ends by abort(), which both take
 * for a finding.
 */
#ifndef QUOTH_TESTS_FUZZ_FUZZ_H
#define QUOTH_TESTS_FUZZ_FUZZ_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

/** Try one input; 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** Called once before the first input; 0. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/** End the program with a message. */
_Noreturn void fuzz_fail(const char *file, int line, const char *broken);

/** End the program unless `condition` holds. */
#define must(condition)                                                        \
    ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

/** An input's bytes in an allocation of exactly their size, so that the
 * address sanitizer sees the first byte read behind them; to be freed. */
char *fuzz_copy(struct slice bytes);

/** A text must be as normalise.h promises, but for the composition, which
 * holds only for what was normalised in one piece. */
void must_be_clean(struct slice text);

#endif
