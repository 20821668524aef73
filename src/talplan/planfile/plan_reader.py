"""Read plain data into the values of a plan, all of them or as many as are right, and make a domain plan of them."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from talplan.domain.language import Language
from talplan.domain.plan import Approval, Cancelled, Item, Note, Plan, Record, Section, Signature
from talplan.domain.plan_year import PlanYear
from talplan.domain.spelling import normalize
from talplan.domain.terms import settle
from talplan.domain.units import Registry, Unit
from talplan.planfile import format_table, scalars
from talplan.planfile.format_table import PARTS
from talplan.planfile.nodes import entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from talplan.domain.terms import Term
    from talplan.planfile.format_table import Key, PartialItem, PartialPlan, PartialUnit
    from talplan.planfile.nodes import Data, NodePath


class PartialFile(NamedTuple):
    """A plan as far as it could be read, and what the checks on the whole plan need to know of the rest."""

    plan: PartialPlan
    year: PlanYear | None
    language: Language
    registry: Registry
    """The units whose name could be read, with whatever could be read of them."""
    registry_whole: bool
    """Whether the name of every unit could be read; if not, an unknown unit may be one of the others."""
    registry_texts: frozenset[str]
    """Every spelling in the registry, normalized, whatever is wrong around it."""
    references_whole: bool
    """Whether every value that may name a unit could be read."""
    incomplete: frozenset[NodePath]
    """The lists of parts with an entry that could not be read at all."""

    def items(self) -> Iterator[PartialItem]:
        """Every item, in the file's order."""
        return chain.from_iterable(section.items for section in self.plan.sections)

    def named_units(self) -> set[str]:
        """Every spelling under which something refers to a unit: few, however many items there are."""
        names = {unit.part_of for unit in self.plan.units}
        for item in self.items():
            names.update(item.units)
            for record in item.done:
                names.update(record.by)
            for note in item.notes:
                names.add(note.by)
        return {name for name in names if name is not None}


def spellings(unit: PartialUnit) -> Iterator[tuple[NodePath, str]]:
    """The name, the short form and the aliases of a unit, each with its path."""
    keys: list[NodePath] = [("name",), ("short",), *(("aliases", index) for index in range(len(unit.aliases)))]
    for key, spelling in zip(keys, (unit.name, unit.short, *unit.aliases), strict=True):
        if spelling is not None:
            yield (*unit.path, *key), spelling


@overload
def read_plan(data: Data, *, strict: Literal[True]) -> PartialFile | None: ...
@overload
def read_plan(data: Data, bad: frozenset[NodePath], *, strict: Literal[False] = False) -> PartialFile: ...
def read_plan(data: Data, bad: frozenset[NodePath] = frozenset(), *, strict: bool = False) -> PartialFile | None:
    """Read the content of a file, without the values at the `bad` paths, which the schema refused.

    With `strict`, read a file that the schema has not seen: all of it, or return None where something is not plainly
    right, and then only the schema can tell what. A test holds that this takes nothing that the schema refuses, whose
    import alone takes 13 times as long as starting Python.
    """
    if not strict:
        return _read_file(data, _LenientReader(bad))
    try:
        return _read_file(data, _STRICT)
    except (_Unreadable, scalars.Refused):
        return None


# --- parts --------------------------------------------------------------------------------------------------

_SCALARS: dict[str, Callable[[object], Any]] = {
    "text": scalars.text,
    "unit": scalars.text,
    "number": scalars.whole_number,
    "date": scalars.calendar_day,
    "year": scalars.plan_year,
    "month": scalars.month_number,
    "language": scalars.language,
    "term": scalars.term,
}


class _Unreadable(Exception):
    """Raised by a strict reader for a value of the wrong type, an unknown key or a missing one."""


class _Layout(NamedTuple):
    """How a part is read."""

    make: Callable[..., Any]
    absent: list[Any]
    """The values of a part without keys, in the order of its fields: the path and a value for each key."""
    required: frozenset[str]
    readers: dict[str, tuple[int, Callable[..., Any], bool]]
    """For each key the position of its value, the function that reads it, and whether this needs the part's path."""


