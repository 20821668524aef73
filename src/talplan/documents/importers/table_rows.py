"""Turn the tables of an imported file into sections and items, with texts as in the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from talplan.documents.importers.column_headings import CANCELLED, Columns, find_columns, find_missing
from talplan.documents.importers.grid import Grid, GridRow, RowLocation, one_line
from talplan.documents.importers.title_and_headings import read_section_heading
from talplan.domain.spelling import DASHES, normalize

_NUMBER = re.compile(r"(?:№\s*)?(?:(?P<section>[0-9]{1,4})\.)?(?P<item>[0-9]{1,6})\s*[.)]?")
_SHORT = 150


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Why a row was not imported: its position, the message key `import.unplaced.KEY` and the values."""

    location: RowLocation
    key: str
    values: dict[str, Any]
    order: int = 0
    """The number of rows before it in the file."""


@dataclass(slots=True)
class TableItem:
    """An item, with its cells as in the document."""

    location: RowLocation
    number: int
    task: str
    due: str
    units: str
    wrapped: bool
    order: int
    """The number of rows before it in the file."""
    cancelled: str
    """The cancellation date as written, or a word such as “cancelled”."""
    struck: str = ""
    """The struck-through part of the task."""
    struck_beside: bool = False
    """Whether anything in the other columns is struck through."""

    def append(self, task: str, due: str, units: str) -> None:
        """Append the cells of a continuation row."""
        self.task = f"{self.task}\n{task}".strip()
        self.due = f"{self.due}\n{due}".strip()
        self.units = f"{self.units}\n{units}".strip()

    def strike(self, row: GridRow, columns: Columns) -> None:
        """Record the struck-through text of a row."""
        self.struck += row.struck.get(columns.task, "")
        self.struck_beside |= bool(row.struck.keys() - {columns.task})


@dataclass(slots=True)
class TableSection:
    """A section of the document; `number` is None if no heading gives one."""

    number: int | None
    title: str | None
    items: list[TableItem] = field(default_factory=list)


@dataclass(slots=True)
class ImportedTables:
    """The content of all tables of a file."""

    preface: tuple[str, ...] = ()
    """The lines above the first table with the columns."""
    columns: Columns | None = None
    sections: list[TableSection] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)
    title: str = ""
    """The title in the document properties."""
    left_out: list[RowLocation] = field(default_factory=list)
    """First rows of tables without the columns, or with other columns than the first table."""
    missing: list[str] = field(default_factory=list)
    """If no table has the columns: the kinds of column that the closest table lacks."""


def parse_tables(grids: Iterable[Grid]) -> ImportedTables:
    """Read the sections and items of every table with the four columns."""
    parser = _TableParser()
    for grid in grids:
        parser.grid(grid)
    parser.number_sections()
    return parser.result


