"""What differs in meaning between two versions of a plan."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from talplan.versions.matching import Pair, pair_items, pair_sections, pair_units
from talplan.versions.ordering import longest_rise
from talplan.versions.snapshot import HEAD, SECTION, UNIT, Fields, Snapshot, SnapshotEntry, display, with_units


class Kind(StrEnum):
    """What happened."""

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


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was. `field` is the key of the file that says it; for what is moved `id`, or `order`
    where the number stayed. `before` and `after` are what it said: texts, lists of texts, or keys with these."""

    kind: Kind
    field: str
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Touched:
    """A unit, section or item with everything that happened to it; never without any."""

    before: SnapshotEntry | None
    after: SnapshotEntry | None
    differences: tuple[Difference, ...]

    @property
    def now(self) -> SnapshotEntry:
        """As it is, or as it was last."""
        entry = self.after or self.before
        assert entry is not None
        return entry

    @property
    def renumbered(self) -> int:
        """By how much an item has only been numbered on, because others came or went; 0 for every other change."""
        if self.before is None or self.after is None or [one.field for one in self.differences] != ["id"]:
            return 0
        old, new = self.before.said, self.after.said
        numbers = old.get("number", ""), new.get("number", "")
        same = old.get("section") == new.get("section") and all(number.isdecimal() for number in numbers)
        return int(numbers[1]) - int(numbers[0]) if same else 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs, in the order of the newer version."""

    before: Snapshot
    after: Snapshot
    head: tuple[Difference, ...]
    units: tuple[Touched, ...]
    sections: tuple[Touched, ...]
    items: tuple[Touched, ...]

    def __bool__(self) -> bool:
        return bool(self.head or self.units or self.sections or self.items)

    def concerned(self) -> list[str]:
        """The units that the change touches, by their names of today: those that were or are named where something
        happened, and those that are themselves not as they were."""
        touched = [entry for one in self.items if not one.renumbered for entry in (one.before, one.after) if entry]
        names = {name for entry in touched for name in _named(entry.said)}
        names |= {display(one.now.said) for one in self.units}
        known = [display(unit.said) for unit in self.after.units]
        return [name for name in known if name in names] + sorted(names - {*known})


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """What happened between two versions, both read in one language."""
    units = pair_units(before, after)
    called_alike = with_units(before, {display(old.said): display(new.said) for old, new in units if old and new})
    if called_alike is not before:  # its entries are other ones
        before = called_alike
        units = pair_units(before, after)
    return Comparison(
        before,
        after,
        tuple(_fields(before.head, after.head, HEAD)),
        tuple(_touched(units, "units", UNIT)),
        tuple(_touched(pair_sections(before, after), "sections", SECTION)),
        tuple(_items(before, after)),
    )


def _named(said: Fields) -> set[str]:
    named = {name for record in said.get("done", ()) for name in record.get("by", ())}
    return named | {note["by"] for note in said.get("notes", ()) if "by" in note} | {*said.get("units", ())}


def _fields(before: Fields, after: Fields, keys: Sequence[str]) -> Iterator[Difference]:
    for key in keys:
        if before.get(key) != after.get(key):
            yield Difference(Kind.CHANGED, key, before.get(key), after.get(key))


def _touched(pairs: Sequence[Pair], field: str, keys: Sequence[str]) -> Iterator[Touched]:
    for old, new in pairs:
        found = _whole(old, new, field) or list(_fields(_said(old), _said(new), keys))
        if found:
            yield Touched(old, new, tuple(found))


def _said(entry: SnapshotEntry | None) -> Fields:
    return entry.said if entry else {}


def _whole(old: SnapshotEntry | None, new: SnapshotEntry | None, field: str) -> list[Difference]:
    if old is None or new is None:
        return [Difference(Kind.REMOVED if new is None else Kind.ADDED, field, old and old.said, new and new.said)]
    return []


def _items(before: Snapshot, after: Snapshot) -> Iterator[Touched]:
    pairs = pair_items(before, after)
    strayed = _out_of_order(pairs)
    for old, new in pairs:
        if old is not None and new is not None and old.said == new.said and id(new) not in strayed:
            continue
        found = _whole(old, new, "items") or list(_item(old, new, id(new) in strayed))
        if found:
            yield Touched(old, new, tuple(found))


def _item(old: SnapshotEntry | None, new: SnapshotEntry | None, strayed: bool) -> Iterator[Difference]:
    assert old is not None
    assert new is not None
    if old.id != new.id:
        yield Difference(Kind.MOVED, "id", old.id, new.id)
    elif strayed:
        yield Difference(Kind.MOVED, "order")
    yield from _fields(old.said, new.said, ("task", "due", "units"))
    yield from _entries(old, new, "done", Kind.DONE, Kind.UNDONE, lambda one: (one.get("date"), one.get("term")))
    yield from _entries(old, new, "notes", Kind.NOTED, Kind.UNNOTED, lambda one: (one.get("date"), one.get("by")))
    gone, come = old.said.get("cancelled"), new.said.get("cancelled")
    if gone != come:
        kind = Kind.CANCELLED if not gone else Kind.CHANGED if come else Kind.RESTORED
        yield Difference(kind, "cancelled", gone, come)


def _entries(
    old: SnapshotEntry, new: SnapshotEntry, field: str, come: Kind, gone: Kind, same: Callable[[Fields], Hashable]
) -> Iterator[Difference]:
    """Records or notes: those that are alike are what they were; of the rest those of one day and term, or of one day
    and unit, are changed, where there is no doubt which is which."""
    before, after = list(old.said.get(field, ())), list(new.said.get(field, ()))
    for entry in list(before):
        if entry in after:
            before.remove(entry)
            after.remove(entry)
    for was in before:
        alike = [one for one in after if same(one) == same(was)]
        if len(alike) == 1 and sum(same(one) == same(was) for one in before) == 1:
            after.remove(alike[0])
            yield Difference(Kind.CHANGED, field, was, alike[0])
        else:
            yield Difference(gone, field, was, None)
    for is_now in after:
        yield Difference(come, field, None, is_now)


def _out_of_order(pairs: Sequence[Pair]) -> set[int]:
    """The entries of the second version that others, of the same section and number as before, stand in front of now
    that stood behind: as few as explain it."""
    both = [(old, new) for old, new in pairs if old is not None and new is not None and old.id == new.id]
    place = {id(old): at for at, old in enumerate(sorted((old for old, _ in both), key=lambda old: old.path[1::2]))}
    kept = longest_rise([place[id(old)] for old, _ in both])
    return {id(new) for at, (_, new) in enumerate(both) if at not in kept}
