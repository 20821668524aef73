"""From what a file says to what it shall say: the changes that lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from talplan.editing.changes import Change, InsertEntry, Remove, Scalar, SetKey, Value
from talplan.planfile.nodes import NodePath
from talplan.versions.matching import Pair, pair_items, pair_sections, pair_units
from talplan.versions.ordering import longest_rise
from talplan.versions.snapshot import (
    CANCELLED,
    HEAD,
    ITEM,
    NOTE,
    RECORD,
    SECTION,
    UNIT,
    Fields,
    Snapshot,
    SnapshotEntry,
)

_NUMBERS = {"number", "first_month"}
_NAMES = {"aliases", "due", "units", "by"}
_ENTRIES = {"done": RECORD, "notes": NOTE}


def changes_to(there: Snapshot, wanted: Snapshot) -> list[Change]:
    """The changes that make a file which says what is `there` say what is wanted; what it says already stays as it
    is written. Both are read in one language, and neither has an error."""
    return [
        *_fields((), there.head, wanted.head, HEAD),
        *_listed(("units",), pair_units(there, wanted), UNIT, lambda entry: _entry(entry.said, UNIT)),
        *_sections(there, wanted),
    ]


def _sections(there: Snapshot, wanted: Snapshot) -> Iterator[Change]:
    pairs = pair_sections(there, wanted)
    items = pair_items(there, wanted)

    def whole(section: SnapshotEntry) -> dict[str, Value]:
        inside = [new for _, new in items if new and new.said["section"] == section.said["number"]]
        return {**_entry(section.said, SECTION), "items": [_entry(new.said, ITEM[1:]) for new in inside]}

    yield from _listed(("sections",), pairs, SECTION, whole)
    for old, new in pairs:
        if old is not None and new is not None:
            number, other = new.said["number"], old.said["number"]
            here = [
                (
                    was if was and was.said["section"] == other else None,
                    now if now and now.said["section"] == number else None,
                )
                for was, now in items
            ]
            yield from _listed(
                (*old.path, "items"),
                [pair for pair in here if any(pair)],
                ITEM[1:],
                lambda one: _entry(one.said, ITEM[1:]),
            )


def _listed(
    path: NodePath, pairs: Sequence[Pair], keys: Sequence[str], whole: Callable[[SnapshotEntry], Mapping[str, Value]]
) -> Iterator[Change]:
    """The changes of a list: what goes, what comes and where, what is changed where it stands. What stands in another
    order now goes and comes again."""
    both = [(old, new) for old, new in pairs if old is not None and new is not None]
    kept = longest_rise([int(old.path[-1]) for old, _ in both])
    staying = {id(new) for at, (_, new) in enumerate(both) if at in kept}
    yield from (Remove(old.path) for old, new in pairs if old is not None and id(new) not in staying)
    position = 0
    for old, new in pairs:
        if new is None:
            continue
        if old is None or id(new) not in staying:
            yield InsertEntry(path, position, whole(new))
        else:
            position = int(old.path[-1]) + 1
            yield from _fields(old.path, old.said, new.said, keys)


def _fields(path: NodePath, there: Fields, wanted: Fields, keys: Sequence[str]) -> Iterator[Change]:
    for key in keys:
        old, new = there.get(key), wanted.get(key)
        if old == new:
            continue
        if not new:
            yield Remove((*path, key))
        elif old and key in _NAMES and isinstance(old, list) and isinstance(new, list):
            yield from _names((*path, key), old, new)
        elif key in _ENTRIES:
            yield from _entries((*path, key), old or [], new, _ENTRIES[key])
        elif old and isinstance(new, Mapping):
            yield from _fields((*path, key), old, new, CANCELLED)
        else:
            yield SetKey(path, key, _value(key, new))


def _names(path: NodePath, there: Sequence[str], wanted: Sequence[str]) -> Iterator[Change]:
    for way, first, end, begin, stop in SequenceMatcher(None, there, wanted, autojunk=False).get_opcodes():
        if way != "equal":
            shared = min(end - first, stop - begin)
            yield from (SetKey(path, first + step, _scalar(wanted[begin + step])) for step in range(shared))
            yield from (Remove((*path, at)) for at in range(first + shared, end))
            yield from (InsertEntry(path, end, _scalar(wanted[at])) for at in range(begin + shared, stop))


def _entries(
    path: NodePath, there: Sequence[Fields], wanted: Sequence[Fields], keys: Sequence[str]
) -> Iterator[Change]:
    """Records or notes: what is not the same is changed where it stands, as far as there is something to change."""
    old, new = [str(entry) for entry in there], [str(entry) for entry in wanted]
    for way, first, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if way != "equal":
            shared = min(end - first, stop - begin)
            for step in range(shared):
                yield from _fields((*path, first + step), there[first + step], wanted[begin + step], keys)
            yield from (Remove((*path, at)) for at in range(first + shared, end))
            yield from (InsertEntry(path, end, _entry(wanted[at], keys)) for at in range(begin + shared, stop))


def _entry(said: Fields, keys: Sequence[str]) -> dict[str, Value]:
    return {key: _value(key, said[key]) for key in keys if key in said}


def _value(key: str, said: Any) -> Value:
    """What is said as it is written: numbers and dates are plain."""
    match said:
        case Mapping():
            return _entry(said, CANCELLED)
        case list() if key in _ENTRIES:
            return [_entry(entry, _ENTRIES[key]) for entry in said]
        case list():
            return [_scalar(text) for text in said]
    return int(said) if key in _NUMBERS else _scalar(said) if key in ("date", "due") else str(said)


def _scalar(text: str) -> Scalar:
    try:
        return date.fromisoformat(text) if len(text) == 10 else text
    except ValueError:
        return text
