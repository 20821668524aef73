"""Progress: obligations counted by section, unit and month, items counted by unit, and the load of each month."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from talplan.domain.obligations import Obligation
from talplan.domain.plan import Plan, Section
from talplan.domain.plan_year import PlanYear, Window
from talplan.domain.spelling import sort_key
from talplan.domain.standing import Standing, Tally, tally
from talplan.domain.units import Unit
from talplan.queries.select import Assessment, asked_units, assess


class Load(NamedTuple):
    """How many obligations a unit has in each month of the year, and how many that last the whole of it."""

    months: tuple[int, ...]
    standing: int


PlacedUnit = tuple[Unit, int]
"""A unit and its depth in the tree of the units shown."""


def running(assessments: Iterable[Assessment]) -> Iterator[Obligation]:
    """Yield the obligations that count: those of the items that are not cancelled."""
    for assessment in assessments:
        if assessment.standing is not Standing.CANCELLED:
            yield from assessment.obligations


def count_obligations(assessments: Iterable[Assessment]) -> Tally:
    """Count the obligations of these items."""
    return tally(obligation.standing for assessment in assessments for obligation in assessment.obligations)


def count_items(assessments: Iterable[Assessment]) -> Tally:
    """Count these items."""
    return tally(assessment.standing for assessment in assessments)


def count_by_section(plan: Plan, assessments: Iterable[Assessment]) -> list[tuple[Section, Tally]]:
    """Count the obligations of each section that these items belong to."""
    sections: dict[int, list[Assessment]] = {}
    for assessment in assessments:
        sections.setdefault(assessment.item.section, []).append(assessment)
    return [
        (section, count_obligations(sections[section.number]))
        for section in plan.sections
        if section.number in sections
    ]


def count_by_month(plan: Plan, assessments: Iterable[Assessment]) -> tuple[list[tuple[Window, Tally]], Tally]:
    """Count each obligation in the month of its deadline; those of standing terms are counted apart."""
    months: list[list[Standing]] = [[] for _ in range(13)]
    for obligation in running(assessments):
        index = _months(plan.year, obligation.window)[-1] if obligation.term.dated else 12
        months[index].append(obligation.standing)
    *dated, standing = map(tally, months)
    return list(zip(plan.year.months, dated, strict=True)), standing


def count_by_unit(
    plan: Plan, assessments: Iterable[Assessment], asked: frozenset[str] | None
) -> list[tuple[PlacedUnit, Tally]]:
    """Count the obligations of each unit with its parts: of the units asked for, or of all that have some."""
    owners = find_owners(plan, asked)
    standings: dict[str, list[Standing]] = {}
    for obligation in running(assessments):
        for name in owners[obligation.unit]:
            standings.setdefault(name, []).append(obligation.standing)
    return [(placed, tally(standings[placed[0].display])) for placed in place_units(plan, standings)]


def count_load(
    plan: Plan, assessments: Iterable[Assessment], asked: frozenset[str] | None
) -> tuple[list[tuple[PlacedUnit, Load]], Load]:
    """Count for each unit with its parts, and for all together, the obligations whose windows touch each month."""
    owners = find_owners(plan, asked)
    counts: dict[str, list[int]] = {}
    whole = [0] * 13
    for obligation in running(assessments):
        months = _months(plan.year, obligation.window) if obligation.term.dated else (12,)
        for own in (whole, *(counts.setdefault(name, [0] * 13) for name in owners[obligation.unit])):
            for month in months:
                own[month] += 1
    rows = [(placed, _load(counts[placed[0].display])) for placed in place_units(plan, counts)]
    return rows, _load(whole)


def _load(counts: list[int]) -> Load:
    return Load(tuple(counts[:12]), counts[12])


@lru_cache(maxsize=1024)
def _months(year: PlanYear, window: Window) -> tuple[int, ...]:
    """Return the indexes of the year's months that a window touches."""
    return tuple(index for index, month in enumerate(year.months) if month.touches(window))


def find_owners(plan: Plan, asked: frozenset[str] | None) -> dict[str, list[str]]:
    """Map each unit to the names under which its obligations count: its own, and what it is part of."""
    owners = {unit.display: [unit, *plan.registry.parents(unit)] for unit in plan.registry}
    return {
        name: [unit.display for unit in units if asked is None or unit.display in asked]
        for name, units in owners.items()
    }


