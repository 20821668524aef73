"""What has to be done in a month, in the groups of `due`, and what is overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from talplan.domain.obligations import Obligation, is_cancelled
from talplan.domain.plan import Item, Plan
from talplan.domain.plan_year import Window
from talplan.domain.standing import Standing, worst
from talplan.domain.terms import window
from talplan.queries.select import Assessment, Filters, has_standing, select, touching


class Group(StrEnum):
    """The groups of `due`, in their order; an item is in the first that fits."""

    ENDS = "ends"
    BEGINS = "begins"
    CONTINUES = "continues"
    STANDING = "standing"
    OVERDUE = "overdue"


class AgendaItem(NamedTuple):
    """An item of a group with the obligations that put it there; only these decide how it stands."""

    assessment: Assessment
    group: Group
    obligations: tuple[Obligation, ...]
    deadline: date

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.assessment.item

    @property
    def standing(self) -> Standing:
        """The most pressing standing of these obligations."""
        return worst(obligation.standing for obligation in self.obligations)

    @property
    def done(self) -> int:
        """How many of these obligations are done."""
        return sum(obligation.standing.done for obligation in self.obligations)


class Agenda(NamedTuple):
    """What a month asks for, with the counts of items that it does not list."""

    items: list[AgendaItem]
    standing: int
    """Items with a standing term that are not listed."""
    all_standing: int
    """Items with a standing term, listed or not."""
    overdue: int
    """Items with a missed deadline in any month."""
    not_reported: int
    """Items that missed no deadline but were not reported by the year's end."""


def build_agenda(plan: Plan, filters: Filters, month: Window) -> Agenda:
    """Return what has to be done in the month, each item once; with `filters.standing` the standing items too."""
    assessments = _select_any_month(plan, filters)
    items = find_due(plan, assessments, month)
    listed = {entry.item.id for entry in items}
    standing = [one for one in assessments if one.item.id not in listed and has_standing(one.item)]
    if filters.standing:
        more = [_entry(one, Group.STANDING, lambda obligation: not obligation.term.dated) for one in standing]
        items += sorted(more, key=_pressing)
    standings = [assessment.standing for assessment in assessments]
    counts = [standings.count(Standing.OVERDUE), standings.count(Standing.NOT_REPORTED)]
    whole = sum(has_standing(assessment.item) for assessment in assessments)
    return Agenda(items, 0 if filters.standing else len(standing), whole, *counts)


def select_overdue(plan: Plan, filters: Filters, month: Window | None = None) -> list[AgendaItem]:
    """Return what is overdue by deadline; with a month what fell due in it, standing terms only with
    `filters.standing`."""

    def is_asked(obligation: Obligation) -> bool:
        if month is None:
            return True
        return month.holds(obligation.window.last) and (obligation.term.dated or filters.standing)

    return find_overdue(_select_any_month(plan, filters), is_asked)


def find_due(plan: Plan, assessments: Iterable[Assessment], month: Window) -> list[AgendaItem]:
    """Return what the month asks for: what ends in it, what begins, what continues; done items last in each."""
    entries = (_find_entry(plan, assessment, month) for assessment in assessments)
    return sorted((entry for entry in entries if entry), key=_pressing)


def find_overdue(
    assessments: Iterable[Assessment], is_asked: Callable[[Obligation], bool] = lambda _: True
) -> list[AgendaItem]:
    """Return what is overdue by deadline; items that were only not reported come last."""

    def counts(obligation: Obligation) -> bool:
        return obligation.standing.missed and is_asked(obligation)

    entries = [_entry(one, Group.OVERDUE, counts) for one in assessments if any(map(counts, one.obligations))]
    return sorted(entries, key=lambda entry: (entry.standing.rank, entry.deadline))


def _pressing(entry: AgendaItem) -> tuple[int, bool, date]:
    return list(Group).index(entry.group), entry.standing.done, entry.deadline


def _select_any_month(plan: Plan, filters: Filters) -> list[Assessment]:
    """Return the items that meet all filters except the month, without cancelled ones."""
    chosen = select(plan, filters._replace(month=None))
    return [assessment for assessment in chosen if not is_cancelled(assessment.item, filters.on)]


def _find_entry(plan: Plan, assessment: Assessment, month: Window) -> AgendaItem | None:
    windows = {term: window(term, plan.year) for term in touching(plan, assessment.item, month)}
    if not windows or assessment.standing is Standing.CANCELLED:
        return None
    ending = [span.last for span in windows.values() if month.holds(span.last)]
    begins = any(month.holds(span.first) for span in windows.values())
    group = Group.ENDS if ending else Group.BEGINS if begins else Group.CONTINUES
    entry = _entry(assessment, group, lambda obligation: obligation.term in windows)
    return entry._replace(deadline=min(ending)) if ending else entry


def _entry(assessment: Assessment, group: Group, counts: Callable[[Obligation], bool]) -> AgendaItem:
    obligations = tuple(obligation for obligation in assessment.obligations if counts(obligation))
    return AgendaItem(assessment, group, obligations, min(obligation.window.last for obligation in obligations))


def month_of(day: date) -> Window:
    """Return the calendar month of a day."""
    first = day.replace(day=1)
    return Window(first, (first + timedelta(days=32)).replace(day=1))
