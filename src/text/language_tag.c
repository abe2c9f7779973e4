/*
 * Language tags after BCP 47 (RFC 5646): syntax and canonical case, codes of
 * three letters that ISO 639-2 has one of two for, and names.
 *
 * The registry is not looked into: which languages, scripts and regions there
 * are changes every year, and a tag that is not known does no harm.  Names are
 * those that Whisper writes, with a few others; they are compared as tokens,
 * so letter case, accents and brackets do not count.
 */
#include "text/language_tag.h"

#include "text/token.h"

#include <strings.h>

/** Five letters each: a code of ISO 639-2, in the order of the alphabet, and
 * that of ISO 639-1 for the same language. */
static const char codes[] =
    "aaraa abkab afraf akaak albsq amham araar argan armhy asmas avaav aveae "
    "aymay azeaz bakba bambm baqeu belbe benbn bihbh bisbi bodbo bosbs brebr "
    "bulbg burmy catca cescs chach chece chizh chucu chvcv corkw cosco crecr "
    "cymcy czecs danda deude divdv dutnl dzodz ellel engen epoeo estet euseu "
    "eweee faofo fasfa fijfj finfi frafr frefr fryfy fulff geoka gerde glagd "
    "glega glggl glvgv greel grngn gujgu hatht hauha hebhe herhz hinhi hmoho "
    "hrvhr hunhu hyehy iboig iceis idoio iiiii ikuiu ileie inaia indid ipkik "
    "islis itait javjv jpnja kalkl kankn kasks katka kaukr kazkk khmkm kikki "
    "kinrw kirky komkv konkg korko kuakj kurku laolo latla lavlv limli linln "
    "litlt ltzlb lublu luglg macmk mahmh malml maomi marmr mayms mkdmk mlgmg "
    "mltmt monmn mrimi msams myamy nauna navnv nblnr ndend ndong nepne nldnl "
    "nnonn nobnb norno nyany ocioc ojioj orior ormom ossos panpa perfa plipi "
    "polpl porpt pusps quequ rohrm ronro rumro runrn rusru sagsg sansa sinsi "
    "slksk slosk slvsl smese smosm snasn sndsd somso sotst spaes sqisq srdsc "
    "srpsr sswss sunsu swasw swesv tahty tamta tattt telte tgktg tgltl thath "
    "tibbo tirti tonto tsntn tsots tuktk turtr twitw uigug ukruk urdur uzbuz "
    "venve vievi volvo welcy wlnwa wolwo xhoxh yidyi yoryo zhaza zhozh zulzu ";

enum {
    CODE_STEP = 6,
    N_CODES = (sizeof(codes) - 1) / CODE_STEP,
};

/** Codes that others have taken the place of, those that Mandarin and its
 * written language share, and codes of no language. */
static const char *const replaced[][2] = {
    {"iw", "he"},  {"in", "id"}, {"ji", "yi"}, {"jw", "jv"}, {"mo", "ro"},
    {"cmn", "zh"}, {"und", ""},  {"mul", ""},  {"zxx", ""},  {"mis", ""},
    {"any", ""},   {"all", ""},  {"nil", ""},
};