def place_units(plan: Plan, names: Collection[str]) -> list[PlacedUnit]:
    """Return these units as a tree of `part_of`, in the file's order."""
    placed: list[PlacedUnit] = []
    todo = [(unit, 0) for unit in reversed(plan.registry.roots())]
    while todo:
        unit, depth = todo.pop()
        shown = unit.display in names
        if shown:
            placed.append((unit, depth))
        todo += [(child, depth + shown) for child in reversed(plan.registry.children(unit))]
    return placed


def find_busiest(plan: Plan, assessments: Iterable[Assessment], most: int) -> list[tuple[Unit, int]]:
    """Return the units with the most open dated obligations whose window has begun, and how many these are."""
    pressing = (Standing.OVERDUE, Standing.DUE)
    counts: dict[str, int] = {}
    for obligation in running(assessments):
        if obligation.standing in pressing:
            counts[obligation.unit] = counts.get(obligation.unit, 0) + 1
    order = {unit.display: index for index, unit in enumerate(plan.registry)}
    names = sorted(counts, key=lambda name: (-counts[name], order[name]))[:most]
    return [(unit, counts[unit.display]) for name in names if (unit := plan.registry.get(name))]


def count_items_by_unit(plan: Plan, on: date) -> dict[str, Tally]:
    """Count for each unit the items that name it or a part of it, as its own obligations stand.

    An item is assessed once for each unit that it concerns, so that the work grows linearly with the plan.
    """
    standings: dict[str, list[Standing]] = {unit.display: [] for unit in plan.registry}
    names = {unit.display: asked_units(plan.registry, [unit]) for unit in plan.registry}
    owners = find_owners(plan, None)
    for item in plan.items():
        for name in dict.fromkeys(owner for unit in item.units for owner in owners[unit]):
            standings[name].append(assess(plan, item, on, names[name]).standing)
    return {name: tally(own) for name, own in standings.items()}


# --- in another order ------------------------------------------------------------------------------------------

SORTS = ("overdue", "done", "progress", "total", "name")
"""What counts can be sorted by: the largest number first, but the least progress. Sections and months have their own
order as that of names."""
LOAD_SORTS = ("total", "name")


def _rank(counts: Tally, sort: str) -> int:
    return counts.percent if sort == "progress" else -int(getattr(counts, sort))


def sort_sections(counts: list[tuple[Section, Tally]], sort: str | None) -> list[tuple[Section, Tally]]:
    """Sort the counts of sections; None and `name` leave the order of the plan."""
    return counts if sort in (None, "name") else sorted(counts, key=lambda row: _rank(row[1], sort or ""))


def sort_months(
    months: list[tuple[Window, Tally]], standing: Tally, sort: str | None
) -> list[tuple[Window | None, Tally]]:
    """Return the counts of months and, under None, of standing terms: these last unless they are sorted."""
    rows: list[tuple[Window | None, Tally]] = [*months, (None, standing)]
    return rows if sort in (None, "name") else sorted(rows, key=lambda row: _rank(row[1], sort or ""))


def sort_units(counts: list[tuple[PlacedUnit, Tally]], sort: str | None) -> list[tuple[PlacedUnit, Tally]]:
    """Sort the counts of units, which are no longer a tree then; None leaves them."""
    if sort is None:
        return counts
    flat = [((unit, 0), own) for (unit, _), own in counts]
    if sort == "name":
        return sorted(flat, key=lambda row: sort_key(row[0][0].display))
    return sorted(flat, key=lambda row: _rank(row[1], sort))


def sort_loads(loads: list[tuple[PlacedUnit, Load]], sort: str | None) -> list[tuple[PlacedUnit, Load]]:
    """Sort the loads of units, by their sums or by name, as `sort_units`."""
    if sort is None:
        return loads
    flat = [((unit, 0), load) for (unit, _), load in loads]
    if sort == "name":
        return sorted(flat, key=lambda row: sort_key(row[0][0].display))
    return sorted(flat, key=lambda row: -sum(row[1].months) - row[1].standing)
