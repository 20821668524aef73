"""Turn the tables of an imported file into sections and items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from talplan.documents.importers.column_headings import (
    Columns,
    FindHeader,
    Header,
    find_header,
    find_missing,
)
from talplan.documents.importers.grid import Grid, GridRow, RowLocation, one_line
from talplan.documents.importers.imported_tables import (
    ImportedTables,
    ImportProblem,
    TableItem,
    TableSection,
    number_items,
    number_sections,
)
from talplan.documents.importers.symbol_fonts import UNKNOWN
from talplan.documents.importers.table_rows import (
    TableRow,
    continues_task,
    find_cancellation,
    find_heading,
    item_follows,
    resolve_rows,
    take_own_numbers,
)
from talplan.documents.importers.title_and_headings import (
    find_unread,
    find_year,
    is_continued,
    is_remark,
    is_signature,
    read_period,
    read_preface,
    read_section_heading,
    states_plan,
)
from talplan.domain.spelling import normalize

_LONGEST_HEADING = 150
_HEAD_ROWS = 20
_MOST_LINES = 5_000
"""Lines outside a table that are looked at one by one; of more, a few are shown and the rest counted."""
_MARK = 3
"""The greatest length of a mark in the column of a month."""
# Sheets as programs name them.
_GENERIC = re.compile(r"(?:лист|sheet|барак|барагы|таблица|table|план|plan)\s*[0-9]*")


def parse_tables(grids: Sequence[Grid], find: FindHeader = find_header) -> ImportedTables:
    """Read the sections and items of every table with the columns; `find` finds the headings of a table."""
    parser = _TableParser()
    grids = list(_join_lines(grids))
    headers = [find(grid.rows) for grid in grids]
    sheets = [grid for grid, header in zip(grids, headers, strict=True) if grid.name and header]
    for grid, header in zip(grids, headers, strict=True):
        parser.read_grid(grid, header, among_sheets=len(sheets) > 1)
    parser.finish()
    return parser.result


class _TableParser:
    """Reads tables row by row; keeps the current section and item."""

    def __init__(self) -> None:
        self.result = ImportedTables()
        self.order = 0
        """The number of rows before the current one."""
        self.section: TableSection | None = None
        self.item: TableItem | None = None
        self.title = ""
        """The line above the table: the section title if a new section starts there."""
        self.heading = ("", "")
        """The kind and the title of the last heading."""
        self.parents: list[tuple[str, str]] = []
        """Kinds and titles of the headings of the parts in which the current section is."""
        self.scope: list[TableSection] = []
        """The sections that a number may mean: those of this sheet."""
        self.month = ""
        self.last: RowLocation | None = None
        """The last row of the last table."""

    # --- tables ---------------------------------------------------------------------------------------------

    def read_grid(self, grid: Grid, header: Header | None, *, among_sheets: bool) -> None:
        """Read one table if it has the columns or continues the previous one."""
        known = self.result.columns
        columns = header.columns if header else self._continued(grid)
        if grid.rows:
            self.last = grid.rows[-1].location
        if columns is None:
            self._leave_out(grid)
            return
        start = header.start if header else 0
        above = [" ".join(filter(None, row.cells)) for row in grid.rows[: header.first if header else 0]]
        if grid.name:
            self._begin_sheet(grid.name if among_sheets else "")
        self._read_lines([*grid.before, *above], grid, first=known is None)
        self.result.columns = known or columns
        end = self.order + len(grid.rows) - start
        rows = resolve_rows(grid.rows[start:], columns, self.order)
        take_own_numbers(rows)
        for at, row in enumerate(rows):
            self.order = row.order
            self._read_row(rows, at, grid.wrapped)
        self.order = end
        if not grid.wrapped:
            self.item = None

    def _continued(self, grid: Grid) -> Columns | None:
        """Return the columns of the previous table if this one, without headings, goes on with it."""
        known = self.result.columns
        width = max((len(row.cells) for row in grid.rows), default=0)
        return known if known and not grid.name and width == len(known.headings) else None

    def _leave_out(self, grid: Grid) -> None:
        if grid.rows:
            self.result.left_out.append(grid.rows[0].location)
            closest = min(grid.rows[:_HEAD_ROWS], key=_rank_as_headings)
            missing = find_missing(closest.cells)
            if not self.result.missing or len(missing) < len(self.result.missing):
                self.result.missing = missing
                self.result.headings = [_start(cell) for cell in closest.cells if cell]
        if self.result.columns is None:
            self.result.preface += grid.before
        else:
            self._leave_lines(grid, grid.before)

    def _leave_lines(self, grid: Grid, lines: Sequence[str], title: str = "") -> None:
        """Keep lines outside the tables for a message; `title` is what is printed above the first table."""
        location, side = (grid.rows[0].location, "above") if grid.rows else (self.last, "below")
        if location:
            unread = find_unread(lines[:_MOST_LINES], title) + [line for line in lines[_MOST_LINES:] if line]
            self.result.outside += [(location, side, line) for line in unread]

    def _begin_sheet(self, name: str) -> None:
        self.section = self.item = None
        self.scope = []
        self.month = self.title = ""
        self.heading = ("", "")
        self.parents = [("sheet", name)] if name and not _GENERIC.fullmatch(normalize(name)) else []

    def _read_lines(self, lines: Sequence[str], grid: Grid, *, first: bool) -> None:
        """Read the lines above a table: the title of the plan, section headings."""
        if first:
            self.result.preface += tuple(lines)
            self.result.title = grid.title
        filled = [line for line in lines if line and not is_continued(line)]
        short = [line for line in filled if len(line) <= _LONGEST_HEADING and not is_signature(line)]
        for line in short[-1:] if first else reversed(short):
            numbered = read_period(line) or (read_section_heading(line) and not find_year(line))
            if numbered or (line in grid.headings and not states_plan(line)):
                self._begin_heading(grid.rows[0].location, line)
                break
        else:
            line = ""
            alone = len(filled) == len(short) == 1 and not first and not grid.wrapped
            self.title = filled[0] if alone else ""
        used = line or self.title
        rest = [text for text in (self.result.preface if first else lines) if text != used]
        title = read_preface(self.result.preface, grid.title)[0] if first else None
        self._leave_lines(grid, rest, title or "")

    # --- rows -----------------------------------------------------------------------------------------------

    def _read_row(self, rows: Sequence[TableRow], at: int, wrapped: bool) -> None:
        row = rows[at]
        self._remark_on_reading(row)
        left_out = row.grid_row.hidden and row.location.kind == "table"
        if not row.filled or left_out:
            return
        if row.columns.month is not None:
            self.month = row.own[row.columns.month] or self.month
        items = self.section.items if self.section else []
        section = self.section.parts if self.section else ()
        if is_signature(row.text) and not (row.parts and row.is_item):
            self._remark(row, "signature", text=row.text)
        elif self.item and self._continues(row, first_on_page=wrapped and at == 0):
            self._append(row, self.item)
        elif heading := find_heading(rows, at, section, items[-1].number if items else None):
            if not self.result.sections and find_year(heading):
                self.result.preface += (heading,)
            else:
                self._begin_heading(row.location, heading)
        elif _says_nothing_to_do(rows, at, bool(items)):
            self._remark(row, "left-out", text=row.text)
        else:
            self._add_item(row, wrapped)

    def _continues(self, row: TableRow, *, first_on_page: bool) -> bool:
        """Whether the row continues the item above it."""
        if self.item is None or row.number or row.grid_row.whole or is_remark(row.text):
            return False
        if first_on_page:
            return bool(self.item.written) or not row.is_item
        if not row.task:
            return bool(row.due or row.units) or row.filled[0] > row.columns.first
        return not row.due and not row.units and continues_task(row)

    def _append(self, row: TableRow, item: TableItem) -> None:
        item.append(row.task, row.due, row.units)
        self._add_columns(row, item)

    def _remark_on_reading(self, row: TableRow) -> None:
        remarks = list(row.grid_row.remarks)
        if row.grid_row.hidden:
            remarks.append(("hidden-row-left-out" if row.location.kind == "table" else "hidden-row", {}))
        labels = row.columns.labels
        for at in sorted(row.grid_row.unevaluated):
            remarks.append(("formula", {"column": (at < len(labels) and labels[at]) or str(at + 1)}))
        for cell in row.own:
            if UNKNOWN in cell:
                remarks.append(("unknown-sign", {"text": one_line(cell)}))
        for key, values in remarks:
            self._remark(row, key, **values)

    # --- sections -------------------------------------------------------------------------------------------

    def _begin_heading(self, location: RowLocation, text: str) -> None:
        line = one_line(text)
        heading = None if read_period(line) else read_section_heading(line)
        self._begin(location, *(heading or ((), line)))

    def _begin(self, location: RowLocation, parts: tuple[int, ...], title: str) -> TableSection:
        """Start a section, or return to an existing one whose heading is repeated."""
        self.item = None
        whole_title = self._enter(parts, title)
        known = next((section for section in self.scope if parts and section.parts == parts), None)
        if known and (not title or normalize(whole_title) == normalize(known.title or "")):
            self.section = known
            return known
        if known:
            number = ".".join(map(str, parts))
            self._report(location, "section-again", number=number, title=title)
        periods = [
            read_period(heading) for heading in (title, *(text for _, text in reversed(self.parents))) if heading
        ]
        period = next(filter(None, periods), "")
        self.section = TableSection(whole_title or None, () if known else parts, period)
        self.scope.append(self.section)
        self.result.sections.append(self.section)
        return self.section

    def _enter(self, parts: tuple[int, ...], title: str) -> str:
        """Return the title together with those of the parts of the document in which it is: of headings that another
        kind of heading followed before any item."""
        kind = "period" if title and read_period(title) else f"level {len(parts)}" if parts else "title"
        kinds = [parent for parent, _ in self.parents]
        now = self.section
        if kind in kinds:
            del self.parents[kinds.index(kind) :]
        elif now and title and not now.items and self.heading[0] not in ("", kind):
            now.is_part = True
            self.parents.append(self.heading)
        self.heading = (kind, title) if title else ("", "")
        return ". ".join(text.rstrip(". ") for _, text in [*self.parents, ("", title)] if text)

    def _switch_section(self, location: RowLocation, text: str) -> None:
        """Switch to the section named in a section column."""
        parts, title = ((int(text),), "") if text.isdecimal() else read_section_heading(text) or ((), text)
        now = self.section
        if not (now and (now.parts == parts if parts else normalize(now.title or "") == normalize(title))):
            self._begin(location, parts, title)

    def _section_of(self, row: TableRow) -> TableSection:
        """Return the section of a number such as 2.30, or the current one; numbers that restart begin a new section."""
        now, parts = self.section, row.parts or ()
        upper = parts[:-1]
        if upper:
            if now and not now.parts and not now.items:
                now.parts = upper
            known = now if now and now.parts == upper else self._find(upper)
            return known or self._begin(row.location, upper, "")
        restarted = now and now.items and parts == (1,) and (now.items[-1].number or 0) > 1
        if now and not restarted and not (self.title and not parts):
            return now
        title, self.title = self.title if now else "", ""
        return self._begin(row.location, (), title)

    def _find(self, parts: tuple[int, ...]) -> TableSection | None:
        self.section = next((section for section in self.scope if section.parts == parts), self.section)
        return self.section if self.section and self.section.parts == parts else None

    # --- items ----------------------------------------------------------------------------------------------

    def _add_item(self, row: TableRow, wrapped: bool) -> None:
        columns = row.columns
        self.item = None
        if columns.section is not None and row.own[columns.section]:
            self._switch_section(row.location, row.own[columns.section])
        self._restore_zero(row)
        section = self._section_of(row)
        if row.number and not row.parts:
            self._report(row.location, "bad-number", number=row.number, task=_start(row.task or row.text))
        number = row.parts[-1] if row.parts else None
        due, units = row.due or row.shown(columns.due), row.units or row.shown(columns.units)
        if columns.due_end is not None and (end := row.shown(columns.due_end)):
            due = f"{due} - {end}" if due and normalize(due) != normalize(end) else end
        task = row.task or (row.shown(columns.task) if row.number else "")
        item = TableItem(row.location, row.order, number, row.number, task, due, units, wrapped)
        item.renumbered = bool(row.number and not row.parts)
        item.period = self.month or section.period
        item.cancelled = find_cancellation(row)
        self._add_columns(row, item)
        section.items.append(item)
        self.item = item

    def _add_columns(self, row: TableRow, item: TableItem) -> None:
        """Keep what is struck through, and the columns beside those of the plan."""
        columns = row.columns
        item.struck += row.grid_row.struck.get(columns.task, "")
        item.struck_beside |= bool(row.grid_row.struck.keys() - {columns.task})
        item.done += [(columns.labels[at], row.own[at]) for at in columns.done if row.own[at]]
        if columns.evidence is not None:
            item.evidence = f"{item.evidence}\n{row.own[columns.evidence]}".strip()
        item.others += [("", values["text"]) for key, values in row.grid_row.remarks if key == "footnote"]
        others = columns.others
        for at in row.filled:
            stated_more = at in columns.periods and len(row.own[at]) > _MARK
            if at in others or stated_more or at >= len(columns.headings):
                item.others.append((columns.labels[at] if at < len(columns.labels) else "", row.own[at]))

    def _restore_zero(self, row: TableRow) -> None:
        """Read 1.1 after 1.9 as 1.10: Excel drops the zero at the end of what it takes for a number."""
        now = self.section
        if row.location.kind != "sheet" or not row.parts or len(row.parts) != 2 or not now or not now.items:
            return
        following = (now.items[-1].number or 0) + 1
        if now.parts == row.parts[:1] and following % 10 == 0 and row.parts[1] * 10 == following:
            self._remark(row, "lost-zero", number=row.number, read=f"{row.parts[0]}.{following}")
            row.parts = (row.parts[0], following)

    def _report(self, location: RowLocation, key: str, **values: object) -> None:
        self.result.problems.append(ImportProblem(location, key, values, self.order))

    def _remark(self, row: TableRow, key: str, **values: object) -> None:
        self.result.remarks.append(ImportProblem(row.location, key, values, row.order))

    # --- afterwards -----------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Number the sections and the items that have no number."""
        sections = self.result.sections = [section for section in self.result.sections if not section.is_part]
        number_sections(sections)
        for section in sections:
            numbered = any(item.number for item in section.items)
            unnumbered = [item for item in section.items if not item.written]
            for item in number_items(section):
                values = {
                    "written": item.written,
                    "number": item.number,
                    "section": section.number,
                    "task": _start(item.task),
                }
                self.result.problems.append(ImportProblem(item.location, "repeated-number", values, item.order))
            for item in unnumbered if numbered else ():
                values = {"id": f"{section.number}.{item.number}", "task": _start(item.task)}
                self.result.remarks.append(ImportProblem(item.location, "numbered", values, item.order))


def _join_lines(grids: Sequence[Grid]) -> Iterator[Grid]:
    """Yield the tables, each with the lines at the end of the page above; the last grid may be only lines."""
    above: tuple[str, ...] = ()
    for grid in grids:
        if grid.rows:
            yield replace(grid, before=above + grid.before) if above else grid
            above = ()
        else:
            above += grid.before
    if above:
        yield Grid(above)


def _says_nothing_to_do(rows: Sequence[TableRow], at: int, items_above: bool) -> bool:
    """Whether a row that is neither an item nor a heading is a remark, a total, or a text below the last item."""
    row = rows[at]
    if row.is_item or row.parts:
        return False
    return is_remark(row.text) or (not row.number and items_above and not item_follows(rows, at))


def _rank_as_headings(row: GridRow) -> tuple[int, int]:
    """Rank a row by the number of kinds of column that it does not name, then by its empty cells."""
    return min(len(find_missing(row.cells)), 2), -sum(map(bool, row.cells))


def _start(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 60 else f"{line[:59]}…"
