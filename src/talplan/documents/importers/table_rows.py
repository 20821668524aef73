"""Rows of an imported table by the meaning of their columns: which is an item, a heading, a signature, a remark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from talplan.documents.importers.column_headings import CANCELLED, Columns
from talplan.documents.importers.grid import GridRow, RowLocation, one_line
from talplan.documents.importers.title_and_headings import is_remark, read_roman, read_section_heading
from talplan.domain.spelling import DASHES, normalize

_NUMBER = re.compile(r"[(№\s]*([0-9]{1,6}(?:\s*[.,]\s*[0-9]{1,6}){0,5})\s*[.)]*")
_LETTERS = ("абвгдежзиклмнопрстуфхцчшщэюя", "abcdefghijklmnopqrstuvwxyz")
_LETTER = re.compile(r"(?i)\(?([а-ик-щэюяa-z])\s*[.)]")
# With a point or a bracket at its end, or of several levels.
_OWN_NUMBER = re.compile(
    r"((?:[0-9]{1,3}\.){0,3}[0-9]{1,3})\s*[.)]\s*(?=[^\W\d_]|[«\"“(])|((?:[0-9]{1,3}\.){1,3}[0-9]{1,3})\s+(?=[^\W\d_])"
)
# A line that cannot be the title of a section: a further line of the task above.
_GOES_ON = re.compile(r"[a-zа-яёңөү]|[-–—•▪*·➢✓]\s|[0-9]{1,2}\)\s")
_NO_MARK = re.compile(r"[-–—_.0\s]*|нет|жок|no", re.IGNORECASE)
"""What says in the column of a month or a quarter that nothing is due there."""


@dataclass(slots=True)
class TableRow:
    """A row with the texts of its own cells by column; cells merged with the one above are empty."""

    grid_row: GridRow
    columns: Columns
    order: int
    own: list[str]
    filled: list[int]
    number: str = ""
    task: str = ""
    due: str = ""
    units: str = ""
    parts: tuple[int, ...] | None = None
    """The number, level by level."""

    @property
    def location(self) -> RowLocation:
        """The position in the file."""
        return self.grid_row.location

    @property
    def text(self) -> str:
        """All own texts of the row."""
        return one_line(" ".join(self.own[at] for at in self.filled))

    @property
    def is_item(self) -> bool:
        """Whether the row states a task and a term or units."""
        return bool(self.task and (self.due or self.units))

    @property
    def goes_with_above(self) -> bool:
        """Whether its term or its units are merged with those above."""
        return bool({self.columns.due, self.columns.units} & self.grid_row.continued)

    def shown(self, place: int | None) -> str:
        """Return the text of a cell, that of the cell above if it is merged with that."""
        return self.grid_row.cells[place] if place is not None else ""


def resolve_rows(rows: Sequence[GridRow], columns: Columns, order: int) -> list[TableRow]:
    """Return the rows that say something, but for repeated headings; `order` counts the rows before them."""
    resolved = []
    for row in rows:
        order += 1
        missing = len(columns.headings) - len(row.cells)
        if missing > 0:
            row = replace(row, cells=(*row.cells, *[""] * missing))
        if any(row.cells) and not columns.is_repeated(row.cells):
            resolved.append(_resolve(row, columns, order))
    return resolved


def _resolve(row: GridRow, columns: Columns, order: int) -> TableRow:
    own = ["" if at in row.continued else cell for at, cell in enumerate(row.cells)]
    filled = [at for at, cell in enumerate(own) if cell]
    if row.whole:  # its text is in the column of the numbers by chance
        return TableRow(row, columns, order, own, filled)
    number, task, due, units = (
        own[at] if at is not None else "" for at in (columns.number, columns.task, columns.due, columns.units)
    )
    if columns.periods and not due:
        due = ", ".join(name for at, name in columns.periods.items() if own[at] and not _NO_MARK.fullmatch(own[at]))
    return TableRow(row, columns, order, own, filled, number, task, due, units, read_number(number))


def read_number(text: str) -> tuple[int, ...] | None:
    """Return a number level by level: `1.2.3.`, or the value of a Roman one or of a letter; None if it is none."""
    if match := _NUMBER.fullmatch(text):
        parts = tuple(int(part) for part in re.split(r"[.,]", match[1]))
        return parts if all(parts) else None
    if roman := read_roman(text):
        return (roman,)
    match = _LETTER.fullmatch(text)
    letter = match[1].lower() if match else " "
    return next(((letters.index(letter) + 1,) for letters in _LETTERS if letter in letters), None)


def take_own_numbers(rows: Sequence[TableRow]) -> None:
    """Take the numbers before the tasks if no column has them: `1. Работа`."""
    if any(row.parts for row in rows):
        return
    matches = [(row, match) for row in rows if row.task and (match := _OWN_NUMBER.match(row.task))]
    items = sum(row.is_item for row in rows)
    lists = sum("\n" in row.task for row, _ in matches)  # a task of several lines may begin with a list
    if 2 * len(matches) < items or 2 * lists > len(matches):
        return
    for row, match in matches:
        row.number = match[1] or match[2]
        row.parts = read_number(row.number)
        row.task = row.task[match.end() :]


# --- what a row is --------------------------------------------------------------------------------------------


def item_follows(rows: Sequence[TableRow], at: int) -> bool:
    """Whether there are items below a row of a table."""
    return any(row.is_item for row in rows[at + 1 :])


def continues_task(row: TableRow) -> bool:
    """Whether a row without number, term and units is a further line of the task above."""
    return row.goes_with_above or bool(_GOES_ON.match(row.task))


def find_heading(rows: Sequence[TableRow], at: int, section: tuple[int, ...], last: int | None) -> str | None:
    """Return the section heading that a row is, None if it is none. `section`: the number of the current section;
    `last`: that of the item above."""
    row = rows[at]
    if is_remark(row.text):
        return None
    if row.grid_row.whole:
        return row.text
    if row.due or row.units or row.goes_with_above:
        return None
    if len(row.filled) == 1 and row.filled[0] != row.columns.task:
        text = row.own[row.filled[0]]
        return text if row.filled[0] <= row.columns.first and _is_title(row.location, text) else None
    if not row.task or set(row.filled) - {row.columns.task, row.columns.number}:
        return None
    if not row.number:
        return row.task if item_follows(rows, at) or read_section_heading(row.task) else None
    return f"{row.number.rstrip('. ')}. {row.task}" if _is_numbered_heading(rows, at, section, last) else None


def _is_title(location: RowLocation, text: str) -> bool:
    """Whether the only cell of a row is a title and not an item number; in CSV `2.` is an untitled section."""
    return not _NUMBER.fullmatch(text) or (location.kind == "line" and text.endswith("."))


def _is_numbered_heading(rows: Sequence[TableRow], at: int, section: tuple[int, ...], last: int | None) -> bool:
    """Whether a row with only a number and a title is a heading, judged by the numbers around it."""
    row = rows[at]
    if row.parts is None or not _NUMBER.fullmatch(row.number):
        return row.parts is not None or bool(read_section_heading(f"{row.number} {row.task}"))
    after = next((later for later in rows[at + 1 :] if later.filled and not later.grid_row.whole), None)
    if after is None or after.parts is None:
        return after is not None and after.is_item
    if len(row.parts) != len(after.parts):
        return after.parts[: len(row.parts)] == row.parts
    if len(row.parts) > 1:
        return False
    [number], [following] = row.parts, after.parts
    if last is None or (following == last + 1 and number != last + 1):
        return following == (last or 0) + 1
    return following == 1 and (number != last + 1 or section == (number - 1,))


def find_cancellation(row: TableRow) -> str:
    """Return the cancellation date or word of a row, "" if it is not cancelled."""
    own = row.shown(row.columns.cancelled).strip(DASHES)
    return own or next((cell for cell in row.own if cell and normalize(cell) in CANCELLED), "")
