"""What is written to a terminal or a pipe, asked at a terminal, and shown while work goes on."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TextIO

from talplan.domain.visible import escape_invisible, text_width
from talplan.messages import say

_LEAST_WIDTH = 10


def write(text: str) -> None:
    """Write an answer to stdout as it is."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def write_pieces(pieces: Iterable[str]) -> None:
    """Write an answer to stdout piece by piece."""
    sys.stdout.writelines(pieces)


def answer(text: str, *, wraps: bool = True) -> None:
    """Write an answer of one sentence to stdout, with hidden characters escaped; on a terminal no word breaks."""
    write(_wrapped(text, sys.stdout) if wraps else escape_invisible(text, keep_breaks=True))


def hint(text: str) -> None:
    """Write a sentence to stderr, with hidden characters escaped; on a terminal no word breaks."""
    sys.stderr.write(f"{_wrapped(text, sys.stderr)}\n")


def _wrapped(text: str, stream: TextIO) -> str:
    """Return the text with hidden characters escaped; on a terminal the sentences fit its width.

    Indented lines are commands to copy or lines of a file, so they stay as they are; only a hint is a sentence.
    """
    text = escape_invisible(text, keep_breaks=True)
    if not stream.isatty():
        return text
    try:
        width = find_width() or os.get_terminal_size(stream.fileno()).columns
    except OSError:
        return text
    if width < _LEAST_WIDTH:
        return text
    advice = "  " + say("hint", hint="")
    lines = text.split("\n")
    return "\n".join(
        line if line.startswith(" ") and not line.startswith(advice) else wrap_sentence(line, width) for line in lines
    )


def wrap_sentence(text: str, room: int) -> str:
    """Wrap the lines of a text, each indented as before; a word that is longer than the room stays whole."""
    return "\n".join(line if text_width(line) <= room else _wrap_line(line, room) for line in text.split("\n"))


def _wrap_line(line: str, room: int) -> str:
    lead = line[: len(line) - len(line.lstrip(" "))]
    lines = [""]
    end = 0
    for word in _whole().finditer(line):
        joined = lines[-1] + line[end : word.start()] + word[0]
        if end and text_width(joined) > room:
            lines.append(lead + word[0])
        else:
            lines[-1] = joined
        end = word.end()
    return "\n".join(lines)


@cache
def _whole() -> re.Pattern[str]:
    """Return what stays on one line: a word, a command, a quoted name, a number with № or %, a dash with its word."""
    return re.compile(r"""(?:`[^`\n]*`|"[^"\n]{0,60}"|[^ ]|(?<=№)[ ]|[ ](?=[%–]))+""")


def find_width() -> int | None:
    """Return the width that COLUMNS sets, None if it is not set or no terminal has that width."""
    text = os.environ.get("COLUMNS", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) >= _LEAST_WIDTH else None


def can_ask() -> bool:
    """Return whether a person sees the questions on stderr and can type the answers."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> bool | None:
    """Ask a yes-or-no question on stderr; return None if stdin is at its end."""
    line = ask_text(f"{question} {say('ask')}")
    return None if line is None else line.casefold() in ("y", "yes", "о", "ооба", "д", "да")


def ask_text(question: str) -> str | None:
    """Ask for a line of text on stderr; return None if stdin is at its end."""
    sys.stderr.write(f"{escape_invisible(question)} ")
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:  # the shell's prompt begins on a line of its own
        sys.stderr.write("\n")
        raise
    if not line:
        sys.stderr.write("\n")
        return None
    return line.strip()


@contextlib.contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr for long work if that is a terminal; yields the callback `(done, total)`."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    with Progress(console=Console(stderr=True, markup=False), transient=True) as bar:
        task = bar.add_task(escape(escape_invisible(what)), total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
