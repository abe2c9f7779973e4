"""Changes words as memories and speech recognisers do, seeded.

misremember() is a person's quote: some words are others, one is missing, one
is misspelt.  Recogniser is a weaker speech recogniser: see its comment.
"""
from collections import defaultdict

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FUNCTION_WORDS = set("a an and are as at be but by for from he i if in is it "
                     "its of on or so that the then they this to was we were "
                     "will with you".split())
NUMBERS = {"0": "zero", "1": "one", "2": "two", "3": "three", "4": "four",
           "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine",
           "10": "ten", "12": "twelve", "20": "twenty", "100": "hundred"}
SPELT = {word: digit for digit, word in NUMBERS.items()}


def edit(rng, word):
    """One random edit: delete, swap, substitute or insert."""
    place = rng.randrange(len(word))
    kind = rng.choice(["delete", "swap", "substitute", "insert"])
    if kind == "delete" and len(word) > 2:
        return word[:place] + word[place + 1:]
    if kind == "swap" and len(word) > 1:
        place = min(place, len(word) - 2)
        return (word[:place] + word[place + 1] + word[place]
                + word[place + 2:])
    if kind == "substitute":
        return word[:place] + rng.choice(LETTERS) + word[place + 1:]
    return word[:place] + rng.choice(LETTERS) + word[place:]


def misspell(rng, word):
    """An edit that does change the word."""
    changed = word
    while changed == word:
        changed = edit(rng, word)
    return changed


class Vocabulary:
    """Words by frequency, for replacements."""

    def __init__(self, count):
        kept = [(word, n) for word, n in sorted(count.items())
                if n > 3 and word.isascii() and word.isalpha()]
        self.words = [word for word, _ in kept]
        self.weights = []
        total = 0
        for _, n in kept:
            total += n
            self.weights.append(total)

    def draw(self, rng, other_than):
        """A word, drawn as often as it is said."""
        while True:
            word = rng.choices(self.words, cum_weights=self.weights)[0]
            if word != other_than:
                return word


def misremember(rng, words, vocabulary):
    """Two words replaced, one dropped, one misspelt, on four places.

    Gives the words as remembered, and the original with None at these places.
    """
    kept = list(words)
    words = list(words)
    spellable = [i for i, word in enumerate(words)
                 if len(word) > 3 and word.isascii() and word.isalpha()]
    misspelt = rng.choice(spellable) if spellable else None
    if misspelt is not None:
        words[misspelt] = misspell(rng, words[misspelt])
        kept[misspelt] = None
    others = [i for i in range(len(words)) if i != misspelt]
    one, two, dropped = rng.sample(others, 3)
    for i in (one, two):
        words[i] = vocabulary.draw(rng, words[i])
    kept[one] = kept[two] = kept[dropped] = None
    del words[dropped]
    return words, kept


def skeleton(word):
    """A rough sound: the first letter, then consonants without doubles."""
    kept = word[0]
    for letter in word[1:]:
        if letter not in "aeiouyhw" and letter != kept[-1]:
            kept += letter
    return kept


class Recogniser:
    """A weaker recogniser: an error model, not a measurement of one.

    Each word goes wrong with probability `rate`.  A wrong word is, of 100
    times: 45 another word of the vocabulary with the same consonants, else
    the same beginning; 20 dropped (always possible for function words, other
    words are substituted instead); 12 split in two words or 8 joined with
    the next; 15 preceded by an inserted function word.  Numbers change from
    digits to words and back half the time.  Segments are cut anew, 4 to 14
    words each; a segment's times come from the true words' segments, spread
    evenly over their characters.
    """

    def __init__(self, count, rate):
        self.rate = rate
        self.sound, self.start = defaultdict(list), defaultdict(list)
        for word, n in sorted(count.items()):
            if n > 20 and len(word) > 2 and word.isascii() and word.isalpha():
                self.sound[skeleton(word)].append(word)
                self.start[word[:3]].append(word)

    def similar(self, rng, word):
        """Another word that sounds or begins alike."""
        if not word.isascii() or len(word) < 3:
            return rng.choice(sorted(FUNCTION_WORDS))
        for choice in (self.sound[skeleton(word)], self.start[word[:3]]):
            choice = [other for other in choice if other != word]
            if choice:
                return rng.choice(choice)
        return misspell(rng, word)

    def hear(self, rng, word):
        """What is written for a word: none, one or two words."""
        if word in NUMBERS and rng.random() < 0.5:
            return [NUMBERS[word]]
        if word in SPELT and rng.random() < 0.5:
            return [SPELT[word]]
        if rng.random() >= self.rate:
            return [word]
        kind = rng.randrange(100)
        if kind < 20 and word in FUNCTION_WORDS:
            return []
        if 20 <= kind < 32 and len(word) > 5:
            cut = rng.randrange(2, len(word) - 2)
            return [word[:cut], word[cut:]]
        if 32 <= kind < 40:
            return [word, None]
        if 40 <= kind < 55:
            return [rng.choice(sorted(FUNCTION_WORDS)), word]
        return [self.similar(rng, word)]

    def transcribe(self, rng, timed_words):
        """(word, ms) pairs as they are misheard; None joins to the next."""
        heard, join = [], False
        for word, ms in timed_words:
            for piece in self.hear(rng, word):
                if piece is None:
                    join = True
                elif join and heard:
                    heard[-1] = (heard[-1][0] + piece, heard[-1][1])
                    join = False
                else:
                    heard.append((piece, ms))
        return heard
