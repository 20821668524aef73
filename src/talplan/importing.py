"""What the tables of a foreign file say → the values of a plan, and everything that could not be placed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from talplan.cells import Units, read_terms
from talplan.gathering import Gathered, RawItem, RawSection, Unplaced
from talplan.grids import one_line
from talplan.hints import nearest_terms
from talplan.months import Language
from talplan.terms import Term, spell, window
from talplan.years import AcademicYear, OutsideYear


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item for the file."""

    number: int
    task: str
    due: tuple[Term, ...]
    units: tuple[str, ...]


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

    @property
    def items(self) -> int:
        """How many items there are."""
        return sum(len(section.items) for section in self.sections)


def placed(gathered: Gathered, year: AcademicYear, language: Language, units: Units) -> Imported:
    """The sections with every item that a plan of that year can hold."""
    made = Imported(unplaced=list(gathered.unplaced))
    placer = _Placer(year, language, units, made.unplaced)
    for section in gathered.sections:
        assert section.number is not None
        made.sections.append(NewSection(section.number, section.title, tuple(placer.items(section))))
    made.unplaced.sort(key=lambda one: one.at)
    return made


@dataclass(slots=True)
class _Placer:
    year: AcademicYear
    language: Language
    units: Units
    unplaced: list[Unplaced]

    def items(self, section: RawSection) -> Iterator[NewItem]:
        """The items that are whole; of the others, and of what is left out of these, it is told why."""
        taken: set[int] = set()
        for raw in section.items:
            if not (raw.task or raw.due or raw.units):
                self._tell(raw, "empty-item")
                continue
            due = tuple(self._terms(raw))
            units = tuple(self.units.read(raw.units))
            lacks = [key for key, value in (("no-task", raw.task), ("no-unit", units)) if not value]
            for key in lacks:
                self._tell(raw, key)
            if raw.number in taken:
                self._tell(raw, "repeated-number", section=section.number)
            elif due and not lacks:
                taken.add(raw.number)
                yield NewItem(raw.number, _task(raw), due, units)

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
        self.unplaced.append(Unplaced(raw.where, key, {"number": raw.number, **values}, raw.at))


def _task(raw: RawItem) -> str:
    """The task, its lines as the person broke them, and on one where the page did."""
    return one_line(raw.task) if raw.wrapped else re.sub("[ \t]+$", "", raw.task, flags=re.MULTILINE)
