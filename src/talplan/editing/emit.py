"""How the values of a change are written: a line for a key, or everything inside brackets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from talplan.editing.changes import NewEntry, Scalar, Value
from talplan.planfile.yaml_quoting import block, scalar


def in_block(value: Value | Sequence[NewEntry | Scalar]) -> str:
    """A value on the line of its key."""
    return scalar(value) if isinstance(value, str) else in_flow(value)


def in_flow(value: Value | Sequence[NewEntry | Scalar]) -> str:
    """A value on one line, fit to stand inside brackets."""
    match value:
        case str():
            return scalar(value, flow=True)
        case date():
            return value.isoformat()
        case int():
            return str(value)
        case Mapping():
            return "{" + ", ".join(f"{key}: {in_flow(entry)}" for key, entry in value.items()) + "}"
        case _:
            return f"[{joined(value)}]"


def joined(values: Sequence[NewEntry | Scalar]) -> str:
    """The entries of a list, without its brackets."""
    return ", ".join(in_flow(entry) for entry in values)


def entry_lines(entry: NewEntry | Scalar, column: int, gap: int, newline: str, *, literal: bool = True) -> list[str]:
    """An entry of a block list: its dash at that column, the gap behind it, its keys below one another."""
    lead = f"{' ' * column}-{' ' * gap}"
    if not isinstance(entry, Mapping):
        return [lead + in_block(entry)]
    first, *others = key_lines(entry, len(lead), newline, literal=literal)
    return [lead + first.lstrip(" "), *others]


def key_lines(entry: NewEntry, column: int, newline: str, *, literal: bool = True) -> list[str]:
    """Keys with their values below one another, at that column. Where nothing may stand as a `literal` block a text
    of several lines goes into quotes."""
    lines = []
    for key, value in entry.items():
        lead = f"{' ' * column}{key}:"
        match value:
            case Mapping():
                lines += [lead, *key_lines(value, column + 2, newline, literal=literal)]
            case [Mapping(), *_]:
                lines.append(lead)
                lines += [line for one in value for line in entry_lines(one, column, 1, newline, literal=literal)]
            case str() if literal:
                lines.append(f"{lead} {block(value, ' ' * (column + 2), newline)}")
            case _:
                lines.append(f"{lead} {in_block(value)}")
    return lines
