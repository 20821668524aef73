"""Pages as plain values: lines, tables and drawings, which the terminal and Markdown lay out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.spell_terms import spell
from talplan.domain.standing import Standing, Tone
from talplan.domain.terms import Term
from talplan.messages import say, show_days


class Width(Enum):
    """How a column takes its room."""

    FIXED = "fixed"
    """As wide as its content: ids, dates, statuses stay on one line."""
    WIDE = "wide"
    NARROW = "narrow"
    SNUG = "snug"
    """As wide as its content, wrapped if there is no room for that."""
    CUT = "cut"
    """On one line, cut with an ellipsis if there is no room for it."""
    COUNT = "count"
    """Fixed, with its numbers to the right."""


class Piece(NamedTuple):
    """A part of a line with a tone of its own."""

    text: str
    tone: Tone = Tone.PLAIN


class Cell(NamedTuple):
    """One cell of a table; the entries of a list are on lines of their own if there is room."""

    lines: tuple[str, ...]
    tone: Tone = Tone.PLAIN
    pieces: tuple[Piece, ...] = ()
    """Its only line in parts, if these have tones of their own."""

    @property
    def text(self) -> str:
        """The cell on one line."""
        return self.lines[0] if len(self.lines) == 1 else ", ".join(self.lines)


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
    """Spaces in front of it, and of its continuation lines if it is wrapped."""
    pieces: tuple[Piece, ...] = ()
    """The text in parts, if these have tones of their own."""


class Table(NamedTuple):
    """Rows under headings, in groups that may have a heading of their own."""

    columns: tuple[Column, ...]
    groups: Sequence[tuple[str, Sequence[Row]]] = ()
    dense: bool = False
    """One space between its columns, because there are many."""


class Drawing(NamedTuple):
    """Lines drawn for a given width."""

    lines: Callable[[int], Sequence[Line]]


Page = list[Line | Table | Drawing]


def cell(*lines: str, tone: Tone = Tone.PLAIN) -> Cell:
    """Return a cell of these lines."""
    return Cell(lines, tone)


def join_cell(*pieces: Piece) -> Cell:
    """Return a cell of one line made of these pieces."""
    return Cell(("".join(piece.text for piece in pieces),), pieces=pieces)


def join_line(*pieces: Piece, indent: int = 0) -> Line:
    """Return a line made of these pieces."""
    return Line("".join(piece.text for piece in pieces), indent=indent, pieces=pieces)


def standing_cell(standing: Standing, done: int = 0, total: int = 0) -> Cell:
    """Return the standing as a sign and a word, with the progress beside it."""
    progress = f" {done}/{total}" if total else ""
    return Cell((f"{standing.sign} {name_standing(standing)}{progress}",), standing.tone)


def name_standing(standing: Standing) -> str:
    """Return the word for a standing in the user's language."""
    return say(f"status.{standing}")


def show_term(term: Term, language: Language) -> str:
    """Return a term as the plan spells it in that language, its dates in the language of the session."""
    return show_days(spell(term, language))


def compact(page: Page) -> Page:
    """Return the page with one line per row: the task may be cut; no units, of several terms the first."""
    return [_compact_table(block) if isinstance(block, Table) else block for block in page]


def _compact_table(table: Table) -> Table:
    kept = [number for number, column in enumerate(table.columns) if column.width is not Width.NARROW]
    columns = [table.columns[number] for number in kept]
    cut = tuple(column._replace(width=Width.CUT) if column.width is Width.WIDE else column for column in columns)
    groups = [
        (heading, [tuple(_first_line(row[number]) for number in kept) for row in rows])
        for heading, rows in table.groups
    ]
    return table._replace(columns=cut, groups=groups)


def _first_line(cell: Cell) -> Cell:
    return cell if len(cell.lines) < 2 else cell._replace(lines=(f"{cell.lines[0]}, …",))


def spaced(page: Page) -> Iterator[tuple[Line | Table | Drawing, bool]]:
    """Yield the blocks, and whether an empty line goes before each: none between lines."""
    before: Line | Table | Drawing | None = None
    for block in page:
        yield block, before is not None and not (isinstance(block, Line) and isinstance(before, Line))
        before = block
