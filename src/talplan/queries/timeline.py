"""The year as a chart: for each item or unit the windows of its terms, and how its obligations in each stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from talplan.domain.obligations import Obligation, Status
from talplan.domain.plan import Item
from talplan.domain.plan_year import Window
from talplan.domain.terms import Term
from talplan.domain.units import Unit
from talplan.queries.select import Assessment


class Mark(StrEnum):
    """How the obligations of a window stand together, most pressing first."""

    OVERDUE = "overdue"
    UNREPORTED = "not_reported"
    DUE = "due"
    ONGOING = "ongoing"
    UPCOMING = "upcoming"
    LATE = "late"
    DONE = "done"
    CANCELLED = "cancelled"

    __hash__ = str.__hash__  # Enum's own is slow


_ORDER = {mark: at for at, mark in enumerate(Mark)}


class Bar(NamedTuple):
    """A term's window with all that counts in it."""

    term: Term
    window: Window
    mark: Mark
    total: int
    done: int


class ItemRow(NamedTuple):
    """An item, with its bars in the order of its terms."""

    look: Assessment
    bars: tuple[Bar, ...]

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.look.item


class UnitRow(NamedTuple):
    """A unit, with the bars of everything that it and its parts have to do, by their first days."""

    unit: Unit
    depth: int
    bars: tuple[Bar, ...]


def by_item(looks: Iterable[Assessment], standing: bool) -> tuple[list[ItemRow], int]:
    """A row for each item with a dated term, and how many others there are; `standing` takes all terms."""
    rows = []
    left = 0
    for one in looks:
        bars = _bars([o for o in one.counted if standing or o.term.dated], one.status is Status.CANCELLED)
        if bars:
            rows.append(ItemRow(one, bars))
        elif one.counted and one.status is not Status.CANCELLED:
            left += 1
    return rows, left


def by_unit(
    looks: Iterable[Assessment], units: Sequence[tuple[Unit, int]], owners: Mapping[str, Iterable[str]], standing: bool
) -> tuple[list[UnitRow], int]:
    """A row for each of the units, and how many obligations of standing terms no row shows.

    `owners` names the units that an obligation of a unit stands with: that unit, and what it is part of.
    """
    own: dict[str, list[Obligation]] = {unit.display: [] for unit, _ in units}
    left = 0
    for one in looks:
        for obligation in one.counted if one.status is not Status.CANCELLED else ():
            if standing or obligation.term.dated:
                for name in owners[obligation.unit]:
                    own[name].append(obligation)
            else:
                left += 1
    rows = [UnitRow(unit, depth, _bars(own[unit.display])) for unit, depth in units]
    ordered = [row._replace(bars=tuple(sorted(row.bars, key=lambda bar: bar.window))) for row in rows if row.bars]
    return ordered, left


def _bars(counted: Iterable[Obligation], cancelled: bool = False) -> tuple[Bar, ...]:
    """The obligations by their terms."""
    found: dict[Term, list[Obligation]] = {}
    for one in counted:
        found.setdefault(one.term, []).append(one)
    return tuple([_bar(term, own, cancelled) for term, own in found.items()])


def _bar(term: Term, own: Sequence[Obligation], cancelled: bool) -> Bar:
    mark = Mark.CANCELLED if cancelled else min(map(mark_of, own), key=_ORDER.__getitem__)
    return Bar(term, own[0].window, mark, 0 if cancelled else len(own), sum(not one.open for one in own))


def mark_of(one: Obligation) -> Mark:
    """How an obligation stands."""
    if one.unreported:
        return Mark.UNREPORTED
    return Mark.LATE if one.late else Mark(one.state.value)
