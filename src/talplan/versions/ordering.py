"""The order of a merged list, and the entries that are out of order in one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any, TypeVar

T = TypeVar("T", bound=Hashable)


def merge_order(
    base: Sequence[T], ours: Sequence[T], theirs: Sequence[T], kept: Collection[T], tie: Callable[[T], Any]
) -> list[T]:
    """Return the kept entries of both sides in the order of both: an entry of one side follows its predecessor there.

    Where both sides have entries in one place `tie` decides, so that the result is the same for both directions.
    """
    our_kept, their_kept = ([entry for entry in side if entry in kept] for side in (ours, theirs))
    shared = {*our_kept} & {*their_kept}
    olds, our_shared, their_shared = (
        [entry for entry in side if entry in shared] for side in (base, our_kept, their_kept)
    )
    spine = _order_shared(olds, our_shared, their_shared, tie)
    our_followers, their_followers = _followers(our_kept, shared), _followers(their_kept, shared)
    result = _interleave(our_followers.get(None, []), their_followers.get(None, []), tie)
    for entry in spine:
        result += [entry, *_interleave(our_followers.get(entry, []), their_followers.get(entry, []), tie)]
    return result


def _order_shared(base: list[T], ours: list[T], theirs: list[T], tie: Callable[[T], Any]) -> list[T]:
    """Return the entries that both sides have in the order of the side that changed that of the base's entries."""
    our_olds, their_olds = ([entry for entry in side if entry in base] for side in (ours, theirs))
    if ours == theirs or (their_olds == base != our_olds):
        return ours
    return (
        theirs
        if our_olds == base != their_olds
        else min(ours, theirs, key=lambda order: [tie(entry) for entry in order])
    )


def _followers(side: list[T], shared: Collection[T]) -> dict[T | None, list[T]]:
    """Group the entries of one side only by the shared entry before them; None at the beginning."""
    followers: dict[T | None, list[T]] = {}
    before: T | None = None
    for entry in side:
        if entry in shared:
            before = entry
        else:
            followers.setdefault(before, []).append(entry)
    return followers


def _interleave(ours: list[T], theirs: list[T], tie: Callable[[T], Any]) -> list[T]:
    """Merge two lists, each of which keeps its own order."""
    result: list[T] = []
    while ours and theirs:
        side = ours if tie(ours[0]) <= tie(theirs[0]) else theirs
        result.append(side.pop(0))
    return result + ours + theirs


def longest_increasing(numbers: Sequence[int]) -> list[int]:
    """Return the positions of a longest increasing subsequence, in order; the other numbers are out of order."""
    tails: list[int] = []  # the last number of the best subsequence of each length, and its position
    ends: list[int] = []
    previous: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(tails, number)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [position]
        previous.append(ends[length - 1] if length else -1)
    result = []
    position = ends[-1] if ends else -1
    while position >= 0:
        result.append(position)
        position = previous[position]
    return result[::-1]
