"""How far the plan is: its obligations counted by section, unit and month, and who is loaded when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from talplan.domain.obligations import Obligation, State, Status
from talplan.domain.plan import Plan, Section
from talplan.domain.plan_year import PlanYear, Window
from talplan.domain.units import Unit
from talplan.queries.select import Assessment


class Progress(NamedTuple):
    """How many obligations stand how. The late ones are among the done ones; the others add up to the total."""

    done: int = 0
    late: int = 0
    overdue: int = 0
    """Missed deadlines."""
    unreported: int = 0
    """Standing terms that nobody reported by the year's end."""
    due: int = 0
    ongoing: int = 0
    upcoming: int = 0

    @property
    def total(self) -> int:
        """All that count."""
        return self.done + self.overdue + self.unreported + self.open

    @property
    def open(self) -> int:
        """Neither done nor overdue."""
        return self.due + self.ongoing + self.upcoming


class Load(NamedTuple):
    """How many obligations a unit has in each month of the year, and how many that last the whole of it."""

    months: tuple[int, ...]
    standing: int


Placed = tuple[Unit, int]
"""A unit, and its depth in the tree of those that are shown."""


def progress(counted: Iterable[Obligation]) -> Progress:
    """The counts of these obligations."""
    return _summed(Counter(map(_kinds, counted)))


def running(looks: Iterable[Assessment]) -> Iterator[Obligation]:
    """What counts: the obligations of the items that are not cancelled."""
    for one in looks:
        if one.status is not Status.CANCELLED:
            yield from one.counted


def by_section(plan: Plan, looks: Iterable[Assessment]) -> list[tuple[Section, Progress]]:
    """The sections that these items are of."""
    counts: dict[int, Counter[_Kinds]] = {}
    for one in looks:
        own = counts.setdefault(one.item.section, Counter())
        own.update(map(_kinds, running([one])))
    return [(section, _summed(counts[section.number])) for section in plan.sections if section.number in counts]


def by_month(plan: Plan, looks: Iterable[Assessment]) -> tuple[list[tuple[Window, Progress]], Progress]:
    """Each obligation in the month of its deadline; those of standing terms apart."""
    year = plan.year
    counts: list[Counter[_Kinds]] = [Counter() for _ in range(13)]
    for one in running(looks):
        at = _months(year, one.window)[-1] if one.term.dated else 12
        counts[at][_kinds(one)] += 1
    *months, standing = map(_summed, counts)
    return list(zip(year.months, months, strict=True)), standing


def by_unit(plan: Plan, looks: Iterable[Assessment], asked: frozenset[str] | None) -> list[tuple[Placed, Progress]]:
    """The units that have something to do, each with what its parts have: of those asked for, or of all."""
    above = owners(plan, asked)
    counts: dict[str, Counter[_Kinds]] = {}
    for one in running(looks):
        for name in above[one.unit]:
            counts.setdefault(name, Counter())[_kinds(one)] += 1
    return [(placed, _summed(counts[placed[0].display])) for placed in tree(plan, counts)]


def by_unit_and_month(
    plan: Plan, looks: Iterable[Assessment], asked: frozenset[str] | None
) -> tuple[list[tuple[Placed, Load]], Load]:
    """For each unit with its parts, and for all together, the obligations whose windows touch each month."""
    above = owners(plan, asked)
    counts: dict[str, list[int]] = {}
    whole = [0] * 13
    for one in running(looks):
        months = _months(plan.year, one.window) if one.term.dated else (12,)
        for own in (whole, *(counts.setdefault(name, [0] * 13) for name in above[one.unit])):
            for month in months:
                own[month] += 1
    rows = [(placed, _load(counts[placed[0].display])) for placed in tree(plan, counts)]
    return rows, _load(whole)


def _load(counts: list[int]) -> Load:
    return Load(tuple(counts[:12]), counts[12])


_Kinds = tuple[str, bool]


def _kinds(one: Obligation) -> _Kinds:
    """Its state by the name of a field of `Progress`, and whether it came late."""
    return ("unreported" if one.unreported else one.state.value), one.late


def _summed(counts: Counter[_Kinds]) -> Progress:
    fields = Counter({"late": sum(n for (_, late), n in counts.items() if late)})
    for (kind, _), n in counts.items():
        fields[kind] += n
    return Progress(**fields)


@lru_cache(maxsize=1024)
def _months(year: PlanYear, window: Window) -> tuple[int, ...]:
    """Which of the year's twelve months a window touches."""
    return tuple(at for at, month in enumerate(year.months) if month.touches(window))


def owners(plan: Plan, asked: frozenset[str] | None) -> dict[str, list[str]]:
    """For each unit the names under which its obligations are counted: its own, and what it is part of."""
    found = {unit.display: [unit, *plan.registry.parents(unit)] for unit in plan.registry}
    return {
        name: [one.display for one in units if asked is None or one.display in asked] for name, units in found.items()
    }


def tree(plan: Plan, names: Collection[str]) -> list[Placed]:
    """These units as a tree of `part_of`, in the file's order."""
    placed: list[Placed] = []
    todo = [(unit, 0) for unit in reversed(plan.registry.roots())]
    while todo:
        unit, depth = todo.pop()
        shown = unit.display in names
        if shown:
            placed.append((unit, depth))
        todo += [(child, depth + shown) for child in reversed(plan.registry.children(unit))]
    return placed


def most_pressing(plan: Plan, looks: Iterable[Assessment], most: int) -> list[tuple[Unit, int]]:
    """The units with most open obligations of a date whose window has begun, and how many these are."""
    pressing = (State.OVERDUE, State.DUE)
    counts = Counter(one.unit for one in running(looks) if one.term.dated and one.state in pressing)
    order = {unit.display: at for at, unit in enumerate(plan.registry)}
    names = sorted(counts, key=lambda name: (-counts[name], order[name]))[:most]
    return [(unit, counts[unit.display]) for name in names if (unit := plan.registry.get(name))]
