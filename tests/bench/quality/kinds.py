"""The kinds of queries, and the table of them.

A kind is a function of (world, rng, n) that gives queries; `world` holds the
collection and the archives.  Quotes and topics are made here, the rest in
transcribers.py, times.py, words.py and complaints.py.
"""
from pathlib import Path

from complaints import complaints
from judges import Moment, Query, Topic, expectation
from mangle import misremember
from times import time_of_words
from transcribers import other
from words import inflection, names, questions

LENGTHS = range(6, 13)
TOPICS = Path(__file__).resolve().parent / "topics.txt"


def quote_queries(quote, text, form, variety):
    """The same quote asked in quotation marks, and pasted as it is."""
    common = {"words": text, "form": form, "expected": expectation(quote)}
    bare = text.replace('"', " ")
    return [Query(f"{variety}, in quotes", f'"{bare}"', Moment(quote),
                  **common),
            Query(f"{variety}, pasted", text, Moment(quote), **common)]


def exact(world, rng, n):
    """Quotes that occur once, with the punctuation of the transcript."""
    queries = []
    for _ in range(n):
        quote = world.collection.draw(rng, LENGTHS)
        if quote:
            across = len(quote.segments) > 1
            queries += quote_queries(
                quote, quote.text, "phrase",
                "across segments" if across else "in one segment")
    return queries


def misremembered(world, rng, n):
    """The same with two words replaced, one dropped, one misspelt."""
    queries, doubtful, total = [], 0, 0
    for _ in range(n):
        quote = world.collection.draw(rng, LENGTHS, world.spaced_names())
        if quote and quote.is_spaced:
            words, kept = misremember(rng, quote.words, world.vocabulary)
            total += 1
            doubtful += world.collection.fits_elsewhere(kept, quote)
            queries += quote_queries(quote, " ".join(words), "or",
                                     f"{len(quote.tokens):2} words")
    if total:
        world.remarks.append(f"misremembered: the unchanged words of "
                             f"{doubtful / total:.1%} of the quotes also fit "
                             f"another recording")
    return queries


def answer_of(text):
    """`path part` or `path part @ from-to` in minutes."""
    part, _, minutes = text.partition(" @ ")
    if not minutes:
        return part.strip(), None, None
    begin, end = minutes.split("-")
    return part.strip(), float(begin), float(end)


def topics(world, _rng, _n):
    """The judged queries of topics.txt whose folder is there."""
    queries = []
    for line in TOPICS.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, folder, answers = (part.strip() for part in line.split("|"))
        if folder in world.collection.names:
            judged = [answer_of(one) for one in answers.split(" ; ")]
            queries.append(Query("judged by hand", text, Topic(judged),
                                 expected=f"{folder}: {answers}"))
    return queries


# Name, what makes the queries, and how many quotes by default.
KINDS = [
    ("exact", exact, 250),
    ("misremembered", misremembered, 250),
    ("other", other, 180),
    ("time", time_of_words, 400),
    ("names", names, 160),
    ("topics", topics, 0),
    ("inflection", inflection, 80),
    ("questions", questions, 200),
    ("complaints", complaints, 20),
]
