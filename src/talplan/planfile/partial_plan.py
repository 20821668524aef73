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

    from talplan.domain.academic_year import AcademicYear
    from talplan.domain.months import Language
    from talplan.domain.terms import Term
    from talplan.planfile.nodes import Path
    from talplan.problem import Place

T = TypeVar("T")

Listed = tuple[T | None, ...]
"""The entries of a list in their places: None for one that could not be read, and a None at the end where the list
itself may lack some."""


class UnitDraft(NamedTuple):
    """An entry of the registry."""

    path: Path
    name: str | None
    short: str | None
    aliases: Listed[str]
    part_of: str | None

    def spellings(self) -> Iterator[tuple[Path, str]]:
        """The name, the short form and the aliases, each with its path."""
        keys: list[Path] = [("name",), ("short",), *(("aliases", at) for at in range(len(self.aliases)))]
        for key, spelling in zip(keys, (self.name, self.short, *self.aliases), strict=True):
            if spelling is not None:
                yield (*self.path, *key), spelling


class RecordDraft(NamedTuple):
    """A record, or a cancellation, which has a date and a note alone."""

    path: Path
    date: date | None
    term: Term | None
    by: Listed[str]
    note: str | None
    evidence: str | None


class NoteDraft(NamedTuple):
    """An entry of the journal."""

    path: Path
    date: date | None
    by: str | None
    text: str | None


class ItemDraft(NamedTuple):
    """An item, as far as it could be read."""

    path: Path
    number: int | None
    task: str | None
    due: Listed[Term]
    units: Listed[str]
    done: tuple[RecordDraft, ...]
    notes: tuple[NoteDraft, ...]
    cancelled: RecordDraft | None


class SectionDraft(NamedTuple):
    """A section, as far as it could be read."""

    path: Path
    number: int | None
    title: str | None
    items: tuple[ItemDraft, ...]
    whole: bool
    """Whether every entry under `items` could be read as an item with a number."""


class Draft(NamedTuple):
    """The whole file, as far as it could be read."""

    title: str | None
    year: AcademicYear | None
    language: Language
    units: tuple[UnitDraft, ...]
    registry: Registry
    registry_whole: bool
    """Whether the name of every unit could be read; if not, an unknown unit may be one of the others."""
    registry_texts: frozenset[str]
    """Every text that stands as a spelling in the registry, folded, whatever is wrong around it."""
    references_whole: bool
    """Whether every place that may name a unit could be read."""
    sections: tuple[SectionDraft, ...]
    sections_whole: bool

    def items(self) -> Iterator[ItemDraft]:
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


def registry_of(units: Iterable[UnitDraft]) -> Registry:
    """The units whose name could be read, with whatever could be read of them."""
    return Registry(
        [
            Unit(unit.name, unit.short, tuple(alias for alias in unit.aliases if alias is not None), unit.part_of)
            for unit in units
            if unit.name is not None
        ]
    )


def plan_of(draft: Draft, place: Callable[[Path], Place]) -> Plan:
    """A draft without any error as a plan; `place` tells where a path stands in the file."""
    shown = {name: _display(draft.registry, name) for name in draft.named()}.__getitem__

    def record(part: RecordDraft) -> Record:
        by = tuple(dict.fromkeys(map(shown, _whole(part.by))))
        return Record(cast("date", part.date), part.term, by, part.note, part.evidence)

    def item(section: int, part: ItemDraft) -> Item:
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
            place(part.path),
        )

    def section(part: SectionDraft) -> Section:
        number = cast("int", part.number)
        return Section(number, part.title, tuple(item(number, entry) for entry in part.items))

    assert draft.title is not None
    assert draft.year is not None
    return Plan(draft.title, draft.year, draft.language, draft.registry, tuple(map(section, draft.sections)))


def _display(registry: Registry, name: str) -> str:
    found = registry.get(name)
    assert found is not None
    return found.display


def _note(part: NoteDraft, shown: Callable[[str], str]) -> Note:
    return Note(cast("date", part.date), cast("str", part.text), shown(part.by) if part.by else None)


def _whole(entries: Listed[T]) -> tuple[T, ...]:
    """Entries that could all be read, as those of a draft without errors."""
    return cast("tuple[T, ...]", entries)
