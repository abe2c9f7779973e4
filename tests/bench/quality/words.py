"""Kinds `names` and `inflection`: words not typed as they were said; and
`questions`: words among others that only ask."""
import re
from collections import Counter

from judges import Query, Shows, Together
from mangle import misspell
from transcripts import fold

CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{5,13}\b")
CAPITAL_PAIR = re.compile(r"(?<=[a-z,] )([A-Z][a-z]{3,10}) ([A-Z][a-z]{3,10})"
                          r"(?= [a-z])")
NEAR = 400  # characters
# Words that look inflected, or whose inflections are words of their own.
NO_BASES = {"even", "interest", "hand", "build", "morn", "mean", "like"}


# What people ask about, as far as speech tells; and ways to ask.
ABOUT = re.compile(r"(?<= about )[a-z]{5,14}(?= )")
WAYS_TO_ASK = """what did he say about {}
what does she think about {}
how do you deal with {}
where does he talk about {}?
why is {} so important
what is {}
who mentioned {}?
can you explain {} to me
how to get better at {}
tell me about {}
what do people think of {}?
does anyone mention {}
who talked about {} and why
did they ever discuss {}?
is {} a good idea?
how does {} work
why do people hate {}
what are the best ways to learn {}""".splitlines()


def questions(world, rng, n):
    """A thing that is talked about, between words that ask."""
    said, count = Counter(), world.collection.count
    pool = world.english()
    for one in rng.sample(pool, min(500, len(pool))):
        said.update(ABOUT.findall(one.said))
    things = [word for word, times in sorted(said.items())
              if times >= 2 and 20 <= count[word] <= 300]
    return [Query("a thing to ask about", rng.choice(WAYS_TO_ASK).format(word),
                  Together({word}), form="or", expected=word)
            for word in rng.sample(things, min(n, len(things)))]


def names_said(world, rng):
    """Capitalised words said 3 to 60 times, mostly with a capital."""
    capital, pairs = {}, {}
    pool = world.english()
    for one in rng.sample(pool, min(500, len(pool))):
        text = "\n".join(segment.text for segment in one.segments)
        for word in CAPITAL.findall(text):
            capital[word] = capital.get(word, 0) + 1
        for pair in CAPITAL_PAIR.findall(text):
            pairs[pair] = pairs.get(pair, 0) + 1
    count = world.collection.count
    singles = [word for word, n in sorted(capital.items())
               if n >= 2 and 3 <= count[fold(word)] <= 60
               and n >= 0.3 * count[fold(word)]]
    return singles, [pair for pair, n in sorted(pairs.items()) if n >= 3]


def two_edits(rng, word):
    """Two edits that do not undo each other."""
    changed = word
    while changed == word:
        changed = misspell(rng, misspell(rng, word))
    return changed


def split(rng, word):
    """The word in two pieces, about its middle."""
    cut = rng.randrange(3, len(word) - 2)
    return f"{word[:cut]} {word[cut:]}"


# What is done to a name, how, and how long it must be for that.
WAYS = [("one edit", misspell, 6), ("two edits", two_edits, 8),
        ("split in two", split, 6)]


def names(world, rng, n):
    """Single names misspelt, split or joined."""
    singles, pairs = names_said(world, rng)
    collection, queries = world.collection, []
    for variety, way, least in WAYS:
        fit = [name for name in singles if len(name) >= least]
        for name in rng.sample(fit, min(n // 4, len(fit))):
            asked = way(rng, name.lower())
            if not collection.times_said(asked.split(), 1):
                queries.append(Query(variety, asked, Shows([fold(name)]),
                                     form="or", expected=name))
    for pair in rng.sample(pairs, min(n // 4, len(pairs))):
        joined = "".join(pair).lower()
        if joined not in collection.count:
            queries.append(Query("two joined", joined,
                                 Shows([fold(part) for part in pair]),
                                 form="or", expected=" ".join(pair)))
    return queries


def forms_of(count):
    """Base → its forms, where at least three of -s, -ed, -ing are said."""
    found = {}
    for base, n in sorted(count.items()):
        if n < 50 or len(base) < 4 or base in NO_BASES or \
                not (base.isascii() and base.isalpha()):
            continue
        stem = base[:-1] if base.endswith("e") else base
        forms = {form for form in (base + "s", stem + "ing", stem + "ed")
                 if count.get(form, 0) > 20}
        if len(forms) == 3 and n >= count[stem + "ed"] / 4:
            found[base] = forms
    return found


def inflection(world, rng, n):
    """A base form beside a rare word that is said only beside other forms."""
    collection, queries = world.collection, []
    bases = forms_of(collection.count)
    base_of = {form: base for base, forms in bases.items() for form in forms}
    pool = [one for one in world.english() if len(one.said) > 2000]
    pool = rng.sample(pool, min(150, len(pool)))
    for _ in range(20000 * bool(pool and bases)):
        if len(queries) == n:
            break
        one = rng.choice(pool)
        at = rng.randrange(20, len(one.tokens) - 20)
        base = base_of.get(one.tokens[at].word)
        near = base and rare_beside(collection, one, at, base)
        if near:
            other = rng.choice(near)
            queries.append(Query(
                "a base form and a rare word", f"{base} {other}",
                Together(bases[base], {other}),
                expected=f"{one.path}: {one.tokens[at].word} … {other}"))
    return queries


def rare_beside(collection, recording, at, base):
    """Rare words near a token that are never said near the base."""
    return [token.word for token in recording.tokens[at - 8:at + 9]
            if 2 <= collection.count[token.word] <= 20
            and len(token.word) > 4
            and token.word.isascii() and token.word.isalpha()
            and not token.word.startswith(base[:-1])
            and not any(said_near(holder.said, token.word, base)
                        for holder in collection.holders[token.word])]


def said_near(said, word, base):
    """True where the base is within some 80 words of the word."""
    at = said.find(f" {word} ")
    while at >= 0:
        if f" {base} " in said[max(at - NEAR, 0):at + NEAR]:
            return True
        at = said.find(f" {word} ", at + 1)
    return False
