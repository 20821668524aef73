"""The keys of each part of a plan file: generated from the models in `schema.py` by docs/format_table.py.

What must not import pydantic reads this table: the reader, the formatter, the edits, diff and merge.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["text", "number", "date", "year", "month", "language", "term", "unit", "part"]
"""What a value is; a unit is named under any of its spellings, a part is a mapping with keys of its own."""


class Key(NamedTuple):
    """A key of a part. `kind` is that of its value, or of each entry where the value is a list."""

    name: str
    kind: Kind
    part: str = ""
    """The name in PARTS of the part below the key."""
    is_list: bool = False
    required: bool = False
    filled: bool = False
    """Whether the list must have an entry."""


PARTS: dict[str, tuple[Key, ...]] = {
    "plan": (
        Key("title", "text", required=True),
        Key("year", "year", required=True),
        Key("first_month", "month"),
        Key("language", "language"),
        Key("units", "part", part="unit", is_list=True, required=True, filled=True),
        Key("sections", "part", part="section", is_list=True, required=True, filled=True),
    ),
    "unit": (
        Key("name", "text", required=True),
        Key("short", "text"),
        Key("aliases", "text", is_list=True),
        Key("part_of", "unit"),
    ),
    "section": (
        Key("number", "number", required=True),
        Key("title", "text"),
        Key("items", "part", part="item", is_list=True, required=True),
    ),
    "item": (
        Key("number", "number", required=True),
        Key("task", "text", required=True),
        Key("due", "term", is_list=True, required=True, filled=True),
        Key("units", "unit", is_list=True, required=True, filled=True),
        Key("done", "part", part="record", is_list=True),
        Key("notes", "part", part="note", is_list=True),
        Key("cancelled", "part", part="cancelled"),
    ),
    "record": (
        Key("date", "date", required=True),
        Key("term", "term"),
        Key("by", "unit", is_list=True),
        Key("note", "text"),
        Key("evidence", "text"),
    ),
    "note": (
        Key("date", "date", required=True),
        Key("by", "unit"),
        Key("text", "text", required=True),
    ),
    "cancelled": (
        Key("date", "date", required=True),
        Key("note", "text"),
    ),
}
"""The keys of each part, in the order in which they are written. The whole file is the part `plan`."""


def part_at(path: tuple[int | str, ...]) -> tuple[Key, ...]:
    """Return the keys of the mapping at a path, which exists in the format."""
    keys = PARTS["plan"]
    for step in path:
        if isinstance(step, str):
            keys = PARTS[next(key.part for key in keys if key.name == step)]
    return keys
