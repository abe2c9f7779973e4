/*
 * generate.c - transcripts of made-up talks, as many as asked for.
 *
 * Owns what the talks are like: lengths, rates and repeats as measured on
 * 135 real podcasts (WebVTT, 1,100 captions each), with words that exist only
 * in part.  The commonest 150 are English at the rates of speech; the others
 * follow a Zipf-Mandelbrot law over 400,000 spellings, and come in topics, in
 * bursts and in fixed pairs, as names and terms do.  What is searched for and
 * what it costs is left to tests/bench/run.
 *
 *     generate --cues 1000000 --seed 1 --format vtt FOLDER
 *
 * An episode depends on the seed and its number alone, so that a smaller
 * collection is the beginning of a larger one.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define N_VOCABULARY 400000
#define N_TOPICS 4000
#define TOPIC_WORDS 300
#define BURST_WORDS 6
#define N_SHOWS 12
#define ADS_A_SHOW 6
#define AD_LINES 8

/* A word of the commonest, and how often it is said in 100,000. */
struct common_word {
    const char *text;
    unsigned rate;
};

static const struct common_word common_words[] = {
    {"and", 3292},     {"the", 3278},      {"to", 2765},       {"you", 2631},
    {"a", 2530},       {"of", 2344},       {"that", 2134},     {"I", 2044},
    {"it", 1789},      {"like", 1600},     {"is", 1379},       {"so", 1359},
    {"in", 1157},      {"yeah", 993},      {"it's", 992},      {"this", 909},
    {"for", 860},      {"but", 801},       {"just", 754},      {"have", 747},
    {"on", 727},       {"we", 698},        {"know", 655},      {"can", 622},
    {"right", 612},    {"do", 603},        {"or", 599},        {"with", 568},
    {"if", 545},       {"be", 508},        {"that's", 505},    {"really", 503},
    {"all", 492},      {"are", 479},       {"think", 478},     {"was", 475},
    {"what", 466},     {"not", 459},       {"about", 456},     {"your", 443},
    {"one", 418},      {"then", 416},      {"at", 403},        {"as", 402},
    {"people", 376},   {"they", 372},      {"some", 367},      {"there", 359},
    {"things", 350},   {"there's", 324},   {"get", 323},       {"because", 319},
    {"kind", 318},     {"you're", 314},    {"out", 310},       {"lot", 309},
    {"don't", 293},    {"how", 289},       {"I'm", 286},       {"well", 275},
    {"want", 274},     {"going", 270},     {"more", 259},      {"an", 259},
    {"thing", 253},    {"something", 250}, {"these", 247},     {"from", 243},
    {"use", 240},      {"up", 240},        {"which", 240},     {"my", 233},
    {"when", 225},     {"time", 223},      {"me", 220},        {"very", 217},
    {"actually", 213}, {"go", 212},        {"stuff", 208},     {"where", 205},
    {"also", 205},     {"would", 205},     {"into", 200},      {"them", 193},
    {"maybe", 192},    {"way", 189},       {"got", 187},       {"other", 186},
    {"say", 184},      {"those", 177},     {"talk", 176},      {"now", 176},
    {"work", 175},     {"could", 171},     {"has", 169},       {"see", 166},
    {"little", 164},   {"we're", 163},     {"here", 162},      {"good", 159},
    {"make", 159},     {"doing", 154},     {"different", 154}, {"by", 151},
    {"much", 150},     {"been", 147},      {"sort", 145},      {"even", 143},
    {"will", 143},     {"need", 142},      {"our", 136},       {"bit", 135},
    {"no", 127},       {"had", 127},       {"mean", 124},      {"pretty", 123},
    {"sure", 123},     {"they're", 121},   {"oh", 120},        {"okay", 116},
    {"great", 115},    {"were", 114},      {"back", 114},      {"using", 110},
    {"run", 106},      {"I've", 104},      {"who", 102},       {"new", 100},
    {"their", 100},    {"over", 98},       {"probably", 98},   {"exactly", 98},
    {"open", 97},      {"basically", 96},  {"let's", 96},      {"first", 96},
    {"should", 96},    {"us", 96},         {"than", 94},       {"two", 94},
    {"put", 90},       {"look", 90},       {"might", 88},      {"start", 87},
};