class _StrictReader:
    """Reads the parts of a file; raises _Unreadable or Refused at the first thing that is not plainly right."""

    def __init__(self) -> None:
        self.incomplete: set[NodePath] = set()
        self.layouts = {part: self._layout(part, keys) for part, keys in PARTS.items()}

    def part(self, part: str, data: Data, path: NodePath) -> Any:
        """Read the mapping at a path as the part of that name."""
        layout = self.layouts[part]
        if not isinstance(data, dict) or not layout.required <= data.keys():
            raise _Unreadable
        values = layout.absent.copy()
        values[0] = path
        readers = layout.readers
        for key, value in data.items():
            if key not in readers:
                raise _Unreadable
            position, read, needs_path = readers[key]
            values[position] = read(value, path) if needs_path else read(value)
        return layout.make(*values)

    def _layout(self, part: str, keys: tuple[Key, ...]) -> _Layout:
        return _Layout(
            getattr(format_table, f"Partial{part.capitalize()}"),
            [(), *(() if key.is_list else None for key in keys)],
            frozenset(key.name for key in keys if key.required),
            {key.name: (position, *self._reader(key)) for position, key in enumerate(keys, start=1)},
        )

    def _reader(self, key: Key) -> tuple[Callable[..., Any], bool]:
        """Return the function that reads the value of a key, and whether it takes the path of the part as well."""
        if key.kind == "part":
            return (self._part_list(key) if key.is_list else self._part(key)), True
        read = _SCALARS[key.kind]
        if key.is_list:
            return (lambda value: tuple(map(read, _list(value, key)))), False
        return (read if key.required else lambda value: None if value is None else read(value)), False

    def _part(self, key: Key) -> Callable[[Data, NodePath], Any]:
        return lambda value, path: None if value is None else self.part(key.part, value, (*path, key.name))

    def _part_list(self, key: Key) -> Callable[[Data, NodePath], Any]:
        part, name = key.part, key.name

        def read(value: Data, path: NodePath) -> Any:
            return tuple(
                [self.part(part, entry, (*path, name, index)) for index, entry in enumerate(_list(value, key))]
            )

        return read


def _list(value: Data, key: Key) -> list[Data]:
    """Return the entries of a list, of which a required one that may not be empty has some."""
    if isinstance(value, list) and (value or not key.filled):
        return value
    if key.bare and isinstance(value, str):
        return [value]
    if value is None and not key.required:
        return []
    raise _Unreadable


class _LenientReader(_StrictReader):
    """Reads whatever is right in a file, given the paths of what the schema refused."""

    def __init__(self, bad: frozenset[NodePath]) -> None:
        super().__init__()
        self.bad = bad

    def part(self, part: str, data: Data, path: NodePath) -> Any:
        """Read as much of the mapping at a path as is right; of anything else than a mapping nothing."""
        found = data if isinstance(data, dict) else {}
        return super().part(part, {key.name: found.get(key.name) for key in PARTS[part]}, path)

    def _reader(self, key: Key) -> tuple[Callable[..., Any], bool]:
        if key.kind == "part":
            return super()._reader(key)
        return (self._scalar_list(key) if key.is_list else self._scalar(key)), True

    def _scalar(self, key: Key) -> Callable[[Data, NodePath], Any]:
        return lambda value, path: self._value(value, key, (*path, key.name))

    def _scalar_list(self, key: Key) -> Callable[[Data, NodePath], Any]:
        def read(value: Data, path: NodePath) -> Any:
            path = (*path, key.name)
            listed = [value] if key.bare and isinstance(value, str) and value.strip() else entries(value)
            values = [self._value(entry, key, (*path, index)) for index, entry in enumerate(listed)]
            return (*values, None) if path in self.bad else tuple(values)

        return read

    def _value(self, value: Data, key: Key, path: NodePath) -> Any:
        try:
            return None if path in self.bad else _SCALARS[key.kind](value)
        except scalars.Refused:  # an optional value that is blank
            return None

    def _part(self, key: Key) -> Callable[[Data, NodePath], Any]:
        read = super()._part(key)
        return lambda value, path: read(value if isinstance(value, dict) else None, path)

    def _part_list(self, key: Key) -> Callable[[Data, NodePath], Any]:
        def read(value: Data, path: NodePath) -> Any:
            path = (*path, key.name)
            parts = [
                self.part(key.part, entry, (*path, index))
                for index, entry in enumerate(entries(value))
                if isinstance(entry, dict)
            ]
            if path in self.bad or len(parts) < len(entries(value)):
                self.incomplete.add(path)
            return tuple(parts)

        return read


_STRICT = _StrictReader()


# --- the whole file -----------------------------------------------------------------------------------------


def _read_file(data: Data, reader: _StrictReader) -> PartialFile:
    plan: PartialPlan = reader.part("plan", data, ())
    bad = reader.bad if isinstance(reader, _LenientReader) else frozenset()
    units = data.get("units") if isinstance(data, dict) else None
    year = plan.year and plan.year.beginning_in(plan.first_month)
    if ("first_month",) in bad and not (year and year.calendar):
        year = None
    if year:
        _settle_terms(plan, year)
    return PartialFile(
        plan,
        year,
        plan.language or Language.KY,
        _registry(plan.units),
        ("units",) not in bad and _names_readable(plan.units, units),
        frozenset(map(normalize, _registry_texts(units, bad))),
        not any(_may_name_units(path) for path in bad),
        frozenset(reader.incomplete),
    )


