"""Match the units, sections and items of two versions, whatever they are called or numbered in each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from talplan.domain.spelling import normalize
from talplan.versions.snapshot import Snapshot, SnapshotEntry, display, spellings

Pair = tuple[SnapshotEntry | None, SnapshotEntry | None]
"""An entry in two versions; None in a version that does not have it."""

SIMILAR = 0.75
"""The difflib ratio from which on two texts are taken for one that was changed."""
_MOST_COMPARED = 40_000
"""The number of pairs of texts beyond which similar texts are not searched for."""

KeyFunction = Callable[[SnapshotEntry], Hashable]


def pair_units(before: Snapshot, after: Snapshot) -> list[Pair]:
    """Match units by name, else by any common spelling, since a renamed unit has its old name as an alias; else, for
    a unit that was renamed by hand, by the items that it is responsible for."""
    pairing = _Pairing(before.units, after.units)
    pairing.join_by(lambda unit: normalize(unit.fields.text("name")))
    pairing.join_by(lambda unit: normalize(display(unit.fields)))
    owners = {normalize(name): new for new in pairing.new for name in spellings(new.fields)}
    for old in pairing.old:
        owner = next((owners[normalize(name)] for name in spellings(old.fields) if normalize(name) in owners), None)
        if owner is not None and any(owner is new for new in pairing.new):
            pairing.join([(old, owner)])
    if pairing.old and pairing.new:
        pairing.join(_find_renamed(before, after, pairing.old, pairing.new))
    return pairing.pairs()


def _find_renamed(
    before: Snapshot, after: Snapshot, olds: Sequence[SnapshotEntry], news: Sequence[SnapshotEntry]
) -> Iterator[tuple[SnapshotEntry, SnapshotEntry]]:
    """Yield units that are responsible for mostly the same items, the best matches first."""
    items = [(old, new) for old, new in pair_items(before, after) if old and new]
    old_uses, new_uses = (_find_uses([pair[side] for pair in items]) for side in (0, 1))
    scores = []
    for old_index, old in enumerate(olds):
        for new_index, new in enumerate(news):
            old_use, new_use = old_uses.get(display(old.fields), {}), new_uses.get(display(new.fields), {})
            shared = old_use.keys() & new_use.keys()
            if 2 * len(shared) >= len(old_use.keys() | new_use.keys()) > 0:
                same_places = sum(old_use[item] == new_use[item] for item in shared)
                scores.append((-same_places, -len(shared), old_index, new_index))
    yield from ((olds[old_index], news[new_index]) for old_index, new_index in _choose_best(scores))


def _find_uses(items: Sequence[SnapshotEntry]) -> dict[str, dict[int, int]]:
    """Return for each unit the indexes of its items, each with the unit's position among those of the item."""
    uses: dict[str, dict[int, int]] = {}
    for index, item in enumerate(items):
        for position, unit in enumerate(item.fields.texts("units")):
            uses.setdefault(unit, {})[index] = position
    return uses


def _choose_best(scores: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of indexes, the last two of each score, from the lowest score on, each index once."""
    olds: set[int] = set()
    news: set[int] = set()
    for *_, old_index, new_index in sorted(scores):
        if old_index not in olds and new_index not in news:
            olds.add(old_index)
            news.add(new_index)
            yield old_index, new_index


def pair_sections(before: Snapshot, after: Snapshot) -> list[Pair]:
    """Match sections by number and title, else by title, else by number."""
    pairing = _Pairing(before.sections, after.sections)
    pairing.join_by(lambda section: (section.fields.text("number"), section.fields.text("title")))
    pairing.join_by(lambda section: section.fields.text("title"))
    pairing.join_by(lambda section: section.fields.text("number"))
    return pairing.pairs()


def pair_items(before: Snapshot, after: Snapshot) -> list[Pair]:
    """Match items by ID and task, else by task, else by a similar task, else by ID if they have more in common."""
    pairing = _Pairing(before.items, after.items)
    pairing.join_by(lambda item: id(item.fields))  # versions read one after another share most of their fields
    pairing.join_by(lambda item: (item.id, normalize(item.fields.text("task"))))
    pairing.join_by(lambda item: normalize(item.fields.text("task")))
    pairing.join(_find_similar(pairing.old, pairing.new))
    by_id = {new.id: new for new in reversed(pairing.new)}
    for old in pairing.old:
        candidate = by_id.get(old.id)
        if candidate is not None and not _is_unrelated(old, candidate):
            pairing.join([(old, by_id.pop(old.id))])
    return pairing.pairs()


def _is_unrelated(item: SnapshotEntry, other: SnapshotEntry) -> bool:
    """Return whether two items of one number have neither a term nor a unit in common."""
    values = [(item.fields.texts(key), other.fields.texts(key)) for key in ("due", "units")]
    return all(ours and theirs and not {*ours} & {*theirs} for ours, theirs in values)


class _Pairing:
    """Join the entries of two versions step by step; `old` and `new` are those without a partner yet."""

    def __init__(self, before: Sequence[SnapshotEntry], after: Sequence[SnapshotEntry]) -> None:
        self.old = list(before)
        self.new = list(after)
        self._before = before
        self._after = after
        self._olds: dict[int, SnapshotEntry] = {}

    def join(self, pairs: Iterable[tuple[SnapshotEntry, SnapshotEntry]]) -> None:
        olds = {id(new): old for old, new in pairs}
        if olds:
            self._olds |= olds
            joined = {id(old) for old in olds.values()}
            self.old = [old for old in self.old if id(old) not in joined]
            self.new = [new for new in self.new if id(new) not in olds]

    def join_by(self, key: KeyFunction) -> None:
        """Join entries with equal keys, in their order; an empty key joins nothing."""
        if not (self.old and self.new):
            return
        waiting: dict[Hashable, list[SnapshotEntry]] = {}
        for entry in reversed(self.new):
            waiting.setdefault(key(entry), []).append(entry)
        self.join([(old, waiting[value].pop()) for old in self.old if (value := key(old)) and waiting.get(value)])

    def pairs(self) -> list[Pair]:
        """Return all entries in the order of the second version; a removed one follows its predecessor."""
        pairs: list[Pair] = [(self._olds.get(id(new)), new) for new in self._after]
        positions = {id(old): position for position, (old, _) in enumerate(pairs) if old is not None}
        if not self.old:
            return pairs
        removed: dict[int, list[Pair]] = {}
        last = -1
        for old in self._before:
            last = positions.get(id(old), last)
            if id(old) not in positions:
                removed.setdefault(last, []).append((old, None))
        return [
            *removed.get(-1, ()),
            *(entry for position, pair in enumerate(pairs) for entry in (pair, *removed.get(position, ()))),
        ]


def _find_similar(
    before: Sequence[SnapshotEntry], after: Sequence[SnapshotEntry]
) -> Iterator[tuple[SnapshotEntry, SnapshotEntry]]:
    """Yield items with similar tasks: equal IDs first, then the most similar."""
    if len(before) * len(after) > _MOST_COMPARED:
        return
    scores = []
    matcher = SequenceMatcher(autojunk=False)
    for old_index, old in enumerate(before):
        matcher.set_seq2(old.fields.text("task"))
        for new_index, new in enumerate(after):
            matcher.set_seq1(new.fields.text("task"))
            bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
            if all(ratio() >= SIMILAR for ratio in bounds):
                scores.append((old.id != new.id, -matcher.ratio(), old_index, new_index))
    yield from ((before[old_index], after[new_index]) for old_index, new_index in _choose_best(scores))