/* Words that go together in speech. */
static const char *const idioms[] = {
    "a lot of",
    "one of the",
    "you know",
    "kind of like",
    "I don't know",
    "I think that",
    "at the end of the day",
    "you have to",
    "sort of",
    "if you want to",
    "and so on",
    "to be able to",
    "a little bit",
    "in terms of",
    "one of the things that",
    "as well as",
    "and then you",
    "most of the time",
};

/* Short answers, the most frequent first. */
static const char *const answers[] = {
    "Yeah.",         "Right.",
    "Okay.",         "All right.",
    "Exactly.",      "Yes.",
    "Thank you.",    "Yeah, exactly.",
    "Sure.",         "Yeah, absolutely.",
    "Yeah, yeah.",   "Cool.",
    "Absolutely.",   "Right?",
    "Yep.",          "Nice.",
    "That's right.", "I don't know.",
    "So.",           "Oh, wow.",
    "Of course.",    "I see.",
    "That's great.", "Mm-hmm.",
    "I think so.",   "No, no, no.",
    "Definitely.",   "Let's do it.",
    "Got it.",       "That makes sense.",
};

static const char *const first_names[] = {
    "Ada",   "Boris", "Chandra", "Dolores", "Emeka",  "Freya",   "Goran",
    "Hanna", "Ismet", "Jun",     "Katya",   "Liam",   "Marisol", "Niko",
    "Olwen", "Pavel", "Quentin", "Rosa",    "Sanjay", "Tove",
};

