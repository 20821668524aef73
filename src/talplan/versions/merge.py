"""Two versions of a plan that come from one: what both together say, and what only a person can decide.

The rules are those of `docs/review.md`. Which side is merged into which makes no difference to what comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from talplan.domain.spelling import normalize
from talplan.versions.matching import Pair, pair_items, pair_sections, pair_units
from talplan.versions.merge_records import both_narrowed
from talplan.versions.ordering import in_order
from talplan.versions.snapshot import HEAD, ITEM, SECTION, UNIT, Fields, Snapshot, SnapshotEntry, display, with_units

T = TypeVar("T")

_NAMES = {"aliases", "due", "units"}
_ENTRIES = {"done", "notes"}


class Side(StrEnum):
    """Whose word counts where only one can."""

    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both sides changed, each in its own way. `kind`: `changed`; `removed`, one side's change against the
    other's removal; `refused`, together no valid plan. `what` is plan, unit, section or item, `field` the key."""

    kind: str
    what: str
    name: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A new item whose number another one has now."""

    task: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes out. `units` and `items` tell of each one in the version, in order, which of the merge's it is."""

    version: Snapshot
    conflicts: tuple[Conflict, ...]
    renumbered: tuple[Renumbered, ...]
    units: tuple[int, ...]
    items: tuple[int, ...]
    of: tuple[int, int]
    """How many units and items the merge has looked at, those that are gone too."""


class Three(NamedTuple):
    """One thing as it was and as each side has it."""

    base: SnapshotEntry | None
    ours: SnapshotEntry | None
    theirs: SnapshotEntry | None

    @property
    def any(self) -> SnapshotEntry:
        """How it is known on our side, else where it comes from."""
        entry = self.ours or self.base or self.theirs
        assert entry is not None
        return entry


Stubborn = frozenset[tuple[str, int]]
"""Units and items, and ("plan", 0) for the head, of which the sides' words do not go together: the one side's count,
or the other's, whole."""

Pairing = Callable[[Snapshot, Snapshot], list[Pair]]


def merge(base: Snapshot, ours: Snapshot, theirs: Snapshot, take: Side, stubborn: Stubborn = frozenset()) -> Merged:
    """What both sides together say. Where that is a conflict it is told, and `take` says whose word counts."""
    units = _threes("units", base, ours, theirs, pair_units)
    base, ours, theirs = (
        with_units(side, {display(entry.said): _token(one) for one in units if (entry := one[at])})
        for at, side in enumerate((base, ours, theirs))
    )
    return _Merge(base, ours, theirs, take, stubborn).run()


def _token(unit: Three) -> str:
    """What a unit is called while the sides are merged: the same, whichever side is ours, and no other unit's name."""
    if unit.base is not None:
        return f"{display(unit.base.said)}\0"
    return min(display(entry.said) for entry in unit if entry)


def _threes(kind: str, base: Snapshot, ours: Snapshot, theirs: Snapshot, pairing: Pairing) -> list[Three]:
    """Everything of a kind, with its partners; what both sides added is one where it is the same."""
    our = {id(was): now for was, now in pairing(base, ours) if was}
    their = {id(was): now for was, now in pairing(base, theirs) if was}
    found = [Three(was, our.get(id(was)), their.get(id(was))) for was in getattr(base, kind)]
    kept = {id(entry) for one in found for entry in one[1:] if entry}
    added = _only(kind, ours, kept), _only(kind, theirs, kept)
    same = _same_items(*added) if kind == "items" else pairing(*added)
    return found + [Three(None, one, other) for one, other in same]


def _only(kind: str, side: Snapshot, known: set[int]) -> Snapshot:
    """What a side has added of a kind."""
    added: Any = {kind: tuple(entry for entry in getattr(side, kind) if id(entry) not in known)}
    return Snapshot(**added)


def _same_items(ours: Snapshot, theirs: Snapshot) -> list[Pair]:
    """Items that say the same are one, whatever number each got."""
    waiting: dict[Hashable, list[SnapshotEntry]] = {}
    for entry in theirs.items:
        waiting.setdefault(_what(entry), []).append(entry)
    pairs: list[Pair] = [(one, waiting[key].pop(0) if waiting.get(key := _what(one)) else None) for one in ours.items]
    return [*pairs, *((None, other) for left in waiting.values() for other in left)]


def _what(entry: SnapshotEntry) -> Hashable:
    said = entry.said
    return (
        said.get("section"),
        normalize(said.get("task", "")),
        *(frozenset(said.get(key, ())) for key in ("due", "units")),
    )


