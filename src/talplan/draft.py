"""What could be read of a file, broken or not: each value with its path, so that the checks on the whole plan
see everything that is sound, and a sound file becomes a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar, cast

from talplan.folding import fold
from talplan.months import Language
from talplan.plan import Cancelled, Item, Note, Plan, Record, Section
from talplan.problem import Place
from talplan.terms import Term, read_term
from talplan.units import Registry, Unit
from talplan.yamltext import Data, Path
from talplan.years import AcademicYear, read_year

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


class _Branch:
    """A mapping of the file without the values that the schema refused."""

    def __init__(self, data: dict[str, Data], path: Path, bad: frozenset[Path]) -> None:
        self.data = data
        self.path = path
        self.bad = bad

    def sound(self, key: str) -> bool:
        return (*self.path, key) not in self.bad

    def spot(self, key: str, read: Callable[[str], T]) -> Spot[T] | None:
        path = (*self.path, key)
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip() or path in self.bad:
            return None
        return Spot(read(value), path)

    def text(self, key: str) -> Spot[str] | None:
        # A block text (|) ends in a line break that nobody means.
        return self.spot(key, str.strip)

    def spots(self, key: str, read: Callable[[str], T]) -> Spots[T]:
        value = self.data.get(key)
        if not isinstance(value, list):
            return Spots([], whole=value is None and self.sound(key))
        entries = []
        for position, entry in enumerate(value):
            path = (*self.path, key, position)
            if isinstance(entry, str) and path not in self.bad:
                entries.append(Spot(read(entry), path))
        return Spots(entries, whole=len(entries) == len(value) and self.sound(key))

    def branches(self, key: str) -> list[_Branch]:
        value = self.data.get(key)
        if not isinstance(value, list):
            return []
        return [
            _Branch(entry, (*self.path, key, position), self.bad)
            for position, entry in enumerate(value)
            if isinstance(entry, dict)
        ]

    def branch(self, key: str) -> _Branch | None:
        value = self.data.get(key)
        return _Branch(value, (*self.path, key), self.bad) if isinstance(value, dict) else None

    def all_readable(self, key: str, parts: list[_Branch], needed: str) -> bool:
        value = self.data.get(key)
        expected = len(value) if isinstance(value, list) and self.sound(key) else -1
        return len(parts) == expected and all(part.spot(needed, str) is not None for part in parts)


def read_draft(data: Data, bad: frozenset[Path]) -> Draft:
    """Everything sound in the data; `bad` are the paths of what the schema refused."""
    top = _Branch(data if isinstance(data, dict) else {}, (), bad)
    year = top.spot("year", read_year)
    first_month = top.spot("first_month", int)
    language = top.spot("language", Language)
    unit_parts = top.branches("units")
    section_parts = top.branches("sections")
    units = [_unit(part) for part in unit_parts]
    return Draft(
        title=top.text("title"),
        year=AcademicYear(year.value, first_month.value if first_month else 8)
        if year and top.sound("first_month")
        else None,
        language=language.value if language else Language.KY,
        units=units,
        registry=Registry([unit for draft in units if (unit := _sound_unit(draft))]),
        registry_whole=_names_readable(top),
        registry_texts=frozenset(fold(text) for text in _registry_texts(top.data.get("units"))),
        references_whole=not any(_may_name_units(path) for path in bad),
        sections=[_section(part) for part in section_parts],
        sections_whole=top.all_readable("sections", section_parts, "number"),
    )


def _names_readable(top: _Branch) -> bool:
    """Whether the registry's names are all there: an entry that is a text alone may well be one."""
    value = top.data.get("units")
    if not isinstance(value, list) or not top.sound("units"):
        return False
    named = [part.spot("name", str) for part in top.branches("units")]
    return None not in named and len(named) + sum(isinstance(entry, str) for entry in value) == len(value)


def _registry_texts(value: Data) -> Iterator[str]:
    """The texts of the registry; of an entry with keys those that are spellings."""
    if isinstance(value, str):
        yield from (value, *value.split(","))
    elif isinstance(value, list):
        for entry in value:
            yield from _registry_texts(entry)
    elif isinstance(value, dict):
        for key in ("name", "short", "aliases"):
            yield from _registry_texts(value.get(key))


def _may_name_units(path: Path) -> bool:
    key = next((step for step in reversed(path) if isinstance(step, str)), None)
    return key in (None, "sections", "items", "units", "by", "part_of", "done", "notes")


def _unit(part: _Branch) -> UnitDraft:
    return UnitDraft(
        part.path, part.text("name"), part.text("short"), part.spots("aliases", str.strip), part.text("part_of")
    )


def _sound_unit(draft: UnitDraft) -> Unit | None:
    if draft.name is None:
        return None
    return Unit(
        draft.name.value,
        draft.short.value if draft.short else None,
        tuple(spot.value for spot in draft.aliases),
        draft.part_of.value if draft.part_of else None,
    )


def _section(part: _Branch) -> SectionDraft:
    items = part.branches("items")
    return SectionDraft(
        part.path,
        part.spot("number", int),
        part.text("title"),
        [_item(item) for item in items],
        part.all_readable("items", items, "number"),
    )


def _item(part: _Branch) -> ItemDraft:
    cancelled = part.branch("cancelled")
    return ItemDraft(
        part.path,
        part.spot("number", int),
        part.text("task"),
        part.spots("due", read_term),
        part.spots("units", str),
        [_record(record) for record in part.branches("done")],
        [
            NoteDraft(note.path, note.spot("date", date.fromisoformat), note.text("by"), note.text("text"))
            for note in part.branches("notes")
        ],
        _record(cancelled) if cancelled else None,
    )


def _record(part: _Branch) -> RecordDraft:
    return RecordDraft(
        part.path,
        part.spot("date", date.fromisoformat),
        part.spot("term", read_term),
        part.spots("by", str),
        part.text("note"),
        part.text("evidence"),
    )


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
