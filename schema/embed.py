#!/usr/bin/env python3
"""Turn schema/NNNN_name.sql files into the C table of src/store/schema.h.

Usage: embed.py OUTPUT SQL...

The steps must be given in order and numbered from 1 without a gap.
"""

import re
import sys
from pathlib import Path

HEAD = """\
/*
 * schema_steps.c - the SQL files of the schema folder.
 *
 * Written by schema/embed.py during the build; edits are lost.
 */
#include "store/schema.h"

/* C99 promises room for 4,095 characters only; compilers have more. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

const struct schema_step schema_steps[] = {
"""

TAIL = """\
};

const size_t n_schema_steps = sizeof schema_steps / sizeof schema_steps[0];
"""


def c_string(text):
    """Give a C string literal; bytes outside printable ASCII as octal."""
    pieces = []
    for byte in text.encode():
        char = chr(byte)
        if char == "\n":
            pieces.append("\\n")
        elif char in '"\\?':  # a question mark might begin a trigraph
            pieces.append("\\" + char)
        elif 0x20 <= byte < 0x7F:
            pieces.append(char)
        else:
            pieces.append(f"\\{byte:03o}")
    return '"' + "".join(pieces) + '"'


def step(number, path):
    """Give the table's row for one file."""
    match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", path.name)
    if not match:
        sys.exit(f"{path}: the name must look like 0001_initial.sql")
    if int(match[1]) != number:
        sys.exit(f"{path}: step {number:04d} is expected here")
    sql = path.read_text(encoding="utf-8")
    if "\0" in sql or not sql.strip():
        sys.exit(f"{path}: holds no SQL, or a NUL")
    lines = sql.split("\n")
    text = [line + "\n" for line in lines[:-1]]
    if lines[-1]:
        text.append(lines[-1])
    body = "\n".join("     " + c_string(line) for line in text)
    return f"    {{{number}, {c_string(match[2])},\n{body}}},\n"


def main():
    """Write the file named first from the files named after it."""
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    rows = [
        step(number, Path(name))
        for number, name in enumerate(sys.argv[2:], start=1)
    ]
    Path(sys.argv[1]).write_text(HEAD + "".join(rows) + TAIL, encoding="ascii")


main()
