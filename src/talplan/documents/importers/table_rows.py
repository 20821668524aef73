"""Tables of a foreign file → sections and the rows of their items, texts as they stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from talplan.documents.importers.column_headings import CANCELLED, Columns, find_columns, missing
from talplan.documents.importers.grid import Grid, GridRow, Where, one_line
from talplan.documents.importers.title_and_headings import heading
from talplan.domain.spelling import DASHES, normalize

_NUMBER = re.compile(r"(?:№\s*)?(?:(?P<section>[0-9]{1,4})\.)?(?P<item>[0-9]{1,6})\s*[.)]?")
_SHORT = 150


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What could not be placed: where it stands, which sentence says why, and its values."""

    where: Where
    key: str
    values: dict[str, Any]
    at: int = 0
    """Rows that are before it in the file."""


@dataclass(slots=True)
class RawItem:
    """An item as it stands in the table."""

    where: Where
    number: int
    task: str
    due: str
    units: str
    wrapped: bool
    at: int
    """Rows that are before it in the file."""
    cancelled: str
    """From which day on the item is cancelled, or the word that it is."""
    struck: str = ""
    """What of the task is struck through."""
    struck_beside: bool = False
    """Whether anything is in the other columns."""

    def goes_on(self, task: str, due: str, units: str) -> None:
        """Adds what a further row says of it."""
        self.task = f"{self.task}\n{task}".strip()
        self.due = f"{self.due}\n{due}".strip()
        self.units = f"{self.units}\n{units}".strip()

    def strike(self, row: GridRow, columns: Columns) -> None:
        """Notes what of the row is struck through."""
        self.struck += row.struck.get(columns.task, "")
        self.struck_beside |= bool(row.struck.keys() - {columns.task})


@dataclass(slots=True)
class RawSection:
    """A section as it stands there; without a number where no heading says one."""

    number: int | None
    title: str | None
    items: list[RawItem] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """Everything that the tables say."""

    preface: tuple[str, ...] = ()
    """The lines above the first table that has the columns."""
    columns: Columns | None = None
    sections: list[RawSection] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    title: str = ""
    """The title in the properties of the file."""
    left_out: list[Where] = field(default_factory=list)
    """The first rows of tables that have not the columns, or others than the first."""
    missing: list[str] = field(default_factory=list)
    """Where there are no columns at all: what the table that comes nearest has no heading for."""


def gather(grids: Iterable[Grid]) -> Gathered:
    """The sections and items of all tables that have the four columns."""
    gatherer = _Gatherer()
    for grid in grids:
        gatherer.grid(grid)
    gatherer.number_sections()
    return gatherer.found