def _settle_terms(plan: PartialPlan, year: PlanYear) -> None:
    """Take the years out of the plan's terms that say no more than the plan's year does."""
    items = [item for section in plan.sections for item in section.items]
    stated = {term for item in items for term in _terms(item) if term and term.years}
    settled: dict[Term | None, Term] = {term: settle(term, year) for term in stated}
    if all(term == plain for term, plain in settled.items()):
        return
    for item in items:
        item.due = tuple(settled.get(term, term) for term in item.due)
        for record in item.done:
            record.term = settled.get(record.term, record.term)


def _terms(item: PartialItem) -> Iterator[Term | None]:
    yield from item.due
    for record in item.done:
        yield record.term


def _registry(units: tuple[PartialUnit, ...]) -> Registry:
    return Registry(
        [
            Unit(unit.name, unit.short, tuple(alias for alias in unit.aliases if alias is not None), unit.part_of)
            for unit in units
            if unit.name is not None
        ]
    )


def _names_readable(units: tuple[PartialUnit, ...], data: Data) -> bool:
    """Whether the registry's names are all there: an entry that is only a text may well be one."""
    if not isinstance(data, list) or any(unit.name is None for unit in units):
        return False
    return len(units) + sum(isinstance(entry, str) for entry in data) == len(data)


def _registry_texts(value: Data, bad: frozenset[NodePath], path: NodePath = ("units",)) -> Iterator[str]:
    """The texts of the registry, of an entry with keys those that are spellings; of a text in the place of a list, its
    pieces."""
    if isinstance(value, str):
        yield from (value, *value.split(",")) if path in bad else (value,)
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _registry_texts(entry, bad, (*path, index))
    elif isinstance(value, dict):
        for key in ("name", "short", "aliases"):
            yield from _registry_texts(value.get(key), bad, (*path, key))


def _may_name_units(path: NodePath) -> bool:
    """Whether a unit may be named by the value at a path, or somewhere below it."""
    key = next((step for step in reversed(path) if isinstance(step, str)), None)
    return key is None or key in _UNIT_KEYS


def _names_units(key: Key) -> bool:
    return key.kind == "unit" or any(map(_names_units, PARTS.get(key.part, ())))


_UNIT_KEYS = frozenset(key.name for keys in PARTS.values() for key in keys if _names_units(key))


# --- to the domain ------------------------------------------------------------------------------------------


def build_plan(file: PartialFile) -> Plan:
    """Make a plan of a file without errors."""
    return _Builder(file).plan()


class _Builder:
    """Makes domain values of parts without errors. A field of the domain has the name of its key."""

    def __init__(self, file: PartialFile) -> None:
        self.file = file
        units = {name: file.registry.get(name) for name in file.named_units()}
        self.display = {name: unit.display for name, unit in units.items() if unit is not None}

    def plan(self) -> Plan:
        """Make the plan; its year, language and registry are made of several keys, or of absent ones."""
        file = self.file
        assert file.year is not None
        plan = Plan._make(self.values("plan", file.plan))
        return plan._replace(year=file.year, language=file.language, registry=file.registry)

    def values(self, part: str, values: Any) -> list[Any]:
        """Return the values of a part in the order of the domain's fields; units become their display names."""
        order, changed = _ORDERS[part]
        fields = list(order(values))
        for position, key in changed:
            if fields[position]:
                fields[position] = self.value(fields[position], key)
        return fields

    def value(self, value: Any, key: Key) -> Any:
        if key.kind == "unit":
            return tuple(dict.fromkeys(map(self.display.__getitem__, value))) if key.is_list else self.display[value]
        make = self.item if key.part == "item" else _DOMAIN[key.part]._make
        if key.is_list:
            return tuple([make(self.values(key.part, part)) for part in value])
        return make(self.values(key.part, value))

    def item(self, fields: list[Any]) -> Item:
        """Make an item, whose section is known by its path alone."""
        _, section, *_ = fields[_SECTION]
        fields[_SECTION] = self.file.plan.sections[section].number
        return Item._make(fields)


_DOMAIN: dict[str, Any] = {
    "plan": Plan,
    "approved": Approval,
    "signature": Signature,
    "section": Section,
    "item": Item,
    "record": Record,
    "note": Note,
    "cancelled": Cancelled,
}
_SECTION = Item._fields.index("section")


def _order(part: str) -> tuple[Callable[[Any], tuple[Any, ...]], list[tuple[int, Key]]]:
    """Return a function that puts the values of a part in the order of the domain's fields, with the path for a field
    without a key; and the keys whose values change on the way, each with the position of its field."""
    fields = _DOMAIN[part]._fields
    names = {key.name for key in PARTS[part]}
    changed = [
        (fields.index(key.name), key) for key in PARTS[part] if key.kind in ("unit", "part") and key.name in fields
    ]
    return attrgetter(*(field if field in names else "path" for field in fields)), changed


_ORDERS = {part: _order(part) for part in _DOMAIN}
