"""The report of execution: what was done in a period, by whom, with what evidence; what is late or was not reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from talplan.domain.obligations import Obligation
from talplan.domain.plan import Item, Note, Plan, Record, Section
from talplan.domain.plan_year import Window
from talplan.domain.standing import Standing, Tally, tally
from talplan.queries.select import Assessment, Filters, select


class ReportEntry(NamedTuple):
    """Obligations of one item that stand alike: done by one record, or open."""

    item: Item
    obligations: tuple[Obligation, ...]
    record: Record | None = None

    @property
    def units(self) -> list[str]:
        """The units of these obligations, each once."""
        return list(dict.fromkeys(obligation.unit for obligation in self.obligations))


class Report(NamedTuple):
    """What a report says. Each obligation of the period is in one of the lists at most: those of the future in none."""

    plan: Plan
    filters: Filters
    period: Window
    tally: Tally
    sections: tuple[tuple[Section, Tally], ...]
    done: tuple[ReportEntry, ...]
    """Done in time, in the document's order, as are the others except `overdue`."""
    late: tuple[ReportEntry, ...]
    overdue: tuple[ReportEntry, ...]
    """By deadline."""
    under_way: tuple[ReportEntry, ...]
    not_reported: tuple[ReportEntry, ...]
    notes: tuple[tuple[Item, Note], ...]


def build_report(plan: Plan, filters: Filters) -> Report:
    """Report on the filters' units, or on all, in the filters' month or months, or in the whole year.

    An obligation belongs to a period if its deadline is in it, or the day on which it was done; a standing one belongs
    to the year.
    """
    period = filters.month or plan.year.window
    everything = Filters(filters.on, filters.units, sections=filters.sections)
    assessments = [one for one in select(plan, everything) if one.standing is not Standing.CANCELLED]
    counted = [(one, _find_in_period(period, plan, one.obligations)) for one in assessments]
    sections: dict[int, list[Standing]] = {}
    for assessment, obligations in counted:
        sections.setdefault(assessment.item.section, []).extend(one.standing for one in obligations)
    overdue = _list_entries(counted, Standing.OVERDUE)
    return Report(
        plan,
        filters,
        period,
        tally(standing for standings in sections.values() for standing in standings),
        tuple((one, tally(sections[one.number])) for one in plan.sections if sections.get(one.number)),
        tuple(_list_entries(counted, Standing.DONE)),
        tuple(_list_entries(counted, Standing.LATE)),
        tuple(sorted(overdue, key=lambda entry: min(obligation.window.last for obligation in entry.obligations))),
        tuple(_list_entries(counted, Standing.DUE, Standing.ONGOING)),
        tuple(_list_entries(counted, Standing.NOT_REPORTED)),
        tuple((one.item, note) for one in assessments for note in one.notes if period.holds(note.date)),
    )


def _find_in_period(period: Window, plan: Plan, obligations: Iterable[Obligation]) -> list[Obligation]:
    whole_year = period == plan.year.window
    return [
        one
        for one in obligations
        if (one.record is not None and period.holds(one.record.date))
        or (period.holds(one.window.last) if one.term.dated else whole_year)
    ]


def _list_entries(
    counted: Sequence[tuple[Assessment, Sequence[Obligation]]], *standings: Standing
) -> list[ReportEntry]:
    """Return the obligations with one of these standings: an entry for each item, or for each of its records."""
    entries = []
    for assessment, obligations in counted:
        records: dict[Record | None, list[Obligation]] = {}
        for one in obligations:
            if one.standing in standings:
                records.setdefault(one.record, []).append(one)
        entries += [ReportEntry(assessment.item, tuple(own), record) for record, own in records.items()]
    return entries
