"""The plan as an Excel workbook: the document's table, its obligations, and a summary by unit."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from talplan.documents.exporters import Export
from talplan.documents.exporters.labels import words_in
from talplan.documents.exporters.xlsx_sheets import Column, Kind, Sheet, Value, add_sheet
from talplan.documents.official_document import headings_in
from talplan.domain.obligations import Obligation
from talplan.domain.plan import Plan
from talplan.domain.spell_terms import spell
from talplan.domain.standing import Tally
from talplan.domain.visible import escape_invisible
from talplan.queries.progress import count_items, count_items_by_unit
from talplan.queries.select import Assessment

if TYPE_CHECKING:
    from openpyxl import Workbook


def write(export: Export) -> bytes:
    """Three sheets, each with a filter on every column and made to be printed."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _sign(book, export)
    sheets = (_items(export), _obligations(export), _summary(export))
    written, rows = 0, sum(sheet.count for sheet in sheets)
    for sheet in sheets:
        told = partial(_tell, export, written, rows)
        add_sheet(book, sheet, escape_invisible(export.plan.title), told)
        written += sheet.count
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _tell(export: Export, before: int, rows: int, row: int) -> None:
    export.progress(min(before + row, rows), rows)


def _sign(book: Workbook, export: Export) -> None:
    book.properties.title = escape_invisible(export.plan.title)
    book.properties.creator = "talplan"
    book.properties.language = str(export.plan.language)


def _items(export: Export) -> Sheet:
    """The document's table. The section stands in a column, so that filters and sorting leave no item without one."""
    words, (number, task, term, units) = words_in(export.plan.language), headings_in(export.plan.language)
    headings = {part.number: part.heading or f"{part.number}." for part in export.document.parts}
    columns = [
        Column(words.section, 16),
        Column(number, 6, Kind.NUMBER),
        Column(task, 58),
        Column(term, 17),
        Column(words.deadline, 12, Kind.DATE),
        Column(units, 32),
        Column(words.status, 16),
        Column(words.progress, 14, Kind.PERCENT),
    ]
    if export.cancelled:
        columns.append(Column(words.cancelled, 14, Kind.DATE))
    return Sheet(words.sheet_plan, tuple(columns), len(export.assessments), _item_rows(export, headings))


def _item_rows(export: Export, headings: dict[int, str]) -> Iterator[Sequence[Value]]:
    words = words_in(export.plan.language)
    for look in export.assessments:
        item, tone = look.item, look.standing
        yield (
            headings[item.section],
            item.number,
            item.task,
            _terms(export.plan, look),
            _deadline(look),
            "\n".join(item.units),
            (words.state(tone), tone),
            look.done / look.total if look.total else None,
            *([(item.cancelled.date, "cancelled") if item.cancelled else None] if export.cancelled else []),
        )


def _terms(plan: Plan, look: Assessment) -> str | date:
    """The terms, one a line; a day that stands alone is a real date."""
    [first, *more] = look.item.due
    if first.dates and first.dates[0] == first.dates[1] and not (first.deadline or more):
        return first.dates[0]
    return "\n".join(spell(term, plan.language) for term in look.item.due)


def _deadline(look: Assessment) -> date | None:
    """The nearest last day of what is open, the latest of all where nothing is; none where no term has a date."""
    dated = look._replace(obligations=tuple(one for one in look.obligations if one.term.dated))
    return dated.until


def _obligations(export: Export) -> Sheet:
    words, (_, task, term, unit) = words_in(export.plan.language), headings_in(export.plan.language)
    columns = (
        Column(words.item, 8),
        Column(task, 50),
        Column(term, 17),
        Column(words.first, 12, Kind.DATE),
        Column(words.last, 12, Kind.DATE),
        Column(unit, 26),
        Column(words.status, 16),
        Column(words.done_on, 14, Kind.DATE),
        Column(words.late, 10),
        Column(words.note, 24),
        Column(words.evidence, 20),
    )
    rows = (_obligation(export.plan, look, one) for look in export.assessments for one in look.obligations)
    return Sheet(words.sheet_obligations, columns, sum(len(look.obligations) for look in export.assessments), rows)


def _obligation(plan: Plan, look: Assessment, one: Obligation) -> Sequence[Value]:
    words, tone, record = words_in(plan.language), one.standing, one.record
    return (
        look.item.id,
        look.item.task,
        spell(one.term, plan.language),
        one.window.first,
        one.window.last,
        one.unit,
        (words.state(tone), tone),
        record.date if record else None,
        words.yes if one.late else None,
        record.note if record else None,
        record.evidence if record else None,
    )


def _summary(export: Export) -> Sheet:
    """Each unit's items, with those of its parts, and last all items: an item of two units is counted once there."""
    words = words_in(export.plan.language)
    headings = (words.items, words.done, words.overdue, words.not_reported, words.open)
    columns = (Column(headings_in(export.plan.language).unit, 60), *(Column(one, 14, Kind.NUMBER) for one in headings))
    counts = count_items_by_unit(_shown(export), export.on)
    asked = {name: one for name, one in counts.items() if one.total and (export.units is None or name in export.units)}
    rows = [_counted(name, one) for name, one in asked.items()]
    total = _counted(words.all, count_items(export.assessments))
    return Sheet(words.sheet_summary, columns, len(rows), iter(rows), total=total)


def _shown(export: Export) -> Plan:
    """The plan with nothing but the items that are shown."""
    kept = {look.item.id for look in export.assessments}
    sections = (
        section._replace(items=tuple(item for item in section.items if item.id in kept))
        for section in export.plan.sections
    )
    return export.plan._replace(sections=tuple(sections))


def _counted(name: str, one: Tally) -> Sequence[Value]:
    return (name, one.total, one.done, one.overdue, one.not_reported, one.open)
