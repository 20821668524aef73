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
    count_row,
    paragraph,
)
from talplan.documents.evidence import link_addresses
from talplan.documents.fit_table import fit_table
from talplan.documents.formalities import approval_place, report_signatures
from talplan.documents.plan_document import day_cell, item_cells, item_columns, section_heading, section_name
from talplan.documents.words import headings_in, print_headline, print_term, words_in
from talplan.domain.language import Language
from talplan.domain.obligations import Obligation
from talplan.domain.plan import Note, Record
from talplan.domain.standing import Standing, Tally, Tone
from talplan.messages import format_day
from talplan.queries.execution_report import Report, ReportEntry, ReportRow
from talplan.queries.headline import Headline


def build_report_document(report: Report, units: Sequence[str], form: str = "table") -> Document:
    """Return the report in a form, `table` or `lists`; `units` are the display names of the units that it is about,
    none for all."""
    language = report.plan.language
    words = words_in(language)
    first, last = (format_day(day, language) for day in (report.period.first, report.period.last))
    as_of = words.as_of.format(on=format_day(report.filters.on, language))
    lines = [
        report.plan.title,
        *([words.of_units.format(units=", ".join(units))] if units else []),
        f"{words.period.format(first=first, last=last)}. {as_of}",
    ]
    blocks: list[Paragraph | Table] = [
        *approval_place(report.plan),
        paragraph(words.report_title, style=Style.TITLE),
        *(paragraph(line, style=Style.SUBTITLE) for line in lines),
        paragraph(""),
        *_headline(report),
        *_figures(report),
        *(_plan_table(report) if form == "table" else _lists(report)),
    ]
    title = f"{words.report_title}. {report.plan.title}"
    return Document(title, language, report.filters.on, blocks, report_signatures(report.plan))


def _headline(report: Report) -> Iterator[Paragraph]:
    words, counts = words_in(report.plan.language), report.tally
    yield paragraph(print_headline(report.headline, report.filters.on, report.plan.language), bold=True)
    figures = words.figures.format(total=counts.total, open=counts.open, **counts._asdict())
    if counts.not_reported:
        figures += f" {words.unreported.format(n=counts.not_reported)}"
    yield paragraph(figures)


def _figures(report: Report) -> Iterator[Paragraph | Table]:
    """Yield the counts of each section, and of each unit if there are several."""
    language = report.plan.language
    words = words_in(language)
    rows = [_figures_row(section_name(section, language), items, counts) for section, items, counts in report.sections]
    if len(rows) > 1:
        rows.append(_figures_row(words.all, report.headline, report.tally, total=True))
    yield paragraph(words.by_section, style=Style.HEADING)
    yield fit_table(words.report_title, _figures_columns(words.section, language), rows)
    if len(report.units) > 1:
        units = [_figures_row(placed[0].display, items, counts) for placed, items, counts in report.units]
        yield paragraph(words.by_unit, style=Style.HEADING)
        yield fit_table(words.sheet_units, _figures_columns(headings_in(language).unit, language), units)


def _figures_columns(heading: str, language: Language) -> Sequence[Column]:
    words = words_in(language)
    return (
        Column(heading, 7),
        *(Column(text, 2.6, Kind.NUMBER) for text in (words.asked, words.done, words.partly, words.not_done)),
        Column("%", 1.6, Kind.PERCENT),
        *(Column(text, 2.6, Kind.NUMBER) for text in (words.obligations, words.of_these_done)),
    )


def _figures_row(name: str, items: Headline, counts: Tally, *, total: bool = False) -> Row:
    percent = cell(f"{items.percent}\u00a0%", value=items.percent / 100) if items.total else cell("")
    numbers = (items.total, items.done, items.partly, items.not_done)
    return count_row(name, *numbers, percent, counts.total, counts.done, total=total)


# --- the plan's own table -----------------------------------------------------------------------------------


