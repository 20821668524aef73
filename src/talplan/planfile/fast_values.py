"""The draft of a file that is plainly right, as nearly all are: read value by value, without pydantic.

The schema stays the judge. Whatever is not known here at once, a key, a type, a value, gives no draft at all, and the
file is read with the schema; what is known is what the schema takes, and the draft is the same. Importing pydantic and
its models takes 13 times as long as starting Python.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from talplan.domain.language import Language
from talplan.domain.plan_year import PlanYear
from talplan.domain.spelling import normalize
from talplan.planfile.format_table import PARTS
from talplan.planfile.partial_plan import (
    PartialItem,
    PartialNote,
    PartialPlan,
    PartialRecord,
    PartialSection,
    PartialUnit,
    registry_of,
)
from talplan.planfile.scalars import (
    Refused,
    academic_year,
    calendar_day,
    language,
    month_number,
    some_text,
    term,
    whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from talplan.planfile.nodes import Data, NodePath

T = TypeVar("T")

_KNOWN = {part: frozenset(key.name for key in keys) for part, keys in PARTS.items()}


class _Unusual(Exception):
    """What only the schema can judge."""


def read_strict(data: Data) -> PartialPlan | None:
    """Everything in the data, where all of it is plainly right; else None."""
    try:
        return _plan(data)
    except (_Unusual, Refused, KeyError):  # KeyError: a key that must be there
        return None


# --- parts --------------------------------------------------------------------------------------------------


def _plan(data: Data) -> PartialPlan:
    plan = _part("plan", data)
    units = tuple(_unit(unit, ("units", at)) for at, unit in enumerate(_some(plan["units"])))
    sections = _some(plan["sections"])
    return PartialPlan(
        title=_text(plan["title"]),
        year=PlanYear(academic_year(plan["year"]), _optional(month_number, plan.get("first_month")) or 8),
        language=_optional(language, plan.get("language")) or Language.KY,
        units=units,
        registry=registry_of(units),
        registry_whole=True,
        registry_texts=frozenset(normalize(spelling) for unit in units for _, spelling in unit.spellings()),
        references_whole=True,
        sections=tuple(_section(section, ("sections", at)) for at, section in enumerate(sections)),
        sections_whole=True,
    )


def _unit(data: Data, path: NodePath) -> PartialUnit:
    unit = _part("unit", data)
    return PartialUnit(
        path,
        _text(unit["name"]),
        _optional(_text, unit.get("short")),
        tuple(map(_text, _list(unit.get("aliases")))),
        _optional(_text, unit.get("part_of")),
    )


def _section(data: Data, path: NodePath) -> PartialSection:
    section = _part("section", data)
    items = section["items"]
    if not isinstance(items, list):  # one without items says so: []
        raise _Unusual
    return PartialSection(
        path,
        whole_number(section["number"]),
        _optional(_text, section.get("title")),
        tuple([_item(item, (*path, "items", at)) for at, item in enumerate(items)]),
        whole=True,
    )


def _item(data: Data, path: NodePath) -> PartialItem:
    item = _part("item", data)
    done, notes, cancelled = item.get("done"), item.get("notes"), item.get("cancelled")
    return PartialItem(
        path,
        whole_number(item["number"]),
        _text(item["task"]),
        tuple(map(term, _some(item["due"]))),
        tuple(map(some_text, _some(item["units"]))),
        () if done is None else tuple([_record(one, (*path, "done", at)) for at, one in enumerate(_list(done))]),
        () if notes is None else tuple([_note(one, (*path, "notes", at)) for at, one in enumerate(_list(notes))]),
        None if cancelled is None else _cancelled(cancelled, (*path, "cancelled")),
    )


def _record(data: Data, path: NodePath) -> PartialRecord:
    record = _part("record", data)
    return PartialRecord(
        path,
        calendar_day(record["date"]),
        _optional(term, record.get("term")),
        tuple(map(some_text, _list(record.get("by")))),
        _optional(_text, record.get("note")),
        _optional(_text, record.get("evidence")),
    )


def _note(data: Data, path: NodePath) -> PartialNote:
    note = _part("note", data)
    return PartialNote(path, calendar_day(note["date"]), _optional(_text, note.get("by")), _text(note["text"]))


def _cancelled(data: Data, path: NodePath) -> PartialRecord:
    gone = _part("cancelled", data)
    return PartialRecord(path, calendar_day(gone["date"]), None, (), _optional(_text, gone.get("note")), None)


# --- values -------------------------------------------------------------------------------------------------


def _part(name: str, data: Data) -> dict[str, Any]:
    if isinstance(data, dict) and data.keys() <= _KNOWN[name]:
        return data
    raise _Unusual


def _text(value: Data) -> str:
    # A block text (|) ends in a line break that nobody means.
    return some_text(value).strip()


def _optional(read: Callable[[Data], T], value: Data) -> T | None:
    return None if value is None else read(value)


def _list(value: Data) -> list[Data]:
    """The entries of an optional list."""
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise _Unusual


def _some(value: Data) -> list[Data]:
    """The entries of a list that must have one."""
    if isinstance(value, list) and value:
        return value
    raise _Unusual