class _Gatherer:
    """Goes through the tables row by row, and knows what the last row belonged to."""

    def __init__(self) -> None:
        self.found = Gathered()
        self.at = 0
        self.section: RawSection | None = None
        self.item: RawItem | None = None
        self.title: str | None = None
        """A line over the table that is the title of a section, if a new one begins there."""

    def grid(self, grid: Grid) -> None:
        """One table, if it has the columns or goes on with one that has."""
        known = self.found.columns
        start, columns = self._columns(grid)
        if columns is None or (grid.name and known and columns.headings != known.headings):
            self._leave_out(grid)
            return
        above = [" ".join(filter(None, row.cells)) for row in grid.rows[: max(0, start - 1)]]
        self._read_lines([*grid.before, *above], grid, first=known is None)
        self.found.columns = known or columns
        first = True
        for row in grid.rows[start:]:
            self.at += 1
            cells = (*row.cells, *[""] * (len(columns.headings) - len(row.cells)))
            if any(cells) and not columns.repeated(cells):
                self._row(replace(row, cells=cells), columns, grid.wrapped, begins=grid.wrapped and first)
                first = False

    def _columns(self, grid: Grid) -> tuple[int, Columns | None]:
        """Where the rows of items begin, and the columns: the table's own, else those of the table before it."""
        for at, row in enumerate(grid.rows):
            if not row.whole and (columns := find_columns(row.cells)):
                return at + 1, columns
        known = self.found.columns
        width = max((len(row.cells) for row in grid.rows), default=0)
        return 0, known if known and not grid.name and width == len(known.headings) else None

    def _leave_out(self, grid: Grid) -> None:
        if grid.rows:
            self.found.left_out.append(grid.rows[0].where)
            lacks = min((missing(row.cells) for row in grid.rows[:20]), key=len)
            if not self.found.missing or len(lacks) < len(self.found.missing):
                self.found.missing = lacks
        if self.found.columns is None:
            self.found.preface += grid.before

    def _read_lines(self, lines: Sequence[str], grid: Grid, *, first: bool) -> None:
        """The lines above a table: the title of the plan, the headings of sections."""
        if first:
            self.found.preface += tuple(lines)
            self.found.title = grid.title
        filled = [line for line in lines if line]
        for line in filled[-1:] if first else filled:
            if (told := heading(line)) and len(line) <= _SHORT:
                self._begin(grid.rows[0].where, *told)
                return
        alone = len(filled) == 1 and not first and not grid.wrapped and len(filled[0]) <= _SHORT
        self.title = filled[0] if alone else None

    # --- rows -----------------------------------------------------------------------------------------------

    def _row(self, row: GridRow, columns: Columns, wrapped: bool, *, begins: bool) -> None:
        """`begins`: it is the first on its page, and may be the end of a row of the page before."""
        own = ["" if at in row.continued else cell for at, cell in enumerate(row.cells)]
        filled = [at for at, cell in enumerate(own) if cell]
        number, task, due, units = (own[at] for at in (columns.number, columns.task, columns.due, columns.units))
        alone = len(filled) == 1
        if not filled:
            return
        if columns.section is not None and own[columns.section] and number:
            self._filed(row.where, own[columns.section])
        if row.whole:
            self._heading(row.where, " ".join(own[at] for at in filled))
        elif self.item and not number and (begins or (not task and (due or units))):
            self.item.goes_on(task, due, units)
            self.item.strike(row, columns)
        elif alone and filled[0] <= columns.first and _is_heading(row.where, own[filled[0]]):
            self._heading(row.where, own[filled[0]])
        elif alone and filled[0] == columns.task and heading(task):
            self._heading(row.where, task)
        else:
            self._new_item(row, columns, wrapped=wrapped)

    def _heading(self, where: Where, text: str) -> None:
        text = one_line(text)
        number, title = heading(text) or (None, text)
        self._begin(where, number, title)

    def _begin(self, where: Where, number: int | None, title: str | None) -> RawSection:
        """Goes over to a new section; to one that is there, where its heading is only said again."""
        self.item = None
        known = next((one for one in self.found.sections if number and one.number == number), None)
        if known and (not title or normalize(title) == normalize(known.title or "")):
            self.section = known
            return known
        if known:
            self._tell(where, "section-again", number=number, title=title)
        self.section = RawSection(None if known else number, title or None)
        self.found.sections.append(self.section)
        return self.section

    def _new_item(self, row: GridRow, columns: Columns, *, wrapped: bool) -> None:
        self.item = None
        number = "" if columns.number in row.continued else row.cells[columns.number]
        task, due, units = (row.cells[at] for at in (columns.task, columns.due, columns.units))
        told = _NUMBER.fullmatch(number)
        if not told or not (value := int(told["item"])):
            key = "bad-number" if number else "no-number"
            self._tell(row.where, key, number=number, task=_start(task))
            return
        section = self._section_of(row.where, told["section"], value)
        gone = _cancelled(row.cells, columns)
        self.item = RawItem(row.where, value, task, due, units, wrapped, self.at, gone)
        self.item.strike(row, columns)
        section.items.append(self.item)

    def _filed(self, where: Where, text: str) -> None:
        """The section that a column of its own names."""
        number, title = heading(text) or (None, text)
        if text.isdecimal():
            number, title = int(text), ""
        now = self.section
        same = now and (now.number == number if number else normalize(now.title or "") == normalize(title))
        if not same:
            self._begin(where, number, title)

    def _section_of(self, where: Where, told: str | None, number: int) -> RawSection:
        """The section that an id like 2.30 names; else this one, but numbers that begin again begin a new one, also
        where no heading says so."""
        now = self.section
        if now and told and now.number is None and not now.items:
            now.number = int(told)
        if now and (now.number == int(told) if told else number > 1 or not now.items):
            return now
        if told:
            return self._begin(where, int(told), None)
        title, self.title = self.title if now else None, None
        return self._begin(where, None, title)

    def _tell(self, where: Where, key: str, **values: object) -> None:
        self.found.unplaced.append(Unplaced(where, key, values, self.at))

    # --- afterwards -----------------------------------------------------------------------------------------

    def number_sections(self) -> None:
        """Gives the sections that no heading numbers the next free numbers in the order of the document."""
        taken = {section.number for section in self.found.sections}
        last = 0
        for section in self.found.sections:
            if section.number is None:
                section.number = next(
                    number for number in range(last + 1, len(taken) + last + 2) if number not in taken
                )
                taken.add(section.number)
            last = section.number


def _is_heading(where: Where, text: str) -> bool:
    """Whether what stands alone in the first cell is more than the number of an item that nobody has filled in; in
    csv `2.` is a section without a title."""
    return not _NUMBER.fullmatch(text) or (where.kind == "line" and text.endswith("."))


def _cancelled(cells: Sequence[str], columns: Columns) -> str:
    """What a column of its own, or one of the item's status, says of its being cancelled."""
    own = "" if columns.cancelled is None else cells[columns.cancelled].strip(DASHES)
    return own or next((cell for cell in cells if cell and normalize(cell) in CANCELLED), "")


def _start(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 60 else f"{line[:59]}…"
