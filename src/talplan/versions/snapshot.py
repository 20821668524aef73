"""What a version of a plan says, in one spelling: versions are compared and merged in these words.

An old version that today's checks refuse is read too: what is no term and no unit stands as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from talplan.domain.language import Language
from talplan.domain.terms import UnknownTerm, read_term, spell
from talplan.domain.units import Registry, Unit
from talplan.planfile.nodes import Data, NodePath

Fields = Mapping[str, Any]
"""Keys with what they say: a text, a list of texts, or more of these. What is absent or empty has no key."""

HEAD = ("title", "year", "first_month", "language")
UNIT = ("name", "short", "aliases", "part_of")
SECTION = ("number", "title")
ITEM = ("section", "number", "task", "due", "units", "done", "notes", "cancelled")
RECORD = ("date", "term", "by", "note", "evidence")
NOTE = ("date", "by", "text")
CANCELLED = ("date", "note")


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """A unit, a section (without its items) or an item of a version: what it says, and where it stands.

    An item says its section's number besides; units stand by their display names, terms by canonical spellings.
    """

    said: Fields
    path: NodePath = field(default=(), compare=False)

    @property
    def id(self) -> str:
        """An item's id; what cannot be read of it is a question mark."""
        return f"{self.said.get('section', '?')}.{self.said.get('number', '?')}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A plan as it was, or is, or shall be."""

    head: Fields = field(default_factory=dict)
    units: tuple[SnapshotEntry, ...] = ()
    sections: tuple[SnapshotEntry, ...] = ()
    items: tuple[SnapshotEntry, ...] = ()


def read_snapshot(data: Data, language: Language | None = None) -> Snapshot:
    """What the data of a file say, with terms in a language; the file's own where none is named."""
    return VersionReader(language).read(data)


class VersionReader:
    """Reads versions one after another; an item that is the very same object in several is read once."""

    def __init__(self, language: Language | None = None) -> None:
        self._language = language
        self._words = _Words(Registry([]), Language.KY)
        self._named: tuple[Data, Language] | None = None
        self._items: dict[tuple[int, str | None], tuple[Data, Fields]] = {}

    def read(self, data: Data) -> Snapshot:
        top = _mapping(data)
        units = list(_entries(top, "units", ()))
        named = top.get("units"), self._language or language_of(top)
        if self._named != named:  # what an item says depends on what its units are called
            self._words = _Words(Registry([unit for one, _ in units if (unit := _unit(one))]), named[1])
            self._named = named
            self._items.clear()
        sections = list(_entries(top, "sections", ()))
        return Snapshot(
            _texts(top, HEAD),
            tuple(SnapshotEntry(self._words.unit(one), path) for one, path in units),
            tuple(SnapshotEntry(_texts(one, SECTION), path) for one, path in sections),
            tuple(
                SnapshotEntry(self._item(_text(section, "number"), one), here)
                for section, path in sections
                for one, here in _entries(section, "items", path)
            ),
        )

    def _item(self, section: str | None, data: Data) -> Fields:
        key = id(data), section
        if key not in self._items:
            self._items[key] = data, self._words.item(section, data)  # with the data, or its id could be given again
        return self._items[key][1]


def display(unit: Fields) -> str:
    """What lists call a unit."""
    return str(unit.get("short") or unit.get("name") or "")


def spellings(unit: Fields) -> list[str]:
    """Every spelling of a unit."""
    names = [unit[key] for key in ("name", "short") if key in unit]
    return [*names, *unit.get("aliases", ())]


def with_units(version: Snapshot, names: Mapping[str, str]) -> Snapshot:
    """The version with units called by other names, wherever one is named."""
    if all(name == other for name, other in names.items()):
        return version

    def renamed(said: Fields) -> Fields:
        made = dict(said)
        for key in ("units", "by"):
            match made.get(key):
                case str(name):
                    made[key] = names.get(name, name)
                case list(several):
                    made[key] = [names.get(name, name) for name in several]
        for key in ("done", "notes"):
            if key in made:
                made[key] = [renamed(one) for one in made[key]]
        return made

    units = [
        replace(one, said={**one.said, "part_of": names.get(parent, parent)})
        if (parent := one.said.get("part_of"))
        else one
        for one in version.units
    ]
    items = [replace(one, said=renamed(one.said)) for one in version.items]
    return replace(version, units=tuple(units), items=tuple(items))


class _Words:
    """Reads what names units and terms."""

    def __init__(self, registry: Registry, language: Language) -> None:
        self.registry = registry
        self.language = language

    def unit(self, data: Data) -> Fields:
        said = {**_texts(data, ("name", "short")), "aliases": _list(data, "aliases")}
        parent = _text(data, "part_of")
        return _kept({**said, "part_of": self._name(parent) if parent else None})

    def item(self, section: str | None, data: Data) -> Fields:
        mapping = _mapping(data)
        return _kept(
            {
                "section": section,
                **_texts(data, ("number", "task")),
                "due": [self._term(text) for text in _list(data, "due")],
                "units": [self._name(text) for text in _list(data, "units")],
                "done": [self._record(one, RECORD) for one, _ in _entries(mapping, "done", ())],
                "notes": [self._record(one, NOTE) for one, _ in _entries(mapping, "notes", ())],
                "cancelled": _texts(mapping.get("cancelled"), CANCELLED),
            }
        )

    def _record(self, data: Data, keys: tuple[str, ...]) -> Fields:
        said: dict[str, Any] = dict(_texts(data, keys))
        if "term" in said:
            said["term"] = self._term(said["term"])
        if several := _list(data, "by"):
            said["by"] = [self._name(text) for text in several]
        elif "by" in said:
            said["by"] = self._name(said["by"])
        return {key: said[key] for key in keys if key in said}

    def _name(self, text: str) -> str:
        unit = self.registry.get(text)
        return unit.display if unit else text

    def _term(self, text: str) -> str:
        try:
            return spell(read_term(text), self.language)
        except UnknownTerm:
            return text


def _mapping(data: Data) -> dict[str, Data]:
    return data if isinstance(data, dict) else {}


def _kept(said: Fields) -> Fields:
    return {key: value for key, value in said.items() if value}


def _text(data: Data, key: str) -> str | None:
    value = _mapping(data).get(key)
    return value.strip() or None if isinstance(value, str) else None


def _texts(data: Data, keys: tuple[str, ...]) -> Fields:
    return {key: text for key in keys if (text := _text(data, key))}


def _list(data: Data, key: str) -> list[str]:
    value = _mapping(data).get(key)
    return [entry.strip() for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _entries(data: Data, key: str, path: NodePath) -> Iterator[tuple[dict[str, Data], NodePath]]:
    value = _mapping(data).get(key)
    for position, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield entry, (*path, key, position)


def language_of(data: Data) -> Language:
    """The language of a file's terms."""
    written = _mapping(data).get("language")
    return Language(written) if written in set(Language) else Language.KY


def _unit(data: Data) -> Unit | None:
    name = _text(data, "name")
    return Unit(name, _text(data, "short"), tuple(_list(data, "aliases"))) if name else None
