"""The JSON fields of `stats` and `timeline` that scripts rely on: none is ever renamed or dropped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from talplan.domain.plan import Plan, Section
from talplan.domain.plan_year import Window
from talplan.domain.terms import spell
from talplan.queries.progress import Load, Placed, Progress
from talplan.queries.timeline import Bar, ItemRow, UnitRow

Fields = dict[str, Any]


def counts(own: Progress) -> Fields:
    """The states add up to the total; the late ones are among the done ones."""
    return {
        "total": own.total,
        "done": own.done,
        "late": own.late,
        "overdue": own.overdue,
        "not_reported": own.unreported,
        "due": own.due,
        "ongoing": own.ongoing,
        "upcoming": own.upcoming,
    }


_STATES = tuple(counts(Progress()))
_WINDOW = ("term", "from", "until", "state", "total", "done")
SECTIONS = ("section", "title", *_STATES)
UNITS = ("unit", "part_of", *_STATES)
MONTHS = ("month", *_STATES)
ITEM_WINDOWS = ("id", "section", "task", "status", *_WINDOW)
UNIT_WINDOWS = ("unit", "part_of", *_WINDOW)
"""The columns of CSV."""


def load_columns(plan: Plan) -> tuple[str, ...]:
    """Those of units × months."""
    return ("unit", "part_of", *map(_month, plan.year.months), "standing")


def of_sections(found: Iterable[tuple[Section, Progress]]) -> list[Fields]:
    """By section."""
    return [{"section": section.number, "title": section.title, **counts(own)} for section, own in found]


def of_units(plan: Plan, found: Iterable[tuple[Placed, Progress]]) -> list[Fields]:
    """By unit, each with what its parts have to do."""
    return [{**_unit(plan, placed), **counts(own)} for placed, own in found]


def _unit(plan: Plan, placed: Placed) -> Fields:
    above = plan.registry.parents(placed[0])
    return {"unit": placed[0].display, "part_of": above[0].display if above else None}


def of_months(months: Iterable[tuple[Window, Progress]], standing: Progress) -> list[Fields]:
    """By month; what has no date comes last, and its month is null."""
    found = [*((_month(window), own) for window, own in months), (None, standing)]
    return [{"month": name, **counts(own)} for name, own in found]


def _month(window: Window) -> str:
    return str(window.first)[:7]


def of_load(plan: Plan, found: Iterable[tuple[Placed, Load]]) -> list[Fields]:
    """By unit and month: how many obligations touch each month, and how many have no date."""
    names = [_month(month) for month in plan.year.months]
    return [
        {**_unit(plan, placed), **dict(zip(names, load.months, strict=True)), "standing": load.standing}
        for placed, load in found
    ]


def of_items(plan: Plan, rows: Iterable[ItemRow]) -> list[Fields]:
    """The chart of the items: each with the windows that are drawn."""
    return [
        {
            "id": row.item.id,
            "section": row.item.section,
            "task": row.item.task,
            "status": row.look.status,
            "windows": [_window(plan, bar) for bar in row.bars],
        }
        for row in rows
    ]


def of_unit_bars(plan: Plan, rows: Iterable[UnitRow]) -> list[Fields]:
    """The chart of the units."""
    return [{**_unit(plan, (row.unit, row.depth)), "windows": [_window(plan, bar) for bar in row.bars]} for row in rows]


def _window(plan: Plan, bar: Bar) -> Fields:
    return {
        "term": spell(bar.term, plan.language),
        "from": str(bar.window.first),
        "until": str(bar.window.last),
        "state": bar.mark,
        "total": bar.total,
        "done": bar.done,
    }


def by_window(rows: Iterable[Fields]) -> list[Fields]:
    """The same for a table of lines: one for each window, with what the row is."""
    return [
        {**{key: value for key, value in row.items() if key != "windows"}, **window}
        for row in rows
        for window in row["windows"]
    ]
