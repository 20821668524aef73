"""What could be read of a file, broken or not: the checks on the whole plan see everything that is sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from talplan.domain.language import Language
from talplan.domain.plan_year import PlanYear, read_year
from talplan.domain.spelling import normalize
from talplan.domain.terms import read_term
from talplan.planfile.nodes import Data, NodePath
from talplan.planfile.partial_plan import (
    PartialItem,
    PartialList,
    PartialNote,
    PartialPlan,
    PartialRecord,
    PartialSection,
    PartialUnit,
    registry_of,
)

T = TypeVar("T")


class _Branch:
    """A mapping of the file without the values that the schema refused."""

    def __init__(self, data: dict[str, Data], path: NodePath, bad: frozenset[NodePath]) -> None:
        self.data = data
        self.path = path
        self.bad = bad

    def sound(self, key: str) -> bool:
        return (*self.path, key) not in self.bad

    def value(self, key: str, read: Callable[[str], T]) -> T | None:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip() or not self.sound(key):
            return None
        return read(value)

    def text(self, key: str) -> str | None:
        # A block text (|) ends in a line break that nobody means.
        return self.value(key, str.strip)

    def values(self, key: str, read: Callable[[str], T]) -> PartialList[T]:
        value = self.data.get(key)
        if not isinstance(value, list):
            return () if value is None and self.sound(key) else (None,)
        paths = ((*self.path, key, position) for position in range(len(value)))
        entries = [
            read(entry) if isinstance(entry, str) and path not in self.bad else None
            for path, entry in zip(paths, value, strict=True)
        ]
        return tuple(entries) if self.sound(key) else (*entries, None)

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
        return len(parts) == expected and all(part.value(needed, str) is not None for part in parts)


def read_partial(data: Data, bad: frozenset[NodePath]) -> PartialPlan:
    """Everything sound in the data; `bad` are the paths of what the schema refused."""
    top = _Branch(data if isinstance(data, dict) else {}, (), bad)
    year = top.value("year", read_year)
    first_month = top.value("first_month", int)
    unit_parts = top.branches("units")
    section_parts = top.branches("sections")
    units = tuple(map(_unit, unit_parts))
    return PartialPlan(
        title=top.text("title"),
        year=PlanYear(year, first_month or 8) if year and top.sound("first_month") else None,
        language=top.value("language", Language) or Language.KY,
        units=units,
        registry=registry_of(units),
        registry_whole=_names_readable(top),
        registry_texts=frozenset(normalize(text) for text in _registry_texts(top.data.get("units"), ("units",), bad)),
        references_whole=not any(_may_name_units(path) for path in bad),
        sections=tuple(map(_section, section_parts)),
        sections_whole=top.all_readable("sections", section_parts, "number"),
    )


def _names_readable(top: _Branch) -> bool:
    """Whether the registry's names are all there: an entry that is a text alone may well be one."""
    value = top.data.get("units")
    if not isinstance(value, list) or not top.sound("units"):
        return False
    named = [part.value("name", str) for part in top.branches("units")]
    return None not in named and len(named) + sum(isinstance(entry, str) for entry in value) == len(value)


def _registry_texts(value: Data, path: NodePath, bad: frozenset[NodePath]) -> Iterator[str]:
    """The texts of the registry, of an entry with keys those that are spellings; where a list should stand and a text
    does, its pieces."""
    if isinstance(value, str):
        yield from (value, *value.split(",")) if path in bad else (value,)
    elif isinstance(value, list):
        for position, entry in enumerate(value):
            yield from _registry_texts(entry, (*path, position), bad)
    elif isinstance(value, dict):
        for key in ("name", "short", "aliases"):
            yield from _registry_texts(value.get(key), (*path, key), bad)


def _may_name_units(path: NodePath) -> bool:
    key = next((step for step in reversed(path) if isinstance(step, str)), None)
    return key in (None, "sections", "items", "units", "by", "part_of", "done", "notes")


def _unit(part: _Branch) -> PartialUnit:
    return PartialUnit(
        part.path, part.text("name"), part.text("short"), part.values("aliases", str.strip), part.text("part_of")
    )


def _section(part: _Branch) -> PartialSection:
    items = part.branches("items")
    return PartialSection(
        part.path,
        part.value("number", int),
        part.text("title"),
        tuple(map(_item, items)),
        part.all_readable("items", items, "number"),
    )


def _item(part: _Branch) -> PartialItem:
    cancelled = part.branch("cancelled")
    return PartialItem(
        part.path,
        part.value("number", int),
        part.text("task"),
        part.values("due", read_term),
        part.values("units", str),
        tuple(map(_record, part.branches("done"))),
        tuple(map(_note, part.branches("notes"))),
        _record(cancelled) if cancelled else None,
    )


def _record(part: _Branch) -> PartialRecord:
    return PartialRecord(
        part.path,
        part.value("date", date.fromisoformat),
        part.value("term", read_term),
        part.values("by", str),
        part.text("note"),
        part.text("evidence"),
    )


def _note(part: _Branch) -> PartialNote:
    return PartialNote(part.path, part.value("date", date.fromisoformat), part.text("by"), part.text("text"))
