/*
 * match.h - the seam between a query and the index, in plain C.
 *
 * The query layer hands over the phrases of a search and a tree that says
 * which transcripts are wanted; the store walks them in the order of their
 * numbers and hands back where each phrase stands.  Neither side sees how
 * the other works: no SQLite here, no ranking there.
 */
#ifndef QUOTH_STORE_MATCH_H
#define QUOTH_STORE_MATCH_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The most phrases one search may have: their sets fit 64 bits. */
enum { PHRASES_MAX = 64 };

/** Which of the two indexes is searched. */
enum match_index {
    MATCH_SPEECH,
    MATCH_MARKERS,
    MATCH_INDEXES, /**< how many there are */
};

/** Consecutive tokens. */
struct match_phrase {
    struct slice tokens; /**< a token stream: TOKEN_SEPARATOR after each */
    uint32_t n_tokens;   /**< at least 1 */
    bool is_prefix;      /**< the last token is the beginning of a word */
};

enum match_op {
    MATCH_PHRASE, /**< the transcript has the phrase */
    MATCH_ALL,    /**< all children */
    MATCH_ANY,    /**< at least one child */
};

/** A node of the tree that selects transcripts. */
struct match_node {
    enum match_op op;
    uint32_t phrase; /**< index, for MATCH_PHRASE; each is used only once */
    const struct match_node *child; /**< first one, for the others */
    const struct match_node *next;  /**< sibling, or NULL */
};

struct match_query {
    enum match_index index;
    const struct match_phrase *phrases;
    size_t n_phrases;              /**< 1 to PHRASES_MAX */
    const struct match_node *root; /**< depth at most MATCH_DEPTH_MAX */

    /** Phrases outside the tree: reported where they stand in a selected
     * transcript, but selecting none. A set of bits. */
    uint64_t extra;
};

enum { MATCH_DEPTH_MAX = 12 };

/** Where one phrase begins in a transcript: token numbers, ascending. */
struct positions {
    const uint32_t *at;
    size_t n;
};

/** How often a phrase is said in the archive. */
struct phrase_count {
    int64_t n_transcripts; /**< of a prefix at most */
    int64_t n_occurrences;
    bool is_estimate; /**< of a frequent phrase, which was not counted out */
};

/** Who is told what was found. */
struct match_sink {
    /** Told once before the first row, only when n_phrases is 2 or more and
     * there is a row at all; one count a phrase. */
    enum status (*counts)(void *context, const struct phrase_count *counts);

    /** Asked before a transcript's positions are read. */
    bool (*wants)(void *context, int64_t transcript);

    /** Told a selected transcript's positions, one list a phrase, valid
     * until it returns. Other than ST_OK ends the walk with that status. */
    enum status (*row)(void *context, int64_t transcript,
                       const struct positions *lists);
    void *context;
};

#endif
