#!/usr/bin/env python3
"""House rules that no compiler checks.

Usage: sources.py ROOT
"""

import re

import lint

# Calls that overflow, read numbers by the locale, or give no way to see what
# went wrong, and what to call instead.
BANNED = {
    "alloca": "an arena or a buffer",
    "atof": "a reader of our own that knows its range",
    "atoi": "a reader of our own that knows its range",
    "atol": "a reader of our own that knows its range",
    "atoll": "a reader of our own that knows its range",
    "gets": "file_read()",
    "sprintf": "buffer_print() or snprintf()",
    "sscanf": "a reader of our own: sscanf walks to the end of its input",
    "stpcpy": "a buffer or memcpy()",
    "strcat": "a buffer",
    "strcpy": "a buffer or memcpy()",
    "strncat": "a buffer",
    "strncpy": "a buffer or memcpy()",
    "strtod": "a reader of our own: strtod obeys the locale and takes `nan`",
    "strtof": "a reader of our own: strtof obeys the locale and takes `nan`",
    "strtok": "slices",
    "vsprintf": "vsnprintf()",
}

SQL = re.compile(
    r"\b(SELECT|INSERT\s+(?:INTO|OR)|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|"
    r"PRAGMA|CREATE|DROP|ATTACH|VACUUM|MATCH)\b"
)
# Only what puts text in: PRAGMA takes no bound number, and a number is tame.
TEXT_IN = re.compile(
    r"%[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:h|l)?[sScqQwz]"
)
PRINTING = re.compile(r"\b(\w*(?:print|format)\w*)\s*\(")

# A function takes four parameters.  Not counted is what it only hands on: where
# errors and complaints go, where memory comes from, a callback's context.
PARAMETERS = 4
DEFINITION = re.compile(r"^(\w+)\(([^{};]*)\)\n\{", re.MULTILINE)
HANDED_ON = re.compile(
    r"struct (?:quoth_)?error \*error|struct error \*detail|"
    r"struct arena \*arena|struct transcript \*transcript|void \*context|"
    r"\.\.\."
)
# Functions whose parameters another library has settled.
GIVEN = {
    "src/format/xml.c: on_doctype": "expat",
    "src/store/bulk.c: begin": "sqlite3_module",
    "src/store/bulk.c: connect_table": "sqlite3_module",
    "src/store/fts.c: tokenizer_tokenize": "fts5_tokenizer",
}

# Folders of one person's machine.
MACHINE = re.compile(r"(?<![\w./~-])/(?:home|root|work|mnt|Users)/[\w.-]+")

# The build downloads nothing; a registry's address in the tree is a mistake.
REGISTRY = re.compile(
    r"\b(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|"
    r"crates\.io|rubygems\.org|proxy\.golang\.org|anaconda\.org|"
    r"wrapdb\.mesonbuild\.com|(?:deb|ftp)\.debian\.org|"
    r"archive\.ubuntu\.com)\b"
)

# Transcripts made to be odd may hold anything.
SAMPLES = ("corpus", "tests/format/good", "tests/format/bad",
           "tests/format/cut")

CODE = (".c", ".h", ".py", ".sh", ".sql", ".build", ".fish", ".bash")
NAMED_CODE = ("quickstart", "run", "meson.build", "meson_options.txt")


def check_layout(report, path, text):
    """Columns, tabs, blanks and line ends of a file written by us."""
    wide = path.suffix in (".c", ".h")
    for number, line in enumerate(text.split("\n"), start=1):
        if "\t" in line:
            report.complain(path, number, "a tab; use spaces")
        if line != line.rstrip():
            report.complain(path, number, "blanks at the end; remove them")
        if wide and len(line) > 80:
            report.complain(
                path, number, f"{len(line)} columns; break it before 81"
            )
    if text and not text.endswith("\n"):
        report.complain(
            path, text.count("\n") + 1, "no line end at the end; add one"
        )


def check_machine(report, path, text):
    """Nothing may depend on one machine or on a registry."""
    for pattern, what in (
        (MACHINE, "a path of one machine; make it relative"),
        (REGISTRY, "the address of a registry; the build downloads nothing"),
    ):
        for match in pattern.finditer(text):
            line = lint.line_of(text, match.start())
            report.complain(path, line, f"`{match[0]}`: {what}")


def check_first_include(report, path, text):
    """A .c file includes its own header first."""
    own = path.with_suffix(".h")
    if own.is_file():
        name = own.relative_to(report.root / "src").as_posix()
    else:
        return
    first = next(lint.includes(text), (1, "", "nothing"))
    if first[2] != name:
        report.complain(
            path, first[0],
            f'includes {first[2]} first; include "{name}" first, so that '
            "it is proven to stand alone",
        )


def check_opening(report, path, text):
    """A .c file begins by saying what it is."""
    if not text.startswith("/*"):
        report.complain(
            path, 1,
            "begins without a comment; say what the file owns, what it "
            "leaves to others and which specification it follows",
        )


def check_banned(report, path, code):
    """No call that the house does without."""
    pattern = r"\b(" + "|".join(BANNED) + r")\s*\("
    for match in re.finditer(pattern, code):
        report.complain(
            path, lint.line_of(code, match.start()),
            f"{match[1]}() is not used here; use {BANNED[match[1]]}",
        )


def argument_end(code, begin):
    """The offset of the bracket that closes the one before `begin`."""
    depth = 1
    for match in re.compile(r"[()]").finditer(code, begin):
        depth += 1 if match[0] == "(" else -1
        if depth == 0:
            return match.start()
    return len(code)


def check_sql(report, path, text, code):
    """No text is put into SQL: it is bound."""
    bare = lint.without_comments(text)
    for match in PRINTING.finditer(code):
        call = bare[match.end():argument_end(code, match.end())]
        if SQL.search(call) and TEXT_IN.search(call):
            report.complain(
                path, lint.line_of(code, match.start()),
                f"{match[1]}() seems to put text into SQL; use a statement "
                "of the numbered table and bind its values",
            )


def parameters_of(text):
    """Split a list of parameters; callbacks have lists of their own."""
    depth = 0
    parts = [""]
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [" ".join(part.split()) for part in parts]


def check_parameters(report, path, code):
    """What a function needs to be told is little."""
    place = path.relative_to(report.root).as_posix()
    for match in DEFINITION.finditer(code):
        n = sum(not HANDED_ON.fullmatch(part)
                for part in parameters_of(match[2]))
        if n > PARAMETERS and f"{place}: {match[1]}" not in GIVEN:
            report.complain(
                path, lint.line_of(code, match.start()),
                f"{match[1]}() takes {n} parameters besides what it hands "
                f"on; {PARAMETERS} do, more are a struct of options",
            )


def check_c(report, path, text):
    """What concerns C only."""
    check_opening(report, path, text)
    if path.is_relative_to(report.root / "src"):
        check_first_include(report, path, text)


def main():
    """Check every file of the project."""
    report = lint.Report(lint.root_argument())
    root = report.root
    for path in lint.walk(root):
        if any(path.is_relative_to(root / name) for name in SAMPLES):
            continue
        if b"\0" in path.read_bytes()[:8192]:
            continue
        text = lint.read(path)
        check_machine(report, path, text)
        if path.suffix in CODE or path.name in NAMED_CODE:
            check_layout(report, path, text)
        if path.suffix == ".c":
            check_c(report, path, text)
        if path.suffix in (".c", ".h") and root / "src" in path.parents:
            code = lint.code_only(text)
            check_banned(report, path, code)
            check_sql(report, path, text, code)
            check_parameters(report, path, code)
    report.exit()


main()
