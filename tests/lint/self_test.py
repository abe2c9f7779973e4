#!/usr/bin/env python3
"""The lints find what they are there to find.

Usage: self_test.py ROOT [C-COMPILER]

Each case is a small tree with one thing wrong; the lint must end with 1 and
name the place.  The same tree without the fault must pass.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent

GOOD = {
    "include/quoth.h": """\
#define QUOTH_API
/** Does it. */
QUOTH_API int quoth_do(const char *what);
""",
    "src/api/ask.c": '/* Public. */\n#include "quoth.h"\n#include "query/ask.h"\n',
    "src/base/buf.h": "#include <stddef.h>\nsize_t buf(void);\n",
    "src/base/buf.c": '/* Bytes. */\n#include "base/buf.h"\nvoid\n'
    "buf_each(int a, int b, int c, int (*d)(int, int), void *context,\n"
    "         struct error *error)\n{\n}\n",
    "src/store/read.h": '#include "base/buf.h"\n',
    "src/store/read.c": '/* R. */\n#include "store/read.h"\n',
    "src/store/write.h": "#include <sqlite3.h>\n",
    "src/store/write.c": '/* W. */\n#include "store/write.h"\n',
    "src/store/both.h": "",
    "src/query/ask.h": '#include "store/read.h"\n',
    "src/cli/main.c": '/* Map. */\n#include "quoth.h"\n',
}

# lint, file to change, its new text, what the complaint must hold
CASES = [
    ("includes", "src/base/buf.c",
     '/* */\n#include "base/buf.h"\n#include "store/read.h"\n',
     "src/base/buf.c:3: base must not include store"),
    ("includes", "src/base/buf.c", "/* */\n#include <sqlite3.h>\n",
     "src/base/buf.c:2: base must not include <sqlite3.h>: only store"),
    ("includes", "src/query/ask.h", "#include <sqlite3.h>\n",
     "src/query/ask.h:1: query must not include <sqlite3.h>"),
    ("includes", "src/cli/main.c", '/* */\n#include "store/read.h"\n',
     "src/cli/main.c:2: cli must not include store"),
    ("includes", "src/query/ask.h", '#include "quoth.h"\n',
     "src/query/ask.h:1: query must not see quoth.h"),
    ("includes", "src/base/buf.c", "/* */\n  #  include <curl/curl.h>\n",
     "src/base/buf.c:2: base must not include <curl/curl.h>"),
    ("includes", "src/base/buf.c", '/* */\n#include "buf.h"\n',
     'src/base/buf.c:2: "buf.h": write it from src/'),
    ("includes", "src/base/buf.c", '/* */\n#include "base/gone.h"\n',
     'src/base/buf.c:2: "base/gone.h": there is no'),
    ("includes", "src/store/write.h", '#include "store/read.h"\n',
     "src/store/write.c:1: must not see store/read.h"),
    ("includes", "src/store/read.c",
     '/* */\n#include "store/read.h"\n#include "store/write.h"\n',
     "src/store/read.c:1: must not see store/write.h"),
    ("includes", "src/query/ask.h", '#include "store/write.h"\n',
     "src/query/ask.h:1: must not see store/write.h"),
    ("includes", "src/odd/x.c", "/* */\n", "src/odd/x.c:1: odd has no row"),
    ("sources", "src/base/buf.c", '#include "base/buf.h"\n',
     "src/base/buf.c:1: begins without a comment"),
    ("sources", "src/base/buf.c", "/* */\n#include <stdio.h>\n"
     '#include "base/buf.h"\n', "src/base/buf.c:2: includes stdio.h first"),
    ("sources", "src/cli/main.c", "/* */\nint x; \n",
     "src/cli/main.c:2: blanks at the end"),
    ("sources", "src/cli/main.c", "/* */\n\tint x;\n",
     "src/cli/main.c:2: a tab"),
    ("sources", "src/cli/main.c", "/* */\nint x;",
     "src/cli/main.c:2: no line end"),
    ("sources", "src/cli/main.c", "/* " + "x" * 75 + " */\n",
     "src/cli/main.c:1: 81 columns"),
    ("sources", "src/cli/main.c", "/* */\nint a = atoi (s);\n",
     "src/cli/main.c:2: atoi() is not used here"),
    ("sources", "src/cli/main.c",
     '/* */\n\nsnprintf(s, n,\n "SELECT a FROM b"\n " WHERE c = \'%s\'", d);\n',
     "src/cli/main.c:3: snprintf() seems to put text into SQL"),
    ("sources", "src/cli/main.c",
     "/* */\nstatic int\nlay(int a, int b, int c,\n    void (*d)(int, int), "
     "int e)\n{\n}\n",
     "src/cli/main.c:3: lay() takes 5 parameters besides what it hands on"),
    ("catalogue", "tests/fault/README.md", "| 1 | x | unit:gone |\n",
     "tests/fault/README.md:1: row 1 names unit:gone, which is not there"),
    ("catalogue", "tests/fault/README.md", "| 1 | x | well known |\n",
     "tests/fault/README.md:1: row 1 names no test"),
    ("sources", "README.md", "See /" + "home/me/quoth.\n",
     "README.md:1: `/" + "home/me`: a path of one machine"),
    ("sources", "meson.build", "# https://pypi." + "org/simple\n",
     "meson.build:1: `pypi." + "org`: the address of a registry"),
    ("docs", "include/quoth.h",
     "/** One. */\nQUOTH_API void quoth_a(void);\n\n"
     "/* Plain. */\nQUOTH_API int\nquoth_b(int x);\n",
     "include/quoth.h:5: quoth_b() has no /** */ comment"),
    ("docs", "include/quoth.h",
     "/** One. */\n\nQUOTH_API void quoth_a(void);\n",
     "include/quoth.h:3: quoth_a() has no /** */ comment"),
    ("headers_alone", "src/base/buf.h", "size_t buf(void);\n",
     "src/base/buf.h:1: does not compile alone"),
]

# What must not be taken for a fault.
HARMLESS = [
    ("includes", "src/base/buf.c",
     '/*\n#include "store/read.h"\n*/\n#include "base/buf.h"\n'),
    ("includes", "src/cli/main.c",
     '/* */\n#include "quoth.h"\n#include "base/buf.h"\n#include <getopt.h>\n'),
    ("sources", "src/cli/main.c",
     '/* sprintf( */\nsnprintf(s, n, "%s atoi(", "x");\n'),
    ("sources", "src/cli/main.c",
     '/* */\nsnprintf(s, n, "PRAGMA user_version = %d", 1);\n'
     'f("SELECT \'%s\'");\n'),
    ("sources", "README.md", "~/work/a, $HOME/work/b and https://x/home/c\n"),
]


def lint(name, changed, compiler):
    """Run a lint over the good tree with one file changed."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in {**GOOD, **changed}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        command = [sys.executable, "-B", HERE / f"{name}.py", root]
        if name == "headers_alone":
            command += compiler.split()
        return subprocess.run(
            command, check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )


