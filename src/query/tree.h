/*
 * tree.h - what a person asked for, understood.
 *
 * Any text is a query: what makes no sense as syntax is taken as words.
 */
#ifndef QUOTH_QUERY_TREE_H
#define QUOTH_QUERY_TREE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "store/match.h"

#include <stdbool.h>
#include <stdint.h>

enum query_op {
    QUERY_PHRASE, /**< a word, or words in order */
    QUERY_ALL,    /**< every child, near each other */
    QUERY_ANY,    /**< at least one child */
    QUERY_NEAR,   /**< every child, each as near to the one before as it says */
    QUERY_NOT,    /**< the child, nowhere in the passage */
};

/** How near something must be: in words, or in time. */
struct query_nearness {
    uint32_t n_words; /**< the most that may stand between */
    int64_t ms;       /**< above 0 counts instead of n_words */
};

struct query_node {
    enum query_op op;
    uint32_t phrase;                /**< index, for QUERY_PHRASE */
    struct query_nearness nearness; /**< of a child of QUERY_NEAR but the
                                         first, to the one before */
    struct query_node *child;
    struct query_node *next;
};

/** The most languages whose forms of words a search knows. */
enum { LANGUAGES_MAX = 8 };

/** By which likeness a phrase stands for another, as in quoth.h. */
enum query_likeness {
    LIKE_INFLECTION,
    LIKE_SPELLING,
    LIKE_SOUND,
    LIKE_COMPOUND,
};

/** What a phrase stands for. */
struct query_origin {
    uint32_t phrase; /**< its own index, or that of the one it is like */
    double worth;    /**< 1 for what was typed, less for what is like it */
    enum query_likeness likeness;
    uint32_t languages; /**< of query.languages, in which alone it is like it:
                             a bit each; 0 for any */
    bool is_as_typed;   /**< it counts only where it is written as in
                             query.words, signs and all (query/written.h) */
};

/** What `field:value` restricts. */
enum query_field {
    FIELD_IN, /**< collection, or a folder in it */
    FIELD_SPEAKER,
    FIELD_LANGUAGE,
    FIELD_TITLE,
    FIELD_AFTER, /**< dates as text, YYYY[-MM[-DD]] */
    FIELD_BEFORE,
};

struct query_filter {
    enum query_field field;
    const char *value;
    bool is_negated;
    const struct query_filter *next;
};

/** What was typed, when it is nothing but words: a quotation, perhaps. */
struct query_sentence {
    struct slice text; /**< in the arena; empty where there is more to it */
    uint32_t n_tokens; /**< of the text */
    bool is_quoted;    /**< the query is a phrase in quotation marks */
    bool is_question;  /**< it asks, and the words that only ask are left out
                            of the tree (query/gist.h) */
    const struct query_node *node; /**< the words as one phrase; NULL for a
                                        quoted one that is the root */
};

/** A parsed query.  Everything lives in its arena. */
struct query {
    struct arena arena;
    struct query_node *root; /**< NULL when there is nothing to look for */
    struct match_phrase phrases[PHRASES_MAX];
    const char *words[PHRASES_MAX]; /**< the phrases as typed */
    struct query_origin origins[PHRASES_MAX];
    const char *languages[LANGUAGES_MAX]; /**< whose forms of words are known,
                                               without varieties; or NULL */
    bool is_monolingual; /**< the first of them is the archive's only one */
    uint32_t n_phrases;
    struct query_sentence sentence;
    const char *attribution; /**< who a quotation is said to be of, which is
                                  not looked for; or NULL */
    const struct query_filter *filters;
    enum match_index index;
    bool was_cut; /**< there were more words than a search may have */
};

/**
 * Parse a text.  Well-formed UTF-8 or not, of any size: what is too much is
 * left out and was_cut says so.
 *
 * Returns ST_OK, or ST_NO_MEMORY.  End with query_finish() in any case.
 */
enum status query_parse(struct query *query, struct slice text);

void query_finish(struct query *query);

/** Write the tree for people: `all of (long, horizon, "open source")`. */
void query_describe(const struct query *query, struct buffer *text);

/** A phrase's tokens without the separator behind the last. */
struct slice query_tokens(const struct query *query, uint32_t phrase);

/** The name of a field, as in `speaker:schulman`. */
const char *query_field_name(enum query_field field);

/** Whether a set of phrases fulfils a node; what is under QUERY_NOT is
 * passed over. */
bool query_holds(const struct query_node *node, uint64_t phrases);

/** Whether a set of phrases fulfils a node, what it excludes included. */
bool query_allows(const struct query_node *node, uint64_t phrases);

/** Whether something below a node is excluded. */
bool query_can_exclude(const struct query_node *node);

/** The phrases that are looked for: all but those under QUERY_NOT. */
uint64_t query_wanted(const struct query_node *node);

/** Whether something below a node must be near something else. */
bool query_has_near(const struct query_node *node);

#endif
