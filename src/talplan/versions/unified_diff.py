"""The difference of two texts as `git apply` and `patch` read it, in time that grows with the texts alone.

difflib is quadratic on a plan, where the same lines stand under every item: 70 s for 10,000 items. Lines that
stand once in both texts part them first, as in Bram Cohen's patience diff; difflib gets what is between them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

CONTEXT = 3
_LARGE = 4_000_000
"""Pairs of lines that difflib would have to compare from which on it takes too long."""

Lines = Sequence[str]


class Change(NamedTuple):
    """Lines [start, end) of one text for lines [new_start, new_end) of the other."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified_diff(before: str, after: str, name: str) -> str:
    """A unified diff with the name in both its headers; empty where the texts are equal."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    hunks = [_hunk(old, new, group) for group in _groups(list(changed_lines(old, new)))]
    return "".join([f"--- a/{name}\n+++ b/{name}\n", *hunks]) if hunks else ""


def changed_lines(old: Lines, new: Lines) -> Iterator[Change]:
    """What to change in the old lines to have the new ones, from the first to the last."""
    at, new_at = 0, 0
    for same, new_same in [*_anchors(old, new), (len(old), len(new))]:
        yield from _between(old, new, Change(at, same, new_at, new_same))
        at, new_at = same, new_same


def _anchors(old: Lines, new: Lines) -> list[tuple[int, int]]:
    """The longest row of lines that stand once in both texts, in the same order."""
    times, new_times = Counter(old), Counter(new)
    places = {line: at for at, line in enumerate(new) if new_times[line] == 1}
    pairs = [(at, places[line]) for at, line in enumerate(old) if times[line] == 1 and line in places]
    # Patience: each pair goes on the first pile whose top is larger and remembers the top of the pile before.
    tops: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [index]
    row = []
    index = piles[-1] if piles else -1
    while index >= 0:
        row.append(pairs[index])
        index = before[index]
    return row[::-1]


def _between(old: Lines, new: Lines, gap: Change) -> Iterator[Change]:
    """The changes between two anchors."""
    start, end, new_start, new_end = gap
    while start < end and new_start < new_end and old[start] == new[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    if start == end or new_start == new_end or (end - start) * (new_end - new_start) > _LARGE:
        if start < end or new_start < new_end:
            yield Change(start, end, new_start, new_end)
        return
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, old[start:end], new[new_start:new_end], autojunk=False)
    for kind, one, two, three, four in matcher.get_opcodes():
        if kind != "equal":
            yield Change(start + one, start + two, new_start + three, new_start + four)


def _groups(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Changes whose surroundings touch are shown together."""
    group: list[Change] = []
    for change in changes:
        if group and change.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(old: Lines, new: Lines, group: Sequence[Change]) -> str:
    first, last = group[0], group[-1]
    lead = min(CONTEXT, first.start)
    start, end = first.start - lead, min(len(old), last.end + CONTEXT)
    new_start, new_end = first.new_start - lead, last.new_end + end - last.end
    lines = [f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"]
    at = start
    for change in group:
        lines += [f" {line}" for line in old[at : change.start]]
        lines += [f"-{line}" for line in old[change.start : change.end]]
        lines += [f"+{line}" for line in new[change.new_start : change.new_end]]
        at = change.end
    lines += [f" {line}" for line in old[at:end]]
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _range(start: int, end: int) -> str:
    """Lines as a unified diff counts them: from 1, the number left out where it is 1, the line before nothing."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + (end > start)},{end - start}"
