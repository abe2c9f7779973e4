/*
 * pager.c - $QUOTH_PAGER, $PAGER, else less.
 *
 * The command is run without a shell unless something in it asks for one.
 * An empty one and `cat` stand for no pager, as they do for other programs.
 * Ctrl-C is the pager's business: it goes to both of us, and less only stops
 * what it is doing.  A reader who has seen enough and closes the pager is no
 * error.
 */
#include "cli/pager.h"

#include "cli/out.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/** More words than a command line of a person has. */
enum { WORDS_MAX = 64 };

/** The command that the user wants; NULL for none. */
static const char *
command_wanted(void)
{
    const char *command = getenv("QUOTH_PAGER");
    if (!command) {
        command = getenv("PAGER");
    }
    if (!command) {
        return "less -FRX";
    }
    return command[0] && strcmp(command, "cat") != 0 ? command : NULL;
}

/** Cut a command at its blanks, in place; false where a shell has to read it:
 * for quotes, variables, pipes, or more words than we take. */
static bool
cut_words(char *command, char *words[WORDS_MAX + 1])
{
    size_t n = 0;
    if (strpbrk(command, "|&;<>()$`\\\"'*?[#~=%\n")) {
        return false;
    }
    for (char *at = command; *at;) {
        at += strspn(at, " \t");
        if (!*at) {
            break;
        }
        if (n == WORDS_MAX) {
            return false;
        }
        words[n++] = at;
        at += strcspn(at, " \t");
        if (*at) {
            *at++ = '\0';
        }
    }
    words[n] = NULL;
    return n > 0;
}

/** Start a program that reads from `input`; returns 0 or an errno. */
static int
spawn(char *const *words, int input, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return ENOMEM;
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    /* What we ignore would stay ignored in it. */
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    sigaddset(&defaults, SIGINT);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    const int failure =
        posix_spawnp(child, words[0], &actions, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

/** Start the user's command; returns 0 or an errno. */
static int
run(const char *wanted, int input, pid_t *child)
{
    char *words[WORDS_MAX + 1];
    char shell[] = "/bin/sh";
    char option[] = "-c";
    char *command = strdup(wanted);
    char *whole = strdup(wanted);
    char *const by_shell[] = {shell, option, whole, NULL};
    int failure = ENOMEM;
    if (command && whole) {
        /* Colours, no paging of what fits, and nothing is erased. */
        setenv("LESS", "FRX", 0);
        failure =
            spawn(cut_words(command, words) ? words : by_shell, input, child);
    }
    free(command);
    free(whole);
    return failure;
}

void
pager_begin(struct cli *cli)
{
    const char *wanted = command_wanted();
    int ends[2];
    pid_t child;
    if (!cli->arguments.settings.wants_pager || !wanted ||
        !cli->out->terminal.is_terminal) {
        return;
    }
    int failure = pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
    if (failure == 0) {
        signal(SIGINT, SIG_IGN);
        failure = run(wanted, ends[0], &child);
        close(ends[0]);
        if (failure != 0) {
            close(ends[1]);
            signal(SIGINT, SIG_DFL);
        }
    }
    if (failure != 0) {
        message(&cli->messages, "quoth: can not run the pager '%s': %s", wanted,
                strerror(failure));
        return;
    }
    cli->pager = child;
    cli->output.fd = ends[1];
    if (cli->messages.terminal.is_terminal) {
        cli->messages.fd = ends[1];
    }
}

enum exit_code
pager_end(struct cli *cli, enum exit_code code)
{
    int status = 0;
    if (cli->pager == 0) {
        return code;
    }
    stream_flush(&cli->output);
    close(cli->output.fd);
    while (waitpid(cli->pager, &status, 0) < 0 && errno == EINTR) {
    }
    signal(SIGINT, SIG_DFL);
    cli->pager = 0;
    cli->output.fd = STDOUT_FILENO;
    cli->messages.fd = STDERR_FILENO;
    if (cli->output.error == EPIPE) {
        cli->output.error = 0;
    }
    /* What a shell says of a program that it can not run. */
    if (WIFEXITED(status) &&
        (WEXITSTATUS(status) == 126 || WEXITSTATUS(status) == 127)) {
        message(&cli->messages, "quoth: can not run the pager '%s'",
                command_wanted());
        return EXIT_TROUBLE;
    }
    return code;
}
