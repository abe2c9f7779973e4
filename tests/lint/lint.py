"""What the lint scripts share: walking the tree, reading C, complaining.

A lint is a program that takes the checkout's root, prints one line for each
thing it finds, `file:line: what is wrong; how to put it right`, and ends with
status 1 when it printed any.
"""

import re
import sys
from pathlib import Path

# An alternative for each thing that a C scanner must not look into.
_C_PARTS = re.compile(
    r"(?P<comment>/\*.*?(?:\*/|\Z)|//(?:\\\n|[^\n])*)"
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>'(?:\\.|[^'\\\n])*')",
    re.DOTALL,
)

_LEFT_OUT = {".git", ".cache", "__pycache__", "subprojects"}


class Report:
    """Counts complaints and tells the exit status."""

    def __init__(self, root):
        self.root = Path(root)
        self.count = 0

    def complain(self, path, line, text):
        """Print one complaint; `path` may be below the root or relative."""
        path = Path(path)
        if path.is_absolute() and path.is_relative_to(self.root):
            path = path.relative_to(self.root)
        print(f"{path}:{line}: {text}")
        self.count += 1

    def exit(self):
        """End the program."""
        sys.exit(1 if self.count else 0)


def root_argument():
    """The checkout's root, from the command line."""
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} ROOT")
    return Path(sys.argv[1]).resolve()


def walk(root, *folders, suffixes=None):
    """Give the project's files, sorted; `suffixes` as (".c", ".h")."""
    found = []
    for folder in folders or (".",):
        for path in (root / folder).rglob("*"):
            parts = path.relative_to(root).parts
            if _LEFT_OUT.intersection(parts) or parts[0].startswith("build"):
                continue
            if path.is_file() and not path.is_symlink():
                if suffixes is None or path.suffix in suffixes:
                    found.append(path)
    return sorted(set(found))


def read(path):
    """A file's text; what is no UTF-8 is replaced."""
    return path.read_text(encoding="utf-8", errors="replace")


def _blank(text):
    """Spaces instead of text, line ends kept."""
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """C without comments; every other character stays in its place."""
    return _C_PARTS.sub(
        lambda m: _blank(m[0]) if m["comment"] else m[0], text
    )


def code_only(text):
    """C without comments and with nothing between quotes."""

    def replace(match):
        if match["comment"]:
            return _blank(match[0])
        return match[0][0] + " " * (len(match[0]) - 2) + match[0][-1]

    return _C_PARTS.sub(replace, text)


def line_of(text, offset):
    """The number, from 1, of the line that holds an offset."""
    return text.count("\n", 0, offset) + 1


def includes(text):
    """Give (line, "quoted" or "system", name) for every #include."""
    # Comments only: the name itself stands between quotes.
    pattern = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]+)', re.M)
    for match in pattern.finditer(without_comments(text)):
        kind = "quoted" if match[1] == '"' else "system"
        yield line_of(text, match.start()), kind, match[2]
