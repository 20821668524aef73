"""What the tables of a foreign file say → the values of a plan, and everything that could not be placed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from talplan.documents.importers.cell_values import Units, read_terms
from talplan.documents.importers.column_headings import CANCELLED
from talplan.documents.importers.grid import one_line
from talplan.documents.importers.table_rows import Gathered, RawItem, RawSection, Unplaced
from talplan.domain.language import Language
from talplan.domain.plan import Cancelled
from talplan.domain.plan_year import OutsideYear, PlanYear
from talplan.domain.spelling import normalize
from talplan.domain.suggestions import nearest_terms
from talplan.domain.terms import Term, spell, window


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item for the file."""

    number: int
    task: str
    due: tuple[Term, ...]
    units: tuple[str, ...]
    cancelled: Cancelled | None = None


@dataclass(frozen=True, slots=True)
class NewSection:
    """A section for the file."""

    number: int
    title: str | None
    items: tuple[NewItem, ...]


@dataclass(slots=True)
class Imported:
    """What could be read, and what could not."""

    sections: list[NewSection] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    undated: list[Unplaced] = field(default_factory=list)
    """The items that are cancelled from today on, since the file names no day."""

    @property
    def items(self) -> int:
        """How many items there are."""
        return sum(len(section.items) for section in self.sections)

    @property
    def rows_left(self) -> int:
        """How many rows of the file are not, or not all of them, in the plan."""
        return len({one.where for one in self.unplaced})


def placed(gathered: Gathered, year: PlanYear, language: Language, units: Units, on: date) -> Imported:
    """The sections with every item that a plan of that year can hold; `on`: today."""
    made = Imported(unplaced=list(gathered.unplaced))
    placer = _Placer(year, language, units, on, made)
    for section in gathered.sections:
        assert section.number is not None
        made.sections.append(NewSection(section.number, section.title, tuple(placer.items(section))))
    made.unplaced.sort(key=lambda one: one.at)
    return made


@dataclass(slots=True)
class _Placer:
    year: PlanYear
    language: Language
    units: Units
    on: date
    made: Imported

    def items(self, section: RawSection) -> Iterator[NewItem]:
        """The items that are whole; of the others, and of what is left out of these, it is told why."""
        taken: set[int] = set()
        for raw in section.items:
            if not (raw.task or raw.due or raw.units):
                self._tell(raw, "empty-item")
                continue
            due = tuple(self._terms(raw))
            units = tuple(self.units.read(raw.units))
            task, said, note = _parted(raw)
            sound = {"no-task": task, "no-unit": units, "struck-partly": _evenly(raw, task), "no-day": _is_day(said)}
            lacks = [key for key, value in sound.items() if not value]
            for key in lacks:
                self._tell(raw, key, day=said)
            if raw.number in taken:
                self._tell(raw, "repeated-number", section=section.number)
            elif due and not lacks:
                taken.add(raw.number)
                yield NewItem(raw.number, _lines(task, raw), due, units, self._cancelled(raw, said, note))

    def _cancelled(self, raw: RawItem, said: str, note: str | None) -> Cancelled | None:
        if not (raw.struck or said):
            return None
        day = _day(said)
        if day is None:
            self.made.undated.append(Unplaced(raw.where, "undated", {"number": raw.number, "date": self.on}, raw.at))
        return Cancelled(day or self.on, note and _lines(note, raw))

    def _terms(self, raw: RawItem) -> Iterator[Term]:
        terms, unread = read_terms(raw.due, self.year)
        for text in unread:
            self._tell(raw, "unknown-term", term=text, nearest=nearest_terms(text, self.language))
        if not terms and not unread:
            self._tell(raw, "no-term")
        for term in terms:
            try:
                window(term, self.year)
            except OutsideYear:
                self._tell(raw, "term-outside-year", term=spell(term, self.language), year=self.year)
            else:
                yield term

    def _tell(self, raw: RawItem, key: str, **values: object) -> None:
        self.made.unplaced.append(Unplaced(raw.where, key, {"number": raw.number, **values}, raw.at))


def _lines(text: str, raw: RawItem) -> str:
    """The text, its lines as the person broke them, and on one where the page did."""
    return one_line(text) if raw.wrapped else re.sub("[ \t]+$", "", text, flags=re.MULTILINE)


# --- cancelled items ----------------------------------------------------------------------------------------

# What a document says below the task of a cancelled item: `Жокко чыгарылды: 14.10.2025. Кайталанат`.
_REMARK = re.compile(rf"(?is)\s+(?:{'|'.join(CANCELLED)}):\s+([0-9][0-9.-]{{8}}[0-9])(?:\.\s+(.*))?$")


def _parted(raw: RawItem) -> tuple[str, str, str | None]:
    """The task alone; the day of its being cancelled, or the word that it is; why."""
    found = _REMARK.search(raw.task)
    return (raw.task[: found.start()], found[1], found[2]) if found else (raw.task, raw.cancelled, None)


def _evenly(raw: RawItem, task: str) -> bool:
    """Whether all of the task is struck through, or nothing of the item: else nobody knows what is meant."""
    if not raw.struck:
        return not raw.struck_beside
    return "".join(raw.struck.split()) == "".join(task.split())


def _is_day(said: str) -> bool:
    return not said or normalize(said) in CANCELLED or _day(said) is not None


def _day(said: str) -> date | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        with suppress(ValueError):
            return datetime.strptime(said, form).date()
    return None
