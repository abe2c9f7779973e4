/*
 * Telling running speech, written down, from other plain text.
 *
 * Owns the judgement over text that has neither names nor times.  It is made
 * to refuse in doubt.  The thresholds were found by counting: transcripts of
 * talk in Latin script have 30 to 60 words of the table in a hundred, lists
 * of names and program text under five.
 */
#include "format/prose.h"

#include "format/lines.h"

#include "text/token.h"

#include <stdint.h>
#include <stdlib.h>

enum {
    JUDGED_BYTES = 6 * 1024, /**< of the front, whose words are counted */
    LICENCE_BYTES = 4 * 1024,
};

/** Frequent words of seventeen languages in Latin script, as tokens are
 * folded; sorted. */
static const struct slice frequent[] = {
    SLICE_INIT("a"),      SLICE_INIT("aan"),   SLICE_INIT("aber"),
    SLICE_INIT("about"),  SLICE_INIT("ada"),   SLICE_INIT("af"),
    SLICE_INIT("akan"),   SLICE_INIT("aku"),   SLICE_INIT("al"),
    SLICE_INIT("ale"),    SLICE_INIT("all"),   SLICE_INIT("am"),
    SLICE_INIT("ama"),    SLICE_INIT("anche"), SLICE_INIT("and"),
    SLICE_INIT("ar"),     SLICE_INIT("are"),   SLICE_INIT("as"),
    SLICE_INIT("at"),     SLICE_INIT("att"),   SLICE_INIT("au"),
    SLICE_INIT("auch"),   SLICE_INIT("auf"),   SLICE_INIT("av"),
    SLICE_INIT("avec"),   SLICE_INIT("az"),    SLICE_INIT("azt"),
    SLICE_INIT("ban"),    SLICE_INIT("be"),    SLICE_INIT("ben"),
    SLICE_INIT("bir"),    SLICE_INIT("bisa"),  SLICE_INIT("bu"),
    SLICE_INIT("but"),    SLICE_INIT("by"),    SLICE_INIT("bylo"),
    SLICE_INIT("ca"),     SLICE_INIT("can"),   SLICE_INIT("care"),
    SLICE_INIT("ce"),     SLICE_INIT("cest"),  SLICE_INIT("che"),
    SLICE_INIT("cho"),    SLICE_INIT("ci"),    SLICE_INIT("co"),
    SLICE_INIT("cok"),    SLICE_INIT("com"),   SLICE_INIT("come"),
    SLICE_INIT("como"),   SLICE_INIT("con"),   SLICE_INIT("csak"),
    SLICE_INIT("cu"),     SLICE_INIT("cua"),   SLICE_INIT("czy"),
    SLICE_INIT("da"),     SLICE_INIT("daha"),  SLICE_INIT("dan"),
    SLICE_INIT("dans"),   SLICE_INIT("dar"),   SLICE_INIT("dari"),
    SLICE_INIT("das"),    SLICE_INIT("dass"),  SLICE_INIT("dat"),
    SLICE_INIT("de"),     SLICE_INIT("degil"), SLICE_INIT("del"),
    SLICE_INIT("della"),  SLICE_INIT("dem"),   SLICE_INIT("den"),
    SLICE_INIT("dengan"), SLICE_INIT("der"),   SLICE_INIT("des"),
    SLICE_INIT("det"),    SLICE_INIT("di"),    SLICE_INIT("die"),
    SLICE_INIT("din"),    SLICE_INIT("do"),    SLICE_INIT("dont"),
    SLICE_INIT("du"),     SLICE_INIT("duoc"),  SLICE_INIT("dus"),
    SLICE_INIT("e"),      SLICE_INIT("een"),   SLICE_INIT("egy"),
    SLICE_INIT("ei"),     SLICE_INIT("ein"),   SLICE_INIT("eine"),
    SLICE_INIT("el"),     SLICE_INIT("ela"),   SLICE_INIT("ele"),
    SLICE_INIT("elle"),   SLICE_INIT("em"),    SLICE_INIT("en"),
    SLICE_INIT("er"),     SLICE_INIT("era"),   SLICE_INIT("es"),
    SLICE_INIT("est"),    SLICE_INIT("esta"),  SLICE_INIT("este"),
    SLICE_INIT("esto"),   SLICE_INIT("et"),    SLICE_INIT("ett"),
    SLICE_INIT("etta"),   SLICE_INIT("eu"),    SLICE_INIT("ez"),
    SLICE_INIT("foi"),    SLICE_INIT("for"),   SLICE_INIT("fur"),
    SLICE_INIT("gibi"),   SLICE_INIT("ha"),    SLICE_INIT("han"),
    SLICE_INIT("har"),    SLICE_INIT("hat"),   SLICE_INIT("have"),
    SLICE_INIT("he"),     SLICE_INIT("het"),   SLICE_INIT("ho"),
    SLICE_INIT("hogy"),   SLICE_INIT("i"),     SLICE_INIT("ich"),
    SLICE_INIT("icin"),   SLICE_INIT("if"),    SLICE_INIT("ik"),
    SLICE_INIT("ikke"),   SLICE_INIT("il"),    SLICE_INIT("im"),
    SLICE_INIT("in"),     SLICE_INIT("ini"),   SLICE_INIT("inte"),
    SLICE_INIT("is"),     SLICE_INIT("isso"),  SLICE_INIT("ist"),
    SLICE_INIT("it"),     SLICE_INIT("its"),   SLICE_INIT("itu"),
    SLICE_INIT("ja"),     SLICE_INIT("jag"),   SLICE_INIT("jak"),
    SLICE_INIT("jako"),   SLICE_INIT("je"),    SLICE_INIT("jeg"),
    SLICE_INIT("jego"),   SLICE_INIT("jest"),  SLICE_INIT("jos"),
    SLICE_INIT("jsem"),   SLICE_INIT("just"),  SLICE_INIT("kadar"),
    SLICE_INIT("ke"),     SLICE_INIT("khong"), SLICE_INIT("kita"),
    SLICE_INIT("know"),   SLICE_INIT("kuin"),  SLICE_INIT("kun"),
    SLICE_INIT("la"),     SLICE_INIT("las"),   SLICE_INIT("le"),
    SLICE_INIT("les"),    SLICE_INIT("like"),  SLICE_INIT("lo"),
    SLICE_INIT("los"),    SLICE_INIT("ma"),    SLICE_INIT("maar"),
    SLICE_INIT("mai"),    SLICE_INIT("mais"),  SLICE_INIT("man"),
    SLICE_INIT("mas"),    SLICE_INIT("me"),    SLICE_INIT("med"),
    SLICE_INIT("meg"),    SLICE_INIT("men"),   SLICE_INIT("mert"),
    SLICE_INIT("met"),    SLICE_INIT("mi"),    SLICE_INIT("mina"),
    SLICE_INIT("mit"),    SLICE_INIT("mnie"),  SLICE_INIT("mot"),
    SLICE_INIT("muito"),  SLICE_INIT("mutta"), SLICE_INIT("muy"),
    SLICE_INIT("my"),     SLICE_INIT("myos"),  SLICE_INIT("na"),
    SLICE_INIT("nao"),    SLICE_INIT("nay"),   SLICE_INIT("ne"),
    SLICE_INIT("nem"),    SLICE_INIT("nguoi"), SLICE_INIT("nhung"),
    SLICE_INIT("nicht"),  SLICE_INIT("nie"),   SLICE_INIT("niet"),
    SLICE_INIT("niin"),   SLICE_INIT("no"),    SLICE_INIT("noch"),
    SLICE_INIT("non"),    SLICE_INIT("not"),   SLICE_INIT("nous"),
    SLICE_INIT("nu"),     SLICE_INIT("o"),     SLICE_INIT("och"),
    SLICE_INIT("of"),     SLICE_INIT("og"),    SLICE_INIT("oli"),
    SLICE_INIT("om"),     SLICE_INIT("on"),    SLICE_INIT("ook"),
    SLICE_INIT("op"),     SLICE_INIT("or"),    SLICE_INIT("os"),
    SLICE_INIT("ovat"),   SLICE_INIT("pa"),    SLICE_INIT("para"),
    SLICE_INIT("pas"),    SLICE_INIT("pe"),    SLICE_INIT("per"),
    SLICE_INIT("pero"),   SLICE_INIT("piu"),   SLICE_INIT("plus"),
    SLICE_INIT("po"),     SLICE_INIT("por"),   SLICE_INIT("pour"),
    SLICE_INIT("pro"),    SLICE_INIT("que"),   SLICE_INIT("questo"),
    SLICE_INIT("qui"),    SLICE_INIT("s"),     SLICE_INIT("sa"),
    SLICE_INIT("saya"),   SLICE_INIT("se"),    SLICE_INIT("sen"),
    SLICE_INIT("she"),    SLICE_INIT("si"),    SLICE_INIT("sich"),
    SLICE_INIT("sie"),    SLICE_INIT("sina"),  SLICE_INIT("so"),
    SLICE_INIT("som"),    SLICE_INIT("sono"),  SLICE_INIT("su"),
    SLICE_INIT("sur"),    SLICE_INIT("tak"),   SLICE_INIT("tama"),
    SLICE_INIT("te"),     SLICE_INIT("that"),  SLICE_INIT("thats"),
    SLICE_INIT("the"),    SLICE_INIT("there"), SLICE_INIT("they"),
    SLICE_INIT("thi"),    SLICE_INIT("this"),  SLICE_INIT("ti"),
    SLICE_INIT("tidak"),  SLICE_INIT("til"),   SLICE_INIT("till"),
    SLICE_INIT("to"),     SLICE_INIT("toi"),   SLICE_INIT("trong"),
    SLICE_INIT("tu"),     SLICE_INIT("um"),    SLICE_INIT("uma"),
    SLICE_INIT("un"),     SLICE_INIT("una"),   SLICE_INIT("und"),
    SLICE_INIT("une"),    SLICE_INIT("untuk"), SLICE_INIT("v"),
    SLICE_INIT("va"),     SLICE_INIT("van"),   SLICE_INIT("var"),
    SLICE_INIT("ve"),     SLICE_INIT("vi"),    SLICE_INIT("voce"),
    SLICE_INIT("volt"),   SLICE_INIT("von"),   SLICE_INIT("voor"),
    SLICE_INIT("vous"),   SLICE_INIT("w"),     SLICE_INIT("war"),
    SLICE_INIT("was"),    SLICE_INIT("we"),    SLICE_INIT("wel"),
    SLICE_INIT("what"),   SLICE_INIT("wie"),   SLICE_INIT("wir"),
    SLICE_INIT("with"),   SLICE_INIT("y"),     SLICE_INIT("yang"),
    SLICE_INIT("yeah"),   SLICE_INIT("yo"),    SLICE_INIT("you"),
    SLICE_INIT("your"),   SLICE_INIT("z"),     SLICE_INIT("ze"),
    SLICE_INIT("zijn"),   SLICE_INIT("zu"),
};

