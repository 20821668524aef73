"""What a person sees, as plain values: lines and tables, which the terminal and the formats dress."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import NamedTuple

from talplan.domain.obligations import Obligation, Status
from talplan.messages import say
from talplan.queries.select import missed


class Tone(Enum):
    """How a text is meant, for whoever has colours; the words say the same without them."""

    PLAIN = "plain"
    HEADING = "heading"
    DONE = "done"
    LATE = "late"
    OVERDUE = "overdue"
    DUE = "due"
    FAINT = "faint"


class Width(Enum):
    """How a column takes its room."""

    FIXED = "fixed"
    """As wide as its content: ids, dates, statuses stay on one line."""
    WIDE = "wide"
    NARROW = "narrow"
    SNUG = "snug"
    """As wide as its content, broken where there is no room for that."""
    COUNT = "count"
    """Fixed, with its numbers to the right."""


class Piece(NamedTuple):
    """A part of a line that has a tone of its own."""

    text: str
    tone: Tone = Tone.PLAIN


class Cell(NamedTuple):
    """One text of a table. Entries of a list stand on lines of their own where there is room."""

    lines: tuple[str, ...]
    tone: Tone = Tone.PLAIN
    pieces: tuple[Piece, ...] = ()
    """Its one line in parts, where these have tones of their own."""

    @property
    def text(self) -> str:
        """The cell on one line."""
        return ", ".join(self.lines)


Row = tuple[Cell, ...]


class Column(NamedTuple):
    """A heading, and how the column takes its room."""

    heading: str
    width: Width = Width.FIXED


class Line(NamedTuple):
    """A line of text between tables."""

    text: str
    tone: Tone = Tone.PLAIN
    indent: int = 0
    """Columns that it stands further in than other lines, all of it where it is broken."""
    pieces: tuple[Piece, ...] = ()
    """The text in parts, where these have tones of their own."""


class Table(NamedTuple):
    """Rows under headings, in groups that may have a heading of their own."""

    columns: tuple[Column, ...]
    groups: Sequence[tuple[str, Sequence[Row]]] = ()
    dense: bool = False
    """Its columns stand one blank apart, because there are many."""


class Drawing(NamedTuple):
    """Lines that are made for a number of columns."""

    lines: Callable[[int], Sequence[Line]]


Page = list[Line | Table | Drawing]

SYMBOLS = {
    Status.DONE: "✓",
    Status.OVERDUE: "✗",
    Status.DUE: "●",
    Status.ONGOING: "○",
    Status.UPCOMING: "·",
    Status.CANCELLED: "–",
}
TONES = {
    Status.DONE: Tone.DONE,
    Status.OVERDUE: Tone.OVERDUE,
    Status.DUE: Tone.DUE,
    Status.ONGOING: Tone.PLAIN,
    Status.UPCOMING: Tone.FAINT,
    Status.CANCELLED: Tone.FAINT,
}


def cell(*lines: str, tone: Tone = Tone.PLAIN) -> Cell:
    """A cell of these lines."""
    return Cell(tuple(lines), tone)


def cell_of(*pieces: Piece) -> Cell:
    """A cell of one line that is made of these."""
    return Cell(("".join(piece.text for piece in pieces),), pieces=pieces)


def line_of(*pieces: Piece, indent: int = 0) -> Line:
    """A line that is made of these."""
    return Line("".join(piece.text for piece in pieces), indent=indent, pieces=pieces)


def status_cell(status: Status, counted: Sequence[Obligation], done: int, total: int) -> Cell:
    """The status as a word and a sign, with the progress beside it."""
    key, symbol, tone = f"status.{status}", SYMBOLS[status], TONES[status]
    if status is Status.DONE and any(obligation.late for obligation in counted):
        key, tone = "status.done-late", Tone.LATE
    elif status is Status.OVERDUE and not missed(counted):
        key, symbol = "status.not-reported", "?"
    progress = f" {done}/{total}" if total else ""
    return cell(f"{symbol} {say(key)}{progress}", tone=tone)
