#!/usr/bin/env python3
"""ripgrep.py - ripgrep over the files themselves: no index, no ranking.

    ripgrep.py version
    ripgrep.py query FOLDER QUERIES ROUNDS

Each search is a process; all lines found are counted, as there is no best
ten.  Dates and collections are parts of names.
"""
import subprocess
import sys

import table


def pattern(op, argument, words):
    """The regular expression."""
    whole = [rf"\b{word}\b" for word in words]
    if op in ("or", "quote"):
        return "|".join(whole)
    if op == "phrase":
        return r"\b" + r"\W+".join(words) + r"\b"
    if op == "prefix":
        return rf"\b{words[0]}"
    if op == "near":
        gap = rf"\W+(?:\w+\W+){{0,{argument}}}"
        return (rf"\b(?:{words[0]}{gap}{words[1]}|"
                rf"{words[1]}{gap}{words[0]})\b")
    if op == "speaker":
        return rf"^<v {argument}>.*{whole[0]}"
    if len(words) == 2:
        return rf"{whole[0]}.*{whole[1]}|{whole[1]}.*{whole[0]}"
    return whole[0]


def answer(folder, op, argument, words):
    """Search."""
    if op == "seconds":
        return None
    where = f"{folder}/{argument}" if op == "collection" else folder
    only = ["-g", f"{argument}-*"] if op == "year" else []
    out = subprocess.run(
        ["rg", "-i", "--no-heading", "-N", *only,
         pattern(op, argument, words), where],
        stdout=subprocess.PIPE, check=False).stdout
    return min(out.count(b"\n"), 10), None


def main():
    """Do as told."""
    if sys.argv[1] == "version":
        print(subprocess.run(["rg", "--version"], stdout=subprocess.PIPE,
                             check=True, text=True).stdout.split("\n")[0])
    else:
        table.time_queries(sys.argv[3], int(sys.argv[4]),
                           lambda *query: answer(sys.argv[2], *query))


if __name__ == "__main__":
    main()
