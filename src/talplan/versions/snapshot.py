"""Snapshots: the contents of one version of a plan file in canonical spelling, as versions are compared and merged.

Versions that today's checks refuse are read as well: a term or unit that is not recognised keeps its spelling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Union

from talplan.domain.language import Language
from talplan.domain.plan_year import PlanYear, read_year
from talplan.domain.read_terms import read_term
from talplan.domain.spell_terms import spell
from talplan.domain.terms import UnknownTerm, settle
from talplan.domain.units import Registry, Unit
from talplan.planfile.format_table import PARTS, Key
from talplan.planfile.nodes import Data, NodePath

Value = Union[str, tuple[str, ...], "Fields", tuple["Fields", ...]]
"""The value of a key: a text, a list of texts, a mapping or a list of mappings, as the format table says."""


class Fields(Mapping[str, Value]):
    """The keys of a mapping of the file with their values. Immutable; a key whose value is empty is left out."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self._values = {key: value for key, value in values.items() if value} if values else {}

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Fields) and self._values == other._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        return f"Fields({self._values!r})"

    def text(self, key: str) -> str:
        """Return the text of a key; "" if the key is absent."""
        value = self._values.get(key, "")
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list."""
        return tuple(value for value in self._list(key) if isinstance(value, str))

    def part(self, key: str) -> Fields:
        """Return the mapping of a key; one without keys if the key is absent."""
        value = self._values.get(key)
        return value if isinstance(value, Fields) else Fields()

    def parts(self, key: str) -> tuple[Fields, ...]:
        """Return the mappings of a list, such as the records of an item."""
        return tuple(value for value in self._list(key) if isinstance(value, Fields))

    def _list(self, key: str) -> tuple[str | Fields, ...]:
        value = self._values.get(key)
        return value if isinstance(value, tuple) else ()

    def replace(self, **values: Value) -> Fields:
        """Return the fields with other values for some keys; an empty value removes its key."""
        return Fields({**self._values, **values})


@dataclass(frozen=True, slots=True)
class SnapshotEntry:
    """A unit, a section without its items, or an item with the number of its section as `section`.

    Units are named by their display names and terms spelled canonically. `path` is the place in the file.
    """

    fields: Fields
    path: NodePath = field(default=(), compare=False)

    @property
    def id(self) -> str:
        """The ID of an item; a question mark for a part that cannot be read."""
        return f"{self.fields.text('section') or '?'}.{self.fields.text('number') or '?'}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The contents of one version of a plan."""

    head: Fields = field(default_factory=Fields)
    units: tuple[SnapshotEntry, ...] = ()
    sections: tuple[SnapshotEntry, ...] = ()
    items: tuple[SnapshotEntry, ...] = ()


_HAVE_ENTRIES = ("units", "sections", "items")
_OWN_KEYS = {
    part: tuple(key for key in PARTS[part] if key.name not in _HAVE_ENTRIES or part == "item")
    for part in ("plan", "unit", "section", "item")
}


def own_keys(part: str) -> tuple[Key, ...]:
    """Return the keys of a part of the file without those of the lists that a snapshot has as entries."""
    return _OWN_KEYS.get(part) or PARTS[part]


def read_snapshot(data: Data, language: Language | None = None) -> Snapshot:
    """Read the data of a file, with terms spelled in a language; by default in the file's own."""
    return SnapshotReader(language).read(data)


class SnapshotReader:
    """Read versions one after another; an item whose data are the same object in several versions is read once."""

    def __init__(self, language: Language | None = None) -> None:
        self._language = language
        self._speller = _Speller(Registry([]), Language.KY, None)
        self._spelled_by: tuple[Data, Language, PlanYear | None] | None = None
        self._units: tuple[Fields, ...] = ()
        self._items: dict[tuple[int, str], tuple[Data, Fields]] = {}

    def read(self, data: Data) -> Snapshot:
        """Read the data of one version."""
        top = data if isinstance(data, dict) else {}
        units = list(_find_entries(top, "units", ()))
        spelled_by = top.get("units"), self._language or language_of(top), _year_of(top)
        if self._spelled_by != spelled_by:  # the fields of an item depend on how units are named
            registry = Registry([unit for entry, _ in units if (unit := _read_unit(entry))])
            self._speller = _Speller(registry, *spelled_by[1:])
            self._spelled_by = spelled_by
            self._units = tuple(self._speller.read("unit", entry) for entry, _ in units)
            self._items.clear()
        read = self._speller.read
        sections = [(entry, read("section", entry), path) for entry, path in _find_entries(top, "sections", ())]
        numbered = [(entry, fields.text("number"), path) for entry, fields, path in sections]
        return Snapshot(
            read("plan", top),
            tuple(SnapshotEntry(fields, path) for fields, (_, path) in zip(self._units, units, strict=True)),
            tuple(SnapshotEntry(fields, path) for _, fields, path in sections),
            tuple(
                SnapshotEntry(self._read_item(number, entry), path)
                for section, number, section_path in numbered
                for entry, path in _find_entries(section, "items", section_path)
            ),
        )

    def _read_item(self, section: str, data: Data) -> Fields:
        key = id(data), section
        if key not in self._items:  # keep the data as well: the id of a freed object is given again
            self._items[key] = data, Fields({"section": section, **self._speller.read("item", data)})
        return self._items[key][1]


