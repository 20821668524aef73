"""Obligations: one item, one of its terms, one of its units, and how each stands on a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from talplan.domain.plan import Item, Plan, Record
from talplan.domain.plan_year import PlanYear, Window
from talplan.domain.standing import Standing, worst
from talplan.domain.terms import Term, window


class Obligation(NamedTuple):
    """The smallest thing that can be open or done."""

    term: Term
    unit: str
    window: Window
    standing: Standing
    record: Record | None

    @property
    def open(self) -> bool:
        """Whether it still has to be done."""
        return self.record is None and self.standing is not Standing.CANCELLED

    @property
    def late(self) -> bool:
        """Whether it was done after its window."""
        return self.record is not None and self.record.date >= self.window.end


def is_covered(term: Term, unit: str, record: Record) -> bool:
    """Return whether the record marks this term and this unit."""
    return record.term in (None, term) and (not record.by or unit in record.by)


def is_cancelled(item: Item, on: date) -> bool:
    """Return whether the item is cancelled on that date."""
    return item.cancelled is not None and item.cancelled.date <= on


def assess_obligations(
    plan: Plan, item: Item, on: date, units: frozenset[str] | None = None
) -> tuple[Standing, tuple[Obligation, ...]]:
    """Return how the item stands, and its obligations in the order of its terms and units; only those of `units` if
    given."""
    standing, obligations = _assess_unmarked(item.due, item.units, plan.year, on, units)
    if item.done:
        records = sorted((record for record in item.done if record.date <= on), key=lambda record: record.date)
        obligations = tuple([_mark(obligation, records) for obligation in obligations])
        standing = worst([obligation.standing for obligation in obligations])
    if item.cancelled and is_cancelled(item, on):
        standing = Standing.CANCELLED
        obligations = tuple([obligation._replace(standing=standing) for obligation in obligations])
    return standing, obligations


@lru_cache(maxsize=8192)
def _assess_unmarked(
    due: tuple[Term, ...], units: tuple[str, ...], year: PlanYear, on: date, asked: frozenset[str] | None
) -> tuple[Standing, tuple[Obligation, ...]]:
    """Assess all items with these terms and units that have no records: most items are alike in this."""
    windows = [(term, window(term, year)) for term in due]
    standings = [(term, span, _assess_term(term, span, on)) for term, span in windows]
    counted = [unit for unit in units if asked is None or unit in asked]
    obligations = [
        Obligation(term, unit, span, standing, None) for term, span, standing in standings for unit in counted
    ]
    return worst([obligation.standing for obligation in obligations]), tuple(obligations)


def _assess_term(term: Term, span: Window, on: date) -> Standing:
    if on >= span.end:
        return Standing.OVERDUE if term.dated else Standing.NOT_REPORTED
    if on < span.first:
        return Standing.UPCOMING
    return Standing.DUE if term.dated else Standing.ONGOING


def _mark(obligation: Obligation, records: Sequence[Record]) -> Obligation:
    """Mark the obligation done by the first of these records that covers it."""
    for record in records:
        if is_covered(obligation.term, obligation.unit, record):
            marked = obligation._replace(standing=Standing.DONE, record=record)
            return marked._replace(standing=Standing.LATE) if marked.late else marked
    return obligation
