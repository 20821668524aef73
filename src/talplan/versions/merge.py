"""Merge two versions of a plan that have one base: what both together contain, and what conflicts.

docs/review.md has the rules. The result does not depend on which side is merged into which.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Literal, NamedTuple, TypeVar

from talplan.domain.spelling import normalize
from talplan.versions.matching import Pair, pair_items, pair_sections, pair_units
from talplan.versions.merge_fields import merge_fields
from talplan.versions.ordering import merge_order
from talplan.versions.snapshot import Fields, Snapshot, SnapshotEntry, display, own_keys, rename_units

T = TypeVar("T")
V = TypeVar("V")


class Side(StrEnum):
    """The side that is taken where the two conflict."""

    OURS = "ours"
    THEIRS = "theirs"


ConflictKind = Literal["changed", "removed", "refused"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change of both sides that only a person can decide on. `field` is the key, `part` what it belongs to.

    `kind`: `changed`, in two ways; `removed` by one side and changed by the other, of a list an entry; `refused`,
    together not valid.
    """

    kind: ConflictKind
    part: str
    name: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A new item that got another number, because another item has its own."""

    task: str
    before: str
    after: str


Subject = tuple[str, int]
"""A unit, section or item as its part and its index in `MergedSnapshot.ways`, or ("plan", 0), the head of the plan."""


class ThreeWay(NamedTuple):
    """A unit, section or item in the three versions."""

    base: SnapshotEntry | None
    ours: SnapshotEntry | None
    theirs: SnapshotEntry | None

    @property
    def any(self) -> SnapshotEntry:
        """The entry on our side, else of the base, else on their side."""
        entry = self.ours or self.base or self.theirs
        assert entry is not None
        return entry


@dataclass(frozen=True, slots=True)
class MergedSnapshot:
    """The merged snapshot with its conflicts.

    `ways` are all units, sections and items of the three versions by part, removed ones included; `order` the indexes
    of those in the snapshot. While merging, units have a common name in all versions; `common` is the snapshot with it.
    """

    snapshot: Snapshot
    conflicts: tuple[Conflict, ...]
    renumbered: tuple[Renumbered, ...]
    common: Snapshot
    ways: Mapping[str, Sequence[ThreeWay]]
    order: Mapping[str, Sequence[int]]

    @property
    def subjects(self) -> frozenset[Subject]:
        """Every unit and item, and the head of the plan."""
        return frozenset([("plan", 0), *((part, i) for part in ("unit", "item") for i in range(len(self.ways[part])))])


PairFunction = Callable[[Snapshot, Snapshot], list[Pair]]


def merge_snapshots(
    base: Snapshot, ours: Snapshot, theirs: Snapshot, side: Side, whole_subjects: frozenset[Subject] = frozenset()
) -> MergedSnapshot:
    """Merge two versions; where they conflict, report it and take the value of `side`.

    Of `whole_subjects`, which together would not be valid, the entry of one side is taken whole.
    """
    units = _match("units", (base, ours, theirs), pair_units)
    versions = [
        rename_units(version, {display(entry.fields): _common_name(unit) for unit in units if (entry := unit[index])})
        for index, version in enumerate((base, ours, theirs))
    ]
    entries = {
        id(old): new
        for version, renamed in zip((base, ours, theirs), versions, strict=True)
        for old, new in zip(version.units, renamed.units, strict=True)
    }
    units = [ThreeWay(*(entries[id(entry)] if entry else None for entry in unit)) for unit in units]
    return _Merge(versions, units, side, whole_subjects).run()


def _common_name(unit: ThreeWay) -> str:
    """Return a name for a unit during the merge: the same in both directions, and not the name of another unit."""
    if unit.base is not None:
        return f"{display(unit.base.fields)}\0"
    return min(display(entry.fields) for entry in unit if entry)


def _match(kind: str, versions: Sequence[Snapshot], pair: PairFunction) -> list[ThreeWay]:
    """Match the entries of a kind in the three versions; what both sides added is one if it is the same."""
    base, ours, theirs = versions
    our = {id(old): new for old, new in pair(base, ours) if old}
    their = {id(old): new for old, new in pair(base, theirs) if old}
    known = [ThreeWay(old, our.get(id(old)), their.get(id(old))) for old in getattr(base, kind)]
    ids = {id(entry) for three_way in known for entry in three_way[1:] if entry}
    added = _select_added(kind, ours, ids), _select_added(kind, theirs, ids)
    same = _pair_equal_items(*added) if kind == "items" else pair(*added)
    return known + [ThreeWay(None, our_entry, their_entry) for our_entry, their_entry in same]


def _select_added(kind: str, version: Snapshot, known: set[int]) -> Snapshot:
    added: Any = {kind: tuple(entry for entry in getattr(version, kind) if id(entry) not in known)}
    return Snapshot(**added)


def _pair_equal_items(ours: Snapshot, theirs: Snapshot) -> list[Pair]:
    """Match new items with equal section, task, terms and units, whatever number each has."""

    def key_of(item: SnapshotEntry) -> Hashable:
        fields = item.fields
        lists = (frozenset(fields.texts(key)) for key in ("due", "units"))
        return fields.text("section"), normalize(fields.text("task")), *lists

    waiting: dict[Hashable, list[SnapshotEntry]] = {}
    for item in theirs.items:
        waiting.setdefault(key_of(item), []).append(item)
    pairs: list[Pair] = [
        (item, waiting[key].pop(0) if waiting.get(key := key_of(item)) else None) for item in ours.items
    ]
    return [*pairs, *((None, item) for left in waiting.values() for item in left)]


class _Merge:
    """A merge in progress, with the conflicts found so far."""

    def __init__(
        self, versions: Sequence[Snapshot], units: Sequence[ThreeWay], side: Side, whole_subjects: frozenset[Subject]
    ) -> None:
        self.versions = versions
        self.ways = {
            "unit": units,
            "section": _match("sections", versions, pair_sections),
            "item": _match("items", versions, pair_items),
        }
        self.indexes = {
            part: {id(entry): index for index, way in enumerate(ways) for entry in way if entry}
            for part, ways in self.ways.items()
        }
        self.side = side
        self.whole_subjects = whole_subjects
        self.conflicts: list[Conflict] = []
        self.renumbered: list[Renumbered] = []

    def run(self) -> MergedSnapshot:
        heads = ThreeWay(*(SnapshotEntry(version.head) for version in self.versions))
        head = self._merge_entry("plan", 0, heads, "")
        units = self._merge_all("unit", lambda unit: display(unit.fields))
        sections = self._merge_all("section", lambda section: section.fields.text("number"))
        items = self._merge_all("item", lambda item: item.id)
        section_order = self._order(
            "section", sections, [version.sections for version in self.versions], lambda section: _number(section)
        )
        section_order += self._resolve_missing_sections(items, sections)
        self._renumber(items)
        order = {
            "unit": self._order(
                "unit",
                units,
                [version.units for version in self.versions],
                lambda unit: normalize(display(unit.fields)),
            ),
            "section": section_order,
            "item": self._order_items([sections[section].fields.text("number") for section in section_order], items),
        }
        common = Snapshot(
            head.fields if head else Fields(),
            tuple(units[index] for index in order["unit"]),
            tuple(sections[index] for index in order["section"]),
            tuple(items[index] for index in order["item"]),
        )
        names = {
            _common_name(way): display((units.get(index) or way.any).fields)
            for index, way in enumerate(self.ways["unit"])
        }
        return MergedSnapshot(
            rename_units(common, names),
            tuple(dict.fromkeys(self.conflicts)),
            tuple(self.renumbered),
            common,
            self.ways,
            order,
        )

    # --- entries --------------------------------------------------------------------------------------------

    def _merge_all(self, part: str, name: Callable[[SnapshotEntry], str]) -> dict[int, SnapshotEntry]:
        """Merge all entries of a kind; those that are kept, by their index."""
        ways = enumerate(self.ways[part])
        merged = {index: self._merge_entry(part, index, way, name(way.any)) for index, way in ways}
        return {index: entry for index, entry in merged.items() if entry is not None}

    def _merge_entry(self, part: str, index: int, way: ThreeWay, name: str) -> SnapshotEntry | None:
        base, ours, theirs = way
        if (part, index) in self.whole_subjects and ours != theirs:
            return self._take(Conflict("refused", part, name), ours, theirs)
        if ours is not None and theirs is not None:
            if base is not None and base.fields in (ours.fields, theirs.fields):
                return theirs if base.fields == ours.fields else ours
            return SnapshotEntry(self._merge_fields(part, name, base, ours.fields, theirs.fields))
        remaining = ours or theirs
        if base is None or remaining is None:
            return remaining
        if base.fields.replace(number="") == remaining.fields.replace(number=""):
            return None  # an item that was only renumbered, because others came or went, is not changed
        return self._take(Conflict("removed", part, name), ours, theirs)

    def _merge_fields(self, part: str, name: str, base: SnapshotEntry | None, ours: Fields, theirs: Fields) -> Fields:
        def resolve(kind: ConflictKind, key: str, ours: V, theirs: V) -> V:
            return self._take(Conflict(kind, part, name, key), ours, theirs)

        if base is None and part == "item":
            number = min(ours.text("number"), theirs.text("number"), key=int)
            ours, theirs = ours.replace(number=number), theirs.replace(number=number)
        return merge_fields(part, base.fields if base else Fields(), ours, theirs, resolve)

    def _take(self, conflict: Conflict, ours: T, theirs: T) -> T:
        self.conflicts.append(conflict)
        return ours if self.side is Side.OURS else theirs

    def _order(
        self,
        part: str,
        kept: Mapping[int, SnapshotEntry],
        versions: Sequence[Sequence[SnapshotEntry]],
        tie: Callable[[SnapshotEntry], Any],
    ) -> list[int]:
        base, ours, theirs = ([self.indexes[part][id(entry)] for entry in version] for version in versions)
        return merge_order(base, ours, theirs, kept, lambda index: tie(kept[index]))

    # --- sections and their items ---------------------------------------------------------------------------

    def _resolve_missing_sections(
        self, items: dict[int, SnapshotEntry], sections: dict[int, SnapshotEntry]
    ) -> list[int]:
        """Report items that one side added to a section that the other side removed; return the sections that come
        back with them."""
        restored: list[int] = []
        for index, item in list(items.items()):
            number = item.fields.text("section")
            if any(section.fields.text("number") == number for section in sections.values()):
                continue
            ours, theirs = (self._find_section(version, number) for version in (1, 2))
            section = self._take(Conflict("removed", "section", number), ours, theirs)
            way = self.ways["item"][index]
            if section is None or (way.ours if self.side is Side.OURS else way.theirs) is None:
                del items[index]
            else:
                sections[section[0]] = section[1]
                restored.append(section[0])
        return restored

    def _find_section(self, version: int, number: str) -> tuple[int, SnapshotEntry] | None:
        for index, way in enumerate(self.ways["section"]):
            entry = way[version]
            if entry is not None and entry.fields.text("number") == number:
                return index, entry
        return None

    def _order_items(self, sections: Sequence[str], items: Mapping[int, SnapshotEntry]) -> list[int]:
        """Return the indexes of the items of the sections in order; adjacent renumbered new ones by number."""
        kept: dict[str, dict[int, SnapshotEntry]] = {}
        for index, item in items.items():
            kept.setdefault(item.fields.text("section"), {})[index] = item
        versions = [_group_by_section(version.items) for version in self.versions]
        renumbered = {item.after for item in self.renumbered}
        result: list[int] = []
        for section in dict.fromkeys(sections):
            order = self._order(
                "item", kept.get(section, {}), [version.get(section, []) for version in versions], _task_key
            )
            for new, group in groupby(order, lambda index: self.ways["item"][index].base is None):
                run = list(group)
                if new and any(items[index].id in renumbered for index in run):
                    run.sort(key=lambda index: _number(items[index]))
                result += run
        return result

    def _renumber(self, items: dict[int, SnapshotEntry]) -> None:
        """Give the next free numbers to new items whose number is taken; of new ones the first by its task keeps it."""
        ways = self.ways["item"]
        sections: dict[str, list[int]] = {}
        for index, item in items.items():
            sections.setdefault(item.fields.text("section"), []).append(index)
        for here in sections.values():
            taken = {_number(items[index]) for index in here if ways[index].base}
            waiting = []
            for index in sorted((i for i in here if not ways[i].base), key=lambda index: _task_key(items[index])):
                number = _number(items[index])
                if number in taken:
                    waiting.append(index)
                taken.add(number)
            for index in waiting:
                before = items[index]
                items[index] = after = SnapshotEntry(before.fields.replace(number=str(max(taken) + 1)))
                taken.add(max(taken) + 1)
                self.renumbered.append(Renumbered(before.fields.text("task"), before.id, after.id))


def _group_by_section(items: Sequence[SnapshotEntry]) -> dict[str, list[SnapshotEntry]]:
    groups: dict[str, list[SnapshotEntry]] = {}
    for item in items:
        groups.setdefault(item.fields.text("section"), []).append(item)
    return groups


def _number(entry: SnapshotEntry) -> int:
    return int(entry.fields.text("number"))


def _task_key(item: SnapshotEntry) -> tuple[str, str, str]:
    """Sort items by task; items with the same task by all their other fields, so that both directions agree."""
    task = item.fields.text("task")
    others = [item.fields.get(key.name) for key in own_keys("item") if key.name != "number"]
    return normalize(task), task, str(others)
