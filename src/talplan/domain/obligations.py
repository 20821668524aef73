"""Obligations: one item, one of its terms, one of its units, and in which state each is on a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from talplan.domain.plan import Item, Plan, Record
from talplan.domain.plan_year import PlanYear, Window
from talplan.domain.terms import Term, window


class State(StrEnum):
    """The state of an obligation, most pressing first."""

    OVERDUE = "overdue"
    DUE = "due"
    ONGOING = "ongoing"
    UPCOMING = "upcoming"
    DONE = "done"

    __hash__ = str.__hash__  # Enum's own is slow


_PRESSING = tuple(State)


class Status(StrEnum):
    """The status of an item."""

    CANCELLED = "cancelled"
    DONE = "done"
    OVERDUE = "overdue"
    DUE = "due"
    ONGOING = "ongoing"
    UPCOMING = "upcoming"


_STATUSES = {state: Status(state.value) for state in State}


class Obligation(NamedTuple):
    """The smallest thing that can be open or done."""

    term: Term
    unit: str
    window: Window
    state: State
    record: Record | None

    @property
    def late(self) -> bool:
        """Done after its window."""
        return self.record is not None and self.record.date >= self.window.end

    @property
    def open(self) -> bool:
        """Not done."""
        return self.record is None

    @property
    def unreported(self) -> bool:
        """A standing term that nobody reported by the year's end: no missed deadline, but not done either."""
        return self.state is State.OVERDUE and not self.term.dated


Judged = tuple[Status, tuple[Obligation, ...]]
_STATE = attrgetter("state")


def covers(record: Record, term: Term, unit: str) -> bool:
    """Whether the record speaks of this term and this unit."""
    return record.term in (None, term) and (not record.by or unit in record.by)


def judged(plan: Plan, item: Item, on: date, units: frozenset[str] | None = None) -> Judged:
    """The item's status and its obligations; those of these units alone where they are given."""
    if not (item.done or item.cancelled):
        return _unmarked(item.due, item.units, plan.year, on, units)
    counted = obligations(plan, item, on, units)
    return status(item, on, counted), counted


def obligations(plan: Plan, item: Item, on: date, units: frozenset[str] | None = None) -> tuple[Obligation, ...]:
    """The item's obligations on a date, in the order of its terms and units; of these units alone where they are
    given."""
    _, waiting = _unmarked(item.due, item.units, plan.year, on, units)
    if not item.done:
        return waiting
    seen = sorted((record for record in item.done if record.date <= on), key=lambda record: record.date)
    return tuple([_marked(obligation, seen) for obligation in waiting])


@lru_cache(maxsize=8192)
def _unmarked(
    due: tuple[Term, ...], units: tuple[str, ...], year: PlanYear, on: date, asked: frozenset[str] | None
) -> Judged:
    """Of all the items with these terms and units in which nothing is marked, as in most of them."""
    windows = [(term, window(term, year)) for term in due]
    states = [(term, span, _open_state(term, span, on)) for term, span in windows]
    counted = [unit for unit in units if asked is None or unit in asked]
    waiting = tuple([Obligation(term, unit, span, state, None) for term, span, state in states for unit in counted])
    return _STATUSES[worst(waiting)], waiting


def _marked(waiting: Obligation, seen: Sequence[Record]) -> Obligation:
    """The obligation, done where one of these records covers it."""
    for record in seen:
        if covers(record, waiting.term, waiting.unit):
            return waiting._replace(state=State.DONE, record=record)
    return waiting


def _open_state(term: Term, span: Window, on: date) -> State:
    if on >= span.end:
        return State.OVERDUE
    if on < span.first:
        return State.UPCOMING
    return State.DUE if term.dated else State.ONGOING


def cancelled_on(item: Item, on: date) -> bool:
    """Whether the item is dropped on that date."""
    return item.cancelled is not None and item.cancelled.date <= on


def worst(counted: Iterable[Obligation]) -> State:
    """The most pressing state among obligations; done where none is open."""
    return min(map(_STATE, counted), key=_PRESSING.index, default=State.DONE)


def status(item: Item, on: date, counted: Iterable[Obligation]) -> Status:
    """The item's status: cancelled, done, or the most pressing state of what is open and counts."""
    if cancelled_on(item, on):
        return Status.CANCELLED
    return _STATUSES[worst(counted)]