class _Merge:
    """One merge, and what it has found so far."""

    def __init__(self, base: Snapshot, ours: Snapshot, theirs: Snapshot, take: Side, stubborn: Stubborn) -> None:
        self.sides = base, ours, theirs
        self.take = take
        self.stubborn = stubborn
        self.conflicts: list[Conflict] = []
        self.renumbered: list[Renumbered] = []

    def run(self) -> Merged:
        heads = Three(*(SnapshotEntry(side.head) for side in self.sides))
        head = entry.said if (entry := self._entry("plan", 0, heads, HEAD, "")) else {}
        threes = _threes("units", *self.sides, pair_units)
        units = self._all("unit", threes, UNIT, lambda one: display(one.said))
        order = self._order(
            threes, units, [side.units for side in self.sides], lambda one: normalize(display(one.said))
        )
        sections = self._sections()
        item_threes = _threes("items", *self.sides, pair_items)
        items = self._all("item", item_threes, ITEM, lambda one: one.id)
        self._homeless(item_threes, items, sections)
        self._number(item_threes, items)
        placed = [at for section in sections for at in self._of_section(section, item_threes, items)]
        version = Snapshot(
            head,
            tuple(units[at] for at in order),
            tuple(sections.values()),
            tuple(items[at] for at in placed),
        )
        names = {_token(one): display((units.get(at) or one.any).said) for at, one in enumerate(threes)}
        told = tuple(self.conflicts), tuple(self.renumbered)
        return Merged(with_units(version, names), *told, tuple(order), tuple(placed), (len(threes), len(item_threes)))

    # --- what there is --------------------------------------------------------------------------------------

    def _all(
        self, what: str, threes: Sequence[Three], keys: Sequence[str], name: Callable[[SnapshotEntry], str]
    ) -> dict[int, SnapshotEntry]:
        """Everything of a kind that is kept, by its place among the threes."""
        made = {at: self._entry(what, at, one, keys, name(one.any)) for at, one in enumerate(threes)}
        return {at: entry for at, entry in made.items() if entry is not None}

    def _entry(self, what: str, at: int, one: Three, keys: Sequence[str], name: str) -> SnapshotEntry | None:
        base, ours, theirs = one
        if (what, at) in self.stubborn and ours != theirs:
            return self._taken(Conflict("refused", what, name), ours, theirs)
        if ours is not None and theirs is not None:
            return SnapshotEntry(self._fields(what, name, one, keys))
        there = ours or theirs
        if base is None or there is None:
            return there
        if _but_number(base) == _but_number(there):
            return None
        return self._taken(Conflict("removed", what, name), ours, theirs)

    def _taken(self, conflict: Conflict, ours: T, theirs: T) -> T:
        self.conflicts.append(conflict)
        return ours if self.take is Side.OURS else theirs

    def _order(
        self,
        threes: Sequence[Three],
        kept: dict[int, SnapshotEntry],
        sides: Sequence[Sequence[SnapshotEntry]],
        tie: Callable[[SnapshotEntry], Any],
    ) -> list[int]:
        at = {id(entry): index for index, one in enumerate(threes) for entry in one if entry}
        base, ours, theirs = ([at[id(entry)] for entry in side] for side in sides)
        return in_order(base, ours, theirs, kept, lambda index: tie(kept[index]))

    # --- sections and their items ---------------------------------------------------------------------------

    def _sections(self) -> dict[str, SnapshotEntry]:
        """The sections that are kept, in order, by number."""
        threes = _threes("sections", *self.sides, pair_sections)
        kept = self._all("section", threes, SECTION, lambda one: str(one.said.get("number")))
        order = self._order(threes, kept, [side.sections for side in self.sides], lambda one: int(one.said["number"]))
        return {kept[at].said["number"]: kept[at] for at in order}

    def _homeless(
        self, threes: Sequence[Three], items: dict[int, SnapshotEntry], sections: dict[str, SnapshotEntry]
    ) -> None:
        """One side took a section out in which the other has something new."""
        for at, entry in list(items.items()):
            number = entry.said["section"]
            if number in sections:
                continue
            there = [next((one for one in side.sections if one.said["number"] == number), None) for side in self.sides]
            back = self._taken(Conflict("removed", "section", number), there[1], there[2])
            if back is None or (threes[at].ours if self.take is Side.OURS else threes[at].theirs) is None:
                del items[at]
            else:
                sections[number] = back

    def _of_section(self, number: str, threes: Sequence[Three], items: dict[int, SnapshotEntry]) -> list[int]:
        kept = {at: entry for at, entry in items.items() if entry.said["section"] == number}
        sides = [[entry for entry in side.items if entry.said["section"] == number] for side in self.sides]
        order = self._order(threes, kept, sides, _by_task)
        made: list[int] = []
        for new, some in groupby(order, lambda at: threes[at].base is None):
            run = list(some)  # those that stand together stand by their numbers, where one of them got another
            moved = new and any(items[at].id in {one.after for one in self.renumbered} for at in run)
            made += sorted(run, key=lambda at: int(items[at].said["number"])) if moved else run
        return made

    def _number(self, threes: Sequence[Three], items: dict[int, SnapshotEntry]) -> None:
        """Of new items that clash the first by its task keeps its number, the others get the next free ones."""
        for section in dict.fromkeys(entry.said["section"] for entry in items.values()):
            here = [at for at, entry in items.items() if entry.said["section"] == section]
            taken = {int(items[at].said["number"]) for at in here if threes[at].base}
            waiting = []
            for at in sorted((at for at in here if not threes[at].base), key=lambda at: _by_task(items[at])):
                number = int(items[at].said["number"])
                if number in taken:
                    waiting.append(at)
                taken.add(number)
            for at in waiting:
                before = items[at]
                items[at] = SnapshotEntry({**before.said, "number": str(max(taken) + 1)})
                taken.add(max(taken) + 1)
                self.renumbered.append(Renumbered(before.said["task"], before.id, items[at].id))

    # --- what each says -------------------------------------------------------------------------------------

    def _fields(self, what: str, name: str, one: Three, keys: Sequence[str]) -> Fields:
        assert one.ours is not None
        assert one.theirs is not None
        ours, theirs = one.ours.said, one.theirs.said
        if one.base is None and what == "item":
            first = min(ours["number"], theirs["number"], key=int)
            ours, theirs = {**ours, "number": first}, {**theirs, "number": first}
        base = one.base.said if one.base else {}
        if what == "item":
            ours, theirs = both_narrowed(base, ours, theirs)
        made = {}
        for key in keys:
            conflict = Conflict("changed", what, name, key)
            values = base.get(key), ours.get(key), theirs.get(key)
            value = self._list(conflict, *values) if key in _NAMES | _ENTRIES else self._value(conflict, *values)
            if value:
                made[key] = value
        return made

    def _value(self, conflict: Conflict, base: Any, ours: Any, theirs: Any) -> Any:
        if ours == theirs or theirs == base:
            return ours
        return theirs if ours == base else self._taken(conflict, ours, theirs)

    def _list(self, conflict: Conflict, base: Any, ours: Any, theirs: Any) -> Any:
        """What one side adds stays, what one side removes goes."""
        if ours == theirs or theirs == base:
            return ours
        if ours == base:
            return theirs
        was, one, two = (_tokens(side or ()) for side in (base, ours, theirs))
        replaced = [at for at in was if at not in one and at not in two]
        new = [{at for at in side if at not in was} for side in (one, two)]
        if conflict.field in _NAMES and replaced and all(new) and new[0] != new[1]:
            return self._taken(conflict, ours, theirs)
        everything = {**was, **one, **two}
        kept = {at for at in everything if (at in one and at in two) or at not in was}
        return [everything[at] for at in in_order(list(was), list(one), list(two), kept, tie=lambda token: token)]


def _but_number(entry: SnapshotEntry) -> Fields:
    """An item that is only numbered anew, because another one came or went, is not changed."""
    return {**entry.said, "number": ""}


def _by_task(entry: SnapshotEntry) -> tuple[str, str, str]:
    """Two that have one task stand by all else that they say: the same for both sides."""
    task = str(entry.said.get("task", ""))
    return normalize(task), task, str([(key, entry.said[key]) for key in ITEM if key in entry.said and key != "number"])


def _tokens(entries: Sequence[Any]) -> dict[tuple[str, int], Any]:
    """The entries by what they say; of two that say the same the second is another one. Their order is by date."""
    made: dict[tuple[str, int], Any] = {}
    for entry in entries:
        text = entry if isinstance(entry, str) else f"{entry.get('date')} {sorted(entry.items())}"
        made[text, sum(text == other for other, _ in made)] = entry
    return made
