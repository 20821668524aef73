"""What has to be done in a month, in the groups of `due`, and what is overdue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from talplan.domain.obligations import Obligation, State, Status, cancelled_on, worst
from talplan.domain.plan import Item, Plan
from talplan.domain.plan_year import Window
from talplan.domain.terms import window
from talplan.queries.select import Assessment, Filters, has_standing, missed, select, touching


class Group(StrEnum):
    """The groups of `due`, in their order; an item stands in the first that fits."""

    ENDS = "ends"
    BEGINS = "begins"
    CONTINUES = "continues"
    STANDING = "standing"
    OVERDUE = "overdue"


class Due(NamedTuple):
    """An item in a month, judged by `counted`: the obligations of that month's terms alone."""

    look: Assessment
    group: Group
    counted: tuple[Obligation, ...]
    deadline: date

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.look.item

    @property
    def state(self) -> State:
        """The most pressing state among the month's obligations."""
        return worst(self.counted)


class Agenda(NamedTuple):
    """What a month asks for, with the counts of what it does not list."""

    entries: list[Due]
    standing: int
    """Items with a standing term that are not listed."""
    overdue: int
    """Items with a missed deadline, whenever it was."""
    unreported: int
    """Items with a standing term that nobody reported by the year's end."""


def due_in(plan: Plan, question: Filters, month: Window) -> Agenda:
    """What has to be done in the month, each item once; with `question.standing` the standing items too."""
    seen = _running(plan, question)
    entries = in_month(plan, seen, month)
    listed = {entry.item.id for entry in entries}
    standing = [one for one in seen if one.item.id not in listed and has_standing(one.item)]
    if question.standing:
        more = [_entry(one, Group.STANDING, lambda o: not o.term.dated) for one in standing]
        entries += sorted(more, key=_pressing)
    late = [one for one in seen if missed(one.open)]
    unreported = [one for one in seen if any(o.unreported for o in one.open)]
    return Agenda(entries, 0 if question.standing else len(standing), len(late), len(unreported))


def overdue(plan: Plan, question: Filters, month: Window | None = None) -> list[Due]:
    """What is overdue, by deadline; with a month what fell due in it, standing terms where they are asked for."""

    def asked(obligation: Obligation) -> bool:
        if month is None:
            return True
        return month.holds(obligation.window.last) and (obligation.term.dated or question.standing)

    return past(_running(plan, question), asked)


def in_month(plan: Plan, looks: Iterable[Assessment], month: Window) -> list[Due]:
    """What the month asks for of these items: what ends in it, what begins, what goes on; what is done comes last."""
    return sorted((entry for one in looks if (entry := _in_agenda(plan, one, month))), key=_pressing)


def past(looks: Iterable[Assessment], asked: Callable[[Obligation], bool] = lambda _: True) -> list[Due]:
    """What is overdue of these items, by deadline; standing terms that nobody reported come last."""

    def counts(obligation: Obligation) -> bool:
        return obligation.state is State.OVERDUE and asked(obligation)

    entries = [_entry(one, Group.OVERDUE, counts) for one in looks if any(map(counts, one.open))]
    return sorted(entries, key=lambda e: (all(o.unreported for o in e.counted), e.deadline))


def _pressing(entry: Due) -> tuple[int, bool, date]:
    return list(Group).index(entry.group), entry.state is State.DONE, entry.deadline


def _running(plan: Plan, question: Filters) -> list[Assessment]:
    """The items that meet the filters but the month's, without the cancelled ones."""
    whole_year = question._replace(month=None)
    return [one for one in select(plan, whole_year) if not cancelled_on(one.item, question.on)]


def _in_agenda(plan: Plan, seen: Assessment, month: Window) -> Due | None:
    windows = {term: window(term, plan.year) for term in touching(plan, seen.item, month)}
    if not windows or seen.status is Status.CANCELLED:
        return None
    ending = {term for term, span in windows.items() if month.holds(span.last)}
    if ending:
        entry = _entry(seen, Group.ENDS, lambda o: o.term in windows)
        last = min(windows[term].last for term in ending)
        return Due(entry.look, entry.group, entry.counted, last)
    begins = any(month.holds(span.first) for span in windows.values())
    return _entry(seen, Group.BEGINS if begins else Group.CONTINUES, lambda o: o.term in windows)


def _entry(seen: Assessment, group: Group, counts: Callable[[Obligation], bool]) -> Due:
    counted = tuple(obligation for obligation in seen.counted if counts(obligation))
    return Due(seen, group, counted, min(obligation.window.last for obligation in counted))


def month_of(day: date) -> Window:
    """The calendar month that a day lies in."""
    first = day.replace(day=1)
    return Window(first, (first + timedelta(days=32)).replace(day=1))