/** What a text is made of. */
struct count {
    size_t n_bytes; /**< but for blanks */
    size_t n_letters;
    size_t n_digits;
    size_t n_symbols;
    size_t n_lines; /**< with something on them */
    size_t n_words;
    size_t n_frequent;
    size_t n_foreign; /**< of scripts other than Latin */
};

/** Order a token and a word of the table. */
static int
compare_words(const void *key, const void *element)
{
    const struct slice *a = key;
    const struct slice *b = element;
    const size_t size = a->size < b->size ? a->size : b->size;
    const int order = memcmp(a->data, b->data, size);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

/** Count a text's words. */
static void
count_words(struct slice text, struct count *count)
{
    /* Folded Latin letters stand ahead of Greek, U+0370, whose first byte in
     * UTF-8 is this. */
    enum { FIRST_FOREIGN = 0xcd };
    struct tokeniser tokeniser;
    tokeniser_init(&tokeniser, text);
    while (tokeniser_next(&tokeniser)) {
        const struct slice token = tokeniser_token(&tokeniser);
        count->n_words++;
        if ((unsigned char)token.data[0] >= FIRST_FOREIGN) {
            count->n_foreign++;
        } else if (bsearch(&token, frequent,
                           sizeof(frequent) / sizeof(*frequent),
                           sizeof(*frequent), compare_words)) {
            count->n_frequent++;
        }
    }
}

/** Count a line's bytes by kind. */
static void
count_bytes(struct slice line, struct count *count)
{
    for (size_t i = 0; i < line.size; i++) {
        const char c = line.data[i];
        const char lower = (char)(c | 0x20);
        count->n_bytes += !is_blank(c);
        count->n_letters += (c & 0x80) || (lower >= 'a' && lower <= 'z');
        count->n_digits += is_digit(c);
        count->n_symbols += c != '\0' && strchr("{}<>=|\\/_@#$^~+`", c);
    }
}

/** A text's beginning, without a part of a line at its end. */
static struct slice
front_lines(struct slice text, size_t size)
{
    if (text.size <= size) {
        return text;
    }
    const char *end = memrchr(text.data, '\n', size);
    return slice_part(text, 0, end ? (size_t)(end - text.data) : size);
}

/** Whether there are enough words, and enough frequent ones. */
static bool
has_enough(const struct count *count, size_t words_min)
{
    return count->n_words >= words_min &&
           (count->n_foreign * 10 >= count->n_words * 6 ||
            count->n_frequent * 100 >= count->n_words * 15);
}

bool
prose_is_speech(struct slice front, size_t words_min)
{
    const struct slice text = front_lines(front, JUDGED_BYTES);
    struct count count = {0};
    struct lines lines;
    lines_init(&lines, text);
    while (lines_next(&lines)) {
        struct slice line = slice_trim(lines.line);
        if (slice_starts(line, SLICE(">>"))) {
            line = slice_from(line, 2); /* a change of speakers in captions */
        }
        count.n_lines += line.size > 0;
        count_bytes(line, &count);
    }
    if (count.n_letters * 10 < count.n_bytes * 7 ||
        count.n_digits * 10 > count.n_bytes ||
        count.n_symbols * 150 > count.n_bytes) {
        return false;
    }
    count_words(text, &count);
    return has_enough(&count, words_min) && count.n_words >= count.n_lines * 3;
}

bool
prose_has_words(struct slice front, size_t words_min)
{
    struct count count = {0};
    count_words(front_lines(front, JUDGED_BYTES), &count);
    return has_enough(&count, words_min);
}

/** Whether the front of a text has words of a licence that is given with
 * programs and data. */
static bool
is_licence(struct slice front)
{
    static const struct slice phrases[] = {
        SLICE_INIT("Permission is hereby granted"),
        SLICE_INIT("Permission to use, copy, modify"),
        SLICE_INIT("Redistribution and use in source and binary"),
        SLICE_INIT("GENERAL PUBLIC LICENSE"),
        SLICE_INIT("Apache License"),
        SLICE_INIT("Mozilla Public License"),
        SLICE_INIT("Eclipse Public License"),
        SLICE_INIT("European Union Public Licence"),
        SLICE_INIT("SIL OPEN FONT LICENSE"),
        SLICE_INIT("Boost Software License"),
        SLICE_INIT("free and unencumbered software"),
        SLICE_INIT("Creative Commons Legal Code"),
        SLICE_INIT("Attribution-ShareAlike"),
        SLICE_INIT("Attribution-NonCommercial"),
        SLICE_INIT("Attribution 4.0 International"),
        SLICE_INIT("CC0 1.0 Universal"),
        SLICE_INIT("WITHOUT WARRANTY OF ANY KIND"),
        SLICE_INIT("TERMS AND CONDITIONS"),
        SLICE_INIT("DO WHAT THE FUCK YOU WANT TO"),
    };
    if (front.size > LICENCE_BYTES) {
        front = slice_part(front, 0, LICENCE_BYTES);
    }
    for (size_t i = 0; i < sizeof(phrases) / sizeof(*phrases); i++) {
        if (slice_find(front, phrases[i], 0) < front.size) {
            return true;
        }
    }
    return false;
}

enum line_shape {
    SHAPE_PROSE,
    SHAPE_HEADING, /**< or the line under one: hardly ever said */
    SHAPE_DASH,    /**< an item of a list, or somebody's turn */
    SHAPE_ITEM,    /**< of a list for certain */
    SHAPE_CODE,    /**< or a table's row, a setting, … */
};

/** Whether a line is an item of a list. */
static bool
is_item(struct slice line)
{
    size_t at = 0;
    while (at < line.size && is_digit(line.data[at])) {
        at++;
    }
    if (at > 0) {
        return at < 4 && at + 1 < line.size &&
               (line.data[at] == '.' || line.data[at] == ')') &&
               line.data[at + 1] == ' ';
    }
    return slice_starts(line, SLICE("* ")) || slice_starts(line, SLICE("+ ")) ||
           slice_starts(line, SLICE("\xe2\x80\xa2"));
}

/** Whether a line underlines a heading or rules a page off. */
static bool
is_rule(struct slice line)
{
    if (line.size < 3 || !strchr("=-*_~#", line.data[0])) {
        return false;
    }
    for (size_t i = 1; i < line.size; i++) {
        if (line.data[i] != line.data[0]) {
            return false;
        }
    }
    return true;
}

/** Whether a line is a heading of Markdown. */
static bool
is_heading(struct slice line)
{
    size_t level = 0;
    while (level < line.size && line.data[level] == '#') {
        level++;
    }
    return level > 0 && level <= 6 && level < line.size &&
           line.data[level] == ' ';
}

/** Whether a byte is a letter of ASCII. */
static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/** What a line, which is not blank, looks like. */
static enum line_shape
shape_of(struct slice line)
{
    if (is_rule(line) || is_heading(line) || slice_starts(line, SLICE("```"))) {
        return SHAPE_HEADING;
    }
    if (is_item(line)) {
        return SHAPE_ITEM;
    }
    if (slice_starts(line, SLICE("- "))) {
        return SHAPE_DASH;
    }
    const char first = line.data[0];
    const char last = line.data[line.size - 1];
    const char next = line.size > 1 ? line.data[1] : '\0';
    const bool is_code =
        strchr("|{}<$=+~/\\@%&;#", first) || strchr("{};\\|", last) ||
        memchr(line.data, '\t', line.size) ||
        (first == '[' && is_digit(next)) || (first == '.' && is_letter(next));
    return is_code ? SHAPE_CODE : SHAPE_PROSE;
}

bool
prose_is_structured(struct slice front)
{
    size_t n[SHAPE_CODE + 1] = {0};
    size_t n_lines = 0;
    struct lines lines;
    lines_init(&lines, front);
    while (lines_next(&lines)) {
        const struct slice line = slice_trim(lines.line);
        if (line.size > 0) {
            n[shape_of(line)]++;
            n_lines++;
        }
    }
    return n[SHAPE_HEADING] > 1 || n[SHAPE_HEADING] * 30 > n_lines ||
           n[SHAPE_CODE] * 10 > n_lines || n[SHAPE_ITEM] * 5 > n_lines ||
           n[SHAPE_DASH] * 2 > n_lines || is_licence(front);
}
