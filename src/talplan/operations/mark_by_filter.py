"""Catching up in mid-year: what an office has done and nobody marked, chosen by filters and a date."""

from __future__ import annotations

from datetime import date

from talplan.domain.plan import Item, Plan
from talplan.domain.terms import Term
from talplan.operations.mark_done import Mark, Wish, mark_done, paths
from talplan.queries.select import Filters, ending_before, select, touching


def catch_up(plan: Plan, asked: Filters, wish: Wish, before: date | None) -> list[Mark]:
    """A mark for each item that the filters choose and that has something open, cancelled ones left out.

    The filters' units and terms alone are marked: to catch up with one month never closes another.
    """
    where = paths(plan)
    units = _both(asked.units, wish.units)
    marks = []
    for item in (one.item for one in select(plan, asked)):
        terms = _terms(plan, item, asked, wish, before)
        theirs = units is None or not units.isdisjoint(item.units)
        if item.cancelled is None and theirs and terms != ():
            mark = mark_done(plan, item, where[item.id], wish._replace(terms=terms, units=units))
            if mark.changes:
                marks.append(mark)
    return marks


def _terms(plan: Plan, item: Item, asked: Filters, wish: Wish, before: date | None) -> tuple[Term, ...] | None:
    """The item's terms that are meant; None where neither a term, a date nor a month tells which."""
    if wish.terms is None and before is None and asked.month is None:
        return None
    terms = [term for term in item.due if wish.terms is None or term in wish.terms]
    if before is not None:
        over = ending_before(plan, item, before)
        terms = [term for term in terms if term in over]
    if asked.month is not None and wish.terms is None:
        running = touching(plan, item, asked.month)
        terms = [term for term in terms if term in running or (asked.standing and not term.dated)]
    return tuple(terms)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