class _TableParser:
    """Reads tables row by row; keeps the current section and item."""

    def __init__(self) -> None:
        self.result = ImportedTables()
        self.order = 0
        self.section: TableSection | None = None
        self.item: TableItem | None = None
        self.title: str | None = None
        """The line above the table: the section title if a new section starts there."""

    def grid(self, grid: Grid) -> None:
        """Read one table if it has the columns or continues the previous one."""
        known = self.result.columns
        start, columns = self._columns(grid)
        if columns is None or (grid.name and known and columns.headings != known.headings):
            self._leave_out(grid)
            return
        above = [" ".join(filter(None, row.cells)) for row in grid.rows[: max(0, start - 1)]]
        self._read_lines([*grid.before, *above], grid, first=known is None)
        self.result.columns = known or columns
        first = True
        for row in grid.rows[start:]:
            self.order += 1
            cells = (*row.cells, *[""] * (len(columns.headings) - len(row.cells)))
            if any(cells) and not columns.is_repeated(cells):
                self._row(replace(row, cells=cells), columns, grid.wrapped, begins=grid.wrapped and first)
                first = False

    def _columns(self, grid: Grid) -> tuple[int, Columns | None]:
        """Return the index of the first item row and the columns: the own ones, or those of the previous table."""
        for at, row in enumerate(grid.rows):
            if not row.whole and (columns := find_columns(row.cells)):
                return at + 1, columns
        known = self.result.columns
        width = max((len(row.cells) for row in grid.rows), default=0)
        return 0, known if known and not grid.name and width == len(known.headings) else None

    def _leave_out(self, grid: Grid) -> None:
        if grid.rows:
            self.result.left_out.append(grid.rows[0].location)
            lacks = min((find_missing(row.cells) for row in grid.rows[:20]), key=len)
            if not self.result.missing or len(lacks) < len(self.result.missing):
                self.result.missing = lacks
        if self.result.columns is None:
            self.result.preface += grid.before

    def _read_lines(self, lines: Sequence[str], grid: Grid, *, first: bool) -> None:
        """Read the lines above a table: the title of the plan, section headings."""
        if first:
            self.result.preface += tuple(lines)
            self.result.title = grid.title
        filled = [line for line in lines if line]
        for line in filled[-1:] if first else filled:
            if (match := read_section_heading(line)) and len(line) <= _SHORT:
                self._begin(grid.rows[0].location, *match)
                return
        alone = len(filled) == 1 and not first and not grid.wrapped and len(filled[0]) <= _SHORT
        self.title = filled[0] if alone else None

    # --- rows -----------------------------------------------------------------------------------------------

    def _row(self, row: GridRow, columns: Columns, wrapped: bool, *, begins: bool) -> None:
        """Read one row; `begins`: it is the first on its page and may continue a row of the previous page."""
        own = ["" if at in row.continued else cell for at, cell in enumerate(row.cells)]
        filled = [at for at, cell in enumerate(own) if cell]
        number, task, due, units = (own[at] for at in (columns.number, columns.task, columns.due, columns.units))
        alone = len(filled) == 1
        if not filled:
            return
        if columns.section is not None and own[columns.section] and number:
            self._switch_section(row.location, own[columns.section])
        if row.whole:
            self._heading(row.location, " ".join(own[at] for at in filled))
        elif self.item and not number and (begins or (not task and (due or units))):
            self.item.append(task, due, units)
            self.item.strike(row, columns)
        elif alone and filled[0] <= columns.first and _is_heading(row.location, own[filled[0]]):
            self._heading(row.location, own[filled[0]])
        elif alone and filled[0] == columns.task and read_section_heading(task):
            self._heading(row.location, task)
        else:
            self._new_item(row, columns, wrapped=wrapped)

    def _heading(self, location: RowLocation, text: str) -> None:
        text = one_line(text)
        number, title = read_section_heading(text) or (None, text)
        self._begin(location, number, title)

    def _begin(self, location: RowLocation, number: int | None, title: str | None) -> TableSection:
        """Start a section, or return to an existing one whose heading is repeated."""
        self.item = None
        known = next((section for section in self.result.sections if number and section.number == number), None)
        if known and (not title or normalize(title) == normalize(known.title or "")):
            self.section = known
            return known
        if known:
            self._report(location, "section-again", number=number, title=title)
        self.section = TableSection(None if known else number, title or None)
        self.result.sections.append(self.section)
        return self.section

    def _new_item(self, row: GridRow, columns: Columns, *, wrapped: bool) -> None:
        self.item = None
        number = "" if columns.number in row.continued else row.cells[columns.number]
        task, due, units = (row.cells[at] for at in (columns.task, columns.due, columns.units))
        match = _NUMBER.fullmatch(number)
        if not match or not (value := int(match["item"])):
            key = "bad-number" if number else "no-number"
            self._report(row.location, key, number=number, task=_start(task))
            return
        section = self._section_of(row.location, match["section"], value)
        gone = _cancelled(row.cells, columns)
        self.item = TableItem(row.location, value, task, due, units, wrapped, self.order, gone)
        self.item.strike(row, columns)
        section.items.append(self.item)

    def _switch_section(self, location: RowLocation, text: str) -> None:
        """Switch to the section named in a section column."""
        number, title = read_section_heading(text) or (None, text)
        if text.isdecimal():
            number, title = int(text), ""
        now = self.section
        same = now and (now.number == number if number else normalize(now.title or "") == normalize(title))
        if not same:
            self._begin(location, number, title)

    def _section_of(self, location: RowLocation, written: str | None, number: int) -> TableSection:
        """Return the section of an ID such as 2.30, or the current one; numbers that restart begin a new section."""
        now = self.section
        if now and written and now.number is None and not now.items:
            now.number = int(written)
        if now and (now.number == int(written) if written else number > 1 or not now.items):
            return now
        if written:
            return self._begin(location, int(written), None)
        title, self.title = self.title if now else None, None
        return self._begin(location, None, title)

    def _report(self, location: RowLocation, key: str, **values: object) -> None:
        self.result.problems.append(ImportProblem(location, key, values, self.order))

    # --- numbering -----------------------------------------------------------------------------------------

    def number_sections(self) -> None:
        """Give sections without a number the next free one, in document order."""
        taken = {section.number for section in self.result.sections}
        last = 0
        for section in self.result.sections:
            if section.number is None:
                section.number = next(
                    number for number in range(last + 1, len(taken) + last + 2) if number not in taken
                )
                taken.add(section.number)
            last = section.number


def _is_heading(location: RowLocation, text: str) -> bool:
    """Whether the only cell of a row is a heading and not an item number; in CSV `2.` is an untitled section."""
    return not _NUMBER.fullmatch(text) or (location.kind == "line" and text.endswith("."))


def _cancelled(cells: Sequence[str], columns: Columns) -> str:
    """Return the cancellation date or word of a row, "" if it is not cancelled."""
    own = "" if columns.cancelled is None else cells[columns.cancelled].strip(DASHES)
    return own or next((cell for cell in cells if cell and normalize(cell) in CANCELLED), "")


def _start(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 60 else f"{line[:59]}…"
