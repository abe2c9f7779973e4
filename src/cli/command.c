/*
 * command.c - the table of commands and of their options.
 *
 * All that `quoth help` tells, and all that arguments.c accepts, stands
 * here.  What a command does is in its cmd_*.c.
 */
#include "cli/command.h"

#include "cli/out.h"

#include <stdint.h>

#define LETTER_FLAG(long_name, short_name, member, text)                       \
    {                                                                          \
        .name = (long_name), .letter = (short_name), .kind = OPTION_FLAG,      \
        .help = (text), .field = offsetof(struct settings, member)             \
    }

/** A flag without a letter. */
#define FLAG(long_name, member, text) LETTER_FLAG(long_name, '\0', member, text)

#define NUMBER(short_name, long_name, member, low, high, text)                 \
    {                                                                          \
        .letter = (short_name), .name = (long_name), .kind = OPTION_NUMBER,    \
        .value = "N", .help = (text),                                          \
        .field = offsetof(struct settings, member), .min = (low),              \
        .max = (high)                                                          \
    }

#define CHOICE(long_name, what, member, words, text)                           \
    {                                                                          \
        .name = (long_name), .kind = OPTION_CHOICE, .value = (what),           \
        .help = (text), .field = offsetof(struct settings, member),            \
        .choices = (words)                                                     \
    }

#define CONTEXT(high, text)                                                    \
    {                                                                          \
        .letter = 'C', .name = "context", .kind = OPTION_CONTEXT,              \
        .value = "N|TIME", .help = (text),                                     \
        .field = offsetof(struct settings, context), .max = (high)             \
    }

/** Waiting for another process; a fortnight is for ever. */
#define WAIT                                                                   \
    {                                                                          \
        .name = "wait", .kind = OPTION_LEAVE, .value = "SECONDS",              \
        .help = "while another process writes, wait",                          \
        .field = offsetof(struct settings, wait_s), .min = 1, .max = 1209600   \
    }

/** More segments around a moment than anyone reads; around each of many
 * passages, the library takes no more. */
#define CONTEXT_MAX 100000
#define PASSAGE_CONTEXT_MAX 1000

#define JSON FLAG("json", is_json, "one JSON object a line")
#define PAGER FLAG("pager", wants_pager, "on a terminal: in $PAGER, else less")

static const char *const sorts[] = {
    [QUOTH_BY_RANK] = "rank",
    [QUOTH_BY_DATE] = "date",
    [QUOTH_BY_TIME] = "time",
    NULL,
};

static const struct option index_options[] = {
    {.name = "name",
     .kind = OPTION_TEXT,
     .value = "NAME",
     .help = "the collection's name; else the folder's",
     .field = offsetof(struct settings, name)},
    NUMBER('\0', "threads", n_threads, 0, 256, "threads; 0: one a core (0)"),
    FLAG("all", reads_all, "read unchanged files too"),
    LETTER_FLAG("quiet", 'q', is_quiet, "neither progress nor summary"),
    LETTER_FLAG("verbose", 'v', is_verbose,
                "tell warnings and skipped files too"),
    FLAG("profile", profiles, "tell where time went"),
    WAIT,
    JSON,
    {0},
};

static const struct option search_options[] = {
    NUMBER('n', "limit", limit, 1, 1000, "passages to show (10)"),
    NUMBER('\0', "offset", offset, 0, 1000, "passages to pass over first (0)"),
    CHOICE("sort", "HOW", sort, sorts, "rank, date or time (rank)"),
    NUMBER('\0', "per-recording", per_recording, 1, 1000,
           "passages of one recording, at most"),
    FLAG("exact", is_exact, "the words as typed, and nothing like them"),
    FLAG("all", lists_same, "list all places that say the same line"),
    CONTEXT(PASSAGE_CONTEXT_MAX,
            "with so many segments around, or 30s or 1m30s"),
    FLAG("recordings", lists_recordings, "which recordings, and how often"),
    FLAG("count", is_count, "only how often"),
    CHOICE("format", "FORMAT", format, out_formats,
           "text, json (--json), csv, tsv, md, srt or m3u"),
    FLAG("json", is_json, NULL),
    FLAG("explain", explains,
         "how it was understood; --profile: the time it took"),
    FLAG("profile", profiles, NULL),
    PAGER,
    {0},
};

static const struct option show_options[] = {
    NUMBER('B', "before", before, 0, CONTEXT_MAX, "segments before (3)"),
    NUMBER('A', "after", after, 0, CONTEXT_MAX, "segments after (3)"),
    CONTEXT(CONTEXT_MAX, "both, or a time as 30s or 1m30s"),
    JSON,
    PAGER,
    {0},
};

static const struct option export_options[] = {
    {.name = "to",
     .kind = OPTION_TEXT,
     .value = "FORMAT",
     .help = "srt, vtt, json, txt, md, csv or tsv (srt)",
     .field = offsetof(struct settings, to)},
    NUMBER('B', "before", before, 0, CONTEXT_MAX, "segments before (3)"),
    NUMBER('A', "after", after, 0, CONTEXT_MAX, "segments after (3)"),
    CONTEXT(CONTEXT_MAX, "both, or a time as 30s or 1m30s"),
    {0},
};