class _Speller:
    """Read the fields of a part, with units and terms in the one spelling by which versions are compared."""

    def __init__(self, registry: Registry, language: Language, year: PlanYear | None) -> None:
        self._registry = registry
        self._language = language
        self._year = year

    def read(self, part: str, data: Data) -> Fields:
        mapping = data if isinstance(data, dict) else {}
        return Fields({key.name: self._read_value(key, mapping.get(key.name)) for key in own_keys(part)})

    def _read_value(self, key: Key, data: Data) -> Value:
        values = data if isinstance(data, list) else [data]
        if key.kind == "part":
            parts = tuple(self.read(key.part, value) for value in values if isinstance(value, dict))
            return parts if key.is_list else parts[0] if parts else Fields()
        texts = [value.strip() for value in values if isinstance(value, str)]
        spelled = tuple(self._spell(key, text) for text in texts if text)
        return spelled if key.is_list else ", ".join(spelled)

    def _spell(self, key: Key, text: str) -> str:
        if key.kind == "unit":
            unit = self._registry.get(text)
            return unit.display if unit else text
        if key.kind == "term":
            try:
                term = read_term(text)
            except UnknownTerm:
                return text
            return spell(settle(term, self._year) if self._year else term, self._language)
        return text


def _find_entries(data: dict[str, Data], key: str, path: NodePath) -> Iterator[tuple[dict[str, Data], NodePath]]:
    entries = data.get(key)
    for position, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield entry, (*path, key, position)


def language_of(data: Data) -> Language:
    """Return the language of a file's terms: Kyrgyz unless the file states another one."""
    written = data.get("language") if isinstance(data, dict) else None
    return Language(written) if isinstance(written, str) and written in set(Language) else Language.KY


def _year_of(data: dict[str, Data]) -> PlanYear | None:
    """Return the plan's year, None if it cannot be read."""
    year, first_month = data.get("year"), data.get("first_month")
    try:
        return read_year(str(year)).beginning_in(int(str(first_month)) if first_month else None)
    except ValueError:
        return None


def _read_unit(data: Data) -> Unit | None:
    fields = _Speller(Registry([]), Language.KY, None).read("unit", data)
    name = fields.text("name")
    return Unit(name, fields.text("short") or None, fields.texts("aliases")) if name else None


# --- units ------------------------------------------------------------------------------------------------------


def display(unit: Fields) -> str:
    """Return the display name of a unit."""
    return unit.text("short") or unit.text("name")


def spellings(unit: Fields) -> list[str]:
    """Return every spelling of a unit."""
    return [name for name in (unit.text("name"), unit.text("short"), *unit.texts("aliases")) if name]


def named_units(part: str, fields: Fields) -> Iterator[str]:
    """Yield every unit that a part of the file names, at any depth."""
    for key in own_keys(part):
        for value in as_list(fields.get(key.name)):
            if isinstance(value, Fields):
                yield from named_units(key.part, value)
            elif key.kind == "unit":
                yield value


def rename_units(snapshot: Snapshot, names: Mapping[str, str]) -> Snapshot:
    """Return the snapshot with other names for some units; the very same snapshot if no name changes."""
    if all(old == new for old, new in names.items()):
        return snapshot
    units, items = (
        tuple(replace(entry, fields=_rename(part, entry.fields, names)) for entry in entries)
        for part, entries in (("unit", snapshot.units), ("item", snapshot.items))
    )
    return replace(snapshot, units=units, items=items)


def _rename(part: str, fields: Fields, names: Mapping[str, str]) -> Fields:
    renamed: dict[str, Value] = {}
    for key in own_keys(part):
        value = fields.get(key.name)
        if key.kind == "unit" and value:
            texts = tuple(names.get(text, text) for text in as_list(value) if isinstance(text, str))
            renamed[key.name] = texts if key.is_list else texts[0]
        elif key.kind == "part" and value:
            parts = tuple(_rename(key.part, entry, names) for entry in as_list(value) if isinstance(entry, Fields))
            renamed[key.name] = parts if key.is_list else parts[0]
    return fields.replace(**renamed) if renamed else fields


def as_list(value: Value | None) -> tuple[str | Fields, ...]:
    """Return the entries of a list, or the one value of another key."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