/** Names in lower case without accents, and what they stand for. */
static const char *const names[][2] = {
    {"afrikaans", "af"},
    {"albanian", "sq"},
    {"amharic", "am"},
    {"arabic", "ar"},
    {"armenian", "hy"},
    {"assamese", "as"},
    {"azerbaijani", "az"},
    {"bangla", "bn"},
    {"bashkir", "ba"},
    {"basque", "eu"},
    {"belarusian", "be"},
    {"bengali", "bn"},
    {"bosnian", "bs"},
    {"breton", "br"},
    {"bulgarian", "bg"},
    {"burmese", "my"},
    {"cantonese", "yue"},
    {"castilian", "es"},
    {"catalan", "ca"},
    {"chinese", "zh"},
    {"chinese simplified", "zh-Hans"},
    {"chinese traditional", "zh-Hant"},
    {"croatian", "hr"},
    {"czech", "cs"},
    {"danish", "da"},
    {"dutch", "nl"},
    {"english", "en"},
    {"esperanto", "eo"},
    {"estonian", "et"},
    {"faroese", "fo"},
    {"farsi", "fa"},
    {"filipino", "fil"},
    {"finnish", "fi"},
    {"flemish", "nl"},
    {"french", "fr"},
    {"galician", "gl"},
    {"georgian", "ka"},
    {"german", "de"},
    {"greek", "el"},
    {"gujarati", "gu"},
    {"haitian", "ht"},
    {"haitian creole", "ht"},
    {"hausa", "ha"},
    {"hawaiian", "haw"},
    {"hebrew", "he"},
    {"hindi", "hi"},
    {"hungarian", "hu"},
    {"icelandic", "is"},
    {"indonesian", "id"},
    {"irish", "ga"},
    {"italian", "it"},
    {"japanese", "ja"},
    {"javanese", "jv"},
    {"kannada", "kn"},
    {"kazakh", "kk"},
    {"khmer", "km"},
    {"korean", "ko"},
    {"kurdish", "ku"},
    {"kyrgyz", "ky"},
    {"lao", "lo"},
    {"latin", "la"},
    {"latvian", "lv"},
    {"letzeburgesch", "lb"},
    {"lingala", "ln"},
    {"lithuanian", "lt"},
    {"luxembourgish", "lb"},
    {"macedonian", "mk"},
    {"malagasy", "mg"},
    {"malay", "ms"},
    {"malayalam", "ml"},
    {"maltese", "mt"},
    {"mandarin", "zh"},
    {"maori", "mi"},
    {"marathi", "mr"},
    {"moldavian", "ro"},
    {"moldovan", "ro"},
    {"mongolian", "mn"},
    {"myanmar", "my"},
    {"nepali", "ne"},
    {"norwegian", "no"},
    {"nynorsk", "nn"},
    {"occitan", "oc"},
    {"panjabi", "pa"},
    {"pashto", "ps"},
    {"persian", "fa"},
    {"polish", "pl"},
    {"portuguese", "pt"},
    {"punjabi", "pa"},
    {"pushto", "ps"},
    {"romanian", "ro"},
    {"russian", "ru"},
    {"sanskrit", "sa"},
    {"serbian", "sr"},
    {"shona", "sn"},
    {"sindhi", "sd"},
    {"sinhala", "si"},
    {"sinhalese", "si"},
    {"slovak", "sk"},
    {"slovenian", "sl"},
    {"somali", "so"},
    {"spanish", "es"},
    {"sundanese", "su"},
    {"swahili", "sw"},
    {"swedish", "sv"},
    {"tagalog", "tl"},
    {"tajik", "tg"},
    {"tamil", "ta"},
    {"tatar", "tt"},
    {"telugu", "te"},
    {"thai", "th"},
    {"tibetan", "bo"},
    {"turkish", "tr"},
    {"turkmen", "tk"},
    {"ukrainian", "uk"},
    {"urdu", "ur"},
    {"uyghur", "ug"},
    {"uzbek", "uz"},
    {"valencian", "ca"},
    {"vietnamese", "vi"},
    {"welsh", "cy"},
    {"yiddish", "yi"},
    {"yoruba", "yo"},
    {"zulu", "zu"},

    /* By themselves. */
    {"deutsch", "de"},
    {"espanol", "es"},
    {"francais", "fr"},
    {"italiano", "it"},
    {"nederlands", "nl"},
    {"polski", "pl"},
    {"portugues", "pt"},
    {"svenska", "sv"},
    {"\xd1\x80\xd1\x83\xd1\x81\xd1\x81\xd0\xba\xd0\xb8\xd0\xb9", "ru"},
    {"\xe4\xb8\xad\xe6\x96\x87", "zh"},
    {"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "ja"},
    {"\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4", "ko"},
};

enum { N_NAMES = sizeof(names) / sizeof(*names) };

/** An ASCII letter. */
static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/** Whether all bytes are ASCII letters, or else digits where those may be. */
static bool
is_made_of(struct slice part, bool with_letters, bool with_digits)
{
    for (size_t i = 0; i < part.size; i++) {
        if (!(with_letters && is_letter(part.data[i])) &&
            !(with_digits && is_digit(part.data[i]))) {
            return false;
        }
    }
    return true;
}

/** The code of two letters for one of three in lower case, or NULL. */
static const char *
find_code(const char letters[3])
{
    size_t low = 0;
    size_t high = N_CODES;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const char *code = codes + middle * CODE_STEP;
        const int order = memcmp(letters, code, 3);
        if (order == 0) {
            return code + 3;
        }
        low = order > 0 ? middle + 1 : low;
        high = order > 0 ? high : middle;
    }
    return NULL;
}

bool
language_is_code(struct slice letters)
{
    return letters.size == 3 && find_code(letters.data) != NULL;
}

/** A tag under way. */
struct writing {
    struct language_tag tag;
    size_t size;
};

/** How a part of a tag is written: `Latn`, `US`, anything else small. */
enum letter_case { SMALL, LARGE, TITLE };

/** Append a part; false where there is no room. */
static bool
add_part(struct writing *writing, struct slice part, enum letter_case as)
{
    if (writing->size + part.size + 1 > LANGUAGE_TAG_MAX) {
        return false;
    }
    if (writing->size > 0) {
        writing->tag.text[writing->size++] = '-';
    }
    for (size_t i = 0; i < part.size; i++) {
        const char c = part.data[i];
        const bool is_large = as == LARGE || (as == TITLE && i == 0);
        writing->tag.text[writing->size++] =
            !is_letter(c) ? c : (char)(is_large ? c & ~0x20 : c | 0x20);
    }
    return true;
}

/** Cut the next part off a tag; between them are hyphens, or underscores. */
static struct slice
next_part(struct slice *rest)
{
    size_t end = 0;
    while (end < rest->size && rest->data[end] != '-' &&
           rest->data[end] != '_') {
        end++;
    }
    const struct slice part = slice_part(*rest, 0, end);
    *rest = slice_from(*rest, end < rest->size ? end + 1 : end);
    return part;
}

