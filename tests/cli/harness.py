"""What a case has at hand: a folder, an archive, and ways to run quoth."""

import fcntl
import json
import os
import re
import select
import struct
import subprocess
import termios

COMMANDS = "index search show export list stats check rebuild backup forget help".split()

# How long one run may take: far more than any needs, also under a sanitizer.
TIMEOUT_S = 120

# Escape sequences of our own, for those who want the text without them.
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")

# Characters that must never come out raw: C0 but the line feed, DEL, C1, line
# separators and whatever turns the direction of the text.
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f"
                    "\u2028-\u202e\u2066-\u2069]")


class Skip(Exception):
    """What a case needs is not here."""


class Result:
    """What a run left: bytes of both streams, and the exit status."""

    def __init__(self, code, out, err):
        self.code, self.raw_out, self.raw_err = code, out, err
        self.out = out.decode("utf-8", "replace")
        self.err = err.decode("utf-8", "replace")

    def records(self):
        """Standard output as JSON Lines; each line must be one object."""
        lines = self.raw_out.split(b"\n")
        assert lines.pop() == b"", "the last line has no end"
        found = [json.loads(line.decode("utf-8", "strict"),
                            object_pairs_hook=self.unique,
                            parse_constant=self.refuse) for line in lines]
        assert all(isinstance(one, dict) for one in found)
        return found

    @staticmethod
    def unique(pairs):
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"a key twice: {keys}"
        return dict(pairs)

    @staticmethod
    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    def expect(self, code):
        """Fail, with all that was said, for another exit status."""
        assert self.code == code, (f"exit status {self.code}, not {code}; "
                                   f"out {self.out[:400]!r}, "
                                   f"err {self.err[:800]!r}")
        return self

    def expect_harmless(self):
        """Fail where something unsafe came out raw."""
        for stream in (self.raw_out, self.raw_err):
            text = stream.decode("utf-8", "strict")
            found = UNSAFE.search(text)
            assert not found, f"raw {found.group()!r} in {text[:400]!r}"
        return self


class Box:
    """A folder of its own with quoth, an archive's place and a clean
    environment."""

    def __init__(self, quoth, corpus, folder):
        self.quoth, self.corpus, self.folder = quoth, corpus, folder
        self.db = folder / "archive.db"
        self.talks = folder / "talks"
        self.talks.mkdir()
        (folder / "home").mkdir()
        self.env = {"HOME": str(folder / "home"), "TERM": "xterm",
                    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                    "QUOTH_DB": str(self.db)}
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS") or name == "LD_LIBRARY_PATH":
                self.env[name] = value

    def environment(self, changes):
        """The environment with changes; None removes a variable."""
        env = {**self.env, **(changes or {})}
        return {name: value for name, value in env.items()
                if value is not None}

    def run(self, *args, env=None, stdin=b"", **popen):
        """Run quoth with its streams in pipes."""
        done = subprocess.run(
            [self.quoth, *args], env=self.environment(env), input=stdin,
            stdout=popen.pop("stdout", subprocess.PIPE),
            stderr=popen.pop("stderr", subprocess.PIPE), cwd=self.folder,
            timeout=TIMEOUT_S, **popen)
        return Result(done.returncode, done.stdout or b"", done.stderr or b"")

    def start(self, *args, **popen):
        """Start quoth and leave it running."""
        return subprocess.Popen(
            [self.quoth, *args], env=self.env, cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, **popen)

    def shell(self, script, *args):
        """Run a line of sh, in which "$quoth" is the program."""
        done = subprocess.run(
            ["sh", "-c", script, "sh", *args], cwd=self.folder,
            env=self.environment({"quoth": str(self.quoth)}),
            stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S)
        return Result(done.returncode, done.stdout, done.stderr)

    def terminal(self, *args, env=None, columns=80, stream="stdout"):
        """Run quoth with one stream on a terminal, the other in a pipe; line
        feeds come back as they were written."""
        master, slave = os.openpty()
        modes = termios.tcgetattr(slave)
        modes[1] &= ~termios.OPOST
        termios.tcsetattr(slave, termios.TCSANOW, modes)
        fcntl.ioctl(slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 24, columns, 0, 0))
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   stream: slave}
        process = subprocess.Popen(
            [self.quoth, *args], env=self.environment(env), cwd=self.folder,
            stdin=subprocess.DEVNULL, **streams)
        os.close(slave)
        pipe = process.stderr if stream == "stdout" else process.stdout
        shown, piped = drain(master, pipe.fileno())
        code = process.wait(TIMEOUT_S)
        pipe.close()
        os.close(master)
        return (Result(code, shown, piped) if stream == "stdout"
                else Result(code, piped, shown))

    def srt(self, name, *lines, folder=None, seconds=4):
        """Write an SRT file: a caption for each text, back to back."""
        if not lines:
            lines = ("The harbour was frozen over.",
                     "We waited for the pilot to come aboard.",
                     "Then the harbour opened and the tide turned.")
        path = os.path.join(os.fsencode(folder or self.talks),
                            os.fsencode(name))
        with open(path, "wb") as file:
            for i, line in enumerate(lines):
                begin, end = stamp(i * seconds), stamp((i + 1) * seconds)
                text = line if isinstance(line, bytes) else line.encode()
                file.write(b"%d\n%s --> %s\n%s\n\n"
                           % (i + 1, begin, end, text))
        return path

    def index(self, *args):
        """Index the folder of talks, which must go well."""
        return self.run("index", *args, str(self.talks)).expect(0)

    def indexed(self, *lines):
        """An archive with one recording of these captions."""
        self.srt("pilots.srt", *lines)
        self.index()
        return self


def stamp(seconds):
    """A time as SRT writes it."""
    return b"%02d:%02d:%02d,000" % (seconds // 3600, seconds // 60 % 60,
                                    seconds % 60)


def drain(*descriptors):
    """Read all descriptors to their ends; what came from each of them."""
    found = {fd: b"" for fd in descriptors}
    left = set(descriptors)
    while left:
        ready, _, _ = select.select(left, [], [], TIMEOUT_S)
        assert ready, "nothing more came"
        for fd in ready:
            try:
                more = os.read(fd, 65536)
            except OSError:  # a terminal whose other end is closed
                more = b""
            found[fd] += more
            if not more:
                left.discard(fd)
    return [found[fd] for fd in descriptors]
