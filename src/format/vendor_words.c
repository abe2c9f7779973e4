/*
 * vendor_words.c - a stream of timed words into segments.
 *
 * Owns where words are cut into segments, what stands between two words, and
 * the order of segments from several channels.  Which words there are, whose
 * they are and when they are said is the formats' business.
 */
#include "format/vendor_words.h"

#include "base/timecode.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    /* What is cut in any case, where no word ever ends. */
    PIECES_MAX = 400,

    /* A silence that one hears: a better place to cut than any. */
    BREATH_MS = 200,

};

/** A segment in the making. */
struct cut {
    size_t first;
    size_t end; /**< behind its last word */
    int64_t start_ms;
    int64_t end_ms;
    int64_t order_ms; /**< its start, or that of what stands before it */
};

/** What the words from `first` on have come to. */
struct run {
    size_t first;
    size_t n_words;
    int64_t start_ms;
    int64_t last_start_ms;
    int64_t last_end_ms;
    struct slice speaker;
};

/** Scripts without spaces, and the signs that go with them. */
static const struct {
    int32_t first;
    int32_t last;
} unspaced[] = {
    {0x0e00, 0x0eff},   /* Thai, Lao */
    {0x1000, 0x109f},   /* Myanmar */
    {0x1780, 0x17ff},   /* Khmer */
    {0x2e80, 0x312f},   /* radicals, signs, Kana, Bopomofo */
    {0x3190, 0x9fff},   /* Han, Katakana extensions */
    {0xf900, 0xfaff},   /* Han, compatibility */
    {0xff00, 0xff9f},   /* full and half width forms */
    {0x20000, 0x3ffff}, /* Han */
};

struct vendor_word
vendor_word(const struct json_node *node)
{
    return (struct vendor_word){
        .start_ms = TIME_UNKNOWN, .end_ms = TIME_UNKNOWN, .node = node};
}

void
vendor_words_finish(struct vendor_words *words)
{
    free(words->items);
    *words = (struct vendor_words){0};
}

void
vendor_words_break(struct vendor_words *words)
{
    words->has_break = true;
    words->has_space = false;
}

void
vendor_words_add(struct vendor_words *words, const struct vendor_word *word)
{
    const struct slice text = slice_trim(word->text);
    words->has_too_many |= words->count == VENDOR_WORDS_MAX;
    if (text.size == 0 || words->has_failed || words->has_too_many) {
        return;
    }
    if (!array_grow(&words->items, &words->capacity, words->count,
                    sizeof(*words->items))) {
        words->has_failed = true;
        return;
    }
    struct vendor_word *item = &words->items[words->count++];
    *item = *word;
    item->text = text;
    item->begins = words->has_break || words->count == 1;
    item->is_attached = item->is_attached && !item->begins;
    words->has_break = word->is_phrase;
}

void
vendor_words_add_verbatim(struct vendor_words *words,
                          const struct vendor_word *word)
{
    const struct slice text = word->text;
    if (text.size == 0) {
        return;
    }
    struct vendor_word piece = *word;
    piece.is_attached = !words->has_space && !is_blank(text.data[0]);
    vendor_words_add(words, &piece);
    words->has_space = is_blank(text.data[text.size - 1]);
}

void
vendor_words_add_text(struct vendor_words *words, struct slice text,
                      const struct vendor_word *like)
{
    size_t begin = 0;
    for (size_t at = 0; at <= text.size; at++) {
        if (at == text.size || is_blank(text.data[at])) {
            struct vendor_word word = *like;
            word.text = slice_part(text, begin, at);
            vendor_words_add(words, &word);
            begin = at + 1;
        }
    }
}

/** The code point at the front of a text. */
static int32_t
first_of(struct slice text)
{
    size_t size;
    return utf8_decode(text, 0, &size);
}

/** The code point at the end of a text. */
static int32_t
last_of(struct slice text)
{
    size_t at = text.size - 1;
    while (at > 0 && (text.data[at] & 0xc0) == 0x80) {
        at--;
    }
    size_t size;
    return utf8_decode(text, at, &size);
}

