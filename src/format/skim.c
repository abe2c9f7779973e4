/*
 * One pass, with an eye for quotes, brackets and commas only: what is wrong
 * with the syntax is for who reads the outcome.
 */
#include "format/skim.h"

/** Deeper than what tells formats apart; what is inside is not cut. */
enum { LEVELS = 16 };

/** Skimming under way. */
struct skimming {
    struct slice text;
    size_t at;
    char *out;
    size_t n;
    size_t room;
    size_t depth;
    size_t n_left[LEVELS]; /**< elements or members to keep, at each depth */
};

/** A string: its bytes with both quotes, and how many of them are kept. */
struct skimmed {
    size_t size;
    size_t kept;      /**< without the closing quote */
    bool is_complete; /**< it has a closing quote */
};

/** The size of an escape, as far as the text goes. */
static size_t
escape_size(struct slice text, size_t at)
{
    const size_t size = slice_byte(text, at + 1) == 'u' ? 6 : 2;
    return size < text.size - at ? size : text.size - at;
}

/** Measure the string that opens at an offset. */
static struct skimmed
measure(struct slice text, size_t at)
{
    const size_t begin = at;
    struct skimmed string = {.kept = 1};
    for (at++; at < text.size && text.data[at] != '"';) {
        at += text.data[at] == '\\' ? escape_size(text, at) : 1;
        const bool is_between = (slice_byte(text, at) & 0xc0) != 0x80;
        if (is_between && at - begin <= SKIM_STRING_BYTES) {
            string.kept = at - begin;
        }
    }
    string.is_complete = at < text.size;
    string.size = at + string.is_complete - begin;
    return string;
}

/** Copy a string's beginning; false where it has no end, or no room. */
static bool
copy_string(struct skimming *skimming)
{
    const struct skimmed string = measure(skimming->text, skimming->at);
    if (!string.is_complete || string.kept >= skimming->room - skimming->n) {
        return false;
    }
    memcpy(skimming->out + skimming->n, skimming->text.data + skimming->at,
           string.kept);
    skimming->n += string.kept;
    skimming->out[skimming->n++] = '"';
    skimming->at += string.size;
    return true;
}

/** Where the container that an offset is in is closed; the end of the text
 * where it is not. */
static size_t
find_close(struct slice text, size_t at)
{
    size_t depth = 0;
    while (at < text.size) {
        const char c = text.data[at];
        if ((c == ']' || c == '}') && depth-- == 0) {
            break;
        }
        depth += c == '[' || c == '{';
        at += c == '"' ? measure(text, at).size : 1;
    }
    return at;
}

/** Whether a comma is behind the last element or member that is kept of a
 * container. */
static bool
is_enough(struct skimming *skimming)
{
    const size_t depth = skimming->depth;
    return depth > 0 && depth <= LEVELS && --skimming->n_left[depth - 1] == 0;
}

/** Note that a container begins or ends with a byte. */
static void
count_depth(struct skimming *skimming, char c)
{
    if (c == '[' || c == '{') {
        if (skimming->depth < LEVELS) {
            skimming->n_left[skimming->depth] =
                c == '[' ? SKIM_ELEMENTS : SKIM_MEMBERS;
        }
        skimming->depth++;
    } else if ((c == ']' || c == '}') && skimming->depth > 0) {
        skimming->depth--;
    }
}

size_t
skim_json(struct slice text, char *out, size_t room)
{
    struct skimming skimming = {
        .text = slice_part(
            text, 0, text.size < SKIM_MAX_BYTES ? text.size : SKIM_MAX_BYTES),
        .at = slice_skip_blanks(text, 0),
        .out = out,
        .room = room,
    };
    const char first = slice_byte(text, skimming.at);
    if (first != '{' && first != '[') {
        return 0;
    }
    while (skimming.at < skimming.text.size && skimming.n < room) {
        const char c = skimming.text.data[skimming.at];
        if (c == '"') {
            if (!copy_string(&skimming)) {
                break;
            }
        } else if (c == ',' && is_enough(&skimming)) {
            skimming.at = find_close(skimming.text, skimming.at);
        } else {
            count_depth(&skimming, c);
            out[skimming.n++] = c;
            skimming.at++;
        }
    }
    /* No part of a character. */
    while (skimming.n > 0 && (slice_byte(text, skimming.at) & 0xc0) == 0x80) {
        skimming.at--;
        skimming.n--;
    }
    return skimming.n;
}
