#!/usr/bin/env python3
"""What is public is documented: functions in the header, commands in the
manual page.

Usage: docs.py ROOT [QUOTH]
"""

import re
import subprocess
import sys

import lint
import public


def check_header(report):
    """Every public function has a /** */ comment directly above."""
    header = report.root / "include" / "quoth.h"
    text = lint.read(header)
    for offset, name in public.functions(text):
        above = text[:offset].rstrip(" ")
        begin = above.rfind("/*")
        if not above.endswith("*/\n") or not above.startswith("/**", begin):
            report.complain(
                header, lint.line_of(text, offset),
                f"{name}() has no /** */ comment directly above; say what "
                "it does, what NULL means, who owns what, every status",
            )


def commands(quoth):
    """Names of the commands that `quoth help` lists, one a line, indented."""
    text = subprocess.run(
        [quoth, "help"], check=True, text=True, stdout=subprocess.PIPE
    ).stdout
    return re.findall(r"^ {2,4}([a-z]+)\b", text, re.M)


def check_manual(report, quoth):
    """Every command has its place in the manual page."""
    manual = report.root / "src" / "cli" / "quoth.1"
    text = lint.read(manual)
    names = commands(quoth)
    if not names:
        report.complain(
            "src/cli", 1,
            "`quoth help` lists no commands, one a line and indented",
        )
    for name in names:
        # In a macro of mdoc or man, so that no other word is taken for it.
        pattern = rf"^\.(?:It|Cm|Ic|Ss|B|BR|SS)\b.*\b{name}\b"
        if not re.search(pattern, text, re.M):
            report.complain(
                manual, 1, f"says nothing of the command `{name}`; add it"
            )


def main():
    """Check the header and, given the program, the manual page."""
    report = lint.Report(lint.root_argument())
    check_header(report)
    if len(sys.argv) > 2:
        check_manual(report, sys.argv[2])
    report.exit()


main()
