#!/usr/bin/env python3
"""Every header of src/ compiles alone.

Usage: headers_alone.py ROOT COMPILER [ARGUMENT...]
"""

import subprocess
import sys

import lint


def main():
    """Compile each header as a file of its own."""
    report = lint.Report(lint.root_argument())
    headers = lint.walk(report.root, "src", suffixes=(".h",))
    for header in headers:
        command = sys.argv[2:] + [
            "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror",
            "-Wno-unused-function", "-fsyntax-only",
            "-I", str(report.root / "src"),
            "-I", str(report.root / "include"),
            "-x", "c", str(header),
        ]
        run = subprocess.run(
            command, check=False, text=True, stderr=subprocess.PIPE
        )
        if run.returncode:
            report.complain(
                header, 1,
                "does not compile alone; include what it uses:\n"
                + run.stderr,
            )
    if not headers:
        report.complain("src", 1, "holds no header: is this the root?")
    report.exit()


main()
