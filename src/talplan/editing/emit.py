"""The YAML text of new values: in lines below their key, or inside brackets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeGuard

from talplan.editing.changes import BARE, NewEntry, Scalar, Value
from talplan.planfile.yaml_quoting import block, scalar


def format_block_value(value: Value | Sequence[NewEntry | Scalar]) -> str:
    """Format a value for the line of its key."""
    return scalar(value) if isinstance(value, str) else format_flow_value(value)


def is_written_below(value: object, key: str) -> TypeGuard[NewEntry | Sequence[NewEntry | Scalar]]:
    """Return whether a value is written in lines below its key: keys, entries with keys, texts of a BARE key."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return isinstance(value[0], Mapping) or key in BARE
    return isinstance(value, Mapping)


def format_flow_value(value: Value | Sequence[NewEntry | Scalar]) -> str:
    """Format a value in one line, fit for the inside of brackets."""
    match value:
        case str():
            return scalar(value, flow=True)
        case date():
            return value.isoformat()
        case int():
            return str(value)
        case Mapping():
            return "{" + ", ".join(f"{key}: {format_flow_value(entry)}" for key, entry in value.items()) + "}"
        case _:
            return f"[{format_flow_entries(value)}]"


def format_flow_entries(values: Sequence[NewEntry | Scalar]) -> str:
    """Format the entries of a list, without its brackets."""
    return ", ".join(format_flow_value(entry) for entry in values)


def format_entry(entry: NewEntry | Scalar, column: int, gap: int, newline: str, *, literal: bool = True) -> list[str]:
    """Format an entry of a block list as lines, with its dash at `column` and `gap` spaces after the dash."""
    lead = f"{' ' * column}-{' ' * gap}"
    if not isinstance(entry, Mapping):
        return [lead + format_block_value(entry)]
    first, *others = format_keys(entry, len(lead), newline, literal=literal)
    return [lead + first.lstrip(" "), *others]


def format_keys(entry: NewEntry, column: int, newline: str, *, literal: bool = True) -> list[str]:
    """Format keys with their values as lines that begin at `column`.

    Without `literal` a text of several lines is quoted instead of written as a block.
    """
    lines = []
    for key, value in entry.items():
        lead = f"{' ' * column}{key}:"
        match value:
            case Mapping():
                lines += [lead, *format_keys(value, column + 2, newline, literal=literal)]
            case [_, *_] if is_written_below(value, key):
                lines.append(lead)
                lines += [line for item in value for line in format_entry(item, column, 1, newline, literal=literal)]
            case str() if literal:
                lines.append(f"{lead} {block(value, ' ' * (column + 2), newline)}")
            case _:
                lines.append(f"{lead} {format_block_value(value)}")
    return lines
