"""The unified diff of two texts, as `git apply` and `patch` read it, in nearly linear time.

difflib is quadratic on a plan, in which the same lines are in every item: 70 s for 10,000 items. Lines that are in
both texts exactly once split them first, as in Bram Cohen's patience diff; difflib compares what is between them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from talplan.versions.ordering import longest_increasing

CONTEXT = 3
_MOST_COMPARED = 4_000_000
"""The number of pairs of lines beyond which difflib takes too long."""

Lines = Sequence[str]


class Change(NamedTuple):
    """Lines [start, end) of one text replaced by lines [new_start, new_end) of the other."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified_diff(before: str, after: str, name: str) -> str:
    """Return a unified diff with the name in both headers; "" if the texts are equal."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    hunks = [_format_hunk(old, new, group) for group in _group(list(changed_lines(old, new)))]
    return "".join([f"--- {_quote_name(f'a/{name}')}\n+++ {_quote_name(f'b/{name}')}\n", *hunks]) if hunks else ""


def _quote_name(name: str) -> str:
    """Return the name of a file as git writes it in a header: quoted if a character of it would be misread there."""
    if all(letter >= " " and letter not in '"\\\x7f' for letter in name):
        return f"{name}\t" if " " in name else name  # the tab marks the end of a name with spaces
    named = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
    escaped = (f"\\{ord(letter):03o}" if letter < " " or letter == "\x7f" else letter for letter in name)
    return '"' + "".join(named.get(letter, shown) for letter, shown in zip(name, escaped, strict=True)) + '"'


def changed_lines(old: Lines, new: Lines) -> Iterator[Change]:
    """Yield the changes that turn the old lines into the new ones, in order."""
    position, new_position = 0, 0
    for anchor, new_anchor in [*_find_anchors(old, new), (len(old), len(new))]:
        yield from _compare_gap(old, new, Change(position, anchor, new_position, new_anchor))
        position, new_position = anchor, new_anchor


def _find_anchors(old: Lines, new: Lines) -> list[tuple[int, int]]:
    """Return the positions of the most lines that are in both texts exactly once and in the same order."""
    counts, new_counts = Counter(old), Counter(new)
    new_positions = {line: position for position, line in enumerate(new) if new_counts[line] == 1}
    pairs = [
        (position, new_positions[line])
        for position, line in enumerate(old)
        if counts[line] == 1 and line in new_positions
    ]
    return [pairs[index] for index in longest_increasing([new_position for _, new_position in pairs])]


def _compare_gap(old: Lines, new: Lines, gap: Change) -> Iterator[Change]:
    """Yield the changes between two anchors."""
    start, end, new_start, new_end = gap
    while start < end and new_start < new_end and old[start] == new[new_start]:
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
        end, new_end = end - 1, new_end - 1
    if start == end or new_start == new_end or (end - start) * (new_end - new_start) > _MOST_COMPARED:
        if start < end or new_start < new_end:
            yield Change(start, end, new_start, new_end)
        return
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, old[start:end], new[new_start:new_end], autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind != "equal":
            yield Change(start + first, start + last, new_start + new_first, new_start + new_last)


def _group(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Group changes whose context lines touch."""
    group: list[Change] = []
    for change in changes:
        if group and change.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _format_hunk(old: Lines, new: Lines, group: Sequence[Change]) -> str:
    first, last = group[0], group[-1]
    lead = min(CONTEXT, first.start)
    start, end = first.start - lead, min(len(old), last.end + CONTEXT)
    new_start, new_end = first.new_start - lead, last.new_end + end - last.end
    lines = [f"@@ -{_format_range(start, end)} +{_format_range(new_start, new_end)} @@\n"]
    position = start
    for change in group:
        lines += [f" {line}" for line in old[position : change.start]]
        lines += [f"-{line}" for line in old[change.start : change.end]]
        lines += [f"+{line}" for line in new[change.new_start : change.new_end]]
        position = change.end
    lines += [f" {line}" for line in old[position:end]]
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _format_range(start: int, end: int) -> str:
    """Format a range as a unified diff does: counted from 1, without a length of 1; an empty one by the line before."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + (end > start)},{end - start}"