/** Begin a tag with its language; false where that is none. */
static bool
write_language(struct writing *writing, struct slice part)
{
    if (part.size < 2 || part.size > 3 || !is_made_of(part, true, false)) {
        return false;
    }
    char small[3];
    for (size_t i = 0; i < part.size; i++) {
        small[i] = (char)(part.data[i] | 0x20);
    }
    struct slice code = {small, part.size};
    const char *two = code.size == 3 ? find_code(small) : NULL;
    if (two) {
        code = (struct slice){two, 2};
    }
    for (size_t i = 0; i < sizeof(replaced) / sizeof(*replaced); i++) {
        if (slice_equal(code, slice_of(replaced[i][0]))) {
            code = slice_of(replaced[i][1]);
        }
    }
    return code.size > 0 && add_part(writing, code, SMALL);
}

/** What may follow in a tag, in this order. */
enum stage { EXTENDED, SCRIPT, REGION, VARIANT, EXTENSION };

/** What a part of a tag is, where at least `from` is due; EXTENSION for what
 * begins one, and for what is nothing at all. */
static enum stage
stage_of(struct slice part, enum stage from)
{
    const bool has_letters = is_made_of(part, true, false);
    if (from <= EXTENDED && part.size == 3 && has_letters) {
        return EXTENDED;
    }
    if (from <= SCRIPT && part.size == 4 && has_letters) {
        return SCRIPT;
    }
    if (from <= REGION && ((part.size == 2 && has_letters) ||
                           (part.size == 3 && is_made_of(part, false, true)))) {
        return REGION;
    }
    return part.size >= 5 || (part.size == 4 && is_digit(part.data[0]))
               ? VARIANT
               : EXTENSION;
}

/** Write what follows a language; false where it is not well-formed. */
static bool
write_rest(struct writing *writing, struct slice rest)
{
    enum stage stage = EXTENDED;
    bool is_open = false; /* an extension that says nothing yet */
    while (rest.size > 0) {
        const struct slice part = next_part(&rest);
        if (part.size == 0 || part.size > 8 || !is_made_of(part, true, true)) {
            return false;
        }
        if (stage < EXTENSION) {
            static const enum letter_case cases[] = {SMALL, TITLE, LARGE, SMALL,
                                                     SMALL};
            const enum stage found = stage_of(part, stage);
            if (!add_part(writing, part, cases[found]) ||
                (found == EXTENSION && part.size > 1)) {
                return false;
            }
            is_open = found == EXTENSION;
            /* Of variants there may be several, of the rest one. */
            stage = found < VARIANT ? found + 1 : found;
        } else {
            is_open = part.size == 1;
            if (!add_part(writing, part, SMALL)) {
                return false;
            }
        }
    }
    return !is_open;
}

/** Read a tag or locale. */
static struct language_tag
read_tag(struct slice text)
{
    struct writing writing = {.size = 0};
    /* yt-dlp's word for the track that others were translated from. */
    static const struct slice original = SLICE_INIT("-orig");
    if (slice_ends(text, original)) {
        text.size -= original.size;
    }
    const bool ends_so = text.size > 0 && (text.data[text.size - 1] == '-' ||
                                           text.data[text.size - 1] == '_');
    if (ends_so || !write_language(&writing, next_part(&text)) ||
        !write_rest(&writing, text)) {
        return (struct language_tag){""};
    }
    return writing.tag;
}

/** Whether two texts have the same tokens, and any. */
static bool
have_same_tokens(struct slice a, struct slice b)
{
    struct tokeniser left;
    struct tokeniser right;
    tokeniser_init(&left, a);
    tokeniser_init(&right, b);
    for (size_t n = 0;; n++) {
        const bool is_left = tokeniser_next(&left);
        const bool is_right = tokeniser_next(&right);
        if (!is_left || !is_right) {
            return n > 0 && is_left == is_right;
        }
        if (!slice_equal(tokeniser_token(&left), tokeniser_token(&right))) {
            return false;
        }
    }
}

/** The tag of a language's name, or NULL. */
static const char *
find_name(struct slice text)
{
    for (size_t i = 0; i < N_NAMES; i++) {
        if (have_same_tokens(text, slice_of(names[i][0]))) {
            return names[i][1];
        }
    }
    return NULL;
}

bool
language_is_name(struct slice text)
{
    return find_name(text) != NULL;
}

/** The text before a list goes on, or an encoding, a modifier or a remark
 * follows. */
static struct slice
first_of(struct slice told)
{
    size_t end = 0;
    while (end < told.size && !strchr(",;.@(", told.data[end])) {
        end++;
    }
    return slice_trim(slice_part(told, 0, end));
}

struct language_tag
language_tag(struct slice told)
{
    const struct slice first = first_of(told);
    struct language_tag tag = read_tag(first);
    if (!tag.text[0]) {
        const char *name = find_name(told);
        name = name ? name : find_name(first);
        if (name) {
            memcpy(tag.text, name, strlen(name));
        }
    }
    return tag;
}
