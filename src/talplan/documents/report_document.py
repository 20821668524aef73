"""The report of execution as a document, in the language of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from talplan.documents.document import (
    Cell,
    Column,
    Document,
    Kind,
    Paragraph,
    Row,
    Run,
    Style,
    Table,
    cell,
    number_cell,
    paragraph,
    scaled,
)
from talplan.documents.evidence import link_addresses
from talplan.documents.words import headings_in, print_day, print_term, report_words_in, words_in
from talplan.domain.plan import Record
from talplan.domain.standing import Tally, Tone
from talplan.queries.execution_report import Report, ReportEntry
from talplan.views.text_charts import shares

_BAR = 10
_PARTS = {
    "done": ("█", Tone.DONE),
    "late": ("█", Tone.LATE),
    "overdue": ("▒", Tone.OVERDUE),
    "not_reported": ("▒", Tone.NOT_REPORTED),
    "open": ("░", Tone.FAINT),
}


def build_report_document(report: Report, units: Sequence[str]) -> Document:
    """Return the report; `units` are the display names of the units that it is about, none for all."""
    language = report.plan.language
    words, own = words_in(language), report_words_in(language)
    first, last = (print_day(day, language) for day in (report.period.first, report.period.last))
    as_of = words.as_of.format(on=print_day(report.filters.on, language))
    lines = [
        report.plan.title,
        *([own.of_units.format(units=", ".join(units))] if units else []),
        f"{own.period.format(first=first, last=last)}. {as_of}",
    ]
    blocks: list[Paragraph | Table] = [
        paragraph(own.title, style=Style.TITLE),
        *(paragraph(line, style=Style.SUBTITLE) for line in lines),
        _tally_table(report),
    ]
    for heading, table in _lists(report):
        blocks += [paragraph(heading, style=Style.HEADING), table or paragraph(own.nothing, style=Style.SUBTITLE)]
    return Document(f"{own.title}. {report.plan.title}", language, report.filters.on, blocks)


def _tally_table(report: Report) -> Table:
    """Return the counts of each section, and of all."""
    words, own = words_in(report.plan.language), report_words_in(report.plan.language)
    headings = (own.total, words.done, own.late, words.overdue, words.not_reported, words.open)
    rows = [
        _tally_row(f"{one.number}. {one.title}" if one.title else words.untitled.format(number=one.number), counts)
        for one, counts in report.sections
    ]
    if len(rows) > 1:
        rows.append(_tally_row(words.all, report.tally, total=True))
    columns = scaled(
        Column(own.section, 4.8),
        Column(words.progress, 4.4),
        *(Column(heading, 2.8, Kind.NUMBER) for heading in headings),
        Column("%", 1.6, Kind.PERCENT),
    )
    return Table(own.title, columns, rows, len(rows))


def _tally_row(name: str, counts: Tally, *, total: bool = False) -> Row:
    numbers = (counts.total, counts.done, counts.late, counts.overdue, counts.not_reported, counts.open)
    percent = cell(f"{counts.percent} %", value=counts.percent / 100)
    return Row((cell(name), _bar(counts), *map(number_cell, numbers), percent), total=total)


def _bar(counts: Tally) -> Cell:
    lengths = shares(list(counts.parts.values()), _BAR) if counts.total else [0] * len(_PARTS)
    parts = zip(lengths, _PARTS.values(), strict=True)
    return Cell((tuple(Run(sign * length, tone=tone) for length, (sign, tone) in parts if length),))


def _lists(report: Report) -> Iterable[tuple[str, Table | None]]:
    """Yield each list with its heading; None for an empty one. What is not asked before the year is over, and notes,
    are left out if there are none."""
    words, own = words_in(report.plan.language), report_words_in(report.plan.language)
    yield words.done, _done_table(report, words.done, report.done)
    yield own.late_list, _done_table(report, own.late_list, report.late)
    yield own.overdue_list, _open_table(report, own.overdue_list, report.overdue)
    yield own.under_way_list, _open_table(report, own.under_way_list, report.under_way)
    if report.not_reported:
        yield own.not_reported_list, _open_table(report, own.not_reported_list, report.not_reported)
    if report.notes:
        yield own.notes_list, _notes_table(report, own.notes_list)


def _done_table(report: Report, name: str, entries: Sequence[ReportEntry]) -> Table | None:
    words, own = words_in(report.plan.language), report_words_in(report.plan.language)
    rows = [
        Row(
            (
                *_entry_cells(report, entry),
                cell(print_day(entry.record.date, report.plan.language), value=entry.record.date),
                _evidence_cell(entry.record, own.no_evidence),
            )
        )
        for entry in entries
        if entry.record is not None
    ]
    evidence = Column(f"{words.evidence}, {words.note.lower()}", 4.6)
    return _table(report, name, rows, Column(own.date, 2.7, Kind.DATE), evidence)


def _evidence_cell(record: Record, none: str) -> Cell:
    """Return the evidence of a record, with addresses as links, and its note."""
    pieces = [link_addresses(piece) for piece in record.evidence] or [(Run(none),)]
    return Cell((*pieces, *([(Run(record.note),)] if record.note else [])))


def _open_table(report: Report, name: str, entries: Sequence[ReportEntry]) -> Table | None:
    return _table(report, name, [Row(_entry_cells(report, entry)) for entry in entries])


def _entry_cells(report: Report, entry: ReportEntry) -> tuple[Cell, ...]:
    """Return the four columns of the document, with the terms and units of the entry."""
    terms = dict.fromkeys(print_term(obligation.term, report.plan.language) for obligation in entry.obligations)
    return cell(entry.item.id), cell(entry.item.task), cell(*terms), cell(*entry.units)


def _table(report: Report, name: str, rows: Sequence[Row], *more: Column) -> Table | None:
    number, task, term, units = headings_in(report.plan.language)
    columns = (Column(number, 1.3, Kind.NUMBER), Column(task, 8.5), Column(term, 3.5), Column(units, 5, Kind.NAMES))
    return Table(name, scaled(*columns, *more), rows, len(rows)) if rows else None


def _notes_table(report: Report, name: str) -> Table:
    language = report.plan.language
    words, (number, task, _, units) = words_in(language), headings_in(language)
    rows = [
        Row(
            (
                cell(item.id),
                cell(item.task),
                cell(print_day(note.date, language), value=note.date),
                cell(note.by or ""),
                cell(note.text),
            )
        )
        for item, note in report.notes
    ]
    columns = scaled(
        Column(number, 1.3, Kind.NUMBER),
        Column(task, 8.5),
        Column(report_words_in(language).date, 2.7, Kind.DATE),
        Column(units, 4.6, Kind.NAMES),
        Column(words.note, 7.5),
    )
    return Table(name, columns, rows, len(rows))
