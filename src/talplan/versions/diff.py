"""The differences in meaning between two versions of a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from talplan.versions.matching import Pair, pair_items, pair_sections, pair_units
from talplan.versions.ordering import longest_increasing
from talplan.versions.snapshot import (
    Fields,
    Snapshot,
    SnapshotEntry,
    Value,
    display,
    named_units,
    own_keys,
    rename_units,
)


class Kind(StrEnum):
    """The kind of a difference."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"
    DONE = "done"
    UNDONE = "undone"
    NOTED = "noted"
    UNNOTED = "unnoted"
    CANCELLED = "cancelled"
    RESTORED = "restored"


_LISTS = {"done": (Kind.DONE, Kind.UNDONE, ("date", "term")), "notes": (Kind.NOTED, Kind.UNNOTED, ("date", "by"))}
"""Lists whose entries differ one by one: the kinds of an added and a removed entry, and the keys of a changed one."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `field` is the key in the file; of a moved item `id`, or `order` if its number is the same.

    `before` and `after` are the values of the key, or of the one record or note that differs.
    """

    kind: Kind
    field: str
    before: Value | None = None
    after: Value | None = None

    @property
    def entry(self) -> Fields:
        """The fields of the entry that differs, as they are now or were before they went."""
        entry = self.after or self.before
        assert isinstance(entry, Fields)
        return entry


@dataclass(frozen=True, slots=True)
class EntryDiff:
    """A unit, section or item with its differences, of which there is at least one."""

    before: SnapshotEntry | None
    after: SnapshotEntry | None
    differences: tuple[Difference, ...]

    @property
    def now(self) -> SnapshotEntry:
        """The entry of the newer version, or of the older one if it was removed."""
        entry = self.after or self.before
        assert entry is not None
        return entry

    @property
    def renumbered(self) -> int:
        """The shift of an item that differs in its number alone, because others came or went; else 0."""
        if self.before is None or self.after is None or [entry.field for entry in self.differences] != ["id"]:
            return 0
        old, new = self.before.fields, self.after.fields
        numbers = old.text("number"), new.text("number")
        same = old.get("section") == new.get("section") and all(number.isdecimal() for number in numbers)
        return int(numbers[1]) - int(numbers[0]) if same else 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences of two versions, in the order of the newer one."""

    before: Snapshot
    after: Snapshot
    head: tuple[Difference, ...]
    units: tuple[EntryDiff, ...]
    sections: tuple[EntryDiff, ...]
    items: tuple[EntryDiff, ...]

    def __bool__(self) -> bool:
        return bool(self.head or self.units or self.sections or self.items)

    def concerned_units(self) -> list[str]:
        """Return the units named in a changed item, before or after, and the changed units, by their newer names."""
        items = [entry for item in self.items if not item.renumbered for entry in (item.before, item.after) if entry]
        names = {name for item in items for name in named_units("item", item.fields)}
        names |= {display(unit.now.fields) for unit in self.units}
        known = [display(unit.fields) for unit in self.after.units]
        return [name for name in known if name in names] + sorted(names - {*known})


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Compare two versions that were read with terms in one language."""
    units = pair_units(before, after)
    renamed = rename_units(before, {display(old.fields): display(new.fields) for old, new in units if old and new})
    entries = {id(old): new for old, new in zip(before.units, renamed.units, strict=True)}
    units = [(entries[id(old)] if old else None, new) for old, new in units]
    before = renamed
    return Comparison(
        before,
        after,
        tuple(_compare_fields("plan", before.head, after.head)),
        tuple(_compare_entries("unit", units)),
        tuple(_compare_entries("section", pair_sections(before, after))),
        tuple(_compare_items(before, after)),
    )


def _compare_fields(part: str, before: Fields, after: Fields) -> Iterator[Difference]:
    for key in own_keys(part):
        old, new = before.get(key.name), after.get(key.name)
        if old != new:
            yield Difference(Kind.CHANGED, key.name, old, new)


