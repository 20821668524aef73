"""The report of execution: what was done in a period, by whom, with what evidence; what is late or was not reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from talplan.domain.obligations import Obligation, State, Status
from talplan.domain.plan import Item, Note, Plan, Record, Section
from talplan.domain.plan_year import Window
from talplan.queries.select import Assessment, Filters, select


@dataclass(frozen=True, slots=True)
class Figures:
    """How many obligations there are, and how they stand. `late` are among the done ones."""

    total: int
    done: int
    late: int
    overdue: int
    unreported: int

    @property
    def open(self) -> int:
        """What still has time."""
        return self.total - self.done - self.overdue - self.unreported

    @property
    def parts(self) -> dict[str, int]:
        """Everything that there is to do, each once, in the order of a bar; what is late is not among the done."""
        return {
            "done": self.done - self.late,
            "late": self.late,
            "overdue": self.overdue,
            "unreported": self.unreported,
            "open": self.open,
        }

    @property
    def percent(self) -> int:
        """The done ones of a hundred; all where there is nothing to do."""
        return round(100 * self.done / self.total) if self.total else 100


@dataclass(frozen=True, slots=True)
class Carried:
    """Some obligations of an item that stand alike: done by one record, or open."""

    item: Item
    obligations: tuple[Obligation, ...]
    record: Record | None = None

    @property
    def units(self) -> list[str]:
        return list(dict.fromkeys(one.unit for one in self.obligations))


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report tells, in the document's order; overdue ones by deadline."""

    plan: Plan
    question: Filters
    period: Window
    figures: Figures
    sections: tuple[tuple[Section, Figures], ...]
    done: tuple[Carried, ...]
    overdue: tuple[Carried, ...]
    unreported: tuple[Carried, ...]
    notes: tuple[tuple[Item, Note], ...]

    @property
    def late(self) -> list[Carried]:
        """What was done after its window."""
        return [one for one in self.done if any(obligation.late for obligation in one.obligations)]

    @property
    def without_evidence(self) -> list[Carried]:
        """What is done and names no order, path or address."""
        return [one for one in self.done if one.record is not None and not one.record.evidence]


def report(plan: Plan, question: Filters) -> Report:
    """The report of a question's units, of all where it names none, on its month or months, else on the whole year.

    An obligation belongs to a period where its deadline is in it, or the day on which it was done; one that has the
    whole year belongs to the year.
    """
    period = question.month or plan.year.window
    everything = Filters(question.on, question.units, sections=question.sections)
    looks = [one for one in select(plan, everything) if one.status is not Status.CANCELLED]
    counted = {one.item.id: _in(period, plan, one.counted) for one in looks}
    here: dict[int, list[Obligation]] = {section.number: [] for section in plan.sections}
    for one in looks:
        here[one.item.section] += counted[one.item.id]
    return Report(
        plan,
        question,
        period,
        _figures([obligation for some in counted.values() for obligation in some]),
        tuple((section, _figures(here[section.number])) for section in plan.sections if here[section.number]),
        tuple(done for one in looks for done in _done(one, counted[one.item.id])),
        tuple(sorted(_open(looks, counted, lambda o: o.term.dated), key=lambda one: one.obligations[0].window.last)),
        tuple(_open(looks, counted, lambda o: not o.term.dated)),
        tuple((one.item, note) for one in looks for note in one.notes if period.holds(note.date)),
    )


def _in(period: Window, plan: Plan, obligations: Iterable[Obligation]) -> list[Obligation]:
    whole = period == plan.year.window
    return [
        one
        for one in obligations
        if (one.record is not None and period.holds(one.record.date))
        or (period.holds(one.window.last) if one.term.dated else whole)
    ]


def _figures(obligations: Sequence[Obligation]) -> Figures:
    overdue = [one for one in obligations if one.state is State.OVERDUE]
    return Figures(
        len(obligations),
        sum(not one.open for one in obligations),
        sum(one.late for one in obligations),
        sum(one.term.dated for one in overdue),
        sum(not one.term.dated for one in overdue),
    )


def _done(look: Assessment, obligations: Sequence[Obligation]) -> list[Carried]:
    """What each record of an item has done."""
    found = []
    for record in look.records:
        covered = tuple(one for one in obligations if one.record is record)
        if covered:
            found.append(Carried(look.item, covered, record))
    return found


def _open(
    looks: Sequence[Assessment], counted: dict[str, list[Obligation]], wanted: Callable[[Obligation], bool]
) -> list[Carried]:
    found = []
    for look in looks:
        left = [one for one in counted[look.item.id] if one.state is State.OVERDUE and wanted(one)]
        if left:
            found.append(Carried(look.item, tuple(sorted(left, key=lambda one: one.window.last))))
    return found
