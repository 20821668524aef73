"""What the tables of an imported file contain: sections and items, with texts as in the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from talplan.documents.importers.column_headings import Columns
from talplan.documents.importers.grid import RowLocation


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """A message on a row: its position, the key and the values. A row with the key `import.unplaced.KEY` cannot be
    imported as it is; `import.remark.KEY` is a remark on a row that is imported or left out."""

    location: RowLocation
    key: str
    values: dict[str, Any]
    order: int = 0
    """The number of rows before it in the file."""


@dataclass(slots=True)
class TableItem:
    """An item, with its cells as in the document."""

    location: RowLocation
    order: int
    """The number of rows before it in the file."""
    number: int | None
    """Its number in its section; None until `number_items` if the document states none."""
    written: str
    """The number as in the document."""
    task: str
    due: str
    units: str
    wrapped: bool
    period: str = ""
    """The month or quarter that holds for the item if its term states none: of a column or a heading."""
    cancelled: str = ""
    """The cancellation date as written, or a word such as “cancelled”."""
    struck: str = ""
    """The struck-through part of the task."""
    struck_beside: bool = False
    """Whether anything in the other columns is struck through."""
    done: list[tuple[str, str]] = field(default_factory=list)
    """The headings and texts of the columns of execution."""
    evidence: str = ""
    others: list[tuple[str, str]] = field(default_factory=list)
    """The headings and texts of the other columns."""
    renumbered: bool = False
    """Whether the document's own number could not be kept."""

    def append(self, task: str, due: str, units: str) -> None:
        """Append the cells of a continuation row."""
        self.task = f"{self.task}\n{task}".strip()
        self.due = f"{self.due}\n{due}".strip()
        self.units = f"{self.units}\n{units}".strip()


@dataclass(slots=True)
class TableSection:
    """A section of the document."""

    title: str | None
    parts: tuple[int, ...] = ()
    """Its number level by level, as in the document; empty if it has none."""
    period: str = ""
    """The month or quarter that its heading states."""
    items: list[TableItem] = field(default_factory=list)
    is_part: bool = False
    """Whether it is only the heading of a part of the document in which the next sections are."""
    number: int = 0
    """Its number in the plan; 0 until `number_sections`."""


@dataclass(slots=True)
class ImportedTables:
    """The content of all tables of a file."""

    preface: tuple[str, ...] = ()
    """The lines above the first table with the columns."""
    columns: Columns | None = None
    sections: list[TableSection] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)
    remarks: list[ImportProblem] = field(default_factory=list)
    title: str = ""
    """The title in the document properties."""
    outside: list[tuple[RowLocation, str, str]] = field(default_factory=list)
    """Lines that are not imported: a row of the nearest table, whether they are `above` or `below` it, and the text."""
    left_out: list[RowLocation] = field(default_factory=list)
    """First rows of tables without the columns."""
    missing: list[str] = field(default_factory=list)
    """If no table has the columns: the kinds of column that the closest table lacks."""
    headings: list[str] = field(default_factory=list)
    """If no table has the columns: the texts of the row of the closest table that looks most like headings."""

    @property
    def states_terms(self) -> bool:
        """Whether a column or a heading states terms."""
        periods = (item.period for section in self.sections for item in section.items)
        return self.columns is not None and (self.columns.due is not None or any(periods) or bool(self.columns.periods))


def number_sections(sections: list[TableSection]) -> None:
    """Number the sections: as in the document if each has one number, in order if they have several levels."""
    deep = any(len(section.parts) > 1 for section in sections)
    taken: set[int] = set()
    for section in sections:
        if section.parts and not deep and section.parts[0] not in taken:
            section.number = section.parts[0]
            taken.add(section.number)
    last = 0
    for section in sections:
        if not section.number:
            section.number = next(number for number in range(last + 1, len(sections) + last + 2) if number not in taken)
            taken.add(section.number)
        last = section.number


def number_items(section: TableSection) -> list[TableItem]:
    """Give the items without a number the next free one; return those whose number another item has."""
    stated = {item.number for item in section.items if item.number}
    taken: set[int] = set()
    repeated = []
    last = 0
    for item in section.items:
        if item.number in taken:
            repeated.append(item)
            item.renumbered = True
            item.number = None
        if item.number is None:
            used = stated | taken if len(section.items) < 2 or stated else taken
            item.number = last + 1 if last + 1 not in used else max(used) + 1
        taken.add(item.number)
        last = item.number
    return repeated
