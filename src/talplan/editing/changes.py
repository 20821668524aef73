"""The changes that every command that writes is made of, and their effect on plain data."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from talplan.planfile.format_table import PARTS
from talplan.planfile.nodes import Data, NodePath

if TYPE_CHECKING:
    from talplan.domain.plan import Record

Scalar = str | int | date
"""A single value: a text, a number or a date."""

NewEntry = Mapping[str, "Value"]
"""The keys and values of a new record, note, unit or item."""

Value = Scalar | Sequence["Scalar | NewEntry"] | NewEntry
"""The new value of a key."""

Message = tuple[str, dict[str, Any]]
"""The key of a sentence and its values."""


class SetKey(NamedTuple):
    """Set a key of the mapping at `path`, adding it if it is missing; in a list, replace the entry at that position."""

    path: NodePath
    key: str | int
    value: Value


class InsertEntry(NamedTuple):
    """Insert an entry before `position` of the list at `path`, creating a missing list.

    The position counts the entries of the original file, whatever other changes are made with it.
    """

    path: NodePath
    position: int
    entry: NewEntry | Scalar


class Remove(NamedTuple):
    """Remove a key with its value, or an entry of a list; the last entry takes its list along."""

    path: NodePath


Change = SetKey | InsertEntry | Remove


class ItemEdit(NamedTuple):
    """What a command does to one item or unit: the changes, and what to report.

    `name` is an item ID or the name of a unit, as a commit message shows it. `records` are the records that are added
    or removed, `kept` what remains of a removed one.
    """

    name: str
    changes: list[Change]
    messages: Sequence[Message] = ()
    remarks: Sequence[Message] = ()
    records: Sequence[Record] = ()
    kept: Sequence[Record] = ()

    @property
    def key(self) -> Hashable:
        """What a person confirms: two edits with equal keys are the same edit."""
        return (self.name, *self.records)


def apply_to_data(data: Data, changes: Sequence[Change], depth: int = 0) -> Data:
    """Return plain data with the changes made: what the edited file must say."""
    if not changes:
        return data
    if isinstance(data, list):
        return _apply_to_list(data, changes, depth)
    assert isinstance(data, dict)
    result = dict(data)
    for change in changes:
        if isinstance(change, SetKey) and len(change.path) == depth:
            result[str(change.key)] = _build_data(change.value)
        elif isinstance(change, Remove) and len(change.path) == depth + 1:
            result.pop(str(change.path[-1]), None)
    for key, below in _group_by_step(changes, depth).items():
        value = result.get(str(key))
        result[str(key)] = apply_to_data(value if isinstance(value, dict | list) else [], below, depth + 1)
    return result


def _apply_to_list(data: list[Data], changes: Sequence[Change], depth: int) -> Data:
    below = _group_by_step(changes, depth)
    removed = set()
    replaced: dict[int, Data] = {}
    inserted: dict[int, list[Data]] = {}
    for change in changes:
        if isinstance(change, Remove) and len(change.path) == depth + 1:
            removed.add(change.path[-1])
        elif isinstance(change, InsertEntry) and len(change.path) == depth:
            inserted.setdefault(change.position, []).append(_build_data(change.entry))
        elif isinstance(change, SetKey) and len(change.path) == depth:
            replaced[int(change.key)] = _build_data(change.value)
    result: list[Data] = []
    for position in range(len(data) + 1):
        result += inserted.get(position, [])
        if position < len(data) and position not in removed:
            entry = replaced.get(position, data[position])
            result.append(apply_to_data(entry, below.get(position, []), depth + 1))
    return result


def _group_by_step(changes: Sequence[Change], depth: int) -> dict[int | str, list[Change]]:
    """Group the changes of deeper levels by the next step of their paths."""
    below: dict[int | str, list[Change]] = {}
    for change in changes:
        if len(change.path) > depth and not (isinstance(change, Remove) and len(change.path) == depth + 1):
            below.setdefault(change.path[depth], []).append(change)
    return below


def _build_data(value: Value) -> Data:
    match value:
        case str() | int() | date():
            return str(value)
        case Mapping():
            return {key: _build_data(entry) for key, entry in value.items()}
        case _:
            return [_build_data(entry) for entry in value]


BARE = frozenset(key.name for keys in PARTS.values() for key in keys if key.bare)
"""Keys whose list of one entry is written as that entry, and several entries on lines of their own."""


def _bare(value: Data) -> Data:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def strip_empty_values(data: Data) -> Data:
    """Return the data without empty optional values, white space around texts, and lists of one for BARE keys."""
    if isinstance(data, dict):
        kept = {key: strip_empty_values(_bare(value) if key in BARE else value) for key, value in data.items()}
        return {key: value for key, value in kept.items() if value not in (None, [], "") or key == "items"}
    if isinstance(data, list):
        return [strip_empty_values(entry) for entry in data]
    return data.strip() if isinstance(data, str) else data
