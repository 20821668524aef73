"""Merge three texts of a plan into one, with conflict markers where a person has to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from talplan.domain.language import Language
from talplan.editing.changes import Remove
from talplan.editing.splice import splice_unchecked
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import NodePath, node_at
from talplan.problem import Failure
from talplan.versions.changes_between import changes_between
from talplan.versions.merge import Conflict, MergedSnapshot, Renumbered, Side, Subject, merge_snapshots
from talplan.versions.merge_comments import CommentMerge
from talplan.versions.snapshot import Snapshot, read_snapshot
from talplan.versions.unified_diff import changed_lines

_MOST_TRIED = 50
_MARKER_LENGTH = 7
"""Characters of a conflict marker, as git writes them."""


@dataclass(frozen=True, slots=True)
class MergedText:
    """The merged text, with conflict markers if there are conflicts, and what to report."""

    text: str
    conflicts: tuple[Conflict, ...]
    renumbered: tuple[Renumbered, ...]
    comments_lost: tuple[str, ...]
    """Comments that the result should have and that could not be placed."""


def merge_texts(base: Loaded | None, ours: Loaded, theirs: Loaded, merged_lines: str | None) -> MergedText:
    """Merge two valid plans with a common `base`, None if they have none.

    `merged_lines` is the result of a merge by lines that takes our side of every conflict. If it is a valid plan it is
    the text that the merged snapshot is written into, which keeps the comments of both sides; else our text is.
    """
    assert ours.plan is not None
    language = ours.plan.language
    versions = (_read(base, language), _read(ours, language), _read(theirs, language))
    starts = [ours]
    if merged_lines is not None and (loaded := load(merged_lines.encode())).plan is not None:
        starts.insert(0, loaded)
    merged = merge_snapshots(*versions, Side.OURS)
    whole_subjects: frozenset[Subject] = frozenset()
    if not merged.conflicts:
        written = _write(starts, merged.snapshot, language)
        if written is not None:
            text, lost = CommentMerge(base, ours, theirs, merged).restore(written)
            return MergedText(text, (), merged.renumbered, lost)
        whole_subjects = _find_refused(ours, merged, language) or merged.subjects
    whole_subjects = _separate(ours, versions, whole_subjects, language)
    results = [merge_snapshots(*versions, side, whole_subjects) for side in Side]
    comments = [CommentMerge(base, ours, theirs, result) for result in results]
    text, lost = _write_conflicts(starts, ours, theirs, results, comments)
    conflicts = results[0].conflicts or (Conflict("refused", "plan", ""),)
    return MergedText(text, conflicts, results[0].renumbered, lost)


def _read(loaded: Loaded | None, language: Language) -> Snapshot:
    return read_snapshot(loaded.data, language) if loaded else Snapshot()


def _write(starts: Sequence[Loaded], wanted: Snapshot, language: Language) -> Loaded | None:
    """Return the first text that can be edited so that it contains the wanted snapshot; None if there is none."""
    for start in starts:
        for text in _edit(start, wanted, language):
            loaded = load(text.encode())
            if loaded.plan is not None and _read(loaded, language) == wanted:
                return loaded
    return None


def _edit(start: Loaded, wanted: Snapshot, language: Language) -> Iterator[str]:
    """Yield the text edited so that it should contain the wanted snapshot: in one step; then in two, in which changes
    that meet in one place cannot get in each other's way, additions before removals."""
    changes = changes_between(_read(start, language), wanted)
    with suppress(Failure):
        yield splice_unchecked(start, changes)
    with suppress(Failure):
        added = load(splice_unchecked(start, [change for change in changes if not isinstance(change, Remove)]).encode())
        if added.root is not None:
            yield splice_unchecked(added, changes_between(_read(added, language), wanted))


# --- combinations that are not valid ----------------------------------------------------------------------------


