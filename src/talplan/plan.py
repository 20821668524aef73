"""The domain: a plan, its sections, items and records, as frozen values that know nothing of files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from talplan.months import Language
from talplan.problem import Place
from talplan.terms import Term
from talplan.units import Registry
from talplan.years import AcademicYear


@dataclass(frozen=True, slots=True)
class Record:
    """What was done on a day; covers the obligations of its term and its units, all where it names none."""

    date: date
    term: Term | None = None
    by: tuple[str, ...] = ()
    note: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """An entry of the journal: progress that finishes nothing."""

    date: date
    text: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The item is dropped from that date on."""

    date: date
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered line of the plan. Units stand by their display names."""

    section: int
    number: int
    task: str
    due: tuple[Term, ...]
    units: tuple[str, ...]
    done: tuple[Record, ...] = ()
    notes: tuple[Note, ...] = ()
    cancelled: Cancelled | None = None
    place: Place = field(default=Place(1, 1), compare=False)

    @property
    def id(self) -> str:
        """`SECTION.NUMBER`: text always, since 2.30 is not the number 2.3."""
        return f"{self.section}.{self.number}"

    def terms_of(self, record: Record) -> tuple[Term, ...]:
        """The terms that a record speaks of: its own, or all of the item's where it names none."""
        return self.due if record.term is None else (record.term,)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the plan, with the document's heading where it has one."""

    number: int
    title: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole file."""

    title: str
    year: AcademicYear
    language: Language
    registry: Registry
    sections: tuple[Section, ...]

    def items(self) -> Iterator[Item]:
        """Every item, in the document's order."""
        for section in self.sections:
            yield from section.items

    def find(self, item_id: str) -> Item | None:
        """The item of that id, None where there is none."""
        return next((item for item in self.items() if item.id == item_id), None)
