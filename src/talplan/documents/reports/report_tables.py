"""What stands in a report of execution, in whatever format: lines and tables, in the language of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from talplan.documents.exporters.labels import words_in
from talplan.documents.official_document import headings_in, print_day, print_term
from talplan.domain.language import Language
from talplan.domain.standing import Tally
from talplan.messages import in_language
from talplan.queries.execution_report import Report, ReportEntry
from talplan.views.page import Column, Row, Table, Width, cell


class Said(NamedTuple):
    """What a report says beside the words of the other documents, in English."""

    title: str = "Report on the execution of the plan"
    period: str = "Period: {first} – {last}"
    of_units: str = "Responsible unit: {units}"
    total: str = "Obligations"
    late: str = "Of these late"
    section: str = "Section"
    late_list: str = "Done late"
    overdue_list: str = "Overdue and not done"
    under_way_list: str = "Under way"
    not_reported_list: str = "Not reported for the year"
    no_evidence: str = "no evidence"
    notes_list: str = "Progress (notes)"
    nothing: str = "None."
    date: str = "Date"


def said_in(language: Language) -> Said:
    """The same in a language."""
    return in_language(Said, "report", language)


def head(report: Report, units: Sequence[str]) -> list[str]:
    """The lines under the title: of whom it is, the period, the day."""
    said = said_in(report.plan.language)
    lines = [said.of_units.format(units=", ".join(units))] if units else []
    period = said.period.format(first=print_day(report.period.first), last=print_day(report.period.last))
    return [*lines, f"{period}. {words_in(report.plan.language).as_of.format(on=print_day(report.filters.on))}"]


def legend(report: Report) -> dict[str, str]:
    """What the parts of a bar are called."""
    words = words_in(report.plan.language)
    return {
        "done": words.done,
        "late": said_in(report.plan.language).late_list,
        "overdue": words.overdue,
        "not_reported": words.not_reported,
        "open": words.open,
    }


def by_section(report: Report) -> list[tuple[str, Tally]]:
    """The figures of each section, by its heading."""
    untitled = words_in(report.plan.language).untitled
    return [
        (f"{one.number}. {one.title}" if one.title else untitled.format(number=one.number), figures)
        for one, figures in report.sections
    ]


def figures_table(report: Report) -> Table:
    """The figures by section, and of all."""
    words, said = words_in(report.plan.language), said_in(report.plan.language)
    headings = (said.total, words.done, said.late, words.overdue, words.not_reported, words.open, "%")
    rows = [_figures(name, figures) for name, figures in by_section(report)]
    if len(rows) > 1:
        rows.append(_figures(words.all, report.tally))
    columns = (Column(said.section, Width.WIDE), *(Column(heading, Width.COUNT) for heading in headings))
    return Table(columns, [("", rows)])


def _figures(name: str, one: Tally) -> Row:
    numbers = (one.total, one.done, one.late, one.overdue, one.not_reported, one.open, one.percent)
    return (cell(name), *(cell(str(number)) for number in numbers))


def lists(report: Report) -> list[tuple[str, Table | None]]:
    """Return each list with its heading; None for an empty one. What is not asked before the year is over, and notes,
    are left out if there are none."""
    said = said_in(report.plan.language)
    tables = [
        (words_in(report.plan.language).done, _done(report, report.done)),
        (said.late_list, _done(report, report.late)),
        (said.overdue_list, _open(report, report.overdue)),
        (said.under_way_list, _open(report, report.under_way)),
    ]
    if report.not_reported:
        tables.append((said.not_reported_list, _open(report, report.not_reported)))
    if report.notes:
        tables.append((said.notes_list, _notes(report)))
    return tables


def _done(report: Report, entries: Sequence[ReportEntry]) -> Table | None:
    words, said = words_in(report.plan.language), said_in(report.plan.language)
    rows = [
        (
            *_columns(report, entry),
            cell(print_day(entry.record.date)),
            cell(*filter(None, (entry.record.evidence or said.no_evidence, entry.record.note))),
        )
        for entry in entries
        if entry.record is not None
    ]
    return _list(report, rows, Column(said.date), Column(f"{words.evidence}, {words.note.lower()}", Width.NARROW))


def _open(report: Report, entries: Sequence[ReportEntry]) -> Table | None:
    return _list(report, [_columns(report, entry) for entry in entries])


def _columns(report: Report, entry: ReportEntry) -> Row:
    """Return the four columns of the document, with the terms and units of the entry."""
    terms = dict.fromkeys(print_term(obligation.term, report.plan.language) for obligation in entry.obligations)
    return cell(entry.item.id), cell(entry.item.task), cell(*terms), cell(*entry.units)


def _list(report: Report, rows: Sequence[Row], *more: Column) -> Table | None:
    number, task, term, units = headings_in(report.plan.language)
    columns = (Column(number), Column(task, Width.WIDE), Column(term), Column(units, Width.NARROW), *more)
    return Table(columns, [("", rows)]) if rows else None


def _notes(report: Report) -> Table:
    words, (number, task, _, units) = words_in(report.plan.language), headings_in(report.plan.language)
    rows = [
        (cell(item.id), cell(item.task), cell(print_day(note.date)), cell(note.by or ""), cell(note.text))
        for item, note in report.notes
    ]
    columns = (
        Column(number),
        Column(task, Width.WIDE),
        Column(said_in(report.plan.language).date),
        Column(units, Width.NARROW),
        Column(words.note, Width.WIDE),
    )
    return Table(columns, [("", rows)])
