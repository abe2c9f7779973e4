#!/usr/bin/env python3
"""The library exports what the public header declares, and nothing else; it
imports nothing that opens a connection.

Usage: symbols.py ROOT LIBRARY [NM]
"""

import subprocess
import sys

import lint
import public

# Written by some linkers into every library.
LINKER = {"_init", "_fini", "_edata", "_end", "__bss_start"}


# What a program needs to send something somewhere.
NETWORK = {"socket", "socketpair", "connect", "accept", "accept4", "bind",
           "listen", "getaddrinfo", "gethostbyname", "sendto", "sendmsg"}


def names(library, nm, which):
    """Names of a library's dynamic table."""
    lines = subprocess.run(
        [nm, "-D", which, "--format=posix", library],
        check=True, text=True, stdout=subprocess.PIPE,
    ).stdout.splitlines()
    return {line.split()[0].partition("@")[0] for line in lines} - LINKER


def main():
    """Compare the two sets."""
    report = lint.Report(lint.root_argument())
    header = report.root / "include" / "quoth.h"
    text = lint.read(header)
    declared = {
        name: lint.line_of(text, at) for at, name in public.functions(text)
    }
    nm = sys.argv[3] if len(sys.argv) > 3 else "nm"
    found = names(sys.argv[2], nm, "--defined-only")
    for name in sorted(names(sys.argv[2], nm, "--undefined-only") & NETWORK):
        report.complain(
            "SECURITY.md", 1,
            f"the library calls {name}(); nothing leaves, it says here",
        )
    for name in sorted(set(declared) - found):
        report.complain(
            header, declared[name],
            f"{name}() is declared but the library has none; define it in "
            "src/api or take it out",
        )
    for name in sorted(found - set(declared)):
        report.complain(
            "src/api/archive.c", 1,
            f"the library exports {name}, which quoth.h does not declare; "
            "declare it, or let it be hidden",
        )
    for name, line in declared.items():
        if not name.startswith("quoth_"):
            report.complain(header, line, f"{name}(): name it quoth_{name}()")
    if not declared:
        report.complain(header, 1, "declares nothing with QUOTH_API")
    report.exit()


main()
