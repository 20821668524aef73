"""The history of a plan: each commit that changed it, with what it changed in meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from talplan.planfile.source_text import decode
from talplan.system import git
from talplan.versions.diff import Comparison, Touched, compare
from talplan.versions.fast_parse import data_by_pieces
from talplan.versions.snapshot import Snapshot, VersionReader

_AT_ONCE = 40
"""Commits whose files are asked of git in one go: the first are shown before the last are read."""


@dataclass(frozen=True, slots=True)
class Step:
    """A commit and what it changed; `begins` is the plan that came with it, where there was none before."""

    commit: git.Commit
    comparison: Comparison
    begins: Snapshot | None
    readable: bool = True
    """What cannot be read says what the version before it said."""


def steps(top: Path, path: str, item_id: str | None) -> Iterator[Step]:
    """The commits that changed the meaning of a plan, or of the item that has that id now, the newest first; the item
    is followed to where it was numbered otherwise."""
    every = list(git.history(top, path))
    reader = _Reader(top, {commit.after: commit.before[0] for commit in reversed(every)})
    ids: dict[str | None, str] = {}
    commits = iter(every)
    while some := list(islice(commits, _AT_ONCE)):
        reader.fetch(some)
        for commit in some:
            begins = reader.version(commit.after) if not any(commit.before) else None
            comparison = _of_all(
                [compare(reader.version(blob), reader.version(commit.after)) for blob in commit.before]
            )
            if item_id is not None:
                wanted = ids.setdefault(commit.after, item_id)
                for blob in commit.before:
                    ids[blob] = _id_before(reader.version(blob), reader.version(commit.after), wanted)
                comparison = _of_item(comparison, wanted)
                begins = None
            readable = commit.after not in reader.unreadable
            if comparison or not (readable or item_id):
                yield Step(commit, comparison, begins, readable)


class _Reader:
    """The versions in git's blobs, each read once; one that cannot be read says what the one `before` it does."""

    def __init__(self, top: Path, before: Mapping[str | None, str | None]) -> None:
        self.top = top
        self.before = before
        self.versions: dict[str | None, Snapshot] = {None: Snapshot()}
        self.unreadable: set[str | None] = set()
        self.reader = VersionReader()

    def fetch(self, commits: list[git.Commit]) -> None:
        wanted = {blob for commit in commits for blob in (*commit.before, commit.after) if blob}
        waiting: list[str] = []
        while wanted := wanted - {*self.versions} - self.unreadable:
            for blob, raw in git.contents(self.top, sorted(wanted)):
                text, problems = decode(raw)
                data = None if problems else data_by_pieces(text)
                if data is None:
                    self.unreadable.add(blob)
                    waiting.append(blob)
                else:
                    self.versions[blob] = self.reader.read(data)
            wanted = {older for blob in waiting if (older := self.before.get(blob))}
        for blob in waiting:
            older = self.before.get(blob)
            seen: set[str | None] = {blob}
            while older in self.unreadable and older not in seen:
                seen.add(older)
                older = self.before.get(older)
            self.versions[blob] = self.versions.get(older, Snapshot())

    def version(self, blob: str | None) -> Snapshot:
        return self.versions[blob]


def _of_all(comparisons: list[Comparison]) -> Comparison:
    """What a commit changed; of a merge what was in neither of its parents."""
    first, *others = comparisons
    for other in others:
        known = {
            (id_of(one), difference.kind, str(difference.after))
            for one in other.items
            for difference in one.differences
        }
        kept = [
            replace(one, differences=left)
            for one in first.items
            if (left := tuple(d for d in one.differences if (id_of(one), d.kind, str(d.after)) in known))
        ]
        head = tuple(one for one in first.head if one in other.head)
        units = tuple(one for one in first.units if one.differences in [two.differences for two in other.units])
        sections = tuple(
            one for one in first.sections if one.differences in [two.differences for two in other.sections]
        )
        first = replace(first, head=head, units=units, sections=sections, items=tuple(kept))
    return first


def id_of(touched: Touched) -> str:
    """The id that an item has, or had last."""
    return touched.now.id


def _of_item(comparison: Comparison, item_id: str) -> Comparison:
    items = tuple(one for one in comparison.items if id_of(one) == item_id)
    return replace(comparison, head=(), units=(), sections=(), items=items)


def _id_before(before: Snapshot, after: Snapshot, item_id: str) -> str:
    """What an item was numbered in the version before."""
    from talplan.versions.matching import pair_items

    for old, new in pair_items(before, after):
        if old is not None and new is not None and new.id == item_id:
            return old.id
    return item_id
