#!/usr/bin/env python3
"""Who may include whom: the layers of src/, as a table, and its check.

Usage: includes.py ROOT
"""

import lint

# folder: (our folders it may include besides itself, its foreign headers)
LAYERS = {
    "base": ((), ()),
    "text": (("base",), ("libstemmer.h", "utf8proc.h")),
    "format": (("base", "text"), ("expat.h", "uchardet.h", "yajl/yajl_parse.h", "yaml.h")),
    "store": (("base", "text"), ("sqlite3.h",)),
    "ingest": (("base", "text", "format", "store"), ("xxhash.h",)),
    "query": (("base", "text", "store"), ()),
    "cli": (("base",), ()),
    "api": (("base", "text", "format", "store", "ingest", "query"), ()),
}

# Who may see the public header.
PUBLIC = ("cli", "api")

# What only writes is out of reach for the query, and each half of the store
# for the other, also by a way round through a third header.  Beginnings of
# names: the file's, and the header's.
NEVER = [
    ("store/write", "store/read"),
    ("store/read", "store/write"),
    ("query/", "store/write"),
]

# The headers of ISO C and POSIX, which anyone may include, and Linux's few.
LIBC = set(
    """
    assert complex ctype errno fenv float inttypes iso646 limits locale math
    setjmp signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib
    stdnoreturn string tgmath threads time uchar wchar wctype
    aio cpio dirent dlfcn endian fcntl fmtmsg fnmatch ftw getopt glob grp iconv
    langinfo libgen monetary netdb nl_types poll pthread pwd regex sched
    search semaphore spawn strings syslog termios unistd utime wordexp
    arpa/inet net/if netinet/in netinet/tcp sys/file sys/ioctl sys/ipc
    sys/mman sys/msg sys/random sys/resource sys/select sys/sem sys/shm
    sys/socket sys/stat sys/statvfs sys/time sys/times sys/types sys/uio
    sys/un sys/utsname sys/wait
    """.split()
)


def layer_of(path, src):
    """The table's row for a file: its folder, or its name in src/ itself."""
    return path.relative_to(src).parts[0]


def check_quoted(report, path, line, name, layer):
    """Check one #include of a header of ours."""
    if name == "quoth.h":
        if layer not in PUBLIC:
            report.complain(
                path, line,
                f"{layer} must not see quoth.h: only {', '.join(PUBLIC)} do; "
                "the lower layers have base/error.h",
            )
        return
    target, _, rest = name.partition("/")
    if not rest:
        report.complain(
            path, line, f'"{name}": write it from src/, as "layer/name.h"'
        )
    elif not (report.root / "src" / name).is_file():
        report.complain(path, line, f'"{name}": there is no src/{name}')
    elif target != layer and target not in LAYERS[layer][0]:
        allowed = ", ".join(LAYERS[layer][0]) or "nothing of ours"
        report.complain(
            path, line,
            f"{layer} must not include {target} (it may: {allowed}); move "
            "the code to the layer it belongs to, or pass what it needs",
        )


def check_system(report, path, line, name, layer):
    """Check one #include in angle brackets."""
    if name.removesuffix(".h") in LIBC or name in LAYERS[layer][1]:
        return
    if name == "quoth.h":
        check_quoted(report, path, line, name, layer)
        return
    owners = [key for key, row in LAYERS.items() if name in row[1]]
    report.complain(
        path, line,
        f"{layer} must not include <{name}>: "
        + (f"only {', '.join(owners)} does" if owners else
           "it is in no row of the table in tests/lint/includes.py"),
    )


def reach(name, graph):
    """All headers that a file sees, with the way to each."""
    ways = {}
    waiting = [(header, (name, header)) for header in graph.get(name, ())]
    while waiting:
        header, way = waiting.pop()
        if header not in ways:
            ways[header] = way
            waiting += [(h, way + (h,)) for h in graph.get(header, ())]
    return ways


def check_never(report, graph):
    """Check the pairs that must not meet, even by a way round."""
    for name in graph:
        for header, way in reach(name, graph).items():
            pair = next((p for p in NEVER if name.startswith(p[0])), None)
            if pair and header.startswith(pair[1]):
                report.complain(
                    f"src/{name}", 1,
                    f"must not see {header}, but does: " + " -> ".join(way),
                )


def main():
    """Check every #include line of src/."""
    report = lint.Report(lint.root_argument())
    src = report.root / "src"
    graph = {}
    for path in lint.walk(report.root, "src", suffixes=(".c", ".h")):
        layer = layer_of(path, src)
        if layer not in LAYERS:
            report.complain(
                path, 1, f"{layer} has no row in tests/lint/includes.py"
            )
            continue
        seen = graph.setdefault(path.relative_to(src).as_posix(), [])
        for line, kind, name in lint.includes(lint.read(path)):
            if kind == "quoted":
                seen.append(name)
                check_quoted(report, path, line, name, layer)
            else:
                check_system(report, path, line, name, layer)
    if not graph:
        report.complain("src", 1, "holds no C file: is this the root?")
    check_never(report, graph)
    report.exit()


main()
