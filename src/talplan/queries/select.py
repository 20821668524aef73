"""Filters: which items are asked for, and how each stands on a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from talplan.domain.obligations import Obligation, assess_obligations
from talplan.domain.plan import Item, Note, Plan, Record
from talplan.domain.plan_year import Window
from talplan.domain.spelling import contains
from talplan.domain.standing import Standing
from talplan.domain.terms import Term, window
from talplan.domain.units import Registry, Unit

STATUSES = ("overdue", "due", "ongoing", "upcoming", "done", "cancelled", "open", "late", "not-reported")
"""The words of `--status`."""


class Filters(NamedTuple):
    """The filters of every command that chooses items; `units`, `month` and `ids` are None if not given."""

    on: date
    units: frozenset[str] | None = None
    month: Window | None = None
    standing: bool = False
    sections: frozenset[int] = frozenset()
    statuses: frozenset[str] = frozenset()
    text: str = ""
    ids: frozenset[str] | None = None


class Assessment(NamedTuple):
    """An item as of a date: later records, notes and cancellations are left out."""

    item: Item
    standing: Standing
    obligations: tuple[Obligation, ...]
    records: tuple[Record, ...]
    notes: tuple[Note, ...]

    @property
    def open(self) -> tuple[Obligation, ...]:
        """The obligations that still have to be done; none if the item is cancelled."""
        if self.records or self.standing is Standing.CANCELLED:
            return tuple([obligation for obligation in self.obligations if obligation.open])
        return self.obligations

    @property
    def total(self) -> int:
        """How many obligations count; none if the item is cancelled."""
        return 0 if self.standing is Standing.CANCELLED else len(self.obligations)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return self.total - len(self.open)

    @property
    def until(self) -> date | None:
        """The deadline: the earliest last day of the open obligations, or the latest of all if none is open."""
        days = [obligation.window.last for obligation in self.open]
        if days:
            return min(days)
        return max((obligation.window.last for obligation in self.obligations), default=None)


def assess(plan: Plan, item: Item, on: date, units: frozenset[str] | None = None) -> Assessment:
    """Return the item as of a date; only the obligations of `units` count if given."""
    return Assessment(
        item,
        *assess_obligations(plan, item, on, units),
        tuple([record for record in item.done if record.date <= on]) if item.done else (),
        tuple([note for note in item.notes if note.date <= on]) if item.notes else (),
    )


def asked_units(registry: Registry, units: Sequence[Unit], up: bool = False) -> frozenset[str]:
    """Return the display names that count: the units and all their parts; with `up` also what they are part of."""
    names = {part.display for unit in units for part in registry.parts(unit)}
    if up:
        names |= {parent.display for unit in units for parent in registry.parents(unit)}
    return frozenset(names)


def select(plan: Plan, filters: Filters) -> list[Assessment]:
    """Return the items that meet every filter, in the document's order."""
    chosen = []
    for item in plan.items():
        if filters.ids is not None and item.id not in filters.ids:
            continue
        if filters.sections and item.section not in filters.sections:
            continue
        if filters.units is not None and filters.units.isdisjoint(item.units):
            continue
        if filters.month and not _is_in_month(plan, item, filters.month, filters.standing):
            continue
        assessment = assess(plan, item, filters.on, filters.units)
        if _has_status(assessment, filters.statuses) and _has_text(assessment, filters.text):
            chosen.append(assessment)
    return chosen


def touching(plan: Plan, item: Item, month: Window) -> list[Term]:
    """Return the item's dated terms whose windows touch the month."""
    return [term for term in item.due if term.dated and window(term, plan.year).touches(month)]


def has_standing(item: Item) -> bool:
    """Return whether one of the item's terms is a standing term."""
    return any(not term.dated for term in item.due)


def _is_in_month(plan: Plan, item: Item, month: Window, standing: bool) -> bool:
    return bool(touching(plan, item, month)) or (standing and has_standing(item))


def _has_status(assessment: Assessment, statuses: frozenset[str]) -> bool:
    return not statuses or any(_is(assessment, status) for status in statuses)


def _is(assessment: Assessment, status: str) -> bool:
    state = assessment.standing.state
    match status:
        case "open":
            return state not in ("done", "cancelled")
        case "done" | "cancelled":
            return state == status
        case "late":
            return any(obligation.standing is Standing.LATE for obligation in assessment.obligations)
        case "not-reported":
            return any(obligation.standing is Standing.NOT_REPORTED for obligation in assessment.obligations)
        case _:
            return any(obligation.standing.state == status for obligation in assessment.obligations)


def _has_text(assessment: Assessment, wanted: str) -> bool:
    if not wanted:
        return True
    texts = [assessment.item.task, *(note.text for note in assessment.notes)]
    texts += [text for record in assessment.records for text in (record.note, *record.evidence) if text]
    return any(contains(text, wanted) for text in texts)


def ending_before(plan: Plan, item: Item, day: date) -> list[Term]:
    """Return the item's dated terms whose windows are over on the day before."""
    return [term for term in item.due if term.dated and window(term, plan.year).last < day]