static const struct option list_options[] = {
    FLAG("files", lists_files, "all files seen, and what became of them"),
    JSON,
    {0},
};

static const struct option check_options[] = {
    FLAG("full", is_full, "read everything, not only the structure"),
    JSON,
    {0},
};

static const struct option rebuild_options[] = {
    WAIT,
    LETTER_FLAG("quiet", 'q', is_quiet, "neither progress nor summary"),
    JSON,
    {0},
};

static const struct option backup_options[] = {
    FLAG("replace", may_replace, "replace an earlier backup of that name"),
    LETTER_FLAG("quiet", 'q', is_quiet, "neither progress nor summary"),
    JSON,
    {0},
};

static const struct option forget_options[] = {
    WAIT,
    JSON,
    {0},
};

static const struct option json_options[] = {
    JSON,
    {0},
};

const struct command commands[] = {
    {
        .name = "index",
        .summary = "bring the archive up to date with folders",
        .operands = "DIR...",
        .example = "quoth index ~/podcasts",
        .options = index_options,
        .min_words = 1,
        .max_words = SIZE_MAX,
        .need = ARCHIVE_MAKE,
        .run = cmd_index,
    },
    {
        .name = "search",
        .summary = "find passages; `quoth QUERY...` does the same",
        .operands = "QUERY...",
        .details =
            "  cat dog     all words     \"cats and dogs\"   in order\n"
            "  cat OR dog  either        cat -dog          without\n"
            "  train*      beginnings    cat NEAR/30s dog  in 30 seconds\n"
            "  (a OR b) c  a group       cat NEAR/8 dog    in 8 words\n"
            "  speaker: in: title: lang: after: before: is:marker\n"
            "A single - reads the query from standard input.\n",
        .example = "quoth search '\"open source\" speaker:torvalds'",
        .options = search_options,
        .min_words = 1,
        .max_words = SIZE_MAX,
        .need = ARCHIVE_READ,
        .check = cmd_search_check,
        .run = cmd_search,
    },
    {
        .name = "show",
        .summary = "read a moment with its neighbours, or a whole recording",
        .operands = "REF",
        .details = "REF is RECORDING or RECORDING@TIME, as search tells it.\n",
        .example = "quoth show -C 10 12@3:37.0",
        .options = show_options,
        .min_words = 1,
        .max_words = 1,
        .need = ARCHIVE_READ,
        .run = cmd_show,
    },
    {
        .name = "list",
        .summary = "tell the recordings, or the files",
        .operands = "",
        .example = "quoth list --files",
        .options = list_options,
        .need = ARCHIVE_READ,
        .run = cmd_list,
    },
    {
        .name = "export",
        .summary = "write a recording in a format that others read",
        .operands = "REF",
        .details = "Of a moment, RECORDING@TIME, only what is around it.\n",
        .example = "quoth export 12 --to vtt > talk.vtt",
        .options = export_options,
        .min_words = 1,
        .max_words = 1,
        .need = ARCHIVE_READ,
        .run = cmd_export,
    },
    {
        .name = "stats",
        .summary = "count what the archive holds",
        .operands = "",
        .example = "quoth stats --json",
        .options = json_options,
        .need = ARCHIVE_READ,
        .run = cmd_stats,
    },
    {
        .name = "check",
        .summary = "verify the archive",
        .operands = "",
        .example = "quoth check --full",
        .options = check_options,
        .need = ARCHIVE_READ,
        .run = cmd_check,
    },
    {
        .name = "rebuild",
        .summary = "make the index anew from the texts in the archive",
        .operands = "",
        .details =
            "No file but the archive is read. Whoever searches meanwhile "
            "has the old index.\n",
        .example = "quoth rebuild && quoth check --full",
        .options = rebuild_options,
        .need = ARCHIVE_CHANGE,
        .run = cmd_rebuild,
    },
    {
        .name = "backup",
        .summary = "copy the archive into one file, also while it is in use",
        .operands = "FILE",
        .example = "quoth backup --replace ~/backups/archive.db",
        .options = backup_options,
        .min_words = 1,
        .max_words = 1,
        .need = ARCHIVE_READ,
        .run = cmd_backup,
    },
    {
        .name = "forget",
        .summary = "remove recordings or collections from the archive",
        .operands = "WHAT...",
        .details = "WHAT is a recording's number, or a collection's name or "
                   "folder.\nNo file is touched.\n",
        .example = "quoth forget 12",
        .options = forget_options,
        .min_words = 1,
        .max_words = SIZE_MAX,
        .need = ARCHIVE_CHANGE,
        .run = cmd_forget,
    },
    {
        .name = "help",
        .summary = "tell how a command is used",
        .operands = "[COMMAND]",
        .example = "quoth help search",
        .max_words = 1,
        .run = cmd_help,
    },
    {0},
};

const struct command *
command_find(const char *name)
{
    for (const struct command *command = commands; command->name; command++) {
        if (!strcmp(command->name, name)) {
            return command;
        }
    }
    return NULL;
}