def symbols(source, compiler):
    """Compile a library and compare it with the good tree's header."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "include").mkdir()
        header = root / "include" / "quoth.h"
        header.write_text(GOOD["include/quoth.h"], encoding="utf-8")
        library = root / "lib.so"
        subprocess.run(
            [*compiler.split(), "-shared", "-fPIC", "-x", "c", "-",
             "-o", library],
            input=source, check=True, text=True,
        )
        return subprocess.run(
            [sys.executable, "-B", HERE / "symbols.py", root, library],
            check=False, text=True, stdout=subprocess.PIPE,
        )


SYMBOLS = [
    ("int quoth_do(const char *s) { return !s; }\n", 0, ""),
    ("int quoth_do(const char *s) { return !s; }\nint extra;\n", 1,
     "src/api/archive.c:1: the library exports extra,"),
    ("int socket(int, int, int);\n"
     "int quoth_do(const char *s) { return socket(!s, 1, 0); }\n", 1,
     "SECURITY.md:1: the library calls socket()"),
    ("int quoth_other(void);\n", 1,
     "include/quoth.h:3: quoth_do() is declared but"),
]


def main():
    """Run every case."""
    compiler = sys.argv[2] if len(sys.argv) > 2 else "cc"
    failures = []
    for name in ("includes", "sources", "docs"):
        run = lint(name, {}, compiler)
        if run.returncode:
            failures.append(f"{name}: the good tree fails:\n{run.stdout}")
    for name, path, text, complaint in CASES:
        run = lint(name, {path: text}, compiler)
        if run.returncode != 1 or complaint not in run.stdout:
            failures.append(
                f"{name}: expected `{complaint}`, got {run.returncode}:\n"
                + run.stdout
            )
    for name, path, text in HARMLESS:
        run = lint(name, {path: text}, compiler)
        if run.returncode:
            failures.append(f"{name}: a false alarm:\n{run.stdout}")
    for source, status, complaint in SYMBOLS:
        run = symbols(source, compiler)
        if run.returncode != status or complaint not in run.stdout:
            failures.append(
                f"symbols: expected `{complaint}`, got {run.returncode}:\n"
                + run.stdout
            )
    for failure in failures:
        print(f"{Path(__file__).name}:1: {failure}")
    sys.exit(1 if failures else 0)


main()
