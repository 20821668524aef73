"""Which unit, section or item of one version is which of another, whatever it is called or numbered there."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from talplan.domain.spelling import normalize
from talplan.versions.snapshot import Snapshot, SnapshotEntry, display, spellings

Pair = tuple[SnapshotEntry | None, SnapshotEntry | None]
"""The same thing in two versions; None where one of them has it not."""

ALIKE = 0.75
"""How alike two texts are, by difflib's ratio, that are most likely one text, changed."""
_MOST_COMPARED = 40_000
"""Pairs of texts, beyond which nobody waits for guesses."""

Key = Callable[[SnapshotEntry], Hashable]


def pair_units(before: Snapshot, after: Snapshot) -> list[Pair]:
    """Units by name, else by any spelling that both have: a renamed unit has its old name as an alias."""
    pairs = _Pairs(before.units, after.units)
    pairs.by(lambda unit: normalize(str(unit.said.get("name", ""))))
    pairs.by(lambda unit: normalize(display(unit.said)))
    owners = {normalize(name): new for new in pairs.new() for name in spellings(new.said)}
    for old in pairs.old():
        new = next((owners[normalize(name)] for name in spellings(old.said) if normalize(name) in owners), None)
        if new is not None and new in pairs.new():
            pairs.join(old, new)
    return pairs.all()


def pair_sections(before: Snapshot, after: Snapshot) -> list[Pair]:
    """Sections by number, else by title."""
    pairs = _Pairs(before.sections, after.sections)
    pairs.by(lambda section: (section.said.get("number"), section.said.get("title")))
    pairs.by(lambda section: section.said.get("title"))
    pairs.by(lambda section: section.said.get("number"))
    return pairs.all()


def pair_items(before: Snapshot, after: Snapshot) -> list[Pair]:
    """Items by id and task; else by task, for what was renumbered or moved; else by a task much alike; else by id,
    where they have more than that in common."""
    pairs = _Pairs(before.items, after.items)
    pairs.by(lambda item: id(item.said))  # where versions are read one after another, most of both is one
    pairs.by(lambda item: (item.id, normalize(str(item.said.get("task", "")))))
    pairs.by(lambda item: normalize(str(item.said.get("task", ""))) or None)
    for old, new in _alike(pairs.old(), pairs.new()):
        pairs.join(old, new)
    numbered = {new.id: new for new in reversed(pairs.new())}
    for old in pairs.old():
        found = numbered.get(old.id)
        if found is not None and not _another(old, found):
            pairs.join(old, numbered.pop(old.id))
    return pairs.all()


def _another(one: SnapshotEntry, other: SnapshotEntry) -> bool:
    """Whether two items have a number in common and nothing else: neither a term nor a unit."""
    both = [(one.said.get(key), other.said.get(key)) for key in ("due", "units")]
    return all(a and b and not {*a} & {*b} for a, b in both)


class _Pairs:
    """Joins the entries of two versions, step by step; each has one partner at most."""

    def __init__(self, before: Sequence[SnapshotEntry], after: Sequence[SnapshotEntry]) -> None:
        self._before = before
        self._after = after
        self._partner: dict[int, SnapshotEntry] = {}
        self._taken: set[int] = set()

    def old(self) -> list[SnapshotEntry]:
        """Those of the first version that have no partner yet."""
        return [entry for entry in self._before if id(entry) not in self._partner]

    def new(self) -> list[SnapshotEntry]:
        """Those of the second."""
        return [entry for entry in self._after if id(entry) not in self._taken]

    def join(self, old: SnapshotEntry, new: SnapshotEntry) -> None:
        self._partner[id(old)] = new
        self._taken.add(id(new))

    def by(self, key: Key) -> None:
        """Joins those of one key, in their order; those without a key stay alone."""
        waiting: dict[Hashable, list[SnapshotEntry]] = {}
        for entry in reversed(self.new()):
            waiting.setdefault(key(entry), []).append(entry)
        for entry in self.old():
            found = key(entry)
            if found and waiting.get(found):
                self.join(entry, waiting[found].pop())

    def all(self) -> list[Pair]:
        """Everything in the order of the second version; what is gone stands after what was before it."""
        partner_of = {id(new): old for old in self._before if (new := self._partner.get(id(old))) is not None}
        after: list[Pair] = [(partner_of.get(id(new)), new) for new in self._after]
        at = {id(old): position for position, (old, _) in enumerate(after) if old is not None}
        gone: dict[int, list[Pair]] = {}
        last = -1
        for old in self._before:
            last = at.get(id(old), last)
            if id(old) not in self._partner:
                gone.setdefault(last, []).append((old, None))
        return [
            *gone.get(-1, ()),
            *(pair for position, one in enumerate(after) for pair in (one, *gone.get(position, ()))),
        ]


def _alike(before: list[SnapshotEntry], after: list[SnapshotEntry]) -> Iterator[tuple[SnapshotEntry, SnapshotEntry]]:
    """Those with tasks much alike, the most alike first, of the same id before others."""
    if len(before) * len(after) > _MOST_COMPARED:
        return
    scores = []
    matcher = SequenceMatcher(autojunk=False)
    for at, old in enumerate(before):
        matcher.set_seq2(str(old.said.get("task", "")))
        for to, new in enumerate(after):
            matcher.set_seq1(str(new.said.get("task", "")))
            bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
            if all(ratio() >= ALIKE for ratio in bounds):
                scores.append((old.id != new.id, -matcher.ratio(), at, to))
    gone: set[int] = set()
    come: set[int] = set()
    for _, _, at, to in sorted(scores):
        if at not in gone and to not in come:
            gone.add(at)
            come.add(to)
            yield before[at], after[to]