def _compare_entries(part: str, pairs: Sequence[Pair]) -> Iterator[EntryDiff]:
    for old, new in pairs:
        if old is None or new is None:
            yield _added_or_removed(part, old, new)
        elif differences := tuple(_compare_fields(part, old.fields, new.fields)):
            yield EntryDiff(old, new, differences)


def _added_or_removed(part: str, old: SnapshotEntry | None, new: SnapshotEntry | None) -> EntryDiff:
    kind = Kind.REMOVED if new is None else Kind.ADDED
    return EntryDiff(
        old, new, (Difference(kind, f"{part}s", old.fields if old else None, new.fields if new else None),)
    )


def _compare_items(before: Snapshot, after: Snapshot) -> Iterator[EntryDiff]:
    pairs = pair_items(before, after)
    moved = _find_moved(pairs)
    for old, new in pairs:
        if old is None or new is None:
            yield _added_or_removed("item", old, new)
        elif old.fields is new.fields and id(new) not in moved:
            continue
        elif differences := tuple(_compare_item(old, new, id(new) in moved)):
            yield EntryDiff(old, new, differences)


def _compare_item(old: SnapshotEntry, new: SnapshotEntry, moved: bool) -> Iterator[Difference]:
    if old.id != new.id:
        yield Difference(Kind.MOVED, "id", old.id, new.id)
    elif moved:
        yield Difference(Kind.MOVED, "order")
    for key in own_keys("item") if old.fields != new.fields else ():
        before, after = old.fields.get(key.name), new.fields.get(key.name)
        if before == after or key.name == "number":
            continue
        if key.name in _LISTS:
            yield from _compare_lists(key.name, old.fields.parts(key.name), new.fields.parts(key.name))
        elif key.name == "cancelled":
            kind = Kind.CANCELLED if not before else Kind.CHANGED if after else Kind.RESTORED
            yield Difference(kind, key.name, before, after)
        else:
            yield Difference(Kind.CHANGED, key.name, before, after)


def _compare_lists(field: str, before: Sequence[Fields], after: Sequence[Fields]) -> Iterator[Difference]:
    """Compare records or notes: of those that are not in both, two with the same keys are one that was changed,
    unless another one of either version has these keys too."""
    added, removed, same = _LISTS[field]

    def key_of(entry: Fields) -> tuple[Value | None, ...]:
        return tuple(entry.get(key) for key in same)

    olds, news = _without(before, after), _without(after, before)
    old_keys, new_keys = Counter(map(key_of, olds)), Counter(map(key_of, news))
    for old in olds:
        if old_keys[key_of(old)] == 1 == new_keys[key_of(old)]:
            new = next(entry for entry in news if key_of(entry) == key_of(old))
            news.remove(new)
            yield Difference(Kind.CHANGED, field, old, new)
        else:
            yield Difference(removed, field, old)
    for new in news:
        yield Difference(added, field, None, new)


def _without(entries: Sequence[Fields], others: Sequence[Fields]) -> list[Fields]:
    """Return the entries that are not among the others; of equal ones the later ones."""
    counts = Counter(others)
    result = []
    for entry in entries:
        if counts[entry]:
            counts[entry] -= 1
        else:
            result.append(entry)
    return result


def _find_moved(pairs: Sequence[Pair]) -> set[int]:
    """Return the ids of the fewest items of the second version whose move explains its order; those with another
    section or number are not counted."""
    both = [
        (old, new)
        for old, new in pairs
        if old is not None and new is not None and (old.fields is new.fields or old.id == new.id)
    ]
    in_order = sorted((old for old, _ in both), key=lambda old: old.path[1::2])
    places = {id(old): place for place, old in enumerate(in_order)}
    kept = {*longest_increasing([places[id(old)] for old, _ in both])}
    return {id(new) for position, (_, new) in enumerate(both) if position not in kept}
