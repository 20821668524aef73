"""Tables of an imported file, before their columns are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from talplan.domain.visible import INVISIBLE

ProgressCallback = Callable[[int, int], None]
"""Progress callback: `(done, total)`."""

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class RowLocation:
    """The position of a row, for messages."""

    kind: str
    """`table`, `sheet`, `page` or `line`."""
    name: str
    """The number of the table or page, the name of the sheet."""
    row: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the text of each column, "" for an empty cell."""

    location: RowLocation
    cells: tuple[str, ...]
    whole: bool = False
    """A single cell merged across all columns, or all but the first: a section heading."""
    continued: frozenset[int] = frozenset()
    """Columns merged with the cell above, whose text they repeat."""
    struck: Mapping[int, str] = field(default_factory=dict)
    """Column -> the struck-through part of its text."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table, and the lines of text between it and the previous table."""

    before: tuple[str, ...]
    rows: Sequence[GridRow] = field(default_factory=tuple)
    wrapped: bool = False
    """Whether line breaks come from the page layout (PDF) and a row may continue in the next grid."""
    name: str = ""
    """The name of the sheet; "" outside workbooks."""
    title: str = ""
    """The title in the document properties."""


def clean(text: str) -> str:
    """Remove invisible and control characters, normalize to NFC, and turn every line break into a line feed."""
    text = _BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    return INVISIBLE.sub("", _CONTROL.sub("", text)).strip()


def one_line(text: str) -> str:
    """Join lines and collapse white space; a hyphen at the end of a line joins its word without a space."""
    return " ".join(re.sub(r"(?<=\w[-–])\n\s*(?=\w)", "", text).split())
