"""Bytes to text, and offsets in the text to lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from talplan.problem import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 16 * 1024 * 1024
"""How large a plan file may be."""

BOM = b"\xef\xbb\xbf"
"""The byte order mark with which a file may begin."""


class Source:
    """The text of a file with a table of its lines. Only LF and CRLF break lines, as in an editor."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line; needed only where something is wrong."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, start: int, end: int | None = None) -> Place:
        """Return line, column and width of [start, end); of several lines only the first one counts."""
        line = bisect_right(self.starts, start)
        stop = min(end if end is not None else start + 1, self._end(line))
        return Place(line, start - self.starts[line - 1] + 1, max(1, stop - start))

    def line(self, number: int) -> str:
        """Return the line of that number, counted from 1, without its break."""
        return self.text[self.starts[number - 1] : self._end(number)]

    def _end(self, number: int) -> int:
        """Return the offset of the break at the end of a line, or of the end of the text."""
        if number == len(self.starts):
            return len(self.text)
        end = self.starts[number] - 1
        return end - self.text.endswith("\r", self.starts[number - 1], end)


def decode(raw: bytes) -> tuple[str, list[Problem]]:
    """Return the text without a byte order mark, and the problems; with a problem it is fit for display only."""
    body = raw.removeprefix(BOM)
    if len(raw) > MAX_BYTES or _wide(body):
        return _not_text(raw, body)
    try:
        return body.decode(), []
    except UnicodeDecodeError as error:
        return _not_text(raw, body, error.start)


_DOCUMENTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-")
"""How the files of Word, Excel and PDF begin."""


def _wide(body: bytes) -> bool:
    """Whether this is UTF-16 without a byte order mark: valid UTF-8 where every other byte is zero."""
    return body.count(0) * 4 > len(body)


def _not_text(raw: bytes, body: bytes, at: int = 0) -> tuple[str, list[Problem]]:
    """Return the text and the problem of a file that is too large, or not UTF-8 from the offset `at` on."""
    from talplan.planfile.rules import yaml_rules as rules

    if len(raw) > MAX_BYTES:
        return "", [rules.TooLarge(Place(1, 1), limit=MAX_BYTES // (1024 * 1024))]
    if raw.startswith(_DOCUMENTS):
        return "", [rules.NotUtf8(Place(1, 1), kind="document", byte="0x00")]
    if _wide(body):
        big = body[::2].count(0) > body[1::2].count(0)
        shown = body.decode("utf-16-be" if big else "utf-16-le", "replace").removeprefix("\ufeff")
        return shown, [rules.NotUtf8(Place(1, 1), kind="wide", byte="0x00")]
    shown = body.decode("utf-8", "replace")
    before = body[:at].decode()
    place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
    return shown, [rules.NotUtf8(place, byte=f"0x{body[at]:02x}")]


_BREAKS = "\x85\u2028\u2029"
STRANGE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ufeff{_BREAKS}]")
"""Characters that a file may not contain; neither may it contain a lone carriage return."""


def refused_characters(source: Source) -> Iterator[Problem]:
    """Yield a problem for each character that no editor shows and that changes what YAML reads."""
    from talplan.planfile.rules import yaml_rules as rules

    for match in _refused().finditer(source.text):
        character = match.group()
        kind: type[Problem] = rules.ControlCharacter
        if character == "\ufeff":
            kind = rules.ByteOrderMark
        elif character in _BREAKS or character == "\r":
            kind = rules.LineBreak
        yield kind(source.place(match.start()), character=f"U+{ord(character):04X}")
        if character == "\r" and "\n" not in source.text:
            return  # a file from an old Mac: one mistake, not one per line


def without_refused(text: str) -> str:
    """Return the text with each refused character replaced by what it most likely means; offsets stay the same."""
    return _refused().sub("\r" if "\n" not in text and "\r" in text else " ", text)


def _refused() -> re.Pattern[str]:
    return re.compile(f"{STRANGE.pattern}|\r(?!\n)")
