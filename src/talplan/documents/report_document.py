"""The report of execution as a document, in the language of the plan: the plan's own table, or lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from talplan.documents.document import (
    Cell,
    Column,
    Document,
    Kind,
    Line,
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
from talplan.documents.formalities import approval_place, report_signatures
from talplan.documents.plan_document import item_cells, section_heading
from talplan.documents.words import headings_in, print_day, print_headline, print_term, report_words_in, words_in
from talplan.domain.language import Language
from talplan.domain.obligations import Obligation
from talplan.domain.plan import Note, Record
from talplan.domain.standing import Standing, Tally, Tone
from talplan.queries.execution_report import Report, ReportEntry, ReportRow
from talplan.queries.headline import Headline


def build_report_document(report: Report, units: Sequence[str], form: str = "table") -> Document:
    """Return the report in a form, `table` or `lists`; `units` are the display names of the units that it is about,
    none for all."""
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
        *approval_place(report.plan),
        paragraph(own.title, style=Style.TITLE),
        *(paragraph(line, style=Style.SUBTITLE) for line in lines),
        paragraph(""),
        *_headline(report),
        *_figures(report),
        *(_plan_table(report) if form == "table" else _lists(report)),
        *report_signatures(report.plan),
    ]
    return Document(f"{own.title}. {report.plan.title}", language, report.filters.on, blocks)


def _headline(report: Report) -> Iterator[Paragraph]:
    own, counts = report_words_in(report.plan.language), report.tally
    yield paragraph(print_headline(report.headline, report.filters.on, report.plan.language), bold=True)
    figures = own.figures.format(total=counts.total, open=counts.open, **counts._asdict())
    if counts.not_reported:
        figures += f" {own.unreported.format(n=counts.not_reported)}"
    yield paragraph(figures)


def _figures(report: Report) -> Iterator[Paragraph | Table]:
    """Yield the counts of each section, and of each unit if there are several."""
    words, own = words_in(report.plan.language), report_words_in(report.plan.language)
    rows = [
        _figures_row(
            f"{section.number}. {section.title}" if section.title else words.untitled.format(number=section.number),
            headline,
            counts,
        )
        for section, headline, counts in report.sections
    ]
    if len(rows) > 1:
        rows.append(_figures_row(words.all, report.headline, report.tally, total=True))
    yield paragraph(own.by_section, style=Style.HEADING)
    yield _figures_table(report, own.title, own.section, rows)
    if len(report.units) > 1:
        units = [_figures_row(placed[0].display, headline, counts) for placed, headline, counts in report.units]
        yield paragraph(own.by_unit, style=Style.HEADING)
        yield _figures_table(report, own.sheet_units, headings_in(report.plan.language).unit, units)


def _figures_table(report: Report, name: str, heading: str, rows: Sequence[Row]) -> Table:
    words, own = words_in(report.plan.language), report_words_in(report.plan.language)
    columns = scaled(
        Column(heading, 6),
        Column(own.asked, 3.3, Kind.NUMBER),
        *(Column(text, 3, Kind.NUMBER) for text in (words.done, own.partly, own.not_done)),
        Column("%", 1.6, Kind.PERCENT),
        *(Column(text, 2.8, Kind.NUMBER) for text in (own.total, own.of_these_done)),
    )
    return Table(name, columns, rows, len(rows))


def _figures_row(name: str, items: Headline, counts: Tally, *, total: bool = False) -> Row:
    numbers = (items.total, items.done, items.partly, items.not_done)
    percent = cell(f"{items.percent} %", value=items.percent / 100) if items.total else cell("")
    obligations = map(number_cell, (counts.total, counts.done))
    return Row((cell(name), *map(number_cell, numbers), percent, *obligations), total=total)


# --- the plan's own table -----------------------------------------------------------------------------------


def _plan_table(report: Report) -> Iterator[Paragraph | Table]:
    language = report.plan.language
    words, own = words_in(language), report_words_in(language)
    number, task, term, unit = headings_in(language)
    columns = scaled(
        Column(number, 1.3, Kind.NUMBER),
        Column(task, 7.5),
        Column(term, 2.7),
        Column(unit, 4.4, Kind.NAMES),
        Column(own.execution, 5, Kind.NAMES),
        Column(f"{words.evidence}, {words.note.lower()}", 4.6, Kind.NAMES),
    )
    rows: list[Row] = []
    for section in report.plan.sections:
        items = [row for row in report.rows if row.item.section == section.number]
        if items and (heading := section_heading(section)):
            rows.append(Row((cell(heading),), heading=True))
        rows += [_item_row(row, language) for row in items]
    yield paragraph(own.by_item, style=Style.HEADING)
    yield Table(words.sheet_plan, columns, rows, len(rows))
    if report.left:
        yield paragraph(own.left.format(n=report.left))


def _item_row(row: ReportRow, language: Language) -> Row:
    cells = item_cells(row.item, row.item.id, language)
    execution = tuple(_execution_line(row, entry, language) for entry in row.entries)
    remarks = [line for entry in row.entries if entry.record for line in _record_lines(entry.record)]
    remarks += [_note_line(note, language) for note in row.notes]
    return Row((*cells, Cell(execution), Cell(tuple(remarks))))


def _execution_line(row: ReportRow, entry: ReportEntry, language: Language) -> Line:
    """Return what was done when and by whom, or what is missing and since when; the terms and the units only where the
    item has others too."""
    text = _state(entry, language)
    terms = list(dict.fromkeys(obligation.term for obligation in entry.obligations))
    if len(row.item.due) > 1:
        text = f"{', '.join(print_term(term, language) for term in terms)}: {text}"
    if set(entry.units) != set(row.item.units):
        text += f": {', '.join(entry.units)}"
    standing = entry.obligations[0].standing
    tone = standing.tone if standing.done or standing.missed else Tone.OVERDUE
    return (Run(text, tone=tone),)


def _state(entry: ReportEntry, language: Language) -> str:
    words, own = words_in(language), report_words_in(language)
    if entry.record is not None:
        day = print_day(entry.record.date, language)
        late = [obligation for obligation in entry.obligations if obligation.standing is Standing.LATE]
        if not late:
            return f"{words.state_done} {day}"
        return f"{words.state_late} {day} ({own.deadline.format(day=_last_day(late, language))})"
    standing = entry.obligations[0].standing
    if standing is Standing.NOT_REPORTED:
        return words.state_not_reported
    day = _last_day(entry.obligations, language)
    if standing is Standing.OVERDUE:
        return f"{words.state_overdue} ({day})"
    return f"{own.not_done.lower()} ({own.deadline.format(day=day)})"


def _last_day(obligations: Iterable[Obligation], language: Language) -> str:
    return print_day(max(obligation.window.last for obligation in obligations), language)


def _record_lines(record: Record, no_evidence: str = "") -> Iterator[Line]:
    """Yield the pieces of evidence of a record, with addresses as links, and its note, a line each."""
    yield from map(link_addresses, record.evidence)
    yield from ((Run(text),) for text in ("" if record.evidence else no_evidence, record.note) if text)


def _note_line(note: Note, language: Language) -> Line:
    by = f", {note.by}" if note.by else ""
    return (Run(f"{print_day(note.date, language)}{by}: {note.text}"),)


# --- lists --------------------------------------------------------------------------------------------------


def _lists(report: Report) -> Iterator[Paragraph | Table]:
    """Yield each list with its heading. What is not asked before the year is over, and notes, are left out if there are
    none."""
    words, own = words_in(report.plan.language), report_words_in(report.plan.language)
    lists = [
        (words.done, _done_table(report, words.done, report.done)),
        (own.late_list, _done_table(report, own.late_list, report.late)),
        (own.overdue_list, _open_table(report, own.overdue_list, report.overdue)),
        (own.under_way_list, _open_table(report, own.under_way_list, report.under_way)),
    ]
    if report.not_reported:
        lists.append((own.not_reported_list, _open_table(report, own.not_reported_list, report.not_reported)))
    if report.notes:
        lists.append((own.notes_list, _notes_table(report, own.notes_list)))
    for heading, table in lists:
        yield paragraph(heading, style=Style.HEADING)
        yield table or paragraph(own.nothing, style=Style.SUBTITLE)


def _done_table(report: Report, name: str, entries: Sequence[ReportEntry]) -> Table | None:
    words, own = words_in(report.plan.language), report_words_in(report.plan.language)
    rows = [
        Row(
            (
                *_entry_cells(report, entry),
                cell(print_day(entry.record.date, report.plan.language), value=entry.record.date),
                Cell(tuple(_record_lines(entry.record, own.no_evidence))),
            )
        )
        for entry in entries
        if entry.record is not None
    ]
    evidence = Column(f"{words.evidence}, {words.note.lower()}", 4.6)
    return _table(report, name, rows, Column(own.date, 2.7, Kind.DATE), evidence)


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
