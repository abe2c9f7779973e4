"""table.py - what the drivers written in Python share: the tables of captions
and queries, and times.  Their columns are told in bench.h.
"""
import sys
import time


def captions(path):
    """Each caption's columns."""
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def queries(path):
    """Each query's op, argument and words."""
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            _, op, argument, words, _ = line.rstrip("\n").split("\t")
            yield op, argument, words.split()


def time_queries(path, rounds, answer):
    """Print a line a query; `answer` gives how many results there are and,
    where the peer measures itself, the milliseconds; None for none.  These
    peers work in processes of their own, so that only the wall's clock tells
    what they take; the best round is the one that others disturbed least."""
    for number, query in enumerate(queries(path)):
        times = []
        for i in range(rounds + 1):
            start = time.perf_counter()
            found = answer(*query)
            if found is None:
                break
            spent = (time.perf_counter() - start) * 1000
            if i > 0 or rounds == 0:
                times.append(spent if found[1] is None else found[1])
        if times:
            print(number, min(times), found[0], sep="\t")
        else:
            print(number, "-", "not possible", sep="\t")
        sys.stdout.flush()
