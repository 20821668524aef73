"""The headline of a report: of the items that had to be done by a day, how many are done, partly done, not done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from talplan.domain.obligations import Obligation
from talplan.domain.plan import Plan, Section
from talplan.domain.plan_year import Window
from talplan.domain.standing import Standing
from talplan.queries.progress import PlacedUnit, find_owners, place_units
from talplan.queries.select import Assessment


class Headline(NamedTuple):
    """Items that had to be done by a day; partly done: some of the obligations that had to be, not all of them."""

    done: int = 0
    partly: int = 0
    not_done: int = 0

    @property
    def total(self) -> int:
        """All that had to be done."""
        return self.done + self.partly + self.not_done

    @property
    def percent(self) -> int:
        """The done ones per hundred, rounded down: 100 means all of them."""
        return 100 * self.done // self.total if self.total else 0


def find_asked(assessment: Assessment, on: date, period: Window | None = None) -> list[Obligation]:
    """Return the obligations of an item that had to be done by that day, the last day of a window included: in a period
    those that end in it, standing ones only if it is the whole year. A cancelled item has none."""
    if assessment.standing is Standing.CANCELLED:
        return []
    return [
        one
        for one in assessment.obligations
        if one.window.last <= on
        and (period is None or (period.holds(one.window.last) and (one.term.dated or period.holds(one.window.first))))
    ]


def count_headline(assessments: Iterable[Assessment], on: date, period: Window | None = None) -> Headline:
    """Count these items."""
    return _count(find_asked(assessment, on, period) for assessment in assessments)


def headline_by_section(
    plan: Plan, assessments: Iterable[Assessment], on: date, period: Window | None = None
) -> list[tuple[Section, Headline]]:
    """Count the items of each section that these belong to."""
    sections: dict[int, list[list[Obligation]]] = {}
    for assessment in assessments:
        sections.setdefault(assessment.item.section, []).append(find_asked(assessment, on, period))
    return [(section, _count(sections[section.number])) for section in plan.sections if section.number in sections]


def headline_by_month(plan: Plan, assessments: Sequence[Assessment], on: date) -> tuple[list[Headline], Headline]:
    """Count the items of each month by the obligations that end in it; by those of standing terms apart."""
    standing = ([one for one in find_asked(assessment, on) if not one.term.dated] for assessment in assessments)
    return [count_headline(assessments, on, month) for month in plan.year.months], _count(standing)


def headline_by_unit(
    plan: Plan,
    assessments: Iterable[Assessment],
    units: frozenset[str] | None,
    on: date,
    period: Window | None = None,
) -> list[tuple[PlacedUnit, Headline]]:
    """Count the items of each unit with its parts, as its own obligations stand: the units with most left undone first,
    in the registry's order where they are alike; without those that had nothing to do."""
    owners = find_owners(plan, units)
    items: dict[str, list[list[Obligation]]] = {}
    for assessment in assessments:
        own: dict[str, list[Obligation]] = {}
        for obligation in find_asked(assessment, on, period):
            for name in owners[obligation.unit]:
                own.setdefault(name, []).append(obligation)
        for name, obligations in own.items():
            items.setdefault(name, []).append(obligations)
    counts = [(placed, _count(items[placed[0].display])) for placed in place_units(plan, items)]
    return sorted(counts, key=lambda row: (-row[1].partly - row[1].not_done, -row[1].not_done))


def _count(items: Iterable[list[Obligation]]) -> Headline:
    counts = [0, 0, 0]
    for obligations in items:
        if obligations:
            done = sum(one.standing.done for one in obligations)
            counts[0 if done == len(obligations) else 1 if done else 2] += 1
    return Headline(*counts)
