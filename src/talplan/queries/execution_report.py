"""The report of execution: what was done in a period, by whom, with what evidence; what is late or was not reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from talplan.domain.obligations import Obligation
from talplan.domain.plan import Item, Note, Plan, Record, Section
from talplan.domain.plan_year import Window
from talplan.domain.standing import Standing, Tally, tally
from talplan.domain.terms import Term
from talplan.queries.headline import Headline, count_headline, headline_by_section, headline_by_unit
from talplan.queries.progress import PlacedUnit, count_by_unit
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


class ReportRow(NamedTuple):
    """An item of the plan's own table: what was done by each record, what is missing, and the notes of the period."""

    item: Item
    entries: tuple[ReportEntry, ...]
    notes: tuple[Note, ...]


class Report(NamedTuple):
    """What a report says. Each obligation of the period is in one of the lists at most: those of the future in none."""

    plan: Plan
    filters: Filters
    period: Window
    headline: Headline
    tally: Tally
    sections: tuple[tuple[Section, Headline, Tally], ...]
    units: tuple[tuple[PlacedUnit, Headline, Tally], ...]
    """Those with most left undone first, each with its parts."""
    rows: tuple[ReportRow, ...]
    left: int
    """Items without a row: those of other months, and those with standing terms, which belong to the year's report."""
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
    chosen = select(plan, everything)
    assessments = [one for one in chosen if one.standing is not Standing.CANCELLED]
    counted = [(one, _find_in_period(period, plan, one.obligations)) for one in assessments]
    in_period = [one._replace(obligations=tuple(obligations)) for one, obligations in counted]
    sections: dict[int, list[Standing]] = {}
    for assessment, obligations in counted:
        sections.setdefault(assessment.item.section, []).extend(one.standing for one in obligations)
    headlines = {section.number: own for section, own in headline_by_section(plan, assessments, filters.on, period)}
    unit_tallies = {placed[0].display: own for placed, own in count_by_unit(plan, in_period, filters.units)}
    overdue = _list_entries(counted, Standing.OVERDUE)
    rows = [row for one in chosen if (row := _build_row(plan, one, period, filters.on))]
    return Report(
        plan,
        filters,
        period,
        count_headline(assessments, filters.on, period),
        tally(standing for standings in sections.values() for standing in standings),
        tuple(
            (one, headlines[one.number], tally(sections[one.number]))
            for one in plan.sections
            if sections.get(one.number)
        ),
        tuple(
            (placed, own, unit_tallies[placed[0].display])
            for placed, own in headline_by_unit(plan, assessments, filters.units, filters.on, period)
        ),
        tuple(rows),
        len(chosen) - len(rows),
        tuple(_list_entries(counted, Standing.DONE)),
        tuple(_list_entries(counted, Standing.LATE)),
        tuple(sorted(overdue, key=lambda entry: min(obligation.window.last for obligation in entry.obligations))),
        tuple(_list_entries(counted, Standing.DUE, Standing.ONGOING)),
        tuple(_list_entries(counted, Standing.NOT_REPORTED)),
        tuple((one.item, note) for one in assessments for note in one.notes if period.holds(note.date)),
    )


def _build_row(plan: Plan, assessment: Assessment, period: Window, on: date) -> ReportRow | None:
    """Return the row of an item; None if its dated terms do not touch the period and nothing was reported in it."""
    notes = tuple(note for note in assessment.notes if period.holds(note.date))
    shown = [
        one
        for one in assessment.obligations
        if (one.window.touches(period) if one.term.dated else period == plan.year.window)
        or (one.record is not None and period.holds(one.record.date))
    ]
    if not shown and not notes:
        return None
    records: dict[Record | None, list[Obligation]] = {}
    missing: dict[Term, list[Obligation]] = {}
    for one in shown:
        if one.record is not None:
            records.setdefault(one.record, []).append(one)
        elif one.open and one.window.last <= on:
            missing.setdefault(one.term, []).append(one)
    entries = [
        *(ReportEntry(assessment.item, tuple(own), record) for record, own in records.items()),
        *(ReportEntry(assessment.item, tuple(own)) for own in missing.values()),
    ]
    entries.sort(key=lambda entry: entry.record.date if entry.record else date.max)
    return ReportRow(assessment.item, tuple(entries), notes)


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
