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
    """A mark of what was done on a day; without a term or units it covers all of the item's."""

    date: date
    term: Term | None = None
    by: tuple[str, ...] = ()
    note: str | None = None
    evidence: tuple[str, ...] = ()


def split_evidence(text: str) -> tuple[str, ...]:
    """Split a cell of a form or a table into the entries of evidence: by line or `;`, each once."""
    entries = (entry.strip() for entry in text.replace("\n", ";").split(";"))
    return tuple(dict.fromkeys(entry for entry in entries if entry))


class Note(NamedTuple):
    """An entry of the journal: progress that finishes nothing."""

    date: date
    text: str
    by: str | None = None


class Cancelled(NamedTuple):
    """The day from which an item is dropped."""

    date: date
    note: str | None = None


class Item(NamedTuple):
    """One numbered line of the plan; units are given by their display names."""

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
        """`SECTION.NUMBER`, always as text: 2.30 is not the number 2.3."""
        return f"{self.section}.{self.number}"

    def terms_of(self, record: Record) -> tuple[Term, ...]:
        """Return the terms that a record covers: its own, or all of the item's if it names none."""
        return self.due if record.term is None else (record.term,)


class Section(NamedTuple):
    """A part of the plan, with the document's heading if it has one."""

    number: int
    title: str | None
    items: tuple[Item, ...]


class Approval(NamedTuple):
    """Who approved the plan, with post and name, when, and by which order."""

    by: str
    date: date
    order: str | None = None


class Signature(NamedTuple):
    """Who signs at the end of the document."""

    post: str
    name: str | None = None


class Plan(NamedTuple):
    """The whole file."""

    title: str
    year: PlanYear
    language: Language
    registry: Registry
    sections: tuple[Section, ...]
    approved: Approval | None = None
    signatures: tuple[Signature, ...] = ()

    def items(self) -> Iterator[Item]:
        """Yield every item, in the document's order."""
        for section in self.sections:
            yield from section.items

    def find(self, item_id: str) -> Item | None:
        """Return the item with that ID; None if there is none."""
        return next((item for item in self.items() if item.id == item_id), None)
