"""The JSON fields and CSV columns of `stats` and `timeline`: none is ever renamed or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from talplan.domain.plan import Plan, Section
from talplan.domain.plan_year import Window
from talplan.domain.spell_terms import spell
from talplan.domain.standing import Tally
from talplan.queries.headline import Headline
from talplan.views.fields import Fields

if TYPE_CHECKING:
    from talplan.queries.progress import Load, PlacedUnit
    from talplan.queries.timeline import Bar, ItemRow, UnitRow


def count_fields(counts: Tally, items: Headline) -> Fields:
    """Return the counts of `stats`: of obligations, and of the items that had to be done by the day."""
    return {
        "total": counts.total,
        **counts._asdict(),
        "items_due_by_date": items.total,
        **{f"items_{name}": number for name, number in items._asdict().items()},
    }


_COUNTS = ("total", *Tally._fields, "items_due_by_date", *(f"items_{name}" for name in Headline._fields))
_WINDOW = ("term", "from", "until", "state", "total", "done")
SECTION_COLUMNS = ("section", "title", *_COUNTS)
UNIT_COLUMNS = ("unit", "part_of", *_COUNTS)
MONTH_COLUMNS = ("month", *_COUNTS)
ITEM_WINDOW_COLUMNS = ("id", "section", "task", "status", *_WINDOW)
UNIT_WINDOW_COLUMNS = ("unit", "part_of", *_WINDOW)


def load_columns(plan: Plan) -> tuple[str, ...]:
    """Return the columns of units × months."""
    return ("unit", "part_of", *map(_month, plan.year.months), "standing")


def section_counts(
    counts: Iterable[tuple[Section, Tally]], headlines: Iterable[tuple[Section, Headline]]
) -> list[Fields]:
    """Return `stats --by section`, in the order of the counts; both are of the same sections."""
    items = {section.number: own for section, own in headlines}
    return [
        {"section": section.number, "title": section.title, **count_fields(own, items[section.number])}
        for section, own in counts
    ]


def unit_counts(
    plan: Plan, counts: Iterable[tuple[PlacedUnit, Tally]], headlines: Iterable[tuple[PlacedUnit, Headline]]
) -> list[Fields]:
    """Return `stats --by unit`: each unit with its parts."""
    items = {placed[0]: own for placed, own in headlines}
    return [{**_unit(plan, placed), **count_fields(own, items.get(placed[0], Headline()))} for placed, own in counts]


def _unit(plan: Plan, placed: PlacedUnit) -> Fields:
    above = plan.registry.parents(placed[0])
    return {"unit": placed[0].display, "part_of": above[0].display if above else None}


def month_counts(
    counts: Sequence[tuple[Window | None, Tally]], headlines: tuple[Sequence[Headline], Headline]
) -> list[Fields]:
    """Return `stats --by month`, in the order of the counts; under a null month what has no date."""
    months = sorted(month for month, _ in counts if month)
    items: dict[Window | None, Headline] = {**dict(zip(months, headlines[0], strict=True)), None: headlines[1]}
    return [{"month": month and _month(month), **count_fields(own, items[month])} for month, own in counts]


def _month(month: Window) -> str:
    return str(month.first)[:7]


def unit_loads(plan: Plan, loads: Iterable[tuple[PlacedUnit, Load]]) -> list[Fields]:
    """Return `stats --by unit,month`: how many obligations touch each month, and how many have no date."""
    names = [_month(month) for month in plan.year.months]
    return [
        {**_unit(plan, placed), **dict(zip(names, load.months, strict=True)), "standing": load.standing}
        for placed, load in loads
    ]


# --- the timeline -------------------------------------------------------------------------------------------


def item_windows(plan: Plan, rows: Iterable[ItemRow]) -> list[Fields]:
    """Return `timeline`: each item with the windows drawn."""
    return [
        {
            "id": row.item.id,
            "section": row.item.section,
            "task": row.item.task,
            "status": row.assessment.standing.state,
            "windows": [_window(plan, bar) for bar in row.bars],
        }
        for row in rows
    ]


def unit_windows(plan: Plan, rows: Iterable[UnitRow]) -> list[Fields]:
    """Return `timeline --by unit`."""
    return [{**_unit(plan, (row.unit, row.depth)), "windows": [_window(plan, bar) for bar in row.bars]} for row in rows]


def _window(plan: Plan, bar: Bar) -> Fields:
    return {
        "term": spell(bar.term, plan.language),
        "from": str(bar.window.first),
        "until": str(bar.window.last),
        "state": bar.standing,
        "total": bar.total,
        "done": bar.done,
    }


def flatten_windows(rows: Iterable[Fields]) -> list[Fields]:
    """Return a row for each window, with the fields of what it belongs to: the timeline as a table."""
    return [
        {**{key: value for key, value in row.items() if key != "windows"}, **window}
        for row in rows
        for window in row["windows"]
    ]
