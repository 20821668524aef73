"""The domain: a plan, its sections, items and records, as frozen values that know nothing of files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.plan_year import PlanYear
from talplan.domain.terms import Term
from talplan.domain.units import Registry


class Record(NamedTuple):
    """What was done on a day; covers the obligations of its term and its units, all where it names none."""

    date: date
    term: Term | None = None
    by: tuple[str, ...] = ()
    note: str | None = None
    evidence: str | None = None


class Note(NamedTuple):
    """An entry of the journal: progress that finishes nothing."""

    date: date
    text: str
    by: str | None = None


class Cancelled(NamedTuple):
    """The item is dropped from that date on."""

    date: date
    note: str | None = None


class Item(NamedTuple):
    """One numbered line of the plan. Units stand by their display names."""

    section: int
    number: int
    task: str
    due: tuple[Term, ...]
    units: tuple[str, ...]
    done: tuple[Record, ...] = ()
    notes: tuple[Note, ...] = ()
    cancelled: Cancelled | None = None

    @property
    def id(self) -> str:
        """`SECTION.NUMBER`: text always, since 2.30 is not the number 2.3."""
        return f"{self.section}.{self.number}"

    def terms_of(self, record: Record) -> tuple[Term, ...]:
        """The terms that a record speaks of: its own, or all of the item's where it names none."""
        return self.due if record.term is None else (record.term,)


class Section(NamedTuple):
    """A part of the plan, with the document's heading where it has one."""

    number: int
    title: str | None
    items: tuple[Item, ...]


class Plan(NamedTuple):
    """The whole file."""

    title: str
    year: PlanYear
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