/** Whether a code point belongs to a script without spaces. */
static bool
is_unspaced(int32_t c)
{
    const size_t n = sizeof(unspaced) / sizeof(*unspaced);
    for (size_t i = 0; i < n && c >= unspaced[i].first; i++) {
        if (c <= unspaced[i].last) {
            return true;
        }
    }
    return false;
}

/** Whether a code point is none of the signs between which words begin. */
static bool
is_letter(int32_t c)
{
    if (c < 0x80) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= '0' && c <= '9') || c == '\'';
    }
    return c >= 0xc0 && !(c >= 0x2010 && c <= 0x2027 && c != 0x2019) &&
           !(c >= 0x3000 && c <= 0x303f);
}

/** Whether a code point closes what a sentence may end in. */
static bool
is_closer(int32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0xbb ||
           c == 0x2019 || c == 0x201d || c == 0x300d || c == 0x300f ||
           c == 0xff09;
}

/** A text without quotes and brackets at its end. */
static struct slice
without_closers(struct slice text)
{
    while (text.size > 0 && is_closer(last_of(text))) {
        do {
            text.size--;
        } while (text.size > 0 && (text.data[text.size] & 0xc0) == 0x80);
    }
    return text;
}

/** Whether a word ends a sentence: not `J.`, and not `...`, after which the
 * same sentence often goes on. */
static bool
ends_sentence(struct slice word)
{
    const struct slice text = without_closers(word);
    if (text.size == 0) {
        return false;
    }
    switch (last_of(text)) {
    case '.':
        return text.size == 1 ||
               (text.size > 2 && text.data[text.size - 2] != '.');
    case '!':
    case '?':
    case 0x061f: /* Arabic question mark */
    case 0x0964: /* danda */
    case 0x3002: /* ideographic full stop */
    case 0xff01:
    case 0xff1f:
        return true;
    default:
        return false;
    }
}

/** Whether a word ends a part of a sentence. */
static bool
ends_clause(struct slice word)
{
    const int32_t c = last_of(word);
    return c == ',' || c == ';' || c == ':' || c == 0x3001 || c == 0xff0c ||
           ends_sentence(word);
}

/** Whether a word can not begin a sentence. */
static bool
goes_on(struct slice word)
{
    return word.data[0] >= 'a' && word.data[0] <= 'z';
}

/** How long nothing is said before a word; 0 where that is not known. */
static int64_t
pause_before(const struct run *run, const struct vendor_word *word)
{
    return word->start_ms == TIME_UNKNOWN || run->last_end_ms == TIME_UNKNOWN
               ? 0
               : word->start_ms - run->last_end_ms;
}

/** When a word is over, at the earliest. */
static int64_t
end_of(const struct vendor_word *word)
{
    return word->end_ms > word->start_ms ? word->end_ms : word->start_ms;
}

/** Take a word into a run. */
static void
run_add(struct run *run, const struct vendor_word *word)
{
    run->n_words += !word->is_attached;
    if (run->speaker.size == 0) {
        run->speaker = word->speaker;
    }
    if (word->start_ms != TIME_UNKNOWN) {
        run->last_start_ms = word->start_ms;
        if (run->start_ms == TIME_UNKNOWN) {
            run->start_ms = word->start_ms;
        }
    }
    const int64_t end_ms = end_of(word);
    if (end_ms > run->last_end_ms) {
        run->last_end_ms = end_ms;
    }
}

/** Whether a sentence ends before words->items[at]; the full stop of `J` `.`
 * ends none, too. */
static bool
ends_before(const struct vendor_words *words, const struct run *run, size_t at)
{
    const struct vendor_word *before = &words->items[at - 1];
    if (goes_on(words->items[at].text) || !ends_sentence(before->text)) {
        return false;
    }
    return !slice_equal(before->text, SLICE(".")) || !before->is_attached ||
           at - 1 == run->first || before[-1].text.size > 1;
}

