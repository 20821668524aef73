"""stdout and stderr as a shell hands them over: UTF-8 in a pipe, and no character or closed end stops a command."""

from __future__ import annotations

import atexit
import codecs
import contextlib
import os
import sys
from functools import lru_cache
from typing import TextIO

# What the code page of an old console lacks, as people read it there, one for one so that columns stay where they are:
# Kyrgyz letters and what is typed for them, then signs and spaces, then what is drawn.
_NEAREST = str.maketrans(
    "ңүөҢҮӨѳɵұѲҰ" + "“”„«»‘’–—−‐‑…·•×→№\xa0\u2009\u202f" + "✓✗●○█▒░━─│└▼",
    "нуоНУОооуОУ" + '"""""\'\'-----..*x>N   ' + "+x*o#x.=-|`v",
)


def prepare() -> None:
    """Before the first word is written; an end that is closed takes everything and shows nothing."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif reconfigure := getattr(stream, "reconfigure", None):
            # By the codec's own name: a Windows console's cp65001 is UTF-8 too.
            if stream.isatty() and not codecs.lookup(stream.encoding).name.startswith("utf"):
                reconfigure(errors=_handler(stream.encoding))
            else:
                reconfigure(encoding="utf-8", errors="replace")
    # An answer typed in another encoding is no answer, and no reason to stop either.
    if reconfigure := getattr(sys.stdin, "reconfigure", None):
        reconfigure(errors="replace")


def _handler(encoding: str) -> str:
    """The name of an error handler of `codecs`: what reads alike, else a question mark. Of letters it tells once, when
    all is said, since nobody could know; a sign speaks for itself."""
    name = f"nearest in {encoding}"
    told: list[bool] = []

    def nearest(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        lacking = error.object[error.start : error.end]
        shown = [_nearest(letter, encoding) for letter in lacking]
        if not told and ("?" in "".join(shown) or any(map(str.isalpha, lacking))):
            told.append(True)
            atexit.register(_warn, encoding)
        return "".join(shown), error.end

    codecs.register_error(name, nearest)
    return name


@lru_cache(maxsize=1024)
def _nearest(letter: str, encoding: str) -> str:
    """What is shown for a character, in as many columns."""
    from unicodedata import category, east_asian_width, normalize

    for near in (letter.translate(_NEAREST), normalize("NFD", letter)[0]):  # é is an e
        if near.encode(encoding, "ignore"):
            return near
    if category(letter) in ("Mn", "Me"):
        return ""  # the letter below it was written before
    return "??" if east_asian_width(letter) in "WF" else "?"


def _warn(encoding: str) -> None:
    from talplan.messages import say

    try:
        sys.stderr.write(f"{say('severity.warning')}: {say('narrow-encoding', encoding=encoding)}\n")
        sys.stderr.flush()
    except OSError:
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """What the stream still holds goes nowhere: Python would fail on it a second time at its exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
