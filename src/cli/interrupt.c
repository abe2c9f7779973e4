/*
 * interrupt.c - signals.
 *
 * Owns the program's only mutable global: a signal handler has nothing else
 * that it could reach.
 */
#include "cli/interrupt.h"

#include <signal.h>

static volatile sig_atomic_t has_come;

/** Note the signal, and let the next one do what it does by default. */
static void
on_signal(int number)
{
    has_come = 1;
    signal(number == SIGINT ? SIGTERM : SIGINT, SIG_DFL);
}

void
interrupt_catch(void)
{
    /* SA_RESETHAND: the same signal once more ends the process. */
    struct sigaction action = {.sa_handler = on_signal,
                               .sa_flags = (int)SA_RESETHAND | SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool
interrupt_has_come(void)
{
    return has_come != 0;
}

void
interrupt_ignore_write_signals(void)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}
