"""Obligations: one item, one of its terms, one of its units, and in which state each is on a date."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from talplan.plan import Item, Plan, Record
from talplan.terms import Term, window
from talplan.years import Window


class State(StrEnum):
    """The state of an obligation, most pressing first."""

    OVERDUE = "overdue"
    DUE = "due"
    ONGOING = "ongoing"
    UPCOMING = "upcoming"
    DONE = "done"


class Status(StrEnum):
    """The status of an item."""

    CANCELLED = "cancelled"
    DONE = "done"
    OVERDUE = "overdue"
    DUE = "due"
    ONGOING = "ongoing"
    UPCOMING = "upcoming"


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


def covers(record: Record, term: Term, unit: str) -> bool:
    """Whether the record speaks of this term and this unit."""
    return record.term in (None, term) and (not record.by or unit in record.by)


def obligations(
    plan: Plan,
    item: Item,
    on: date,
    units: Collection[str] | None = None,
    terms: Iterable[Term] | None = None,
) -> list[Obligation]:
    """The item's obligations on a date, in the order of its terms and units; of these units and terms alone
    where they are given."""
    seen = sorted((record for record in item.done if record.date <= on), key=lambda record: record.date)
    wanted = item.due if terms is None else tuple(terms)
    return [
        _obligation(plan, term, unit, on, seen)
        for term in item.due
        if term in wanted
        for unit in item.units
        if units is None or unit in units
    ]


def _obligation(plan: Plan, term: Term, unit: str, on: date, seen: list[Record]) -> Obligation:
    span = window(term, plan.year)
    record = next((record for record in seen if covers(record, term, unit)), None)
    return Obligation(term, unit, span, _state(term, span, on, record), record)


def _state(term: Term, span: Window, on: date, record: Record | None) -> State:
    if record is not None:
        return State.DONE
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
    order = list(State)
    return min((obligation.state for obligation in counted), key=order.index, default=State.DONE)


def status(item: Item, on: date, counted: Iterable[Obligation]) -> Status:
    """The item's status: cancelled, done, or the most pressing state of what is open and counts."""
    if cancelled_on(item, on):
        return Status.CANCELLED
    return Status(worst(counted).value)
