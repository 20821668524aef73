"""Build the sections and items of a plan from imported tables, and collect the problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from talplan.documents.importers.cell_values import UnitReader
from talplan.documents.importers.column_headings import CANCELLED
from talplan.documents.importers.grid import one_line
from talplan.documents.importers.table_rows import ImportedTables, ImportProblem, TableItem, TableSection
from talplan.domain.language import Language
from talplan.domain.plan import Cancelled
from talplan.domain.plan_year import OutsideYear, PlanYear
from talplan.domain.read_terms import read_terms
from talplan.domain.spell_terms import spell
from talplan.domain.spelling import normalize
from talplan.domain.suggestions import nearest_terms
from talplan.domain.terms import AmbiguousInYear, AmbiguousTerm, Term, UnknownTerm, settle, window

_ADJACENT_DATES = re.compile(r"([0-9]{2}\.[0-9]{2}\.[0-9]{4})\s+(?=[0-9]{2}\.[0-9]{2}\.[0-9]{4})")
"""Two dates with nothing between them: a PDF joins the lines of a cell, each of which is a term."""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item of the new plan file."""

    number: int
    task: str
    due: tuple[Term, ...]
    units: tuple[str, ...]
    cancelled: Cancelled | None = None


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A section of the new plan file."""

    number: int
    title: str | None
    items: tuple[PlanItem, ...]


@dataclass(slots=True)
class ImportResult:
    """The sections that were read, and the problems of the rest."""

    sections: list[PlanSection] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)
    undated: list[ImportProblem] = field(default_factory=list)
    """Items cancelled as of today because the file gives no date."""

    @property
    def items(self) -> int:
        """The number of items."""
        return sum(len(section.items) for section in self.sections)

    @property
    def rows_left(self) -> int:
        """The number of rows that were not imported, or only in part."""
        return len({problem.location for problem in self.problems})


def build_sections(
    tables: ImportedTables, year: PlanYear, language: Language, units: UnitReader, today: date
) -> ImportResult:
    """Build the sections of a plan of this year; `today` dates cancellations that have no date."""
    result = ImportResult(problems=list(tables.problems))
    builder = _ItemBuilder(year, language, units, today, result)
    for section in tables.sections:
        assert section.number is not None
        result.sections.append(PlanSection(section.number, section.title, tuple(builder.items(section))))
    result.problems.sort(key=lambda problem: problem.order)
    return result


@dataclass(slots=True)
class _ItemBuilder:
    year: PlanYear
    language: Language
    units: UnitReader
    today: date
    result: ImportResult

    def items(self, section: TableSection) -> Iterator[PlanItem]:
        """Yield the complete items; report what is wrong with the others."""
        taken: set[int] = set()
        for raw in section.items:
            if not (raw.task or raw.due or raw.units):
                self._report(raw, "empty-item")
                continue
            due = tuple(self._terms(raw))
            units = tuple(self.units.read(raw.units))
            task, said, note = _split_cancellation(raw)
            valid = {
                "no-task": task,
                "no-unit": units,
                "struck-partly": _is_evenly_struck(raw, task),
                "no-day": _is_day(said),
            }
            lacks = [key for key, value in valid.items() if not value]
            for key in lacks:
                self._report(raw, key, day=said)
            if raw.number in taken:
                self._report(raw, "repeated-number", section=section.number)
            elif due and not lacks:
                taken.add(raw.number)
                yield PlanItem(raw.number, _lines(task, raw), due, units, self._cancelled(raw, said, note))

    def _cancelled(self, raw: TableItem, said: str, note: str | None) -> Cancelled | None:
        if not (raw.struck or said):
            return None
        day = _parse_day(said)
        if day is None:
            self.result.undated.append(
                ImportProblem(raw.location, "undated", {"number": raw.number, "date": self.today}, raw.order)
            )
        return Cancelled(day or self.today, note and _lines(note, raw))

    def _terms(self, raw: TableItem) -> Iterator[Term]:
        text = one_line(raw.due)
        if not text:
            self._report(raw, "no-term")
            return
        try:
            terms = read_terms(_ADJACENT_DATES.sub(r"\1; ", raw.due))
        except UnknownTerm as unknown:
            key = "ambiguous-term" if isinstance(unknown, AmbiguousTerm) else "unknown-term"
            self._report(raw, key, term=text, nearest=nearest_terms(raw.due, self.language))
            return
        for term in terms:
            try:
                window(term, self.year)
            except AmbiguousInYear as ambiguous:
                readings = [spell(reading, self.language) for reading in ambiguous.readings]
                self._report(raw, "ambiguous-term", term=text, nearest=readings)
            except OutsideYear:
                self._report(raw, "term-outside-year", term=text, year=self.year)
            else:
                yield settle(term, self.year)

    def _report(self, raw: TableItem, key: str, **values: object) -> None:
        self.result.problems.append(ImportProblem(raw.location, key, {"number": raw.number, **values}, raw.order))


def _lines(text: str, raw: TableItem) -> str:
    """Strip line ends; join lines that the page layout broke."""
    return one_line(text) if raw.wrapped else "\n".join(line.rstrip(" \t") for line in text.split("\n"))


# --- cancelled items ----------------------------------------------------------------------------------------

# What a document says below the task of a cancelled item: `Жокко чыгарылды: 14.10.2025. Кайталанат`.
_REMARK = re.compile(rf"(?is)(?<=\s)(?:{'|'.join(CANCELLED)}):\s+([0-9][0-9.-]{{8}}[0-9])(?:\.\s+(.*))?$")


def _split_cancellation(raw: TableItem) -> tuple[str, str, str | None]:
    """Split a task into its text, the date or word of its cancellation, and the reason."""
    match = _REMARK.search(raw.task)
    return (raw.task[: match.start()].rstrip(), match[1], match[2]) if match else (raw.task, raw.cancelled, None)


def _is_evenly_struck(raw: TableItem, task: str) -> bool:
    """Whether the whole task is struck through, or nothing of the item."""
    if not raw.struck:
        return not raw.struck_beside
    return "".join(raw.struck.split()) == "".join(task.split())


def _is_day(said: str) -> bool:
    return not said or normalize(said) in CANCELLED or _parse_day(said) is not None


def _parse_day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()
    return None
