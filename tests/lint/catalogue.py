#!/usr/bin/env python3
"""Every test that the catalogue of faults names is there.

Usage: catalogue.py ROOT

The catalogue is tests/fault/README.md; how it names tests is said there.
"""

import re
import sys

import lint

ROW = re.compile(r"^\| (\d+) \|[^|]+\| ([^|]+) \|$", re.MULTILINE)
N_ROWS = 98

# What a word may name: a case of tests/store, tests/cli or system.py, a test
# of a unit, a sample, a program of this folder or of fuzz.
WORD = re.compile(
    r"(?P<cases>cli:\w+|unit:\w+|line_table|lint `\w+`)"
    r"|system:(?P<system>\w+)|(?P<fault>fault_\w+)|(?P<fuzz>fuzz_\w+)"
    r"|(?P<store>\w+\.\w+)(?![\w/])|`(?P<path>[\w./*-]+/[^` ]+)`"
    r"|`(?P<case>\w+)`"
)


def has_function(path, name):
    """Whether a file defines a function of that name."""
    if not path.is_file():
        return False
    return re.search(rf"^(?:def )?{name}\(", lint.read(path), re.M)


def file_of(root, word):
    """The file of a group of cases, and what their names begin with."""
    kind, _, name = word.partition(":")
    if kind == "cli":
        return root / f"tests/cli/cases/{name}.py", "case_"
    if kind == "unit":
        return root / f"tests/unit/test_{name}.c", ""
    if word.startswith("lint"):
        return root / f"tests/lint/{word[6:-1]}.py", ""
    return root / f"tests/store/test_{word}.c", ""


def sample_is_there(root, path):
    """Whether a sample, or any of a pattern, is there."""
    if path.startswith(("tests/", "corpus/")):
        return bool(list(root.glob(path)))
    return bool(list((root / "tests/format").glob(f"{path}*")))


def is_there(root, match, group):
    """Whether what a word names is there; `group` holds plain cases."""
    here = root / "tests/fault"
    if match["cases"]:
        return group[0].is_file()
    if match["system"]:
        return has_function(here / "system.py", f"case_{match['system']}")
    if match["fault"]:
        return (here / f"{match['fault']}.c").is_file()
    if match["fuzz"]:
        return (root / f"tests/fuzz/{match['fuzz']}.c").is_file()
    if match["store"]:
        module, _, name = match["store"].partition(".")
        return has_function(root / f"tests/store/cases/{module}.py",
                            f"case_{name}")
    if match["path"]:
        return sample_is_there(root, match["path"])
    name = match["case"].removeprefix(group[1])
    return has_function(group[0], group[1] + name)


def main():
    """Look every word of every row up."""
    report = lint.Report(lint.root_argument())
    root = report.root
    readme = root / "tests/fault/README.md"
    text = lint.read(readme)
    rows = list(ROW.finditer(text))
    if [int(row[1]) for row in rows] != list(range(1, N_ROWS + 1)):
        report.complain(readme, 1, f"its rows are not 1 to {N_ROWS}")
    for row in rows:
        line = lint.line_of(text, row.start())
        group = (root / "nothing", "")
        n_named = 0
        for match in WORD.finditer(row[2]):
            if match["cases"]:
                group = file_of(root, match["cases"])
            n_named += 1
            if not is_there(root, match, group):
                report.complain(readme, line,
                                f"row {row[1]} names {match[0]}, which is "
                                "not there")
        if n_named == 0 and "does not apply" not in row[2]:
            report.complain(readme, line, f"row {row[1]} names no test")
    report.exit()


if __name__ == "__main__":
    sys.exit(main())
