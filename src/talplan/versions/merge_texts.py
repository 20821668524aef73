"""Three texts of a plan → one: what both sides say together, or with marks where a person has to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from talplan.domain.language import Language
from talplan.editing.comments import find_comments
from talplan.editing.splice import edit, splice_unchecked
from talplan.planfile.load import Loaded, load
from talplan.planfile.nodes import NodePath, node_at
from talplan.problem import Failure
from talplan.versions.changes_between import changes_to
from talplan.versions.merge import Conflict, Merged, Renumbered, Side, Stubborn, merge
from talplan.versions.snapshot import Snapshot, read_snapshot
from talplan.versions.unified_diff import changed_lines

_MOST_TRIED = 50
_MARK = 7
"""Characters of a conflict's mark, as git writes them."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The text, and what is to be said of it; with a conflict it has marks in it."""

    text: str
    conflicts: tuple[Conflict, ...]
    renumbered: tuple[Renumbered, ...]
    comments_lost: tuple[str, ...]
    """Comments that the other side has added and that are not taken over."""


def reconcile(base: Loaded | None, ours: Loaded, theirs: Loaded, by_lines: str | None) -> Reconciled:
    """Merges two plans without errors that come from `base`, None where they come from nothing common.

    `by_lines` is what a merge line by line makes of them with our word for every conflict. Where that says what both
    mean it is taken, with the comments of both; else it is where we begin, if it is a plan, or else our text is.
    """
    assert ours.plan is not None
    language = ours.plan.language
    versions = (_version(base, language), _version(ours, language), _version(theirs, language))
    starts = [ours]
    if by_lines is not None and (lined := load(by_lines.encode())).plan is not None:
        starts.insert(0, lined)
    merged = merge(*versions, Side.OURS)
    stubborn: Stubborn = frozenset()
    if not merged.conflicts:
        text = _written(starts, merged.version, language)
        if text is not None:
            return Reconciled(text, (), merged.renumbered, _comments_lost(base, theirs, text))
        stubborn = _refused(ours, merged, language) or _everything(merged)
    stubborn = _separable(ours, versions, stubborn, language)
    merged, other = (merge(*versions, side, stubborn) for side in Side)
    text = _marked(starts, ours, theirs, merged, other, language)
    conflicts = merged.conflicts or (Conflict("refused", "plan", ""),)
    return Reconciled(text, conflicts, merged.renumbered, _comments_lost(base, theirs, text))


def _comments_lost(base: Loaded | None, theirs: Loaded, text: str) -> tuple[str, ...]:
    known = _comments(base) if base else Counter()
    return tuple(comment for comment in _comments(theirs) - known if comment not in text)


def _comments(loaded: Loaded) -> Counter[str]:
    assert loaded.root is not None
    return Counter(comment.text for comment in find_comments(loaded.source.text, loaded.root))


def _version(loaded: Loaded | None, language: Language) -> Snapshot:
    return read_snapshot(loaded.data, language) if loaded else Snapshot()


def _written(starts: Sequence[Loaded], wanted: Snapshot, language: Language) -> str | None:
    """The first of the texts that can be made to say what is wanted, and says it when it is read again."""
    for start in starts:
        try:
            text = edit(start, changes_to(_version(start, language), wanted))
        except Failure:
            continue
        if _version(load(text.encode()), language) == wanted:
            return text
    return None


# --- what is no valid plan ----------------------------------------------------------------------------------


def _separable(ours: Loaded, versions: Sequence[Snapshot], stubborn: Stubborn, language: Language) -> Stubborn:
    """Those and as many more as it takes for a valid plan, whichever side is chosen: first what has an error, then
    one that goes with it, at last everything."""

    def refused(some: Stubborn) -> Stubborn:
        sides = [merge(versions[0], versions[1], versions[2], side, some) for side in Side]
        return frozenset().union(*(_refused(ours, one, language) for one in sides))

    while (more := refused(stubborn)) - stubborn:
        stubborn |= more
    if not more:
        return stubborn
    merged = merge(versions[0], versions[1], versions[2], Side.OURS, stubborn)
    others = sorted(_everything(merged) - stubborn, reverse=True)  # units before items
    one_more = (stubborn | {one} for one in others[:_MOST_TRIED])
    return next((some for some in one_more if not refused(some)), stubborn | _everything(merged))


def _everything(merged: Merged) -> Stubborn:
    units, items = (
        [(what, at) for at in range(count)] for what, count in zip(("unit", "item"), merged.of, strict=True)
    )
    return frozenset([("plan", 0), *units, *items])


def _refused(ours: Loaded, merged: Merged, language: Language) -> Stubborn:
    """Which units and items make what comes out no valid plan; everything, where that cannot be told."""
    try:
        text = splice_unchecked(ours, changes_to(_version(ours, language), merged.version))
    except Failure:
        return _everything(merged)
    loaded = load(text.encode())
    found = _version(loaded, language)
    if not loaded.errors:
        return frozenset()
    if loaded.root is None or (len(found.units), len(found.items)) != (len(merged.units), len(merged.items)):
        return _everything(merged)
    subjects = [*zip(found.units, [("unit", at) for at in merged.units], strict=True)]
    subjects += zip(found.items, [("item", at) for at in merged.items], strict=True)
    lines = {problem.place.line for problem in loaded.errors}
    guilty = {subject for entry, subject in subjects if lines & {*_lines(loaded, entry.path)}}
    return frozenset(guilty) or _everything(merged)


def _lines(loaded: Loaded, path: NodePath) -> range:
    """The lines that something of the file takes."""
    assert loaded.root is not None
    node = node_at(loaded.root, path)
    assert node is not None
    first, last = (loaded.source.place(at).line for at in (node.start, max(node.start, node.last - 1)))
    return range(first, last + 1)


# --- marks for a person -------------------------------------------------------------------------------------


def _marked(
    starts: Sequence[Loaded], ours: Loaded, theirs: Loaded, mine: Merged, other: Merged, language: Language
) -> str:
    """The text with marks round what is one side's word or the other's; where no text can be made to say either,
    round every difference of the two."""
    for start in starts:
        there = _version(start, language)
        try:
            texts = [splice_unchecked(start, changes_to(there, one.version)) for one in (mine, other)]
        except Failure:
            continue
        if texts[0] != texts[1]:
            return with_marks(*texts)
    return with_marks(ours.source.text, theirs.source.text)


def with_marks(ours: str, theirs: str) -> str:
    """Our text with git's marks round the lines in which the two differ."""
    newline = "\r\n" if "\r\n" in ours else "\n"
    return "".join(_marked_lines(_ended(ours, newline), _ended(theirs, newline), newline))


def _ended(text: str, newline: str) -> list[str]:
    """Lines that all have the same break at their end."""
    return [f"{line.rstrip(chr(13))}{newline}" for line in text.removesuffix("\n").split("\n")] if text else []


def _marked_lines(ours: list[str], theirs: list[str], newline: str) -> Iterator[str]:
    at = 0
    for start, end, new_start, new_end in changed_lines(ours, theirs):
        yield from ours[at:start]
        yield f"{'<' * _MARK} {Side.OURS}{newline}"
        yield from ours[start:end]
        yield f"{'=' * _MARK}{newline}"
        yield from theirs[new_start:new_end]
        yield f"{'>' * _MARK} {Side.THEIRS}{newline}"
        at = end
    yield from ours[at:]
