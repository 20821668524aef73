"""The plan as tables for a spreadsheet: the items, their obligations, and a summary by unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from talplan.documents.document import Cell, Column, Document, Kind, Row, Table, cell, count_row, restyle
from talplan.documents.evidence import link_addresses
from talplan.documents.plan_document import day_cell, keep_items, section_name
from talplan.documents.words import headings_in, spell_in_table, words_in
from talplan.domain.obligations import Obligation
from talplan.domain.plan import Plan
from talplan.domain.standing import Standing, Tally, worst
from talplan.queries.progress import count_items, count_items_by_unit
from talplan.queries.select import Assessment

if TYPE_CHECKING:
    from talplan.documents.export import Export


def build_plan_workbook(export: Export) -> Document:
    """Return the tables of the items that are exported."""
    return Document(
        export.plan.title,
        export.plan.language,
        export.on,
        [_items_table(export), _obligations_table(export), _summary_table(export), _units_table(export)],
    )


def _items_table(export: Export) -> Table:
    """Return the document's table. The section is a column, so that filters and sorting leave no item without one."""
    words, (number, task, term, units) = words_in(export.plan.language), headings_in(export.plan.language)
    columns = [
        Column(words.section, 3.5),
        Column(number, 1.2, Kind.NUMBER),
        Column(task, 13),
        Column(term, 3.7),
        Column(words.deadline, 2.6, Kind.DATE),
        Column(units, 7),
        Column(words.status, 3.5),
        Column(words.progress, 3, Kind.PERCENT),
    ]
    if export.cancelled:
        columns.append(Column(words.cancelled, 3, Kind.DATE))
    return Table(words.sheet_plan, tuple(columns), _item_rows(export), len(export.assessments))


def _item_rows(export: Export) -> Iterator[Row]:
    plan, words = export.plan, words_in(export.plan.language)
    sections = {section.number: section_name(section, plan.language) for section in plan.sections}
    for assessment in export.assessments:
        item, standing = assessment.item, assessment.standing
        share = assessment.done / assessment.total if assessment.total else None
        cells = (
            cell(sections[item.section]),
            cell(str(item.number), value=item.number),
            cell(item.task),
            _terms_cell(plan, assessment),
            day_cell(_deadline(assessment), plan.language),
            cell(*item.units),
            cell(words.state(standing), tone=standing.tone),
            cell("" if share is None else f"{share:.0%}", value=share),
        )
        cancelled = [day_cell(item.cancelled and item.cancelled.date, plan.language)] if export.cancelled else []
        yield Row((*restyle(*cells, strike=item.cancelled is not None), *cancelled))


def _terms_cell(plan: Plan, assessment: Assessment) -> Cell:
    """Return the terms, one per line; a single day is a real date."""
    [first, *more] = assessment.item.due
    days = None if more or first.deadline else first.dates
    if days and days[0] == days[1]:
        return day_cell(days[0], plan.language)
    return cell(*(spell_in_table(term, plan.language) for term in assessment.item.due))


def _deadline(assessment: Assessment) -> date | None:
    """Return the nearest last day of what is open, the latest of all if nothing is; None without a dated term."""
    dated = tuple(obligation for obligation in assessment.obligations if obligation.term.dated)
    return assessment._replace(obligations=dated).until


def _obligations_table(export: Export) -> Table:
    words, (_, task, term, unit) = words_in(export.plan.language), headings_in(export.plan.language)
    columns = (
        Column(words.item, 1.7),
        Column(task, 11),
        Column(term, 3.7),
        Column(words.first, 2.6, Kind.DATE),
        Column(words.last, 2.6, Kind.DATE),
        Column(unit, 5.8),
        Column(words.status, 3.5),
        Column(words.done_on, 3, Kind.DATE),
        Column(words.late, 3),
        Column(words.note, 5.3),
        Column(words.evidence, 4.5),
    )
    count = sum(len(assessment.obligations) for assessment in export.assessments)
    rows = (
        _obligation_row(export.plan, assessment, obligation)
        for assessment in export.assessments
        for obligation in assessment.obligations
    )
    return Table(words.obligations, columns, rows, count)


def _obligation_row(plan: Plan, assessment: Assessment, obligation: Obligation) -> Row:
    words, standing, record = words_in(plan.language), obligation.standing, obligation.record
    cells = (
        cell(assessment.item.id),
        cell(assessment.item.task),
        cell(spell_in_table(obligation.term, plan.language)),
        day_cell(obligation.window.first, plan.language),
        day_cell(obligation.window.last, plan.language),
        cell(obligation.unit),
        cell(words.state(standing), tone=standing.tone),
        day_cell(record and record.date, plan.language),
        cell(words.yes if obligation.late else ""),
        cell(record.note or "" if record else ""),
        Cell(tuple(map(link_addresses, record.evidence if record else ()))),
    )
    return Row(restyle(*cells, strike=standing is Standing.CANCELLED))


def _summary_table(export: Export) -> Table:
    """Return the items of each unit with those of its parts, and of all; an item of two units counts once in all."""
    words = words_in(export.plan.language)
    headings = (words.items, words.done, words.overdue, words.not_reported, words.open)
    columns = (
        Column(headings_in(export.plan.language).unit, 13),
        *(Column(heading, 3, Kind.NUMBER) for heading in headings),
    )
    counts = count_items_by_unit(keep_items(export.plan, (one.item for one in export.assessments)), export.on)
    rows = [
        _summary_row(name, own)
        for name, own in counts.items()
        if own.total and (export.units is None or name in export.units)
    ]
    rows.append(_summary_row(words.all, count_items(export.assessments), total=True))
    return Table(words.sheet_summary, columns, rows, len(rows))


def _units_table(export: Export) -> Table:
    """Return the items of each unit below its name, as its own obligations stand."""
    words, (_, task, term, _) = words_in(export.plan.language), headings_in(export.plan.language)
    own: dict[str, list[Assessment]] = {}
    for assessment in export.assessments:
        for unit in dict.fromkeys(obligation.unit for obligation in assessment.obligations):
            obligations = tuple(one for one in assessment.obligations if one.unit == unit)
            standing = worst(one.standing for one in obligations)
            own.setdefault(unit, []).append(assessment._replace(obligations=obligations, standing=standing))
    columns = (
        Column(words.item, 1.7),
        Column(task, 17),
        Column(term, 4.5),
        Column(words.deadline, 2.8, Kind.DATE),
        Column(words.status, 4),
    )
    names = [unit.display for unit in export.plan.registry if unit.display in own]
    rows = (row for name in names for row in (Row((cell(name),), heading=True), *_unit_rows(export.plan, own[name])))
    return Table(words.sheet_units, columns, rows, len(names) + sum(map(len, own.values())))


def _unit_rows(plan: Plan, assessments: Iterable[Assessment]) -> Iterator[Row]:
    for assessment in assessments:
        cells = (
            cell(assessment.item.id),
            cell(assessment.item.task),
            _terms_cell(plan, assessment),
            day_cell(_deadline(assessment), plan.language),
            cell(words_in(plan.language).state(assessment.standing), tone=assessment.standing.tone),
        )
        yield Row(restyle(*cells, strike=assessment.standing is Standing.CANCELLED))


def _summary_row(name: str, counts: Tally, *, total: bool = False) -> Row:
    return count_row(name, counts.total, counts.done, counts.overdue, counts.not_reported, counts.open, total=total)
