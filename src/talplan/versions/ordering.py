"""Orders: the one of two sides together, and what is out of place in one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any, TypeVar

T = TypeVar("T", bound=Hashable)


def in_order(
    base: Sequence[T], ours: Sequence[T], theirs: Sequence[T], kept: Collection[T], tie: Callable[[T], Any]
) -> list[T]:
    """What is kept of two sides' entries, as both have it in order: what one side has alone follows what it follows
    there. Where both have something in one place `tie` decides, so that each side sees the same."""
    one, two = ([entry for entry in side if entry in kept] for side in (ours, theirs))
    both = {*one} & {*two}
    was, first, second = ([entry for entry in side if entry in both] for side in (base, one, two))
    spine = _spine(was, first, second, tie)
    mine, other = _followers(one, both), _followers(two, both)
    made = _zipped(mine.get(None, []), other.get(None, []), tie)
    for entry in spine:
        made += [entry, *_zipped(mine.get(entry, []), other.get(entry, []), tie)]
    return made


def _spine(base: list[T], one: list[T], two: list[T], tie: Callable[[T], Any]) -> list[T]:
    """The order of what both have: that of the side which changed it."""
    if one == two or two == base:
        return one
    return two if one == base else min(one, two, key=lambda order: [tie(entry) for entry in order])


def _followers(side: list[T], both: Collection[T]) -> dict[T | None, list[T]]:
    """What one side has alone, by what stands before it; None at the beginning."""
    followers: dict[T | None, list[T]] = {}
    before: T | None = None
    for entry in side:
        if entry in both:
            before = entry
        else:
            followers.setdefault(before, []).append(entry)
    return followers


def _zipped(one: list[T], two: list[T], tie: Callable[[T], Any]) -> list[T]:
    """Two lists as one, each in its own order."""
    made: list[T] = []
    while one and two:
        side = one if tie(one[0]) <= tie(two[0]) else two
        made.append(side[0])
        one, two = (one[1:], two) if side is one else (one, two[1:])
    return made + one + two


def longest_rise(numbers: Sequence[int]) -> set[int]:
    """The positions of a longest rising row among them: the others are what is out of place."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [at]
        before.append(ends[length - 1] if length else -1)
    kept = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = before[at]
    return kept
