/*
 * interrupt.h - Ctrl-C as a question that a long task asks now and then.
 */
#ifndef QUOTH_CLI_INTERRUPT_H
#define QUOTH_CLI_INTERRUPT_H

#include <stdbool.h>

/**
 * From now on the first SIGINT or SIGTERM only makes interrupt_has_come()
 * true, and the next one ends the process at once.
 */
void interrupt_catch(void);

/** Whether a signal has come. */
bool interrupt_has_come(void);

/** Ignore what would kill us in the middle of a write to a closed pipe or
 * beyond the limit for a file's size; the write fails instead. */
void interrupt_ignore_write_signals(void);

#endif