def _plan_table(report: Report) -> Iterator[Paragraph | Table]:
    language = report.plan.language
    words = words_in(language)
    columns = (
        *item_columns(language, 1.3, 7.5, 2.7, 4.4),
        Column(words.execution, 5, Kind.NAMES),
        _evidence_column(language),
    )
    rows: list[Row] = []
    for section in report.plan.sections:
        items = [row for row in report.rows if row.item.section == section.number]
        if items and (heading := section_heading(section)):
            rows.append(Row((cell(heading),), heading=True))
        rows += [_item_row(row, language) for row in items]
    yield paragraph(words.by_item, style=Style.HEADING)
    yield fit_table(words.sheet_plan, columns, rows)
    if report.left:
        yield paragraph(words.left.format(n=report.left))


def _evidence_column(language: Language) -> Column:
    words = words_in(language)
    return Column(f"{words.evidence}, {words.note.lower()}", 4.6, Kind.NAMES)


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
    words = words_in(language)
    if entry.record is not None:
        day = format_day(entry.record.date, language)
        late = [obligation for obligation in entry.obligations if obligation.standing is Standing.LATE]
        if not late:
            return f"{words.state_done} {day}"
        return f"{words.state_late} {day} ({words.until.format(day=_last_day(late, language))})"
    standing = entry.obligations[0].standing
    if standing is Standing.NOT_REPORTED:
        return words.state_not_reported
    day = _last_day(entry.obligations, language)
    if standing is Standing.OVERDUE:
        return f"{words.state_overdue} ({day})"
    return f"{words.not_done.lower()} ({words.until.format(day=day)})"


def _last_day(obligations: Iterable[Obligation], language: Language) -> str:
    return format_day(max(obligation.window.last for obligation in obligations), language)


def _record_lines(record: Record, no_evidence: str = "") -> Iterator[Line]:
    """Yield the pieces of evidence of a record, with addresses as links, and its note, a line each."""
    yield from map(link_addresses, record.evidence)
    yield from ((Run(text),) for text in ("" if record.evidence else no_evidence, record.note) if text)


def _note_line(note: Note, language: Language) -> Line:
    by = f", {note.by}" if note.by else ""
    return (Run(f"{format_day(note.date, language)}{by}: {note.text}"),)


# --- lists --------------------------------------------------------------------------------------------------


def _lists(report: Report) -> Iterator[Paragraph | Table]:
    """Yield each list with its heading. What is not asked before the year is over, and notes, are left out if there are
    none."""
    language = report.plan.language
    words = words_in(language)
    number, task, _, unit = columns = item_columns(language, 1.3, 8.5, 3.5, 5)
    day = Column(words.date, 2.7, Kind.DATE)
    lists: list[tuple[str, Sequence[Column], Iterable[Row]]] = [
        (words.done, (*columns, day, _evidence_column(language)), _entry_rows(report.done, language)),
        (words.late_list, (*columns, day, _evidence_column(language)), _entry_rows(report.late, language)),
        (words.overdue_list, columns, _entry_rows(report.overdue, language)),
        (words.under_way_list, columns, _entry_rows(report.under_way, language)),
    ]
    if report.not_reported:
        lists.append((words.not_reported_list, columns, _entry_rows(report.not_reported, language)))
    if report.notes:
        lists.append((words.notes_list, (number, task, day, unit, Column(words.note, 7.5)), _note_rows(report)))
    for heading, heads, rows in lists:
        yield paragraph(heading, style=Style.HEADING)
        listed = list(rows)
        yield fit_table(heading, heads, listed) if listed else paragraph(words.nothing, style=Style.SUBTITLE)


def _entry_rows(entries: Iterable[ReportEntry], language: Language) -> Iterator[Row]:
    """Yield the four columns of the document, with the terms and units of the entry, and of a record the date, the
    evidence and the note."""
    for entry in entries:
        terms = dict.fromkeys(print_term(obligation.term, language) for obligation in entry.obligations)
        cells = [cell(entry.item.id), cell(entry.item.task), cell(*terms), cell(*entry.units)]
        if entry.record is not None:
            lines = _record_lines(entry.record, words_in(language).no_evidence)
            cells += [day_cell(entry.record.date, language), Cell(tuple(lines))]
        yield Row(tuple(cells))


def _note_rows(report: Report) -> Iterator[Row]:
    for item, note in report.notes:
        day = day_cell(note.date, report.plan.language)
        yield Row((cell(item.id), cell(item.task), day, cell(note.by or ""), cell(note.text)))
