"""The official document: the plan as the university prints it, in the language of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

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
    paragraph,
    restyle,
)
from talplan.documents.fit_table import fit_table
from talplan.documents.formalities import approval_mark, draft_mark, signature_lines
from talplan.documents.words import headings_in, print_term, words_in
from talplan.domain.language import Language
from talplan.domain.plan import Item, Plan, Section
from talplan.messages import format_day

WIDTHS = (1.1, 14.5, 3.7, 5.9)
"""The columns. The lines of the university's plan are broken where 12 points of Times in 14.5 centimetres break them;
a range of months and the longest word of a unit stay on one line."""


def build_plan_document(plan: Plan, items: Iterable[Item], day: date, *, draft: bool = False) -> Document:
    """Return the document of these items of a plan; a draft has the mark of one in the place of the approval."""
    rows = [row for section in keep_items(plan, items).sections for row in _section_rows(section, plan.language)]
    blocks: list[Paragraph | Table] = [
        *(draft_mark(plan.language) if draft else approval_mark(plan)),
        paragraph(plan.title, style=Style.TITLE),
        fit_table(words_in(plan.language).sheet_plan, item_columns(plan.language, *WIDTHS), rows),
    ]
    return Document(plan.title, plan.language, day, blocks, signature_lines(plan.language, plan.signatures))


def keep_items(plan: Plan, items: Iterable[Item]) -> Plan:
    """Return the plan with these of its items alone."""
    kept = {item.id for item in items}
    sections = (
        section._replace(items=tuple(item for item in section.items if item.id in kept)) for section in plan.sections
    )
    return plan._replace(sections=tuple(sections))


def _section_rows(section: Section, language: Language) -> Iterator[Row]:
    if section.items and (heading := section_heading(section)):
        yield Row((cell(heading),), heading=True)
    for item in section.items:
        yield Row(item_cells(item, f"{item.number}.", language))


def item_columns(language: Language, number: float, task: float, term: float, unit: float) -> tuple[Column, ...]:
    """Return the four columns of the document with these widths."""
    headings = headings_in(language)
    return (
        Column(headings.number, number, Kind.NUMBER),
        Column(headings.task, task),
        Column(headings.term, term),
        Column(headings.unit, unit, Kind.NAMES),
    )


def section_heading(section: Section) -> str | None:
    """Return the heading of a section's row. The first section without a title has none; a later one has its number, so
    that its items are not taken for those of the section before."""
    if section.title:
        return f"{section.number}. {section.title}"
    return None if section.number == 1 else f"{section.number}."


def section_name(section: Section, language: Language) -> str:
    """Return what names a section outside the plan's own table."""
    if section.title:
        return f"{section.number}. {section.title}"
    return words_in(language).untitled.format(number=section.number)


def day_cell(day: date | None, language: Language) -> Cell:
    """Return a cell with a day; empty if there is none."""
    return cell(format_day(day, language) if day else "", value=day)


def item_cells(item: Item, number: str, language: Language) -> tuple[Cell, ...]:
    """Return the four cells of an item; a cancelled one is struck through and says since when, and why."""
    terms = [print_term(term, language) for term in item.due]
    cells = cell(number), cell(item.task), cell(*terms), cell(*item.units)
    if item.cancelled is None:
        return cells
    remark = f"{words_in(language).cancelled}: {format_day(item.cancelled.date, language)}"
    remark += f". {item.cancelled.note}" if item.cancelled.note else ""
    first, task, *rest = restyle(*cells, strike=True)
    return first, task._replace(lines=(*task.lines, (Run(remark, italic=True),))), *rest