def _separate(
    ours: Loaded, versions: Sequence[Snapshot], whole_subjects: frozenset[Subject], language: Language
) -> frozenset[Subject]:
    """Add to the subjects that are taken whole until the plan is valid with either side: those with an error, then
    one more that goes with them, in the end all."""

    def find_refused(subjects: frozenset[Subject]) -> frozenset[Subject]:
        base, our, their = versions
        results = [merge_snapshots(base, our, their, side, subjects) for side in Side]
        return frozenset().union(*(_find_refused(ours, result, language) for result in results))

    while (refused := find_refused(whole_subjects)) - whole_subjects:
        whole_subjects |= refused
    if not refused:
        return whole_subjects
    base, our, their = versions
    everything = merge_snapshots(base, our, their, Side.OURS, whole_subjects).subjects
    others = sorted(everything - whole_subjects, reverse=True)  # units before items
    candidates = (whole_subjects | {other} for other in others[:_MOST_TRIED])
    return next((subjects for subjects in candidates if not find_refused(subjects)), everything)


def _find_refused(ours: Loaded, merged: MergedSnapshot, language: Language) -> frozenset[Subject]:
    """Return the units and items whose lines have an error in the merged text; all subjects if none can be named."""
    text = next(_edit(ours, merged.snapshot, language), None)
    if text is None:
        return merged.subjects
    loaded = load(text.encode())
    snapshot = _read(loaded, language)
    if not loaded.errors:
        return frozenset()
    entries = {"unit": snapshot.units, "item": snapshot.items}
    if loaded.root is None or any(len(entries[part]) != len(merged.order[part]) for part in entries):
        return merged.subjects
    subjects = [
        (entry, (part, index))
        for part in entries
        for entry, index in zip(entries[part], merged.order[part], strict=True)
    ]
    lines = {problem.place.line for problem in loaded.errors}
    refused = frozenset(subject for entry, subject in subjects if lines & {*_find_lines(loaded, entry.path)})
    return refused or merged.subjects


def _find_lines(loaded: Loaded, path: NodePath) -> range:
    """Return the lines of a value of the file."""
    assert loaded.root is not None
    node = node_at(loaded.root, path)
    assert node is not None
    offsets = node.start, max(node.start, node.last - 1)
    first, last = (loaded.source.place(offset).line for offset in offsets)
    return range(first, last + 1)


# --- conflict markers -------------------------------------------------------------------------------------------


def _write_conflicts(
    starts: Sequence[Loaded],
    ours: Loaded,
    theirs: Loaded,
    results: Sequence[MergedSnapshot],
    comments: Sequence[CommentMerge],
) -> tuple[str, tuple[str, ...]]:
    """Return the text with markers around the lines that depend on the side that is taken, and the lost comments;
    with markers around every difference of the two sides if no text can be edited so that it contains both results."""
    assert ours.plan is not None
    language = ours.plan.language
    for start in starts:
        candidates = [next(_edit(start, result.snapshot, language), None) for result in results]
        texts = [text for text in candidates if text is not None]
        if len(texts) == len(results) and texts[0] != texts[1]:
            written = [load(text.encode()) for text in texts]
            if [_read(loaded, language) for loaded in written] == [result.snapshot for result in results]:
                restored = [merge.restore(loaded) for loaded, merge in zip(written, comments, strict=True)]
                marked = add_conflict_markers(*(text for text, _ in restored))
                lost = dict.fromkeys(comment for _, missing in restored for comment in missing)
                return marked, tuple(comment for comment in lost if comment not in marked)
            return add_conflict_markers(*texts), ()
    return add_conflict_markers(ours.source.text, theirs.source.text), ()


def add_conflict_markers(ours: str, theirs: str) -> str:
    """Return our text with git's conflict markers around the lines in which the two texts differ."""
    newline = "\r\n" if "\r\n" in ours else "\n"
    return "".join(_mark_lines(_split_lines(ours, newline), _split_lines(theirs, newline), newline))


def _split_lines(text: str, newline: str) -> list[str]:
    """Split a text into lines that all end with the same line break."""
    return [f"{line.rstrip(chr(13))}{newline}" for line in text.removesuffix("\n").split("\n")] if text else []


def _mark_lines(ours: list[str], theirs: list[str], newline: str) -> Iterator[str]:
    position = 0
    for start, end, new_start, new_end in changed_lines(ours, theirs):
        yield from ours[position:start]
        yield f"{'<' * _MARKER_LENGTH} {Side.OURS}{newline}"
        yield from ours[start:end]
        yield f"{'=' * _MARKER_LENGTH}{newline}"
        yield from theirs[new_start:new_end]
        yield f"{'>' * _MARKER_LENGTH} {Side.THEIRS}{newline}"
        position = end
    yield from ours[position:]