static const char *const onsets[] = {
    "b", "c", "d", "f", "g",  "h",  "j",  "l",  "m",  "n",  "p", "r",
    "s", "t", "v", "w", "st", "tr", "pl", "gr", "sh", "ch", "k", "br",
};
static const char *const nuclei[] = {
    "a", "e", "i", "o", "u", "a", "e", "i", "o", "ea", "e", "i",
};
static const char *const codas[] = {
    "", "", "", "", "", "", "n", "r", "l", "s", "t", "nd",
};
static const char *const endings[] = {
    "", "", "", "s", "ing", "ed", "er", "s",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Shares of a distribution at these parts of its items: see draw_shape(). */
static const double shape_at[] = {0,   .01, .05, .1,  .25, .5,
                                  .75, .9,  .95, .99, 1};
static const double cue_words[] = {1, 1, 2, 3, 8, 12, 19, 24, 27, 40, 60};
static const double episode_cues[] = {.10,  .34,  .60,  .65,  .82, .97,
                                      1.16, 1.37, 1.52, 1.72, 2.4};

/* Draws number i with its chance, in constant time (Walker's method). */
struct alias {
    double *chance;
    uint32_t *other;
    uint32_t n;
};

/* All that is the same for every episode. */
struct world {
    uint64_t seed;
    char (*words)[32]; /* the spellings, commonest first */
    struct alias vocabulary;
    struct alias common;
    const char *folder;
    bool is_vtt;
    double cues_a_file;
};

/* An episode being written. */
struct episode {
    const struct world *world;
    uint64_t random;
    uint64_t id; /* what its own choices are drawn from */
    unsigned show;
    unsigned topics[3];
    uint32_t burst[BURST_WORDS];
    bool is_upper; /* the next word begins a sentence */
    int64_t now_ms;
    bool has_voices;
    unsigned voice;
    char *text; /* grows */
    size_t size;
    size_t space;
};

/* One cue's words, before it is known whether it is said again. */
struct cue {
    char text[2048];
    size_t size;
    unsigned n_words;
};

/* Say what went wrong and end. */
static void
die(const char *what)
{
    fprintf(stderr, "generate: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* Memory, or the end. */
static void *
take(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL) {
        die("memory");
    }
    return memory;
}

/* A well-stirred function of its argument (splitmix64's finaliser). */
static uint64_t
stir(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* A function of two numbers. */
static uint64_t
stir2(uint64_t a, uint64_t b)
{
    return stir(a * UINT64_C(0x9e3779b97f4a7c15) + stir(b + 1));
}

/* The next random number. */
static uint64_t
next_random(uint64_t *random)
{
    *random += UINT64_C(0x9e3779b97f4a7c15);
    return stir(*random);
}

/* A number below `below`. */
static unsigned
below(uint64_t *random, unsigned limit)
{
    return (unsigned)(((next_random(random) >> 32) * limit) >> 32);
}

/* A number of [0, 1). */
static double
unit(uint64_t *random)
{
    return (double)(next_random(random) >> 11) * 0x1p-53;
}

/* A number whose shares are as the table says. */
static double
draw_shape(uint64_t *random, const double *values)
{
    const double at = unit(random);
    size_t i = 1;
    while (at >= shape_at[i]) {
        i++;
    }
    const double part =
        (at - shape_at[i - 1]) / (shape_at[i] - shape_at[i - 1]);
    return values[i - 1] + part * (values[i] - values[i - 1]);
}

/* Prepare to draw by these weights, which are used up. */
static struct alias
make_alias(double *weights, uint32_t n)
{
    struct alias alias = {take(n, sizeof(double)), take(n, sizeof(uint32_t)),
                          n};
    uint32_t *poor = take(n, sizeof *poor);
    uint32_t *rich = take(n, sizeof *rich);
    uint32_t n_poor = 0;
    uint32_t n_rich = 0;
    double sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += weights[i];
    }
    for (uint32_t i = 0; i < n; i++) {
        weights[i] *= n / sum;
        alias.chance[i] = 1;
        alias.other[i] = i;
        if (weights[i] < 1) {
            poor[n_poor++] = i;
        } else {
            rich[n_rich++] = i;
        }
    }
    while (n_poor > 0 && n_rich > 0) {
        const uint32_t low = poor[--n_poor];
        const uint32_t high = rich[n_rich - 1];
        alias.chance[low] = weights[low];
        alias.other[low] = high;
        weights[high] -= 1 - weights[low];
        if (weights[high] < 1) {
            n_rich--;
            poor[n_poor++] = high;
        }
    }
    free(poor);
    free(rich);
    return alias;
}

/* Draw a number. */
static uint32_t
draw(const struct alias *alias, uint64_t *random)
{
    const uint32_t i = below(random, alias->n);
    return unit(random) < alias->chance[i] ? i : alias->other[i];
}

/* Spell the word of a rank: common ones short, four neighbours of a stem. */
static void
spell(char *word, size_t space, uint32_t rank, uint64_t seed)
{
    uint64_t stem = stir2(seed, rank / 4);
    const unsigned n_syllables = rank < 600     ? 1 + (unsigned)(stem >> 63)
                                 : rank < 30000 ? 2
                                                : 3;
    size_t size = 0;
    for (unsigned i = 0; i < n_syllables; i++) {
        const uint64_t bits = next_random(&stem);
        size += (size_t)snprintf(word + size, space - size, "%s%s%s",
                                 onsets[bits % COUNT(onsets)],
                                 nuclei[(bits >> 16) % COUNT(nuclei)],
                                 codas[(bits >> 32) % COUNT(codas)]);
    }
    const unsigned ending = (unsigned)(stem >> 40) + rank % 4;
    snprintf(word + size, space - size, "%s", endings[ending % COUNT(endings)]);
}

/* Make the vocabulary. */
static void
init_world(struct world *world)
{
    double *weights = take(N_VOCABULARY, sizeof *weights);
    world->words = take(N_VOCABULARY, sizeof *world->words);
    for (uint32_t i = 0; i < N_VOCABULARY; i++) {
        spell(world->words[i], sizeof world->words[i], i, world->seed);
        weights[i] = pow(i + 100.0, -1.3);
    }
    world->vocabulary = make_alias(weights, N_VOCABULARY);
    for (uint32_t i = 0; i < COUNT(common_words); i++) {
        weights[i] = common_words[i].rate;
    }
    world->common = make_alias(weights, COUNT(common_words));
    free(weights);
}

/* A word of a topic: a few of them often, most of them seldom. */
static uint32_t
topic_word(const struct world *world, unsigned topic, unsigned which)
{
    uint64_t random = stir2(world->seed ^ topic, which + 1000);
    const double far = pow(unit(&random), 1.6);
    return (uint32_t)(150 * exp(far * log(N_VOCABULARY / 150.0))) - 1;
}

/* The word that often follows a word, as in a name or a term. */
static uint32_t
partner(const struct world *world, uint32_t word)
{
    return topic_word(world, 0x80000000u + word, 1);
}

/* Append a word to a cue, with what stands around it. */
static void
put_word(struct episode *episode, struct cue *cue, const char *word)
{
    const size_t length = strlen(word);
    if (cue->size + length + 4 > sizeof cue->text) {
        return;
    }
    if (cue->size > 0) {
        cue->text[cue->size++] = ' ';
    }
    char *at = cue->text + cue->size;
    memcpy(at, word, length);
    if (episode->is_upper && *at >= 'a' && *at <= 'z') {
        *at = (char)(*at - 'a' + 'A');
    }
    cue->size += length;
    cue->n_words++;
    const unsigned mark = below(&episode->random, 1000);
    episode->is_upper = mark < 75;
    if (mark < 150) {
        cue->text[cue->size++] = mark < 8 ? '?' : mark < 75 ? '.' : ',';
    }
}

/* Append several words, as one. */
static void
put_idiom(struct episode *episode, struct cue *cue, const char *idiom)
{
    while (*idiom != '\0') {
        char word[32];
        const size_t length = strcspn(idiom, " ");
        memcpy(word, idiom, length);
        word[length] = '\0';
        put_word(episode, cue, word);
        idiom += length + (idiom[length] == ' ');
    }
}

/* Draw a word that is not of the commonest. */
static uint32_t
draw_content(struct episode *episode)
{
    uint64_t *random = &episode->random;
    const unsigned kind = below(random, 100);
    if (kind < 12) {
        return episode->burst[below(random, BURST_WORDS)];
    }
    if (kind < 40) {
        const double at = unit(random);
        return topic_word(episode->world, episode->topics[below(random, 3)],
                          (unsigned)(at * at * at * TOPIC_WORDS));
    }
    return draw(&episode->world->vocabulary, random);
}

/* Append what comes next: a common word, an idiom, a number, or another. */
static void
put_next(struct episode *episode, struct cue *cue)
{
    uint64_t *random = &episode->random;
    const struct world *world = episode->world;
    const unsigned kind = below(random, 1000);
    if (kind < 25) {
        put_idiom(episode, cue, idioms[below(random, COUNT(idioms))]);
    } else if (kind < 640) {
        put_word(episode, cue, common_words[draw(&world->common, random)].text);
    } else if (kind < 647) {
        char number[16];
        snprintf(number, sizeof number, "%u", below(random, 2030));
        put_word(episode, cue, number);
    } else {
        const uint32_t word = draw_content(episode);
        put_word(episode, cue, world->words[word]);
        if (word % 5 == 0 && below(random, 4) == 0) {
            put_word(episode, cue, world->words[partner(world, word)]);
        }
    }
}

/* Say a cue that has probably never been said. */
static void
say(struct episode *episode, struct cue *cue)
{
    const double n_words = draw_shape(&episode->random, cue_words);
    cue->size = 0;
    cue->n_words = 0;
    while (cue->n_words < (unsigned)n_words) {
        put_next(episode, cue);
    }
}

/* Say a short answer. */
static void
answer(struct episode *episode, struct cue *cue)
{
    const double at = unit(&episode->random);
    const char *text = answers[(size_t)(at * at * COUNT(answers))];
    cue->size = strlen(text);
    memcpy(cue->text, text, cue->size);
    cue->n_words = 2;
    episode->is_upper = true;
}

/* Say a line of an advertisement: the same whichever episode it is in. */
static void
advertise(struct episode *episode, struct cue *cue, unsigned ad, unsigned line)
{
    const uint64_t random = episode->random;
    const uint64_t which = episode->show * 1000u + ad * 100u;
    episode->random = stir2(episode->world->seed + which, line);
    episode->is_upper = true;
    say(episode, cue);
    episode->random = random;
}

/* Room for so many bytes more in the episode's text. */
static char *
room(struct episode *episode, size_t size)
{
    while (episode->space - episode->size < size) {
        episode->space = episode->space == 0 ? 1 << 18 : episode->space * 2;
        episode->text = realloc(episode->text, episode->space);
        if (episode->text == NULL) {
            die("memory");
        }
    }
    return episode->text + episode->size;
}

/* Append bytes to the episode's text. */
static void
put_bytes(struct episode *episode, const char *bytes, size_t size)
{
    memcpy(room(episode, size), bytes, size);
    episode->size += size;
}

/* Write digits of a number below 10 to the power of `width`. */
static void
put_digits(char *at, int64_t number, int width)
{
    while (width > 0) {
        at[--width] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* Append a time as hh:mm:ss.ttt. */
static void
put_time(struct episode *episode, int64_t ms)
{
    char *at = room(episode, 12);
    put_digits(at, ms / 3600000 % 100, 2);
    put_digits(at + 3, ms / 60000 % 60, 2);
    put_digits(at + 6, ms / 1000 % 60, 2);
    put_digits(at + 9, ms % 1000, 3);
    at[2] = at[5] = ':';
    at[8] = '.';
    episode->size += 12;
}

/* Append who speaks; voice 0 is the show's host. */
static void
put_voice(struct episode *episode)
{
    const uint64_t who = episode->voice == 0
                             ? stir2(episode->world->seed + 77, episode->show)
                             : stir2(episode->id, episode->voice + 50) % 5000;
    char name[96];
    const char *family = episode->world->words[500 + who % 2000];
    const int size = snprintf(name, sizeof name, "<v %s %c%s>",
                              first_names[who % COUNT(first_names)],
                              family[0] - 'a' + 'A', family + 1);
    put_bytes(episode, name, (size_t)size);
    if (below(&episode->random, 6) == 0) {
        episode->voice = below(&episode->random, 3);
    }
}

/* Append a cue and move the clock. */
static void
put_cue(struct episode *episode, const struct cue *cue)
{
    const bool is_vtt = episode->world->is_vtt;
    const int64_t start = episode->now_ms;
    const int64_t end = start + 180 + 265 * (int64_t)cue->n_words +
                        below(&episode->random, 200);
    put_bytes(episode, is_vtt ? "\n" : "[", 1);
    put_time(episode, start);
    put_bytes(episode, " --> ", 5);
    put_time(episode, end);
    put_bytes(episode, is_vtt ? "\n" : "]   ", is_vtt ? 1 : 4);
    if (is_vtt && episode->has_voices) {
        put_voice(episode);
    }
    put_bytes(episode, cue->text, cue->size);
    put_bytes(episode, "\n", 1);
    episode->now_ms =
        end +
        (below(&episode->random, 3) == 0 ? below(&episode->random, 900) : 0);
}

/* Turn to what the next minutes are about. */
static void
turn(struct episode *episode)
{
    for (unsigned i = 0; i < BURST_WORDS; i++) {
        episode->burst[i] = topic_word(
            episode->world, episode->topics[below(&episode->random, 3)],
            below(&episode->random, TOPIC_WORDS));
    }
}

/* Write up to `most` cues of something else than new speech; how many. */
static int64_t
put_other(struct episode *episode, struct cue *cue, int64_t most)
{
    const unsigned kind = below(&episode->random, 10000);
    if (kind < 1650) {
        answer(episode, cue);
        put_cue(episode, cue);
        return 1;
    }
    if (kind < 1675) {
        const unsigned ad = below(&episode->random, ADS_A_SHOW);
        int64_t i = 0;
        for (; i < AD_LINES && i < most; i++) {
            advertise(episode, cue, ad, (unsigned)i);
            put_cue(episode, cue);
        }
        return i;
    }
    if (kind < 1681 && cue->size > 0) {
        const int64_t n_again = 3 + below(&episode->random, 60);
        int64_t i = 0;
        for (; i < n_again && i < most; i++) {
            put_cue(episode, cue);
        }
        return i;
    }
    return 0;
}

/* Say an episode of so many cues. */
static void
say_episode(struct episode *episode, int64_t n_cues)
{
    struct cue cue = {.size = 0};
    episode->size = 0;
    if (episode->world->is_vtt) {
        put_bytes(episode, "WEBVTT\n", 7);
    } else {
        put_bytes(episode, "\n", 1);
    }
    episode->is_upper = true;
    int64_t n_said = 0;
    while (n_said < n_cues) {
        if (n_said % 40 == 0) {
            turn(episode);
        }
        const int64_t n_other = put_other(episode, &cue, n_cues - n_said);
        n_said += n_other;
        if (n_other == 0) {
            say(episode, &cue);
            put_cue(episode, &cue);
            n_said++;
        }
    }
}

/* Make a folder, which may be there. */
static void
make_folder(const char *path)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        die(path);
    }
}

/* Write the episode to a file with a date and some words in its name. */
static void
write_episode(const struct episode *episode, uint64_t number)
{
    const struct world *world = episode->world;
    const uint64_t day = stir2(episode->id, 3);
    char path[4096];
    const int size = snprintf(
        path, sizeof path, "%s/show-%02u/20%02u-%02u-%02u-%s-%s-%06u.%s",
        world->folder, episode->show, 10 + (unsigned)(day % 15),
        1 + (unsigned)(day >> 8) % 12, 1 + (unsigned)(day >> 24) % 28,
        world->words[episode->burst[0]], world->words[episode->burst[1]],
        (unsigned)number, world->is_vtt ? "vtt" : "txt");
    if (size < 0 || (size_t)size >= sizeof path) {
        errno = ENAMETOOLONG;
        die(world->folder);
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL ||
        fwrite(episode->text, 1, episode->size, file) != episode->size ||
        fclose(file) != 0) {
        die(path);
    }
}

/* Settle what the episode of a number is like. */
static void
begin_episode(struct episode *episode, uint64_t number)
{
    episode->id = stir2(episode->world->seed, number);
    episode->random = episode->id;
    episode->show = (unsigned)(stir2(episode->id, 1) % N_SHOWS);
    episode->has_voices = stir2(episode->id, 2) % 4 == 0;
    episode->voice = 0;
    episode->now_ms = 0;
    for (unsigned i = 0; i < COUNT(episode->topics); i++) {
        episode->topics[i] = below(&episode->random, N_TOPICS);
    }
}

/* Write episodes until all cues are said; how many episodes. */
static uint64_t
write_all(const struct world *world, int64_t n_cues)
{
    struct episode episode = {.world = world};
    uint64_t number = 0;
    while (n_cues > 0) {
        begin_episode(&episode, number);
        int64_t n = (int64_t)(draw_shape(&episode.random, episode_cues) *
                              world->cues_a_file);
        n = n < 1 ? 1 : n > n_cues ? n_cues : n;
        say_episode(&episode, n);
        write_episode(&episode, number);
        n_cues -= n;
        number++;
    }
    free(episode.text);
    return number;
}

/* A positive number of an argument, or the end. */
static int64_t
read_number(const char *text)
{
    char *end;
    errno = 0;
    const long long number = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0' || end == text || number < 1) {
        errno = EINVAL;
        die(text);
    }
    return number;
}

/* Read the arguments; the number of cues, or 0 where they make no sense. */
static int64_t
read_arguments(struct world *world, char **argv)
{
    int64_t n_cues = 0;
    for (argv++; *argv != NULL && argv[1] != NULL; argv += 2) {
        if (strcmp(*argv, "--cues") == 0) {
            n_cues = read_number(argv[1]);
        } else if (strcmp(*argv, "--seed") == 0) {
            world->seed = (uint64_t)read_number(argv[1]);
        } else if (strcmp(*argv, "--cues-a-file") == 0) {
            world->cues_a_file = (double)read_number(argv[1]);
        } else if (strcmp(*argv, "--format") == 0) {
            world->is_vtt = strcmp(argv[1], "vtt") == 0;
        } else {
            return 0;
        }
    }
    world->folder = *argv;
    return world->folder == NULL ? 0 : n_cues;
}

int
main(int argc, char **argv)
{
    (void)argc;
    struct world world = {.seed = 1, .is_vtt = true, .cues_a_file = 1078};
    const int64_t n_cues = read_arguments(&world, argv);
    if (n_cues == 0) {
        fputs("usage: generate --cues N [--seed N] [--format vtt|whisper] "
              "[--cues-a-file N] FOLDER\n",
              stderr);
        return 2;
    }
    init_world(&world);
    make_folder(world.folder);
    for (unsigned i = 0; i < N_SHOWS; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/show-%02u", world.folder, i);
        make_folder(path);
    }
    printf("%llu files\n", (unsigned long long)write_all(&world, n_cues));
    free(world.words);
    free(world.vocabulary.chance);
    free(world.vocabulary.other);
    free(world.common.chance);
    free(world.common.other);
    return 0;
}