/** Whether a segment has to end before words->items[at]. */
static bool
must_cut(const struct vendor_words *words, const struct run *run, size_t at)
{
    const struct vendor_word *word = &words->items[at];
    if (word->begins) {
        return true;
    }
    if (word->is_attached) {
        return false;
    }
    const bool is_backwards =
        word->start_ms != TIME_UNKNOWN && word->start_ms < run->last_start_ms;
    return is_backwards || pause_before(run, word) >= PAUSE_MS ||
           (word->speaker.size > 0 &&
            !slice_equal(word->speaker, run->speaker)) ||
           ends_before(words, run, at);
}

/** Whether a segment has no room for one more word. */
static bool
is_full(const struct run *run, const struct vendor_word *word, size_t n_pieces)
{
    if (n_pieces >= PIECES_MAX) {
        return true;
    }
    const int64_t end_ms =
        word->end_ms == TIME_UNKNOWN ? word->start_ms : word->end_ms;
    return !word->is_attached && (run->n_words >= SEGMENT_WORDS ||
                                  (run->start_ms != TIME_UNKNOWN &&
                                   end_ms > run->start_ms + SEGMENT_MS));
}

/** Where to cut a full segment: behind the last comma of its second half,
 * else at the longest breath there, else at its end. */
static size_t
choose_cut(const struct vendor_words *words, size_t first, size_t end)
{
    int64_t longest_ms = BREATH_MS - 1;
    size_t best = end;
    for (size_t at = end; at > first + (end - first) / 2; at--) {
        const struct vendor_word *word = &words->items[at];
        const struct vendor_word *before = word - 1;
        if (word->is_attached) {
            continue;
        }
        if (ends_clause(before->text)) {
            return at;
        }
        if (word->start_ms != TIME_UNKNOWN && before->end_ms != TIME_UNKNOWN &&
            word->start_ms - before->end_ms > longest_ms) {
            longest_ms = word->start_ms - before->end_ms;
            best = at;
        }
    }
    return best;
}

/** Where the segment ends that begins with words->items[first]. */
static size_t
find_end(const struct vendor_words *words, size_t first)
{
    struct run run = {.first = first,
                      .start_ms = TIME_UNKNOWN,
                      .last_start_ms = TIME_UNKNOWN,
                      .last_end_ms = TIME_UNKNOWN};
    run_add(&run, &words->items[first]);
    for (size_t at = first + 1; at < words->count; at++) {
        if (must_cut(words, &run, at)) {
            return at;
        }
        if (is_full(&run, &words->items[at], at - first)) {
            return choose_cut(words, first, at);
        }
        run_add(&run, &words->items[at]);
    }
    return words->count;
}

/** Fill in the times of a segment whose words are known. */
static void
time_cut(const struct vendor_words *words, struct cut *cut)
{
    struct run run = {.first = cut->first,
                      .start_ms = TIME_UNKNOWN,
                      .last_start_ms = TIME_UNKNOWN,
                      .last_end_ms = TIME_UNKNOWN};
    for (size_t i = cut->first; i < cut->end; i++) {
        run_add(&run, &words->items[i]);
    }
    cut->start_ms = run.start_ms;
    cut->end_ms = run.last_end_ms;
    if (run.start_ms != TIME_UNKNOWN) {
        cut->order_ms = run.start_ms;
    }
}

/** Order segments by their start, and as they were where that is the same. */
static int
compare_cuts(const void *one, const void *other)
{
    const struct cut *a = one;
    const struct cut *b = other;
    if (a->order_ms != b->order_ms) {
        return a->order_ms < b->order_ms ? -1 : 1;
    }
    return (a->first > b->first) - (a->first < b->first);
}

struct slice
vendor_speaker_name(struct slice label, char name[VENDOR_LABEL_BYTES])
{
    bool is_number = label.size > 0 && label.size < 20;
    for (size_t i = 0; i < label.size && is_number; i++) {
        is_number = is_digit(label.data[i]);
    }
    const bool is_letter =
        label.size == 1 && label.data[0] >= 'A' && label.data[0] <= 'Z';
    if (!is_number && !is_letter) {
        return label;
    }
    snprintf(name, VENDOR_LABEL_BYTES, "Speaker %.*s", (int)label.size,
             label.data);
    return slice_of(name);
}

