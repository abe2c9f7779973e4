/*
 * The beginning and the end of a name are rewritten first, then letter after
 * letter is replaced by what it sounds like, and a sound that follows itself
 * is written once.
 */
#include "text/sound.h"

#include <string.h>

/** A name being rewritten: capital letters. */
struct name {
    char letters[SOUND_BYTES + 4]; /**< NULs behind the end */
    size_t size;
};

/** What letters become. */
struct rewriting {
    const char *from;
    const char *to; /**< not longer */
};

static const struct rewriting beginnings[] = {
    {"MAC", "MCC"}, {"KN", "NN"}, {"K", "C"},
    {"PH", "FF"},   {"PF", "FF"}, {"SCH", "SSS"},
};

static const struct rewriting endings[] = {
    {"EE", "Y"}, {"IE", "Y"}, {"DT", "D"}, {"RT", "D"},
    {"RD", "D"}, {"NT", "D"}, {"ND", "D"},
};

static const struct rewriting middles[] = {
    {"EV", "AF"}, {"A", "A"},   {"E", "A"},     {"I", "A"}, {"O", "A"},
    {"U", "A"},   {"Q", "G"},   {"Z", "S"},     {"M", "N"}, {"KN", "NN"},
    {"K", "C"},   {"PH", "FF"}, {"SCH", "SSS"},
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/** Whether a letter is a vowel. */
static bool
is_vowel(char letter)
{
    return letter != '\0' && strchr("AEIOU", letter);
}

/** Copy a token in capital letters; false for what is no Latin word. */
static bool
read_name(struct slice token, struct name *name)
{
    if (token.size == 0 || token.size > SOUND_BYTES) {
        return false;
    }
    *name = (struct name){.size = token.size};
    for (size_t i = 0; i < token.size; i++) {
        if (token.data[i] < 'a' || token.data[i] > 'z') {
            return false;
        }
        name->letters[i] = (char)(token.data[i] - 'a' + 'A');
    }
    return true;
}

/** Rewrite the letters at a place by the first line of a table that fits. */
static void
rewrite(struct name *name, size_t at, const struct rewriting *table, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const size_t size = strlen(table[i].from);
        if (!strncmp(name->letters + at, table[i].from, size)) {
            memcpy(name->letters + at, table[i].to, strlen(table[i].to));
            return;
        }
    }
}

/** Rewrite the end of a name: two letters become one. */
static void
rewrite_end(struct name *name)
{
    for (size_t i = 0; name->size > 2 && i < COUNT(endings); i++) {
        const size_t at = name->size - 2;
        if (!strncmp(name->letters + at, endings[i].from, 2)) {
            name->letters[at] = endings[i].to[0];
            name->letters[at + 1] = '\0';
            name->size--;
            return;
        }
    }
}

/** Rewrite one letter inside a name; the ones before it are done. */
static void
rewrite_middle(struct name *name, size_t at)
{
    char *letter = &name->letters[at];
    const char before = letter[-1];
    const bool is_mute = *letter == 'H'
                             ? !is_vowel(before) || !is_vowel(letter[1])
                             : *letter == 'W' && is_vowel(before);
    if (is_mute) {
        *letter = before;
    } else {
        rewrite(name, at, middles, COUNT(middles));
    }
}

/** Take off what is not heard at the end of a code. */
static size_t
trim(char *code, size_t size)
{
    if (size > 1 && code[size - 1] == 'S') {
        size--;
    }
    if (size > 2 && code[size - 2] == 'A' && code[size - 1] == 'Y') {
        code[size - 2] = 'Y';
        size--;
    }
    if (size > 1 && code[size - 1] == 'A') {
        size--;
    }
    return size;
}

bool
sound_code(struct slice token, char code[SOUND_BYTES], size_t *size)
{
    struct name name;
    if (!read_name(token, &name)) {
        return false;
    }
    rewrite(&name, 0, beginnings, COUNT(beginnings));
    rewrite_end(&name);
    size_t n = 0;
    code[n++] = name.letters[0];
    for (size_t i = 1; i < name.size; i++) {
        rewrite_middle(&name, i);
        if (name.letters[i] != code[n - 1]) {
            code[n++] = name.letters[i];
        }
    }
    *size = trim(code, n);
    return true;
}
