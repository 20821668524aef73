"""A draft: each value of a file that could be read, with its path; one without errors becomes a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar, cast

from talplan.months import Language
from talplan.plan import Cancelled, Item, Note, Plan, Record, Section
from talplan.problem import Place
from talplan.terms import Term
from talplan.units import Registry
from talplan.yamltext import Path
from talplan.years import AcademicYear

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spot(Generic[T]):
    """A value and where it stands."""

    value: T
    path: Path


@dataclass(frozen=True, slots=True)
class Spots(Generic[T]):
    """The readable entries of a list; `whole` tells whether that is all of them."""

    entries: list[Spot[T]]
    whole: bool = True

    def __iter__(self) -> Iterator[Spot[T]]:
        return iter(self.entries)


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """An entry of the registry."""

    path: Path
    name: Spot[str] | None
    short: Spot[str] | None
    aliases: Spots[str]
    part_of: Spot[str] | None

    @property
    def spellings(self) -> list[Spot[str]]:
        return [spot for spot in (self.name, self.short, *self.aliases) if spot is not None]


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """A record, or a cancellation, which has a date and a note alone."""

    path: Path
    date: Spot[date] | None
    term: Spot[Term] | None
    by: Spots[str]
    note: Spot[str] | None
    evidence: Spot[str] | None


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """An entry of the journal."""

    path: Path
    date: Spot[date] | None
    by: Spot[str] | None
    text: Spot[str] | None


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item, as far as it could be read."""

    path: Path
    number: Spot[int] | None
    task: Spot[str] | None
    due: Spots[Term]
    units: Spots[str]
    done: list[RecordDraft]
    notes: list[NoteDraft]
    cancelled: RecordDraft | None


@dataclass(frozen=True, slots=True)
class SectionDraft:
    """A section, as far as it could be read."""

    path: Path
    number: Spot[int] | None
    title: Spot[str] | None
    items: list[ItemDraft]
    whole: bool
    """Whether every entry under `items` could be read as an item with a number."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole file, as far as it could be read."""

    title: Spot[str] | None
    year: AcademicYear | None
    language: Language
    units: list[UnitDraft]
    registry: Registry
    registry_whole: bool
    """Whether the name of every unit could be read; if not, an unknown unit may be one of the others."""
    registry_texts: frozenset[str]
    """Every text that stands as a spelling in the registry, folded, whatever is wrong around it."""
    references_whole: bool
    """Whether every place that may name a unit could be read."""
    sections: list[SectionDraft]
    sections_whole: bool

    def items(self) -> Iterator[ItemDraft]:
        for section in self.sections:
            yield from section.items


def _value(spot: Spot[T] | None) -> T | None:
    return spot.value if spot else None


def _needed(spot: Spot[T] | None) -> T:
    return cast("Spot[T]", spot).value


def plan_of(draft: Draft, place: Callable[[Path], Place]) -> Plan:
    """A draft without any error as a plan; `place` tells where a path stands in the file."""

    def unit(spelling: str) -> str:
        found = draft.registry.get(spelling)
        assert found is not None
        return found.display

    def record(part: RecordDraft) -> Record:
        by = tuple(dict.fromkeys(unit(spot.value) for spot in part.by))
        return Record(_needed(part.date), _value(part.term), by, _value(part.note), _value(part.evidence))

    def note(part: NoteDraft) -> Note:
        return Note(_needed(part.date), _needed(part.text), unit(part.by.value) if part.by else None)

    def item(section: int, part: ItemDraft) -> Item:
        gone = part.cancelled
        return Item(
            section,
            _needed(part.number),
            _needed(part.task),
            tuple(spot.value for spot in part.due),
            tuple(unit(spot.value) for spot in part.units),
            tuple(record(entry) for entry in part.done),
            tuple(note(entry) for entry in part.notes),
            Cancelled(_needed(gone.date), _value(gone.note)) if gone else None,
            place(part.path),
        )

    sections = [
        Section(
            (number := _needed(part.number)),
            _value(part.title),
            tuple(item(number, entry) for entry in part.items),
        )
        for part in draft.sections
    ]
    assert draft.year is not None
    return Plan(_needed(draft.title), draft.year, draft.language, draft.registry, tuple(sections))
