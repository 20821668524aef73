"""Tables as they stand in a foreign file, before anybody has said what their columns are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from talplan.domain.visible import INVISIBLE

Told = Callable[[int, int], None]
"""Is told how much of how much is done."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a row stands, as a person would look for it."""

    kind: str
    """`table`, `sheet`, `page` or `line`."""
    name: str
    """The number of the table or page, the name of the sheet."""
    row: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: what stands in each column, empty where nothing does."""

    where: Where
    cells: tuple[str, ...]
    whole: bool = False
    """One cell that is merged over all columns, or over all but the first: the heading of a section."""
    continued: frozenset[int] = frozenset()
    """Columns whose cell is merged with the one above; they say what that one says."""
    struck: Mapping[int, str] = field(default_factory=dict)
    """By column, what of its text is struck through."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table, with the lines of text that stand between it and the table before it."""

    before: tuple[str, ...]
    rows: Sequence[GridRow] = field(default_factory=tuple)
    wrapped: bool = False
    """Lines are broken where the page ended the cell, not where a person did, and a row may go on in the next grid."""
    name: str = ""
    """What the sheet is called, where it is one."""
    title: str = ""
    """The title in the properties of the file."""


def clean(text: str) -> str:
    """The text without what nobody sees; every break of a line is a line feed."""
    text = _BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    return INVISIBLE.sub("", _CONTROL.sub("", text)).strip()


def one_line(text: str) -> str:
    """The text on one line, words apart by one space; a hyphen at the end of a line keeps its word together."""
    return " ".join(re.sub(r"(?<=\w[-–])\n\s*(?=\w)", "", text).split())
