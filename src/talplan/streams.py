"""stdout and stderr as a shell hands them over: UTF-8 in a pipe, and no character or closed end stops a command."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from typing import TextIO

# What the code page of an old console lacks, as people read it there: Kyrgyz letters, then our own signs.
_NEAREST = str.maketrans("ңүөҢҮӨ✓✗●○·└“”–—…█▒━─│▼", 'нуоНУО+x*o.`""--.#x=-|v')


def prepare() -> None:
    """Before the first word is written; an end that is closed takes everything and shows nothing."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif reconfigure := getattr(stream, "reconfigure", None):
            if stream.isatty() and "utf" not in stream.encoding.lower():
                reconfigure(errors=_handler(stream.encoding))
            else:
                reconfigure(encoding="utf-8", errors="replace")


def _handler(encoding: str) -> str:
    """The name of an error handler of `codecs`: a letter that reads alike, else a question mark. It tells of it
    once, since nobody could know."""
    name = f"nearest in {encoding}"
    told: list[bool] = []

    def nearest(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        if not told:
            told.append(True)
            _warn(encoding)
        letters = error.object[error.start : error.end].translate(_NEAREST)
        return letters.encode(encoding, "replace").decode(encoding), error.end

    codecs.register_error(name, nearest)
    return name


def _warn(encoding: str) -> None:
    from talplan.messages import say

    sys.stderr.write(f"{say('severity.warning')}: {say('narrow-encoding', encoding=encoding)}\n")


def discard(stream: TextIO) -> None:
    """What the stream still holds goes nowhere: Python would fail on it a second time at its exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
