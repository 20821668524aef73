"""What a unit is to be reminded of: what is overdue, and what ends in a month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from talplan.domain.obligations import Obligation
from talplan.domain.plan import Item, Plan
from talplan.domain.plan_year import Window
from talplan.domain.standing import Standing
from talplan.queries.select import Filters, select


class ReminderItem(NamedTuple):
    """An item with the obligations of one unit, by deadline."""

    item: Item
    obligations: tuple[Obligation, ...]


class Reminder(NamedTuple):
    """What one unit is reminded of; each list is by deadline."""

    unit: str
    overdue: tuple[ReminderItem, ...]
    ending: tuple[ReminderItem, ...]


def find_reminders(plan: Plan, filters: Filters, month: Window) -> list[Reminder]:
    """Return the reminders of the units that have something due, in the order of the registry."""
    overdue: dict[str, list[tuple[Item, Obligation]]] = {}
    ending: dict[str, list[tuple[Item, Obligation]]] = {}
    for assessment in select(plan, filters):
        for obligation in assessment.obligations:
            if obligation.standing is Standing.CANCELLED or not obligation.open:
                continue
            if obligation.standing.missed:
                overdue.setdefault(obligation.unit, []).append((assessment.item, obligation))
            elif obligation.term.dated and month.holds(obligation.window.last):
                ending.setdefault(obligation.unit, []).append((assessment.item, obligation))
    return [
        Reminder(unit.display, _by_item(overdue.get(unit.display, ())), _by_item(ending.get(unit.display, ())))
        for unit in plan.registry
        if unit.display in overdue or unit.display in ending
    ]


def _by_item(found: Iterable[tuple[Item, Obligation]]) -> tuple[ReminderItem, ...]:
    by_item: dict[str, ReminderItem] = {}
    for item, obligation in sorted(found, key=lambda entry: entry[1].window.last):
        known = by_item.get(item.id, ReminderItem(item, ()))
        by_item[item.id] = known._replace(obligations=(*known.obligations, obligation))
    return tuple(by_item.values())
