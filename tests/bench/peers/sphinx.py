#!/usr/bin/env python3
"""sphinx.py - Sphinx with one document a caption, positions included; it does
not store the text.

    sphinx.py version
    sphinx.py ingest CAPTIONS FOLDER
    sphinx.py query FOLDER QUERIES ROUNDS

Its indexer reads tab-separated values; its server is asked in SphinxQL over a
socket in the folder, as MySQL's clients do.  Prefixes of two letters and
more, keywords dictionary, bm25 ranking.
"""
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import zlib

import table

CONFIG = """\
source cues
{{
    type = tsvpipe
    tsvpipe_command = {python} {me} rows {captions}
    tsvpipe_field = text
    tsvpipe_attr_uint = episode
    tsvpipe_attr_uint = start_ms
    tsvpipe_attr_uint = end_ms
    tsvpipe_attr_uint = speaker
    tsvpipe_attr_uint = collection
    tsvpipe_attr_uint = year
}}
index cues
{{
    source = cues
    path = {folder}/cues
    dict = keywords
    min_prefix_len = 2
}}
indexer
{{
    mem_limit = 256M
}}
searchd
{{
    listen = {folder}/socket:mysql41
    pid_file = {folder}/pid
    log = {folder}/log
    binlog_path =
}}
"""


def number(text):
    """A number for a text, as attributes are numbers."""
    return zlib.crc32(text.encode())


def rows(captions):
    """Print what the indexer reads."""
    out = []
    for n, one in enumerate(table.captions(captions), 1):
        out.append(f"{n}\t{one[6]}\t{one[0]}\t{one[3]}\t{one[4]}\t"
                   f"{number(one[5])}\t{number(one[1])}\t"
                   f"{number(one[2][:4])}\n")
        if len(out) == 10000:
            sys.stdout.write("".join(out))
            out.clear()
    sys.stdout.write("".join(out))


def config(folder):
    """The configuration's file."""
    return os.path.join(folder, "config")


def ingest(captions, folder):
    """Make the index."""
    os.makedirs(folder)
    with open(config(folder), "w", encoding="utf-8") as file:
        file.write(CONFIG.format(
            python=sys.executable, me=os.path.abspath(__file__),
            captions=captions, folder=folder))
    subprocess.run(["indexer", "--quiet", "--config", config(folder),
                    "--all"], check=True)


def packet(sock):
    """One packet of MySQL's protocol."""
    head = exactly(sock, 4)
    return exactly(sock, head[0] | head[1] << 8 | head[2] << 16)


def exactly(sock, size):
    """So many bytes."""
    data = b""
    while len(data) < size:
        more = sock.recv(size - len(data))
        if not more:
            sys.exit("sphinx: the server hung up")
        data += more
    return data


def ask(sock, sql):
    """The number of rows of an answer."""
    body = b"\x03" + sql.encode()
    sock.sendall(struct.pack("<I", len(body))[:3] + b"\0" + body)
    first = packet(sock)
    if first[:1] == b"\xff":
        sys.exit(f"sphinx: {first[9:]!r}")
    ends = 0
    n_rows = 0
    while ends < 2:
        one = packet(sock)
        if one[:1] == b"\xfe" and len(one) < 9:
            ends += 1
        else:
            n_rows += ends
    return n_rows


def expression(op, argument, words):
    """The query in Sphinx's syntax."""
    if op == "phrase":
        return '"' + " ".join(words) + '"'
    if op == "prefix":
        return words[0] + "*"
    if op == "near":
        return f" NEAR/{argument} ".join(words)
    return (" | " if op in ("or", "quote") else " ").join(words)


def answer(sock, op, argument, words):
    """Search."""
    if op == "seconds":
        return None
    only = ""
    if op in ("speaker", "collection", "year"):
        only = f" AND {op} = {number(argument)}"
    return ask(sock,
               "SELECT id, episode, start_ms, end_ms FROM cues WHERE "
               f"MATCH('{expression(op, argument, words)}'){only} "
               "LIMIT 10 OPTION ranker=bm25"), None


def query_all(folder, queries, rounds):
    """Time every query, with a server of our own."""
    server = subprocess.Popen(
        ["searchd", "--config", config(folder), "--nodetach"],
        stdout=subprocess.DEVNULL)
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            for _ in range(500):
                if sock.connect_ex(os.path.join(folder, "socket")) == 0:
                    break
                time.sleep(0.01)
            packet(sock)
            body = struct.pack("<IIB23x", 0x000fa685, 1 << 24, 33) + b"a\0\0"
            sock.sendall(struct.pack("<I", len(body))[:3] + b"\1" + body)
            packet(sock)
            table.time_queries(queries, rounds,
                               lambda *query: answer(sock, *query))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def main():
    """Do as told."""
    if sys.argv[1] == "version":
        if not shutil.which("indexer"):
            sys.exit("no indexer")
        out = subprocess.run(["indexer", "--help"], stdout=subprocess.PIPE,
                             check=False, text=True).stdout
        print(out.split("(")[0].split("-")[0].strip())
    elif sys.argv[1] == "rows":
        rows(sys.argv[2])
    elif sys.argv[1] == "ingest":
        ingest(*sys.argv[2:4])
    else:
        query_all(sys.argv[2], sys.argv[3], int(sys.argv[4]))


if __name__ == "__main__":
    main()
