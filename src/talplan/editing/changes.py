"""The few ways in which a plan file is changed. Every command that writes makes a list of these and nothing else."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from talplan.planfile.nodes import Data, NodePath

Scalar = str | int | date
"""What stands in one place: a text, a number, a date."""

NewEntry = Mapping[str, "Value"]
"""Keys with their values: a new record, note or item."""

Value = Scalar | Sequence["Scalar | NewEntry"] | NewEntry
"""What a key is set to."""


class SetKey(NamedTuple):
    """Sets a key of the mapping at `path`; a key that is not there is added. Of a list: the entry in that position."""

    path: NodePath
    key: str | int
    value: Value


class InsertEntry(NamedTuple):
    """A new entry before `position` of the list at `path`; a list that is not there is made.

    The position is the one in the file as it was, whatever other changes go with this one.
    """

    path: NodePath
    position: int
    entry: NewEntry | Scalar


class Remove(NamedTuple):
    """Takes the entry of a list away, and the list with its last entry; or a key with its value."""

    path: NodePath


Change = SetKey | InsertEntry | Remove


class Meant(Protocol):
    """What a command does to one item, or to whatever else has a name in the file."""

    @property
    def name(self) -> str:
        """What a commit calls it: an item's id."""

    @property
    def changes(self) -> list[Change]:
        """What changes in the file; empty where there is nothing to do."""

    @property
    def key(self) -> Hashable:
        """Two that are alike in it are what a person agreed to."""


def applied(data: Data, changes: Sequence[Change], depth: int = 0) -> Data:
    """What the file says with the changes made, worked out on plain data: the measure of an edit."""
    if not changes:
        return data
    if isinstance(data, list):
        return _applied_list(data, changes, depth)
    assert isinstance(data, dict)
    made = dict(data)
    for change in changes:
        if isinstance(change, SetKey) and len(change.path) == depth:
            made[str(change.key)] = _data(change.value)
        elif isinstance(change, Remove) and len(change.path) == depth + 1:
            made.pop(str(change.path[-1]), None)
    for key, below in _by_step(changes, depth).items():
        there = made.get(str(key))
        made[str(key)] = applied(there if isinstance(there, dict | list) else [], below, depth + 1)
    return made


def _applied_list(data: list[Data], changes: Sequence[Change], depth: int) -> Data:
    below = _by_step(changes, depth)
    dropped = set()
    put: dict[int, Data] = {}
    inserted: dict[int, list[Data]] = {}
    for change in changes:
        if isinstance(change, Remove) and len(change.path) == depth + 1:
            dropped.add(change.path[-1])
        elif isinstance(change, InsertEntry) and len(change.path) == depth:
            inserted.setdefault(change.position, []).append(_data(change.entry))
        elif isinstance(change, SetKey) and len(change.path) == depth:
            put[int(change.key)] = _data(change.value)
    made: list[Data] = []
    for position in range(len(data) + 1):
        made += inserted.get(position, [])
        if position < len(data) and position not in dropped:
            made.append(applied(put.get(position, data[position]), below.get(position, []), depth + 1))
    return made


def _by_step(changes: Sequence[Change], depth: int) -> dict[int | str, list[Change]]:
    """The changes further down, by the step of their paths that comes next."""
    below: dict[int | str, list[Change]] = {}
    for change in changes:
        if len(change.path) > depth and not (isinstance(change, Remove) and len(change.path) == depth + 1):
            below.setdefault(change.path[depth], []).append(change)
    return below


def _data(value: Value) -> Data:
    match value:
        case str() | int() | date():
            return str(value)
        case Mapping():
            return {key: _data(entry) for key, entry in value.items()}
        case _:
            return [_data(entry) for entry in value]


def meaning(data: Data) -> Data:
    """The data without what means nothing: empty optional values, and the line break at a block text's end."""
    if isinstance(data, dict):
        kept = {key: meaning(value) for key, value in data.items()}
        return {key: value for key, value in kept.items() if value not in (None, [], "") or key == "items"}
    if isinstance(data, list):
        return [meaning(entry) for entry in data]
    return data.strip() if isinstance(data, str) else data
