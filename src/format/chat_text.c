/*
 * What CHAT writes into and around words, chapters "Words", "Utterances" and
 * "Scoped symbols" of its manual.
 *
 *     [* m] [//] [=! sings]   what is in brackets tells of the words: dropped
 *     <I want> [/]            the brackets of a scope: dropped
 *     &=laughs                a sound: a marker, [laughs]
 *     &-uh &+fr &~x           a filler, a fragment, a nonword: said
 *     (be)cause               what was left out is put in
 *     (.) (..) (1.5)          a pause: dropped
 *     dog@s:eng               the kind of a word: dropped
 *     0does                   a word that was not said: dropped
 *     +... +//. +" +<         a sign; the full stop of it stays
 *     xxx yyy www             nobody understood: [unintelligible]
 *
 * Signs of intonation, and of where speech overlaps, are dropped.
 */
#include "format/chat_text.h"

/** Whether a word is a pause. */
static bool
is_pause(struct slice word)
{
    if (word.size < 3 || word.data[0] != '(' ||
        word.data[word.size - 1] != ')') {
        return false;
    }
    for (size_t i = 1; i + 1 < word.size; i++) {
        if (!is_digit(word.data[i]) && word.data[i] != '.' &&
            word.data[i] != ':') {
            return false;
        }
    }
    return true;
}

/** Whether a word tells that nobody understood. */
static bool
is_unintelligible(struct slice word)
{
    return slice_equal(word, SLICE("xxx")) || slice_equal(word, SLICE("yyy")) ||
           slice_equal(word, SLICE("www"));
}

/** The size of a sign at an offset that belongs to no word; 0 for none. */
static size_t
sign_at(struct slice word, size_t at)
{
    static const struct slice signs[] = {
        SLICE_INIT("("), SLICE_INIT(")"), SLICE_INIT("<"), SLICE_INIT(">"),
        SLICE_INIT("^"), SLICE_INIT("↑"), SLICE_INIT("↓"), SLICE_INIT("⌈"),
        SLICE_INIT("⌉"), SLICE_INIT("⌊"), SLICE_INIT("⌋"), SLICE_INIT("≠"),
        SLICE_INIT("ˈ"), SLICE_INIT("ˌ"), SLICE_INIT("°"), SLICE_INIT("∆"),
        SLICE_INIT("∇"), SLICE_INIT("‡"), SLICE_INIT("„"), SLICE_INIT("“"),
        SLICE_INIT("”"),
    };
    for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
        if (slice_starts(slice_from(word, at), signs[i])) {
            return signs[i].size;
        }
    }
    /* A vowel that is drawn out, `no:`; a colon alone is punctuation. */
    return word.data[at] == ':' && at > 0 ? 1 : 0;
}

/** Append a word without the signs in it, up to the kind behind an `@`; the
 * parts of a compound, `ice_cream`, as words. */
static void
add_bare(struct transcript *transcript, struct slice word)
{
    const size_t kind = slice_find(word, SLICE("@"), 0);
    word = slice_part(word, 0, kind > 0 ? kind : word.size);
    size_t begin = 0;
    for (size_t i = 0; i < word.size;) {
        const size_t size = word.data[i] == '_' ? 1 : sign_at(word, i);
        if (size == 0) {
            i++;
            continue;
        }
        transcript_text(transcript, slice_part(word, begin, i));
        if (word.data[i] == '_') {
            transcript_space(transcript);
        }
        i += size;
        begin = i;
    }
    transcript_text(transcript, slice_from(word, begin));
}

/** Append a sound, `&=claps:hands`, as a marker. */
static void
add_sound(struct transcript *transcript, struct slice sound)
{
    transcript_text(transcript, SLICE("["));
    for (size_t at = 0; at < sound.size;) {
        size_t end = at;
        while (end < sound.size && sound.data[end] != ':' &&
               sound.data[end] != '_') {
            end++;
        }
        transcript_text(transcript, slice_part(sound, at, end));
        if (end < sound.size) {
            transcript_space(transcript);
        }
        at = end + 1;
    }
    transcript_text(transcript, SLICE("]"));
}

/** Append the end of an utterance, `.`, `?`, `+...`, to the word before. */
static void
add_end(struct transcript *transcript, struct slice sign)
{
    if (sign.data[0] == '+') {
        sign = slice_from(sign, sign.size - 1);
        if (!memchr(".?!", sign.data[0], 3)) {
            return;
        }
    }
    transcript_text(transcript, sign);
}

/** Whether a word is punctuation that stands apart in CHAT. */
static bool
is_end(struct slice word)
{
    return slice_equal(word, SLICE(".")) || slice_equal(word, SLICE("?")) ||
           slice_equal(word, SLICE("!")) || slice_equal(word, SLICE(",")) ||
           slice_equal(word, SLICE(";")) || slice_equal(word, SLICE(":")) ||
           (word.data[0] == '+' && word.size > 1);
}

/** Append what stands between blanks. */
static void
add_word(struct transcript *transcript, struct slice word)
{
    while (word.size > 0 && word.data[0] == '<') {
        word = slice_from(word, 1);
    }
    if (word.size == 0 || is_pause(word)) {
        return;
    }
    if (is_end(word)) {
        add_end(transcript, word);
        return;
    }
    if (word.data[0] == '0') {
        return;
    }
    transcript_space(transcript);
    if (slice_starts(word, SLICE("&="))) {
        add_sound(transcript, slice_from(word, 2));
    } else if (is_unintelligible(word)) {
        transcript_text(transcript, SLICE("[unintelligible]"));
    } else {
        const bool is_filler = word.data[0] == '&';
        const size_t skip =
            is_filler && word.size > 1 && memchr("-+~", word.data[1], 3) ? 2
                                                                         : 0;
        add_bare(transcript, slice_from(word, skip ? skip : is_filler));
    }
}

void
chat_text_add(struct transcript *transcript, struct slice text)
{
    bool has_brackets = true; /* until none is found to close */
    for (size_t at = 0; at < text.size;) {
        if (is_blank(text.data[at])) {
            at++;
            continue;
        }
        if (text.data[at] == '[' && has_brackets) {
            const size_t end = slice_find(text, SLICE("]"), at);
            has_brackets = end < text.size;
            at = has_brackets ? end + 1 : at;
            if (has_brackets) {
                continue;
            }
        }
        size_t end = at;
        while (end < text.size && !is_blank(text.data[end]) &&
               (end == at || text.data[end] != '[')) {
            end++;
        }
        add_word(transcript, slice_part(text, at, end));
        at = end;
    }
}
