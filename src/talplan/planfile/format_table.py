"""The keys of each part of a plan file: generated from the models in `schema.py` by docs/format_table.py.

What must not import pydantic reads this table: the reader, the formatter, the edits, diff and merge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from datetime import date

    from talplan.domain.language import Language
    from talplan.domain.plan_year import PlanYear
    from talplan.domain.terms import Term
    from talplan.planfile.nodes import NodePath

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
    bare: bool = False
    """Whether a list of one is written as its only entry; several go on lines of their own."""


PARTS: dict[str, tuple[Key, ...]] = {
    "plan": (
        Key("title", "text", required=True),
        Key("year", "year", required=True),
        Key("first_month", "month"),
        Key("language", "language"),
        Key("approved", "part", part="approved"),
        Key("signatures", "part", part="signature", is_list=True),
        Key("units", "part", part="unit", is_list=True, required=True, filled=True),
        Key("sections", "part", part="section", is_list=True, required=True, filled=True),
    ),
    "approved": (
        Key("by", "text", required=True),
        Key("date", "date", required=True),
        Key("order", "text"),
    ),
    "signature": (
        Key("post", "text", required=True),
        Key("name", "text"),
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
        Key("evidence", "text", is_list=True, bare=True),
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


def part_at(path: NodePath) -> tuple[Key, ...]:
    """Return the keys of the part at a path of the format."""
    keys = PARTS["plan"]
    for step in path:
        if isinstance(step, str):
            keys = PARTS[next(key.part for key in keys if key.name == step)]
    return keys


T = TypeVar("T")

PartialList = tuple[T | None, ...]
"""The entries of a list: None in the place of one that could not be read, and a None at the end if the list itself may
lack some."""

# The values of each part that could be read, None for the others. The place of a value is the path of its part with
# the key behind it, so that no object has to be made for it: this saves a fifth of the time of reading. Nine named
# tuples in their place would take a twentieth of the time of `list`.


class PartialPlan:
    __slots__ = ("approved", "first_month", "language", "path", "sections", "signatures", "title", "units", "year")

    def __init__(
        self,
        path: NodePath,
        title: str | None,
        year: PlanYear | None,
        first_month: int | None,
        language: Language | None,
        approved: PartialApproved | None,
        signatures: tuple[PartialSignature, ...],
        units: tuple[PartialUnit, ...],
        sections: tuple[PartialSection, ...],
    ) -> None:
        self.path = path
        self.title = title
        self.year = year
        self.first_month = first_month
        self.language = language
        self.approved = approved
        self.signatures = signatures
        self.units = units
        self.sections = sections


class PartialApproved:
    __slots__ = ("by", "date", "order", "path")

    def __init__(
        self,
        path: NodePath,
        by: str | None,
        date: date | None,
        order: str | None,
    ) -> None:
        self.path = path
        self.by = by
        self.date = date
        self.order = order


class PartialSignature:
    __slots__ = ("name", "path", "post")

    def __init__(
        self,
        path: NodePath,
        post: str | None,
        name: str | None,
    ) -> None:
        self.path = path
        self.post = post
        self.name = name


class PartialUnit:
    __slots__ = ("aliases", "name", "part_of", "path", "short")

    def __init__(
        self,
        path: NodePath,
        name: str | None,
        short: str | None,
        aliases: PartialList[str],
        part_of: str | None,
    ) -> None:
        self.path = path
        self.name = name
        self.short = short
        self.aliases = aliases
        self.part_of = part_of


class PartialSection:
    __slots__ = ("items", "number", "path", "title")

    def __init__(
        self,
        path: NodePath,
        number: int | None,
        title: str | None,
        items: tuple[PartialItem, ...],
    ) -> None:
        self.path = path
        self.number = number
        self.title = title
        self.items = items


class PartialItem:
    __slots__ = ("cancelled", "done", "due", "notes", "number", "path", "task", "units")

    def __init__(
        self,
        path: NodePath,
        number: int | None,
        task: str | None,
        due: PartialList[Term],
        units: PartialList[str],
        done: tuple[PartialRecord, ...],
        notes: tuple[PartialNote, ...],
        cancelled: PartialCancelled | None,
    ) -> None:
        self.path = path
        self.number = number
        self.task = task
        self.due = due
        self.units = units
        self.done = done
        self.notes = notes
        self.cancelled = cancelled


class PartialRecord:
    __slots__ = ("by", "date", "evidence", "note", "path", "term")

    def __init__(
        self,
        path: NodePath,
        date: date | None,
        term: Term | None,
        by: PartialList[str],
        note: str | None,
        evidence: PartialList[str],
    ) -> None:
        self.path = path
        self.date = date
        self.term = term
        self.by = by
        self.note = note
        self.evidence = evidence


class PartialNote:
    __slots__ = ("by", "date", "path", "text")

    def __init__(
        self,
        path: NodePath,
        date: date | None,
        by: str | None,
        text: str | None,
    ) -> None:
        self.path = path
        self.date = date
        self.by = by
        self.text = text


class PartialCancelled:
    __slots__ = ("date", "note", "path")

    def __init__(
        self,
        path: NodePath,
        date: date | None,
        note: str | None,
    ) -> None:
        self.path = path
        self.date = date
        self.note = note