/** Write a word, with what stands between it and the one before. */
static void
emit_word(const struct vendor_words *words, size_t at, bool is_first,
          struct transcript *transcript)
{
    const struct vendor_word *word = &words->items[at];
    const bool starts_unspaced = is_unspaced(first_of(word->text));
    if (!is_first && !word->is_attached &&
        !(starts_unspaced && is_unspaced(last_of(word[-1].text)))) {
        transcript_space(transcript);
    }
    /* Pieces of one word have one time: the first's. */
    const bool is_piece = word->is_attached && !starts_unspaced && !is_first &&
                          is_letter(last_of(word[-1].text));
    if (word->start_ms != TIME_UNKNOWN && !word->is_phrase && !is_piece) {
        transcript_word(transcript, word->start_ms, word->end_ms);
    }
    transcript_text(transcript, word->text);
}

/** Write a segment. */
static void
emit_cut(const struct vendor_words *words, const struct cut *cut,
         struct transcript *transcript)
{
    transcript_open(transcript, cut->start_ms, cut->end_ms);
    for (size_t i = cut->first; i < cut->end; i++) {
        const struct slice label = words->items[i].speaker;
        if (label.size > 0) {
            char name[VENDOR_LABEL_BYTES];
            transcript_speaker(transcript, vendor_speaker_name(label, name));
            break;
        }
    }
    for (size_t i = cut->first; i < cut->end; i++) {
        emit_word(words, i, i == cut->first, transcript);
    }
    transcript_close(transcript);
}

/** Complain of times that run backwards. */
static void
check_order(const struct vendor_words *words, const struct json *json,
            struct transcript *transcript)
{
    int64_t last_start_ms = TIME_UNKNOWN;
    for (size_t i = 0; i < words->count; i++) {
        const struct vendor_word *word = &words->items[i];
        if (word->begins && words->is_mixed) {
            last_start_ms = TIME_UNKNOWN;
        }
        if (word->start_ms == TIME_UNKNOWN) {
            continue;
        }
        if (word->end_ms != TIME_UNKNOWN && word->end_ms < word->start_ms) {
            json_complain(json, word->node, transcript, ST_BACKWARDS,
                          "a word ends before it starts");
        } else if (word->start_ms < last_start_ms) {
            json_complain(json, word->node, transcript, ST_BACKWARDS,
                          "a word starts before the one ahead of it");
        }
        last_start_ms = word->start_ms;
    }
}

/** Cut all words into an array of segments, to be freed; NULL without
 * memory or words. */
static struct cut *
cut_all(const struct vendor_words *words, size_t *n_cuts)
{
    struct cut *cuts = NULL;
    size_t capacity = 0;
    int64_t order_ms = 0;
    *n_cuts = 0;
    for (size_t at = 0; at < words->count; at = cuts[*n_cuts - 1].end) {
        if (!array_grow(&cuts, &capacity, *n_cuts, sizeof(*cuts))) {
            free(cuts);
            return NULL;
        }
        struct cut *cut = &cuts[(*n_cuts)++];
        *cut = (struct cut){
            .first = at, .end = find_end(words, at), .order_ms = order_ms};
        time_cut(words, cut);
        order_ms = cut->order_ms;
    }
    return cuts;
}

void
vendor_words_emit(const struct vendor_words *words, const struct json *json,
                  struct transcript *transcript)
{
    if (words->count == 0 && !words->has_failed) {
        return;
    }
    if (words->has_too_many) {
        transcript->status = ST_TOO_MANY_SEGMENTS;
        return;
    }
    size_t n_cuts;
    struct cut *cuts = words->has_failed ? NULL : cut_all(words, &n_cuts);
    if (!cuts) {
        transcript->status = ST_NO_MEMORY;
        return;
    }
    if (json) {
        check_order(words, json, transcript);
    }
    if (words->is_mixed) {
        qsort(cuts, n_cuts, sizeof(*cuts), compare_cuts);
    }
    for (size_t i = 0; i < n_cuts; i++) {
        emit_cut(words, &cuts[i], transcript);
    }
    free(cuts);
}
