"""A file in the usual layout, read line by line: what it says, and where its items stand.

YAML allows more than anybody writes here. A plan as `fmt` leaves it, and most of what people write by hand, is keys
with their values on one line, or with a text below `|`: that is read without a YAML parser, whose import alone takes
twice as long as starting Python, and in a third of its time. Whatever is not plainly of this kind (a folded text, a
tab, an anchor, a repeated key, a slip) is not read here at all: then `events` reads the whole file. What is read here
means the same to it.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from talplan.planfile.source_text import STRANGE
from talplan.problem import Place

if TYPE_CHECKING:
    from talplan.planfile.nodes import Data

# A plain text begins with none of YAML's signs, and holds no ": " and no " #".
_PLAIN = r"[^\n \-?:,\[\]{}#&*!|>'\"%@`][^\n:#]*(?:(?::(?=[^\n ])|(?<! )#)[^\n:#]*)*(?<! )"
_QUOTED = r"\"[^\"\\\n]*(?:\\[\"\\][^\"\\\n]*)*\"|'[^'\n]*'"
_LIST = rf"\[[^\[\]{{}}\"'\n]*(?:(?:{_QUOTED})[^\[\]{{}}\"'\n]*)*\]"
_LINE = re.compile(
    rf"( *)(- +)?(?:([a-z_]+):(?=[ \n]) *)?({_PLAIN}|{_QUOTED}|{_LIST}|\|-?)? *(?:(?<![^ \n])#[^\n]*)?\n|([^\n]+)\n"
)
"""Indentation, dash, key, value; or else the whole line, as one that is not usual. There is a match for every line."""

_ENTRY = r"[^ \-?:,\[\]{}#&*!|>'\"%@`][^,\[\]{}:#\"']*(?<! )"
_ENTRIES = re.compile(rf"\[ *(?:(?:{_ENTRY}|{_QUOTED}) *(?:, *(?:{_ENTRY}|{_QUOTED}) *)*)?\]")
_EACH = re.compile(rf"{_QUOTED}|{_ENTRY}")

_ESCAPED = re.compile(r"\\(.)")
_ABSENT = {"~", "null"}


class Usual(NamedTuple):
    """What a file says, and the place of each item in the file's order."""

    data: Data
    items: list[Place]


class _Unusual(Exception):
    """Anything that is left to YAML."""


def read_usual(text: str) -> Usual | None:
    """What a text says where it is in the usual layout; else None, whether it is right or wrong."""
    text = text.replace("\r\n", "\n")
    if "\t" in text or "\r" in text or STRANGE.search(text):
        return None
    try:
        lines = _Lines(text)
        lines.read()
    except _Unusual:
        return None
    return Usual(lines.root, lines.items) if lines.root else None


class _Lines:
    """Builds the data; `stack` holds the mappings and lists that are still open, each with its column and its key."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: dict[str, Data] = {}
        self.items: list[Place] = []
        self.stack: list[tuple[int, dict[str, Data] | list[Data], str]] = [(0, self.root, "")]
        self.waiting = ""
        """The key whose value has to stand below it, in the mapping that is open last."""

    def read(self) -> None:
        column, mapping = 0, self.root
        following = 1
        text = self.text if self.text.endswith("\n") else f"{self.text}\n"
        for number, (indent, dash, key, value, other) in enumerate(_LINE.findall(text), start=1):
            if number < following:
                continue  # inside a text of several lines
            if key:
                if dash:
                    column, mapping = self._entry(number, len(indent), len(dash), key)
                elif len(indent) != column or self.waiting:
                    column, mapping = self._mapping(len(indent))
                if key in mapping:
                    raise _Unusual
                if value[:1] == "|":
                    mapping[key], following = self._text(number, column, value)
                else:
                    mapping[key] = _value(value) if value else None
                self.waiting = "" if value else key
            elif value and dash:
                self._list(len(indent)).append(_value(value))
                self.waiting = ""
                column = -1
            elif value or dash or other:
                raise _Unusual

    def _text(self, number: int, column: int, mark: str) -> tuple[str, int]:
        """The text below a `|` in that line, deeper than its key's column; and the number of the line behind it."""
        first = self.lines[number] if number < len(self.lines) else ""
        deep = len(first) - len(first.lstrip(" "))
        if deep <= column or deep == len(first) or self.lines[-1]:  # without a last line break, `|` means `|-`
            raise _Unusual
        end = next(at for at in range(number, len(self.lines) + 1) if not self._belongs(at, deep))
        text = "\n".join(line[deep:] for line in self.lines[number:end]).rstrip("\n")
        return text if mark == "|-" else f"{text}\n", end + 1

    def _belongs(self, at: int, deep: int) -> bool:
        """Whether a line is part of a text that begins at that column."""
        if at == len(self.lines):
            return False
        line = self.lines[at]
        if not line.strip(" ") and len(line) > deep:
            raise _Unusual  # blanks that are part of the text
        return line.startswith(" " * deep) or not line.strip(" ")

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def _mapping(self, column: int) -> tuple[int, dict[str, Data]]:
        """The mapping whose keys stand at that column: a new one below the key that waits, or one that is open."""
        top, parent, _ = self.stack[-1]
        if self.waiting and column > top and isinstance(parent, dict):
            below: dict[str, Data] = {}
            parent[self.waiting] = below
            self.stack.append((column, below, self.waiting))
            return column, below
        while self.stack and (self.stack[-1][0] > column or isinstance(self.stack[-1][1], list)):
            self.stack.pop()
        if self.stack and self.stack[-1][0] == column and isinstance(found := self.stack[-1][1], dict):
            return column, found
        raise _Unusual

    def _entry(self, number: int, column: int, dash: int, key: str) -> tuple[int, dict[str, Data]]:
        """A new entry with keys, of the list whose dashes stand at that column."""
        entry: dict[str, Data] = {}
        self._list(column).append(entry)
        if self.stack[-1][2] == "items":
            self.items.append(Place(number, column + dash + 1, len(key)))
        self.stack.append((column + dash, entry, ""))
        return column + dash, entry

    def _list(self, column: int) -> list[Data]:
        """The list whose dashes stand at that column: a new one for the key that waits, or one that is open."""
        top, parent, _ = self.stack[-1]
        if self.waiting and column >= top and isinstance(parent, dict):
            entries: list[Data] = []
            parent[self.waiting] = entries
            self.stack.append((column, entries, self.waiting))
            return entries
        while self.stack and self.stack[-1][0] > column:
            self.stack.pop()
        if self.stack and self.stack[-1][0] == column and isinstance(found := self.stack[-1][1], list):
            return found
        raise _Unusual


def _value(text: str) -> Data:
    first = text[0]
    if first in "\"'":
        return text[1:-1] if first == "'" or "\\" not in text else _ESCAPED.sub(r"\1", text[1:-1])
    if first == "[":
        return list(_entries(text))
    if first == "|":
        raise _Unusual
    return None if text in _ABSENT else text


@lru_cache(maxsize=4096)
def _entries(text: str) -> tuple[Data, ...]:
    """The entries of a list in brackets."""
    if not _ENTRIES.fullmatch(text):
        raise _Unusual
    return tuple(map(_value, _EACH.findall(text)))
