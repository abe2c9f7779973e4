"""Kind `complaints`: what users of the nearest tools ask for and do not get.

One variety for each complaint that can be measured on the data; the name of
the variety is the complaint.  A query is right when its whole answer passes
the variety's check, so @1 is the share of answers without the complaint.
"""
import re

from judges import Moment, Query, expectation
from transcripts import words_of

# What other engines take for syntax; none may be an error.
HOSTILE = ['"', '""', "'", "AND", "OR", "NOT", "OR OR", "NEAR(", "a OR", "-",
           "--", "(", "())", "*", "a*b*", "^x", "{a b}: c", "col:", ":", "\\",
           '"open', "C++", "don't", "don’t", "A.I.", "what's-his-name",
           "50%", "; DROP TABLE segment; --", "NEAR/0 x", "title:", "\ufeff"]
REPEATED = re.compile(r"\b(\w+(?: \w+){4}) \1\b")
LOOP = 30


def first_is(judge):
    """The first hit is right."""
    return lambda answer: bool(answer.hits) and judge(answer.hits[0])[0]


def of_quotes(world, rng, n, name, **how):
    """Quotes drawn so, the first hit being the right one."""
    queries = []
    for _ in range(8 * n):
        if len(queries) == n:
            break
        quote = world.collection.draw(rng, how["lengths"], how["folders"])
        if quote and how.get("fits", lambda _: True)(quote):
            text = how["typed"](quote)
            queries.append(Query(name, text, None, form=how.get("form", "or"),
                                 check=first_is(Moment(quote)),
                                 expected=expectation(quote)))
    return queries


def split_phrases(world, rng, n):
    """A phrase over a caption's end."""
    return of_quotes(
        world, rng, n, "phrases split over captions", form="phrase",
        lengths=range(4, 8), folders=world.spaced_names(),
        fits=lambda quote: len(quote.segments) > 1,
        typed=lambda quote: f'"{quote.text}"')


def sentences(world, rng, n):
    """Long text, pasted as it stands."""
    return of_quotes(
        world, rng, n, "a pasted sentence finding nothing", form="and",
        lengths=range(18, 30), folders=world.spaced_names(),
        typed=lambda quote: quote.text)


def chinese(world, rng, n):
    """A few characters out of a Chinese sentence."""
    names = [name for name in world.collection.names
             if name in world.without_spaces]
    if not names:
        return []
    return of_quotes(
        world, rng, n, "CJK returning zero", form="phrase",
        lengths=range(5, 9), folders=names,
        typed=lambda quote: "".join(quote.words))


def hyphens(world, rng, n):
    """A compound with a hyphen, and the same with a space."""
    found = {}
    pool = world.english()
    for one in rng.sample(pool, min(100, len(pool))):
        for segment in one.segments:
            for word in re.findall(r"\b[a-z]{3,}-[a-z]{3,}\b", segment.text):
                found.setdefault(word, one)
    queries = []
    for word in rng.sample(sorted(found), min(n // 2, len(found))):
        needle = f" {word.replace('-', ' ')} "
        shows = shows_first(needle)
        queries += [Query("hyphens and spaces", typed, None, form="phrase",
                          check=shows, expected=word)
                    for typed in (word, needle.strip())]
    return queries


def shows_first(needle):
    """The first hit shows these words."""
    return lambda answer: bool(answer.hits) and needle in \
        f" {' '.join(words_of(answer.hits[0].text))} "


def hostile(_world, _rng, _n):
    """Punctuation and operators in wrong places."""
    return [Query("operators and punctuation raising errors", text, None,
                  for_peers=False, check=lambda answer: answer.error is None,
                  expected="no error") for text in HOSTILE]


def several(world, rng, n):
    """A word said at several times of one recording alone."""
    queries = []
    pool = [one for one in world.english() if one.segments[0].start is not None]
    for one in rng.sample(pool, min(4 * n, len(pool))):
        places = {}
        for token in one.tokens:
            if world.collection.holders[token.word] == [one]:
                places.setdefault(token.word, []).append(
                    one.segments[token.segment].start)
        apart = [word for word, times in sorted(places.items())
                 if len(word) > 4 and times[-1] - times[0] > 300000]
        if apart and len(queries) < n:
            queries.append(Query(
                "one hit a recording", rng.choice(apart), None,
                check=far_apart, for_peers=False,
                expected=f"{one.path}, twice, 5 minutes apart"))
    return queries


def far_apart(answer):
    """Two hits of one recording that are minutes apart."""
    return any(one.path == other.path and other.start - one.start > 200000
               for one in answer.hits for other in answer.hits)


def loops(world, _rng, n):
    """Lines that a recogniser got stuck in, and blank audio."""
    found = {}
    for one in world.collection.recordings:
        run = 1
        for before, after in zip(one.segments, one.segments[1:]):
            run = run + 1 if before.text == after.text else 1
            if run == LOOP and len(words_of(after.text)) > 3:
                found.setdefault(after.text, one)
    queries = [Query("loops and [BLANK_AUDIO] polluting",
                     f'"{text.replace(chr(34), " ")}"', None, form="phrase",
                     check=no_hit_twice, for_peers=False,
                     expected=f"once of {one.path}")
               for text, one in sorted(found.items())[:n]]
    return queries + [Query("loops and [BLANK_AUDIO] polluting",
                            "blank audio", None, check=no_marker,
                            for_peers=False, expected="no marker")]


def no_hit_twice(answer):
    """Hits, and none that says the same again close by."""
    timed = [hit for hit in answer.hits if hit.start is not None]
    places = {(hit.path, tuple(words_of(hit.text)[:8]), hit.start // 60000)
              for hit in timed}
    return bool(answer.hits) and len(places) == len(timed)


def no_marker(answer):
    """No passage shows what is no speech."""
    return not any("BLANK_AUDIO" in hit.text for hit in answer.hits)


def rolling(world, rng, n):
    """Words of rolling captions, each shown once."""
    folders = [folder for folder in world.all_folders
               if "rolling" in folder.name]
    if not folders:
        return []
    world.add_archive("rolling", folders)
    words = sorted({word for folder in folders
                    for path in folder.rglob("*.txt")
                    for word in words_of(path.read_text(encoding="utf-8"))
                    if len(word) > 5 and word.isalpha()})
    return [Query("rolling captions doubling lines", word, None,
                  archive="rolling", check=not_doubled, expected=word)
            for word in rng.sample(words, min(n, len(words)))]


def not_doubled(answer):
    """Hits, and no five words twice in a row."""
    return bool(answer.hits) and not any(
        REPEATED.search(" ".join(words_of(hit.text))) for hit in answer.hits)


def speakers(world, rng, n):
    """Only what one speaker says."""
    if "lenny-md" not in world.collection.names:
        return []
    pool = world.collection.of("lenny-md")
    words = [rng.choice([token.word for token in rng.choice(pool).tokens
                         if len(token.word) > 6]) for _ in range(n)]
    return [Query("a speaker filter", f"speaker:lenny {word}", None,
                  for_peers=False, check=only_lenny, expected="Lenny alone")
            for word in words]


def only_lenny(answer):
    """Every hit is of that speaker."""
    return all("Lenny" in (hit.speaker or "") for hit in answer.hits)


MAKERS = (split_phrases, sentences, several, hyphens, hostile, loops, rolling,
          chinese, speakers)


def complaints(world, rng, n):
    """All of them."""
    return [query for make in MAKERS for query in make(world, rng, n)]
