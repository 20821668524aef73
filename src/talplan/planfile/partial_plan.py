"""A draft: each value of a file that could be read; one without errors becomes a plan.

Where a value stands is told by the path of its part and its key, so that nothing more is made for each of them: of a
plan of ten thousand items half a million bytes and a fifth of the time that reading takes.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

from talplan.domain.plan import Cancelled, Item, Note, Plan, Record, Section
from talplan.domain.units import Registry, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from talplan.domain.language import Language
    from talplan.domain.plan_year import PlanYear
    from talplan.domain.terms import Term
    from talplan.planfile.nodes import NodePath

T = TypeVar("T")

PartialList = tuple[T | None, ...]
"""The entries of a list in their places: None for one that could not be read, and a None at the end where the list
itself may lack some."""


class PartialUnit(NamedTuple):
    """An entry of the registry."""

    path: NodePath
    name: str | None
    short: str | None
    aliases: PartialList[str]
    part_of: str | None

    def spellings(self) -> Iterator[tuple[NodePath, str]]:
        """The name, the short form and the aliases, each with its path."""
        keys: list[NodePath] = [("name",), ("short",), *(("aliases", at) for at in range(len(self.aliases)))]
        for key, spelling in zip(keys, (self.name, self.short, *self.aliases), strict=True):
            if spelling is not None:
                yield (*self.path, *key), spelling


class PartialRecord(NamedTuple):
    """A record, or a cancellation, which has a date and a note alone."""

    path: NodePath
    date: date | None
    term: Term | None
    by: PartialList[str]
    note: str | None
    evidence: str | None


class PartialNote(NamedTuple):
    """An entry of the journal."""

    path: NodePath
    date: date | None
    by: str | None
    text: str | None


class PartialItem(NamedTuple):
    """An item, as far as it could be read."""

    path: NodePath
    number: int | None
    task: str | None
    due: PartialList[Term]
    units: PartialList[str]
    done: tuple[PartialRecord, ...]
    notes: tuple[PartialNote, ...]
    cancelled: PartialRecord | None


class PartialSection(NamedTuple):
    """A section, as far as it could be read."""

    path: NodePath
    number: int | None
    title: str | None
    items: tuple[PartialItem, ...]
    whole: bool
    """Whether every entry under `items` could be read as an item with a number."""


class PartialPlan(NamedTuple):
    """The whole file, as far as it could be read."""

    title: str | None
    year: PlanYear | None
    language: Language
    units: tuple[PartialUnit, ...]
    registry: Registry
    registry_whole: bool
    """Whether the name of every unit could be read; if not, an unknown unit may be one of the others."""
    registry_texts: frozenset[str]
    """Every text that stands as a spelling in the registry, folded, whatever is wrong around it."""
    references_whole: bool
    """Whether every place that may name a unit could be read."""
    sections: tuple[PartialSection, ...]
    sections_whole: bool

    def items(self) -> Iterator[PartialItem]:
        return chain.from_iterable(section.items for section in self.sections)

    def named(self) -> set[str]:
        """Every spelling of a unit that stands outside the registry's own names: few, however many items there are."""
        names = {unit.part_of for unit in self.units}
        for item in self.items():
            names.update(item.units)
            for record in item.done:
                names.update(record.by)
            for note in item.notes:
                names.add(note.by)
        return {name for name in names if name is not None}


def registry_of(units: Iterable[PartialUnit]) -> Registry:
    """The units whose name could be read, with whatever could be read of them."""
    return Registry(
        [
            Unit(unit.name, unit.short, tuple(alias for alias in unit.aliases if alias is not None), unit.part_of)
            for unit in units
            if unit.name is not None
        ]
    )


def plan_of(draft: PartialPlan) -> Plan:
    """Convert a partial plan without errors."""
    shown = {name: _display(draft.registry, name) for name in draft.named()}.__getitem__

    def record(part: PartialRecord) -> Record:
        by = tuple(dict.fromkeys(map(shown, _whole(part.by))))
        return Record(cast("date", part.date), part.term, by, part.note, part.evidence)

    def item(section: int, part: PartialItem) -> Item:
        gone = part.cancelled
        return Item(
            section,
            cast("int", part.number),
            cast("str", part.task),
            _whole(part.due),
            tuple(map(shown, _whole(part.units))),
            tuple(map(record, part.done)),
            tuple(_note(entry, shown) for entry in part.notes),
            Cancelled(cast("date", gone.date), gone.note) if gone else None,
        )

    def section(part: PartialSection) -> Section:
        number = cast("int", part.number)
        return Section(number, part.title, tuple(item(number, entry) for entry in part.items))

    assert draft.title is not None
    assert draft.year is not None
    return Plan(draft.title, draft.year, draft.language, draft.registry, tuple(map(section, draft.sections)))


def _display(registry: Registry, name: str) -> str:
    found = registry.get(name)
    assert found is not None
    return found.display


def _note(part: PartialNote, shown: Callable[[str], str]) -> Note:
    return Note(cast("date", part.date), cast("str", part.text), shown(part.by) if part.by else None)


def _whole(entries: PartialList[T]) -> tuple[T, ...]:
    """Entries that could all be read, as those of a draft without errors."""
    return cast("tuple[T, ...]", entries)
