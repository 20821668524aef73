"""The history of a plan: each commit that changed it, with the differences in meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from talplan.planfile.source_text import decode
from talplan.system import git
from talplan.versions.diff import Comparison, EntryDiff, compare
from talplan.versions.fast_parse import parse_data
from talplan.versions.snapshot import Snapshot, SnapshotReader

_BATCH = 40
"""The number of commits whose blobs are requested together: the first are shown before the last are read."""


@dataclass(frozen=True, slots=True)
class Step:
    """A commit with what it changed. `first` is the plan of a commit before which there was none.

    If the plan of the commit is not `readable`, that of the commit before it is compared instead.
    """

    commit: git.Commit
    comparison: Comparison
    first: Snapshot | None
    readable: bool = True


def read_steps(top: Path, path: str, item_id: str | None) -> Iterator[Step]:
    """Yield the commits that changed the meaning of a plan, the newest first; with an ID those that changed the item
    that has it now, whatever its number was before."""
    history = list(git.read_history(top, path))
    blobs = _BlobReader(top, {commit.after: commit.before[0] for commit in reversed(history)})
    ids: dict[str | None, str] = {}
    remaining = iter(history)
    while batch := list(islice(remaining, _BATCH)):
        blobs.fetch(batch)
        for commit in batch:
            after = blobs.snapshots[commit.after]
            first = after if not any(commit.before) else None
            comparisons = [compare(blobs.snapshots[blob], after) for blob in commit.before]
            comparison = _combine(comparisons)
            if item_id is not None:
                current_id = ids.setdefault(commit.after, item_id)
                for blob, parent in zip(commit.before, comparisons, strict=True):
                    ids[blob] = _find_old_id(parent, current_id)
                comparison = _select_item(comparison, current_id)
                first = None
            readable = commit.after not in blobs.unreadable
            if comparison or not (readable or item_id):
                yield Step(commit, comparison, first, readable)


class _BlobReader:
    """The snapshots of git blobs, each read once. An unreadable one has the snapshot of the blob `before` it."""

    def __init__(self, top: Path, before: Mapping[str | None, str | None]) -> None:
        self.snapshots: dict[str | None, Snapshot] = {None: Snapshot()}
        self.unreadable: set[str] = set()
        self._top = top
        self._before = before
        self._reader = SnapshotReader()

    def fetch(self, commits: Sequence[git.Commit]) -> None:
        """Read the blobs of the commits, and of those before an unreadable one until one can be read."""
        wanted = {blob for commit in commits for blob in (*commit.before, commit.after) if blob}
        unreadable: list[str] = []
        while wanted := wanted - {*self.snapshots} - self.unreadable:
            for blob, raw in git.read_blobs(self._top, sorted(wanted)):
                text, problems = decode(raw)
                data = None if problems else parse_data(text)
                if data is None:
                    self.unreadable.add(blob)
                    unreadable.append(blob)
                else:
                    self.snapshots[blob] = self._reader.read(data)
            wanted = {older for blob in unreadable if (older := self._before.get(blob))}
        for blob in unreadable:
            self.snapshots[blob] = self._find_readable(blob)

    def _find_readable(self, blob: str) -> Snapshot:
        older = self._before.get(blob)
        seen: set[str | None] = {blob}
        while older in self.unreadable and older not in seen:
            seen.add(older)
            older = self._before.get(older)
        return self.snapshots.get(older, Snapshot())


def _combine(comparisons: Sequence[Comparison]) -> Comparison:
    """Return what a commit changed; for a merge, what differs from each of its parents."""
    first, *others = comparisons
    for other in others:
        known = {
            (item.now.id, difference.kind, str(difference.after))
            for item in other.items
            for difference in item.differences
        }
        items = [
            replace(item, differences=differences)
            for item in first.items
            if (
                differences := tuple(
                    difference
                    for difference in item.differences
                    if (item.now.id, difference.kind, str(difference.after)) in known
                )
            )
        ]
        head = tuple(difference for difference in first.head if difference in other.head)
        units = _select_known(first.units, other.units)
        first = replace(
            first, head=head, units=units, sections=_select_known(first.sections, other.sections), items=tuple(items)
        )
    return first


def _select_known(entries: Sequence[EntryDiff], others: Sequence[EntryDiff]) -> tuple[EntryDiff, ...]:
    known = [other.differences for other in others]
    return tuple(entry for entry in entries if entry.differences in known)


def _select_item(comparison: Comparison, item_id: str) -> Comparison:
    items = tuple(item for item in comparison.items if item.now.id == item_id)
    return replace(comparison, head=(), units=(), sections=(), items=items)


def _find_old_id(comparison: Comparison, item_id: str) -> str:
    """Return the ID that an item had in the version before; another ID is a difference."""
    return next((item.before.id for item in comparison.items if item.before and item.now.id == item_id), item_id)
