"""Tables of an imported file, before their columns are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from talplan.documents.importers.symbol_fonts import read_symbol
from talplan.domain.visible import INVISIBLE
from talplan.problem import Failure

ProgressCallback = Callable[[int, int], None]
"""Progress callback: `(done, total)`."""

MAX_ROWS = 60_000
"""As many items as a plan file of 16 MiB can hold."""
MAX_PARAGRAPHS = 500_000
MAX_CELLS = 600_000
MAX_TEXT = 32_000_000
"""Characters in all the cells of a file; a plan file has 16 MiB at most."""
MAX_CELL = 1_000_000
PAGE_BREAK = "\v"
"""A line break in a cell of a PDF where the next word had no place: no entry ends there."""
_MAX_MARKS = 30
"""Combining marks in a row, as in the stream-safe text format of Unicode: sorting them takes quadratic time."""
_SHORT = 500
"""Length of a text that may consist of combining marks."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
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


RowRemark = tuple[str, dict[str, str]]
"""The key of a message, and its values."""


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
    numbers: frozenset[int] = frozenset()
    """Columns with a number of a spreadsheet that is not shown as a date or anything else."""
    unevaluated: frozenset[int] = frozenset()
    """Columns with a formula whose result the file does not contain."""
    hidden: bool = False
    """Whether the row is not shown."""
    remarks: tuple[RowRemark, ...] = ()
    """Remarks on parts of the row that were read differently or left out: KEY of `import.remark.KEY`."""


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
    headings: frozenset[str] = frozenset()
    """Those of the lines `before` that have the style of a heading."""


class ReadingLimits:
    """Counts the rows and the text of a file while it is read."""

    def __init__(self) -> None:
        self._rows = 0
        self._cells = 0
        self._paragraphs = 0
        self._text = 0

    def count_paragraph(self) -> None:
        """Count a paragraph or a table; Failure if the file contains too many."""
        self._paragraphs += 1
        if self._paragraphs > MAX_PARAGRAPHS:
            raise Failure("import-too-many-rows", limit=MAX_PARAGRAPHS)

    def count(self, cells: Sequence[str]) -> None:
        """Count a row; Failure if the file contains too many rows or too much text."""
        self._rows += 1
        self._cells += len(cells) - cells.count("")
        self._text += sum(map(len, cells))
        if self._rows > MAX_ROWS:
            raise Failure("import-too-many-rows", limit=MAX_ROWS)
        if self._cells > MAX_CELLS:
            raise Failure("import-too-many-cells", limit=MAX_CELLS)
        if self._text > MAX_TEXT:
            raise Failure("import-too-much-text")


def clean(text: str) -> str:
    """Remove invisible and control characters, normalize to NFC, and turn every line break into a line feed."""
    if text.isprintable() and len(text) < _SHORT and "\u034f" not in text:  # the one of them that counts as printable
        return unicodedata.normalize("NFC", text).strip()
    if len(text) > _MAX_MARKS and not text.isascii():
        if len(text) > MAX_CELL:
            raise Failure("import-too-much-text")
        text = _many_marks(max(text) > "\uffff").sub(lambda run: run[0][:_MAX_MARKS], text)
    text = _BREAKS.sub("\n", unicodedata.normalize("NFC", text))
    text = _PRIVATE.sub(lambda sign: read_symbol(sign[0]), text)
    return INVISIBLE.sub("", _CONTROL.sub("", text)).strip()


@cache
def _many_marks(rare: bool) -> re.Pattern[str]:
    """Return the pattern of too many combining marks; `rare`: beyond the basic plane too, which takes ten times as
    long."""
    points = {point for point in range(0x300, 0x1F000 if rare else 0x10000) if unicodedata.combining(chr(point))}
    starts = sorted(point for point in points if point - 1 not in points)
    ends = sorted(point for point in points if point + 1 not in points)
    ranges = "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))
    return re.compile(f"[{ranges}]{{{_MAX_MARKS + 1},}}")


def one_line(text: str) -> str:
    """Join lines and collapse white space; a hyphen at the end of a line joins its word without a space."""
    return " ".join(re.sub(r"(?<=\w[-–])[\n\v]\s*(?=\w)", "", text).split())
