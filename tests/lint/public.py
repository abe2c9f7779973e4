"""The functions that the public header declares."""

import re

import lint

_DECLARATION = re.compile(r"^QUOTH_API\b[^;{]*?\b(\w+)\s*\(", re.M)


def functions(text):
    """Give (offset, name) of every exported function."""
    for match in _DECLARATION.finditer(lint.code_only(text)):
        yield match.start(), match[1]
