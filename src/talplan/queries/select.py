"""Which items a person asks for, and how each stands on a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from talplan.domain.obligations import Obligation, State, Status, judged
from talplan.domain.plan import Item, Note, Plan, Record
from talplan.domain.plan_year import Window
from talplan.domain.spelling import contains
from talplan.domain.terms import Term, window
from talplan.domain.units import Registry, Unit


class Wanted(StrEnum):
    """What `--status` takes: states of open obligations, statuses of items, and two of our own."""

    OVERDUE = "overdue"
    DUE = "due"
    ONGOING = "ongoing"
    UPCOMING = "upcoming"
    DONE = "done"
    CANCELLED = "cancelled"
    OPEN = "open"
    LATE = "late"


class Filters(NamedTuple):
    """The filters, the same wherever items are chosen. `units` is None where none were asked for."""

    on: date
    units: frozenset[str] | None = None
    month: Window | None = None
    standing: bool = False
    sections: frozenset[int] = frozenset()
    statuses: frozenset[Wanted] = frozenset()
    text: str = ""


class Assessment(NamedTuple):
    """An item as it stands on a date: later records, notes and cancellations are not seen."""

    item: Item
    status: Status
    counted: tuple[Obligation, ...]
    records: tuple[Record, ...]
    notes: tuple[Note, ...]

    @property
    def open(self) -> tuple[Obligation, ...]:
        """What is not done; nothing where the item is cancelled."""
        if self.status is Status.CANCELLED:
            return ()
        return tuple([one for one in self.counted if one.open]) if self.item.done else self.counted

    @property
    def total(self) -> int:
        """How many obligations count; none where the item is cancelled."""
        return 0 if self.status is Status.CANCELLED else len(self.counted)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return self.total - len(self.open)

    @property
    def late(self) -> bool:
        """Whether something that counts was done after its window."""
        return self.status is not Status.CANCELLED and any(obligation.late for obligation in self.counted)

    @property
    def until(self) -> date | None:
        """The deadline: the earliest last day of what is open, the latest of all where nothing is."""
        days = [obligation.window.last for obligation in self.open]
        if days:
            return min(days)
        return max((obligation.window.last for obligation in self.counted), default=None)


def assess(plan: Plan, item: Item, on: date, units: frozenset[str] | None = None) -> Assessment:
    """The item on a date; status and obligations of these units alone where they are given."""
    return Assessment(
        item,
        *judged(plan, item, on, units),
        tuple([record for record in item.done if record.date <= on]) if item.done else (),
        tuple([note for note in item.notes if note.date <= on]) if item.notes else (),
    )


def asked_units(registry: Registry, units: Sequence[Unit], up: bool = False) -> frozenset[str]:
    """The display names that count: the units, everything that is part of them, with `up` what they are part of."""
    names = {part.display for unit in units for part in registry.parts(unit)}
    if up:
        names |= {parent.display for unit in units for parent in registry.parents(unit)}
    return frozenset(names)


def select(plan: Plan, question: Filters) -> list[Assessment]:
    """The items that meet every filter, in the document's order."""
    chosen = []
    for item in plan.items():
        if question.sections and item.section not in question.sections:
            continue
        if question.units is not None and question.units.isdisjoint(item.units):
            continue
        if question.month and not _in_month(plan, item, question.month, question.standing):
            continue
        seen = assess(plan, item, question.on, question.units)
        if _has_status(seen, question.statuses) and _has_text(seen, question.text):
            chosen.append(seen)
    return chosen


def touching(plan: Plan, item: Item, month: Window) -> list[Term]:
    """The item's dated terms whose windows touch the month."""
    return [term for term in item.due if term.dated and window(term, plan.year).touches(month)]


def has_standing(item: Item) -> bool:
    """Whether one of the item's terms is a standing one."""
    return any(not term.dated for term in item.due)


def _in_month(plan: Plan, item: Item, month: Window, standing: bool) -> bool:
    return bool(touching(plan, item, month)) or (standing and has_standing(item))


def _has_status(seen: Assessment, statuses: frozenset[Wanted]) -> bool:
    return not statuses or any(_is(seen, wanted) for wanted in statuses)


def _is(seen: Assessment, wanted: Wanted) -> bool:
    match wanted:
        case Wanted.OPEN:
            return seen.status not in (Status.DONE, Status.CANCELLED)
        case Wanted.LATE:
            return seen.late
        case Wanted.DONE | Wanted.CANCELLED:
            return seen.status.value == wanted.value
        case _:
            return any(obligation.state.value == wanted.value for obligation in seen.open)


def _has_text(seen: Assessment, wanted: str) -> bool:
    if not wanted:
        return True
    texts = [seen.item.task, *(note.text for note in seen.notes)]
    texts += [text for record in seen.records for text in (record.note, record.evidence) if text]
    return any(contains(text, wanted) for text in texts)


def ending_before(plan: Plan, item: Item, day: date) -> list[Term]:
    """The item's dated terms whose windows are over on the day before."""
    return [term for term in item.due if term.dated and window(term, plan.year).last < day]


class Counts(NamedTuple):
    """How many items there are, by status; the cancelled ones count nowhere."""

    items: int
    done: int
    overdue: int
    """Overdue for whatever reason."""
    unreported: int
    """Of them those that missed no deadline: a standing term was not reported by the year's end."""


def unit_counts(plan: Plan, on: date) -> dict[str, Counts]:
    """For each unit the counts of the items that name it or a part of it, judged by its own obligations.

    Each item is looked at once for each unit that it concerns, so that the work grows with the plan alone.
    """
    looks: dict[str, list[Assessment]] = {unit.display: [] for unit in plan.registry}
    names = {unit.display: asked_units(plan.registry, [unit]) for unit in plan.registry}
    parents = {unit.display: [parent.display for parent in plan.registry.parents(unit)] for unit in plan.registry}
    for item in plan.items():
        for name in dict.fromkeys(above for unit in item.units for above in (unit, *parents[unit])):
            looks[name].append(assess(plan, item, on, names[name]))
    return {name: count_states(seen) for name, seen in looks.items()}


def count_states(looks: Iterable[Assessment]) -> Counts:
    """The counts of these items."""
    counted = [one for one in looks if one.status is not Status.CANCELLED]
    overdue = [one for one in counted if one.status is Status.OVERDUE]
    done = sum(one.status is Status.DONE for one in counted)
    return Counts(len(counted), done, len(overdue), sum(not missed(one.open) for one in overdue))


def missed(counted: Iterable[Obligation]) -> bool:
    """Whether a deadline is over: standing terms that were not reported stand apart."""
    return any(obligation.state is State.OVERDUE and obligation.term.dated for obligation in counted)
