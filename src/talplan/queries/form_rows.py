"""The rows of an execution form: every obligation that is asked for, with what is marked already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from talplan.domain.obligations import Obligation
from talplan.domain.plan import Item, Note, Plan
from talplan.domain.plan_year import Window
from talplan.domain.standing import Standing
from talplan.queries.select import Assessment, Filters, select


class ReportedObligation(NamedTuple):
    """An obligation of an item, and the notes of its unit as of the day that is asked for."""

    item: Item
    obligation: Obligation
    notes: tuple[Note, ...]


def find_form_rows(plan: Plan, filters: Filters) -> list[ReportedObligation]:
    """Return the obligations that meet the filters, in the document's order; none of a cancelled item."""
    return [
        ReportedObligation(
            assessment.item,
            obligation,
            tuple(note for note in assessment.notes if note.by == obligation.unit),
        )
        for assessment in select(plan, filters)
        if assessment.standing is not Standing.CANCELLED
        for obligation in _asked(assessment, filters)
    ]


def _asked(assessment: Assessment, filters: Filters) -> Iterator[Obligation]:
    for obligation in assessment.obligations:
        if _is_in_month(obligation, filters.month, filters.standing) and _has_status(obligation, filters.statuses):
            yield obligation


def _is_in_month(obligation: Obligation, month: Window | None, standing: bool) -> bool:
    if month is None:
        return True
    return obligation.window.touches(month) if obligation.term.dated else standing


def _has_status(obligation: Obligation, statuses: frozenset[str]) -> bool:
    names = {obligation.standing.state, "open" if obligation.open else "done"}
    return not statuses or not statuses.isdisjoint(names | ({"late"} if obligation.late else set()))
