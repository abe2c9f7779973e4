/*
 * A table of what we know, folded by the tokeniser as a text is.
 */
#include "text/question.h"

#include "text/token.h"

#include <string.h>

/* As people spell them.  Articles, pronouns and prepositions are known
 * already, most of them, as frequent words of the language. */
/* clang-format off */
static const struct {
    const char *tag;
    const char *words[QUESTION_OPENS + 1];
} questions[] = {
    {"en", {[QUESTION_OPENS] =
     "what what's who who's whom whose where where's when why how how's "
     "which is are was were does did should could would isn't aren't "
     "wasn't doesn't didn't",
     [QUESTION_MAY_OPEN] =
     "do don't can can't will have has any anyone anybody tell show find "
     "explain",
     [QUESTION_ASKS] =
     "had shall may might must tells told explains explained say says said "
     "saying talk talks talked talking speak speaks spoke mention mentions "
     "mentioned discuss discusses discussed think thinks someone somebody "
     "something ever anything me us he she they him her his them"}},
    {"de", {[QUESTION_OPENS] =
     "was wer wem wen wessen wo wohin woher wann warum wieso weshalb wie "
     "welche welcher welches welchen",
     [QUESTION_MAY_OPEN] =
     "ist sind war hat haben kann können soll sollte muss darf wird gibt "
     "spricht",
     [QUESTION_ASKS] =
     "sagt sagte sagen gesagt sprach sprechen gesprochen redet redete "
     "reden erzählt erzählte meint meinte denkt über jemand"}},
    {"fr", {[QUESTION_OPENS] =
     "qui que quoi qu'est qu'est-ce quel quelle quels quelles où quand "
     "comment pourquoi combien",
     [QUESTION_MAY_OPEN] = "est c'est peut faut",
     [QUESTION_ASKS] =
     "a dit disait dire parle parlait parler parlé pense raconte ont doit "
     "quelqu'un"}},
    {"es", {[QUESTION_OPENS] =
     "qué quién quiénes dónde cuándo cómo cuál cuáles cuánto cuánta "
     "cuántos cuántas",
     [QUESTION_MAY_OPEN] = "es hay puede",
     [QUESTION_ASKS] =
     "dice dijo decir habla habló hablar cuenta contó piensa debe fue "
     "alguien acerca sobre"}},
    {"it", {[QUESTION_OPENS] =
     "che chi cosa cos'è dove quando come com'è perché quale quali quanto "
     "quanta",
     [QUESTION_MAY_OPEN] = "è ha può",
     [QUESTION_ASKS] =
     "dice detto dire disse parla parlato parlare parlò racconta pensa "
     "deve hanno qualcuno"}},
    {"pt", {[QUESTION_OPENS] =
     "que quem onde quando como qual quais quanto quanta porque porquê",
     [QUESTION_MAY_OPEN] = "é pode",
     [QUESTION_ASKS] =
     "diz disse dizer fala falou falar conta contou pensa deve alguém "
     "sobre"}},
    {"nl", {[QUESTION_OPENS] =
     "wat wie waar wanneer waarom hoe welke welk",
     [QUESTION_MAY_OPEN] = "is heeft kan",
     [QUESTION_ASKS] =
     "zegt zei zeggen gezegd praat praten spreekt sprak vertelt vertelde "
     "denkt moet iemand over"}},
    {"sv", {[QUESTION_OPENS] =
     "vad vem vilka vilken var när varför hur",
     [QUESTION_MAY_OPEN] = "är kan har",
     [QUESTION_ASKS] =
     "säger sa sade säga sagt talar talade pratar pratade berättar "
     "tycker någon"}},
    {"da", {[QUESTION_OPENS] =
     "hvad hvem hvor hvornår hvorfor hvordan hvilken hvilke",
     [QUESTION_MAY_OPEN] = "er kan har",
     [QUESTION_ASKS] =
     "siger sagde sige sagt taler talte fortæller synes nogen"}},
    {"no", {[QUESTION_OPENS] =
     "hva hvem hvor når hvorfor hvordan hvilken hvilke",
     [QUESTION_MAY_OPEN] = "er kan har",
     [QUESTION_ASKS] =
     "sier sa si sagt snakker snakket forteller synes noen"}},
    {"pl", {[QUESTION_OPENS] =
     "co kto kogo komu gdzie kiedy dlaczego jak jaki jaka jakie czy ile",
     [QUESTION_ASKS] =
     "mówi mówił mówiła mówić powiedział powiedziała sądzi ktoś"}},
    {"ru", {[QUESTION_OPENS] =
     "что кто кого кому где куда когда почему зачем как какой какая "
     "какие сколько",
     [QUESTION_ASKS] =
     "говорит говорил говорила говорить сказал сказала рассказал "
     "думает ли про о об"}},
};
/* clang-format on */

/** Whether a token is one of some words. */
static bool
is_among(struct slice token, const char *words)
{
    struct tokeniser tokeniser;
    tokeniser_init(&tokeniser, slice_of(words ? words : ""));
    while (tokeniser_next(&tokeniser)) {
        if (slice_equal(tokeniser_token(&tokeniser), token)) {
            return true;
        }
    }
    return false;
}

enum question_word
question_word(const char *language, struct slice token)
{
    for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
        if (strcmp(questions[i].tag, language) != 0) {
            continue;
        }
        for (int word = QUESTION_OPENS; word > QUESTION_NONE; word--) {
            if (is_among(token, questions[i].words[word])) {
                return (enum question_word)word;
            }
        }
    }
    return QUESTION_NONE;
}
