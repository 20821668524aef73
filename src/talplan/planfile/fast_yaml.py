"""Fast twin of `parser.parse` with `build_data`: reads a file in the usual layout line by line.

A plan as `fmt` writes it, and most of what people write by hand, has keys with their values on one line, or with a
text below `|`. This is read here in a third of the time and without importing YAML, which alone takes twice as long as
starting Python. For anything else (a folded text, a tab, an anchor, a repeated key, a mistake) there is no result, and
`parser` reads the whole file. tests/test_fast_yaml.py holds the two equal.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from talplan.planfile.source_text import STRANGE
from talplan.problem import Place

if TYPE_CHECKING:
    from talplan.planfile.nodes import Data

# A plain text does not begin with one of YAML's indicators, and contains no ": " and no " #".
_PLAIN = r"[^\n \-?:,\[\]{}#&*!|>'\"%@`][^\n:#]*(?:(?::(?=[^\n ])|(?<! )#)[^\n:#]*)*(?<! )"
_QUOTED = r"\"[^\"\\\n]*(?:\\[\"\\][^\"\\\n]*)*\"|'[^'\n]*'"
_LIST = rf"\[[^\[\]{{}}\"'\n]*(?:(?:{_QUOTED})[^\[\]{{}}\"'\n]*)*\]"
_LINE = re.compile(
    rf"( *)(- +)?(?:([a-z_]+):(?=[ \n]) *)?({_PLAIN}|{_QUOTED}|{_LIST}|\|-?)? *(?:(?<![^ \n])#[^\n]*)?\n|([^\n]+)\n"
)
"""Indentation, dash, key, value; or else the whole line, which is then not a usual one. Every line matches."""

_ENTRY = r"[^ \-?:,\[\]{}#&*!|>'\"%@`][^,\[\]{}:#\"']*(?<! )"
_ENTRIES = re.compile(rf"\[ *(?:(?:{_ENTRY}|{_QUOTED}) *(?:, *(?:{_ENTRY}|{_QUOTED}) *)*)?\]")
_EACH = re.compile(rf"{_QUOTED}|{_ENTRY}")

_ESCAPED = re.compile(r"\\(.)")
_ABSENT = {"~", "null"}


class Usual(NamedTuple):
    """The content of a file, and the place of each item in the file's order."""

    data: Data
    items: list[Place]


class _Unusual(Exception):
    """Raised for anything that is left to the YAML parser."""


def read_usual(text: str) -> Usual | None:
    """Read a text in the usual layout; return None for any other text, valid or not."""
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
    """Builds the data; `stack` has the mappings and lists that are still open, each with its column and its key."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: dict[str, Data] = {}
        self.items: list[Place] = []
        self.stack: list[tuple[int, dict[str, Data] | list[Data], str]] = [(0, self.root, "")]
        self.waiting = ""
        """The key of the innermost open mapping whose value has to follow on the next line."""

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
        """Return the text below the `|` on a line, indented more than its key, and the number of the line after it."""
        first = self.lines[number] if number < len(self.lines) else ""
        indent = len(first) - len(first.lstrip(" "))
        if indent <= column or indent == len(first) or self.lines[-1]:  # without a last line break, `|` means `|-`
            raise _Unusual
        end = next(index for index in range(number, len(self.lines) + 1) if not self._in_text(index, indent))
        text = "\n".join(line[indent:] for line in self.lines[number:end]).rstrip("\n")
        return text if mark == "|-" else f"{text}\n", end + 1

    def _in_text(self, index: int, indent: int) -> bool:
        """Whether a line is part of a text with that indentation."""
        if index == len(self.lines):
            return False
        line = self.lines[index]
        if not line.strip(" ") and len(line) > indent:
            raise _Unusual  # spaces that are part of the text
        return line.startswith(" " * indent) or not line.strip(" ")

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def _mapping(self, column: int) -> tuple[int, dict[str, Data]]:
        """Return the mapping with its keys at a column: a new one below the waiting key, or an open one."""
        top, parent, _ = self.stack[-1]
        if self.waiting and column > top and isinstance(parent, dict):
            below: dict[str, Data] = {}
            parent[self.waiting] = below
            self.stack.append((column, below, self.waiting))
            return column, below
        while self.stack and (self.stack[-1][0] > column or isinstance(self.stack[-1][1], list)):
            self.stack.pop()
        if self.stack and self.stack[-1][0] == column and isinstance(mapping := self.stack[-1][1], dict):
            return column, mapping
        raise _Unusual

    def _entry(self, number: int, column: int, dash: int, key: str) -> tuple[int, dict[str, Data]]:
        """Append a mapping to the list with its dashes at a column; return the column of its keys, and the mapping."""
        entry: dict[str, Data] = {}
        self._list(column).append(entry)
        if self.stack[-1][2] == "items":
            self.items.append(Place(number, column + dash + 1, len(key)))
        self.stack.append((column + dash, entry, ""))
        return column + dash, entry

    def _list(self, column: int) -> list[Data]:
        """Return the list with its dashes at a column: a new one for the waiting key, or an open one."""
        top, parent, _ = self.stack[-1]
        if self.waiting and column >= top and isinstance(parent, dict):
            entries: list[Data] = []
            parent[self.waiting] = entries
            self.stack.append((column, entries, self.waiting))
            return entries
        while self.stack and self.stack[-1][0] > column:
            self.stack.pop()
        if self.stack and self.stack[-1][0] == column and isinstance(open_list := self.stack[-1][1], list):
            return open_list
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
    """Return the entries of a list in brackets."""
    if not _ENTRIES.fullmatch(text):
        raise _Unusual
    return tuple(map(_value, _EACH.findall(text)))
