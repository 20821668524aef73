"""What could be read of a file, broken or not: the checks on the whole plan see everything that is sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from talplan.draft import Draft, ItemDraft, NoteDraft, RecordDraft, SectionDraft, Spot, Spots, UnitDraft
from talplan.folding import fold
from talplan.months import Language
from talplan.terms import read_term
from talplan.units import Registry, Unit
from talplan.yamltext import Data, Path
from talplan.years import AcademicYear, read_year

T = TypeVar("T")


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
