"""The year as a chart: for each item or unit the windows of its terms, and how the obligations in each stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from talplan.domain.obligations import Obligation
from talplan.domain.plan import Item
from talplan.domain.plan_year import Window
from talplan.domain.standing import Standing, tally, worst
from talplan.domain.terms import Term
from talplan.domain.units import Unit
from talplan.queries.select import Assessment, has_standing


class Bar(NamedTuple):
    """A term's window with the obligations that count in it."""

    term: Term
    window: Window
    standing: Standing
    total: int
    done: int


class ItemRow(NamedTuple):
    """An item with its bars in the order of its terms."""

    assessment: Assessment
    bars: tuple[Bar, ...]

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.assessment.item


class UnitRow(NamedTuple):
    """A unit with the bars of everything that it and its parts have to do, by their first days."""

    unit: Unit
    depth: int
    bars: tuple[Bar, ...]


def chart_items(assessments: Iterable[Assessment], standing: bool) -> tuple[list[ItemRow], int]:
    """Return a row for each item with a dated term, with `standing` for every item, and of how many items a standing
    term is in no row."""
    rows = []
    left = 0
    for assessment in assessments:
        bars = _bars(one for one in assessment.obligations if standing or one.term.dated)
        if bars:
            rows.append(ItemRow(assessment, bars))
        if not standing and assessment.total and has_standing(assessment.item):
            left += 1
    return rows, left


def chart_units(
    assessments: Iterable[Assessment],
    units: Sequence[tuple[Unit, int]],
    owners: Mapping[str, Iterable[str]],
    standing: bool,
) -> tuple[list[UnitRow], int]:
    """Return a row for each of the units, and how many obligations of standing terms are in none.

    `owners` maps a unit to the units whose rows show its obligations: that unit, and what it is part of.
    """
    own: dict[str, list[Obligation]] = {unit.display: [] for unit, _ in units}
    left = 0
    for assessment in assessments:
        for obligation in assessment.obligations if assessment.standing is not Standing.CANCELLED else ():
            if standing or obligation.term.dated:
                for name in owners[obligation.unit]:
                    own[name].append(obligation)
            else:
                left += 1
    rows = [UnitRow(unit, depth, _bars(own[unit.display])) for unit, depth in units]
    ordered = [row._replace(bars=tuple(sorted(row.bars, key=lambda bar: bar.window))) for row in rows if row.bars]
    return ordered, left


def _bars(obligations: Iterable[Obligation]) -> tuple[Bar, ...]:
    """Return a bar for each term of these obligations."""
    terms: dict[Term, list[Obligation]] = {}
    for obligation in obligations:
        terms.setdefault(obligation.term, []).append(obligation)
    return tuple([_bar(term, own) for term, own in terms.items()])


def _bar(term: Term, obligations: Sequence[Obligation]) -> Bar:
    counts = tally(obligation.standing for obligation in obligations)
    standing = worst(obligation.standing for obligation in obligations)
    return Bar(term, obligations[0].window, standing, counts.total, counts.done)
