/*
 * language.c: languages by words and scripts, and silence where it is unsure.
 */
#include "text/language.h"

#include "text/language_words.h"
#include "text/token.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

enum { STREAM_MAX = 16 * 1024 * 1024 };

static const struct {
    const char *tag; /**< NULL where nobody can tell */
    const char *text;
} texts[] = {
    {"en", "The boat was out before the sun came up, and I don't know what "
           "they were doing there, but it's not the first time that you can "
           "hear this from them."},
    {"de", "Das Boot ist vor der Sonne draußen gewesen, und ich weiß nicht, "
           "was sie da gemacht haben, aber es war auch nicht das erste Mal, "
           "dass man so etwas hört."},
    {"fr", "Le bateau est parti avant le soleil et je ne sais pas ce qu'ils "
           "ont fait dans la nuit, mais ce n'est pas la première fois que "
           "nous avons une histoire comme ça."},
    {"es", "El barco salió antes que el sol y no sé lo que hicieron por la "
           "noche, pero no es la primera vez que se oye una historia como "
           "esta, y también hay más."},
    {"pt", "O barco saiu antes do sol e eu não sei o que eles fizeram na "
           "noite, mas não é a primeira vez que você ouve uma história como "
           "essa, e também tem mais."},
    {"it", "La barca è partita prima del sole e io non so che cosa hanno "
           "fatto nella notte, ma questa non è la prima volta che si sente "
           "una storia come questa, anche se è molto strana."},
    {"nl", "De boot was er al voor de zon en ik weet niet wat ze daar hebben "
           "gedaan, maar het is ook niet de eerste keer dat je zo een "
           "verhaal hoort van die mensen."},
    {"da", "Båden var ude før solen, og jeg ved ikke, hvad de har lavet der, "
           "men det er ikke noget nyt, at man hører meget af den slags her "
           "nu, når vi bare er to."},
    {"no", "Båten var ute før solen, og jeg vet ikke hva de har gjort der, "
           "men det er ikke noe nytt at man hører mye av den slags her nå, "
           "når vi bare er to."},
    {"sv", "Båten var ute före solen och jag vet inte vad de har gjort där, "
           "men det är inte något nytt att man hör mycket om sådant här nu, "
           "när vi bara är två."},
    {"ru", "Лодка ушла в море до рассвета, и я не знаю, что они там делали, "
           "но это уже не в первый раз, когда мы такое слышим, и если бы "
           "не он, то как бы они были."},
    {"uk", "Човен пішов у море до світанку, і я не знаю, що вони там робили, "
           "але це вже не вперше, коли ми таке чуємо, і якщо б не він, то "
           "як би вони були."},
    {"el", "Το καράβι έφυγε πριν από την αυγή και κανείς δεν ξέρει τι έκαναν "
           "εκεί όλη τη νύχτα ούτε πού πήγαν μετά από αυτό το βράδυ."},
    {"ja", "夜が明ける前に舟は海へ出た。それから誰も見ていない。"},
    {"zh", "天亮之前船就出海了，从那以后再也没有人见过它，谁也不知道。"},
    {"ko", "해가 뜨기 전에 배는 바다로 나갔고 그 뒤로는 아무도 그 배를 다시 "
           "보지 못했다 나는 그 사람들이 거기에서 무엇을 했는지 모른다 정말 "
           "이상한 일이다"},
    {"th", "เรือออกทะเลก่อนรุ่งสาง และไม่มีใครเห็นมันอีกเลย"},
    /* Too little. */
    {NULL, ""},
    {NULL, "Yes."},
    {NULL, "17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37"},
    /* Names and notes. */
    {NULL, "Mike Romeo Tango Juliet Oscar Papa Sierra Victor Whiskey Xray "
           "Yankee Zulu Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel "
           "India Kilo Lima November Quebec Uniform"},
    /* What Danish and Norwegian have in common. */
    {NULL, "og at det i en som for har er den vi om et men kan du man fra "
           "var her der bare og at det i en som for har er den vi om et"},
    /* Half and half. */
    {NULL, "the of and to that it is was for you der die und ist ich nicht "
           "mit sich auf auch the of and to that it is was for you der die "
           "und ist ich nicht mit sich auf auch"},
};

/** Guess the language of a token stream. */
static const char *
guess_tokens(struct slice tokens)
{
    struct vocabulary vocabulary;
    vocabulary_init(&vocabulary);
    vocabulary_count(&vocabulary, tokens);
    assert_false(vocabulary.has_failed);
    const char *tag = language_guess(&vocabulary);
    vocabulary_finish(&vocabulary);
    return tag;
}

/** Guess the language of a text, repeated. */
static const char *
guess(const char *text, size_t times)
{
    struct buffer tokens;
    buffer_init(&tokens, STREAM_MAX);
    for (size_t i = 0; i < times; i++) {
        tokens_append(&tokens, slice_of(text));
    }
    assert_false(tokens.has_failed);
    const char *tag = guess_tokens(buffer_slice(&tokens));
    buffer_finish(&tokens);
    return tag;
}

/** A few sentences are enough; what tells nothing gets nothing. */
static void
test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        const char *tag = guess(texts[i].text, 1);
        if (texts[i].tag && tag) {
            assert_string_equal(tag, texts[i].tag);
        } else if (tag != texts[i].tag) {
            fail_msg("%s: %s", texts[i].text, tag ? tag : "not recognised");
        }
    }
}

/** A text said a thousand times is what it is said once. */
static void
test_long_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < 9; i++) {
        assert_string_equal(guess(texts[i].text, 1000), texts[i].tag);
        assert_string_equal(guess(texts[i].text, 20000), texts[i].tag);
    }
}

/** One token without an end, or a stream of nothing else, is no language. */
static void
test_odd_streams(void **state)
{
    (void)state;
    struct buffer tokens;
    buffer_init(&tokens, STREAM_MAX);
    for (int i = 0; i < 400000; i++) {
        buffer_add_byte(&tokens, 'x');
    }
    assert_null(guess_tokens(buffer_slice(&tokens)));
    buffer_clear(&tokens);
    for (int i = 0; i < 400000; i++) {
        buffer_add_byte(&tokens, ' ');
    }
    assert_null(guess_tokens(buffer_slice(&tokens)));
    buffer_finish(&tokens);
    assert_null(guess_tokens((struct slice){NULL, 0}));
}

/** Each language's own list is of that language, and fits the tables. */
static void
test_lists(void **state)
{
    (void)state;
    size_t n = 0;
    for (; language_words[n].tag; n++) {
        const char *tag = guess(language_words[n].words, 1);
        assert_non_null(tag);
        assert_string_equal(tag, language_words[n].tag);
    }
    assert_true(n < 64);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_odd_streams),
        cmocka_unit_test(test_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
