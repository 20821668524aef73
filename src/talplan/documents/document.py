"""A document as values: paragraphs and tables of cells of runs, which a writer lays out in one format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from importlib import import_module
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.standing import Tone
from talplan.domain.visible import escape, escape_invisible

WRITERS = ("docx", "pdf", "html", "md", "xlsx")
"""The formats of a document by their extensions; each is a module of `writers`."""

ProgressCallback = Callable[[int, int], None]
"""Takes how many rows are written, and of how many."""

SHEET = (29.7, 21.0)
"""A4 landscape in centimetres; so are all lengths. Width and height."""
MARGINS = (2.0, 1.5, 2.0, 3.0)
"""Top, right, bottom, left, where the sheet is bound."""
ROOM = SHEET[0] - MARGINS[1] - MARGINS[3]
"""Between the margins."""
SIDE = 16.5
"""Left of what is at the right side of a sheet, such as the mark of approval."""
HAND = 13.0
"""Left of the place for a hand, in a line of signatures."""
_TOGETHER = 10.0
"""Height of signatures that surely fit on a page with the last row of a table."""
HANGING = 0.3
"""Indent of the second line of a name in a list of names, so that it is not taken for another name."""
PADDING = 0.03
"""Above and below the text of a cell."""
HEAD_SIZES = (12, 10)
"""Points of the headings of a table: as its text, and where many columns have little room."""

LOCALES = {Language.KY: "ky-KG", Language.RU: "ru-RU", Language.EN: "en-GB"}

COLOURS = {
    Tone.DONE: ("1A7F37", "DDF4E0"),
    Tone.LATE: ("7D5A00", "FFF3C4"),
    Tone.OVERDUE: ("B42318", "FFD9D6"),
    Tone.NOT_REPORTED: ("6639BA", "EBDDFB"),
    Tone.DUE: ("9A5B00", "FFE8CC"),
    Tone.FAINT: ("57606A", ""),
}
"""The colours of a text and of the fill behind one; black on white for other tones."""


class Style(StrEnum):
    """What a paragraph is."""

    SIDE = "side"  # at the right side, such as the mark of approval
    TITLE = "title"
    SUBTITLE = "subtitle"
    HEADING = "heading"
    TEXT = "text"


class Run(NamedTuple):
    """A piece of text that looks the same throughout; line breaks in it are kept."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    tone: Tone = Tone.PLAIN
    link: str | None = None


Line = tuple[Run, ...]


class Paragraph(NamedTuple):
    """A paragraph of one or more lines."""

    lines: tuple[Line, ...]
    style: Style = Style.TEXT


class Kind(StrEnum):
    """What a column contains; all but texts and names are centred."""

    TEXT = "text"
    NAMES = "names"  # a list in which a name may take two lines
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"


class Column(NamedTuple):
    """A heading, the width in centimetres, and what is below."""

    heading: str
    width: float
    kind: Kind = Kind.TEXT
    filled_in: bool = False
    """Whether people write into it; everything else in the table is locked then, in docx and xlsx."""
    choices: tuple[str, ...] = ()
    """The texts of its menu, in docx and xlsx."""


class Cell(NamedTuple):
    """Lines of runs; a spreadsheet shows `value` in their place if there is one."""

    lines: tuple[Line, ...]
    value: int | float | date | None = None
    tone: Tone = Tone.PLAIN
    """Fills the cell of a spreadsheet."""


class Row(NamedTuple):
    """The cells of a row; a heading has a single cell over all columns, a total is the last row of a table."""

    cells: tuple[Cell, ...]
    heading: bool = False
    total: bool = False


class Table(NamedTuple):
    """Rows under headings; `rows` may be an iterator of `size` rows. A spreadsheet has a sheet of that name."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    size: int
    head_size: int = HEAD_SIZES[0]


class Document(NamedTuple):
    """A document in the language of its plan, as of a day."""

    title: str
    language: Language
    day: date
    blocks: Sequence[Paragraph | Table]
    signatures: tuple[Line, ...] = ()
    """Lines of two runs: a post, and the place for a hand with the name. They are never alone on a page."""

    @property
    def rows(self) -> int:
        """How many rows its tables have."""
        return sum(block.size for block in self.blocks if isinstance(block, Table))


def paragraph(*lines: str, style: Style = Style.TEXT, bold: bool = False) -> Paragraph:
    """Return a paragraph of plain lines."""
    return Paragraph(tuple((Run(line, bold=bold),) for line in lines), style)


def cell(*lines: str, value: int | float | date | None = None, tone: Tone = Tone.PLAIN) -> Cell:
    """Return a cell of plain lines."""
    return Cell(tuple((Run(line),) for line in lines), value, tone)


def restyle(*cells: Cell, bold: bool = False, strike: bool = False) -> tuple[Cell, ...]:
    """Return the cells with their runs bold or struck through; a cell with a tone, such as a state, stays as it is."""
    if not (bold or strike):
        return cells
    return tuple(
        cell._replace(lines=tuple(tuple(run._replace(bold=bold, strike=strike) for run in line) for line in cell.lines))
        if cell.tone is Tone.PLAIN
        else cell
        for cell in cells
    )


def count_row(name: str, *cells: Cell | int, total: bool = False) -> Row:
    """Return a row with a name and numbers; that of a total is bold."""
    row = (cell(name), *(cell(str(one), value=one) if isinstance(one, int) else one for one in cells))
    return Row(restyle(*row, bold=total), total=total)


def kept_with_next(signatures: Sequence[Line]) -> list[bool]:
    """Return for each signature whether the next is on the same page.

    All that fit on one page are; of more, the last two, and the first two of more than three.
    """
    last = len(signatures) - 1
    together = sum(map(signature_height, signatures)) <= _TOGETHER
    pairs = {last - 1, 0 if last > 2 else last - 1}
    return [index < last and (together or index in pairs) for index in range(last + 1)]


def signature_height(line: Line) -> float:
    """Return the centimetres that a signature takes at most, with the distance above it."""
    rows = (1 + len(run.text) // int(width * 3.6) for run, width in zip(line, (HAND, ROOM - HAND), strict=True))
    return 0.4 + 0.55 * max(rows)


def no_progress(_done: int, _total: int) -> None: ...


def write_document(extension: str, document: Document, progress: ProgressCallback = no_progress) -> bytes:
    """Write a document in the format of an extension; only its writer, and what that needs, is imported."""
    write: Callable[[Document, ProgressCallback], bytes]
    write = import_module(f"talplan.documents.writers.{extension}").write
    return write(document, progress)


# Characters that XML forbids and that are not control characters.
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def visible(text: str) -> str:
    """Return the text with hidden characters escaped; line breaks are kept."""
    return _NOT_IN_XML.sub(lambda match: escape(match[0]), escape_invisible(text, keep_breaks=True))
