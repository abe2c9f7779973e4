#!/usr/bin/env python3
"""groonga.py - Groonga with one record a caption, positions included, the
text stored; its program is spoken to in its own commands.

    groonga.py version
    groonga.py ingest CAPTIONS FOLDER
    groonga.py query FOLDER QUERIES ROUNDS

TokenBigram with NormalizerAuto, which makes words of letters; the index is
made after the captions are loaded, as its manual advises.  Times are those
that Groonga tells.
"""
import json
import os
import subprocess
import sys

import table

TABLES = """\
table_create Cues TABLE_NO_KEY
column_create Cues text COLUMN_SCALAR Text
column_create Cues episode COLUMN_SCALAR UInt32
column_create Cues start_ms COLUMN_SCALAR UInt32
column_create Cues end_ms COLUMN_SCALAR UInt32
column_create Cues speaker COLUMN_SCALAR ShortText
column_create Cues collection COLUMN_SCALAR ShortText
column_create Cues year COLUMN_SCALAR ShortText
"""
INDEX = """\
table_create Words TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram \
--normalizer NormalizerAuto
column_create Words cues COLUMN_INDEX|WITH_POSITION Cues text
"""


def database(folder):
    """The database's file."""
    return os.path.join(folder, "cues")


def ingest(captions, folder):
    """Load every caption, then make the index."""
    os.makedirs(folder)
    with subprocess.Popen(["groonga", "-n", database(folder)],
                          stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, text=True) as groonga:
        put = groonga.stdin.write
        put(TABLES + "load --table Cues\n[\n")
        end = ""
        for one in table.captions(captions):
            put(end + json.dumps({
                "text": one[6], "episode": int(one[0]),
                "start_ms": int(one[3]), "end_ms": int(one[4]),
                "speaker": one[5], "collection": one[1],
                "year": one[2][:4]}))
            end = ",\n"
        put("\n]\n" + INDEX + "quit\n")


def command(op, argument, words):
    """The command of a query."""
    query = " ".join(words)
    if op == "phrase":
        query = f'"{query}"'
    elif op == "prefix":
        query += "*"
    elif op == "near":
        query = f'*N{argument}"{query}"'
    elif op in ("or", "quote"):
        query = " OR ".join(words)
    wanted = json.dumps(query)
    only = ""
    if op in ("speaker", "collection", "year"):
        only = " --filter " + json.dumps(f'{op} == "{argument}"')
    return (f"select Cues --match_columns text --query {wanted}{only} "
            "--output_columns text,episode,start_ms,end_ms,_score "
            "--sort_keys -_score --limit 10 --cache no\n")


def query_all(folder, queries, rounds):
    """Time every query."""
    with subprocess.Popen(["groonga", database(folder)],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as groonga:
        def answer(op, argument, words):
            if op == "seconds":
                return None
            groonga.stdin.write(command(op, argument, words))
            groonga.stdin.flush()
            head, body = json.loads(groonga.stdout.readline())
            return min(body[0][0][0], 10), head[2] * 1000
        table.time_queries(queries, rounds, answer)
        groonga.stdin.close()


def main():
    """Do as told."""
    if sys.argv[1] == "version":
        print(subprocess.run(["groonga", "--version"], stdout=subprocess.PIPE,
                             check=True, text=True).stdout.split(" [")[0])
    elif sys.argv[1] == "ingest":
        ingest(*sys.argv[2:4])
    else:
        query_all(sys.argv[2], sys.argv[3], int(sys.argv[4]))


if __name__ == "__main__":
    main()
