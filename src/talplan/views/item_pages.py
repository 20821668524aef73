"""The pages of list, due, show and units: which lines and tables they have."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from talplan.domain.language import Language
from talplan.domain.months import NAMES
from talplan.domain.obligations import Obligation
from talplan.domain.plan import Plan, Record, Section
from talplan.domain.plan_year import Window
from talplan.domain.standing import Standing, Tally, Tone
from talplan.domain.terms import window
from talplan.domain.units import Unit
from talplan.messages import count, language, say, show_day
from talplan.queries.agenda import Agenda, AgendaItem, Group
from talplan.queries.progress import count_items
from talplan.queries.select import Assessment
from talplan.views.page import (
    Cell,
    Column,
    Line,
    Page,
    Row,
    Table,
    Width,
    cell,
    name_standing,
    show_term,
    standing_cell,
)

if TYPE_CHECKING:
    from talplan.editing.changes import ItemEdit


def month_name(window: Window) -> str:
    """Return the month of a window, or its first and last month, with their years."""
    first, last = (say("month", month=_name(day.month), year=day.year) for day in (window.first, window.last))
    return first if first == last else f"{first} – {last}"


def short_month(window: Window) -> str:
    """Return the first three letters of a window's month, as a heading."""
    return _name(window.first.month)[:3].capitalize()


def _name(month: int) -> str:
    """Return the month as the user's language writes it in a sentence."""
    name = NAMES[Language(language())][month - 1]
    return name.capitalize() if language() == Language.EN else name


def list_page(plan: Plan, assessments: Sequence[Assessment]) -> Page:
    """Return the items of `list` by section, and a line that counts them."""
    if not assessments:
        return [Line(say("list.nothing"))]
    headings = {section.number: section_heading(section) for section in plan.sections}
    sections = groupby(assessments, key=lambda assessment: assessment.item.section)
    # Many items have the same terms, the same units and the same status: their cells are made once.
    due_cell = cache(lambda due: cell(*[show_term(term, plan.language) for term in due]))
    status_cell, units_cell = cache(standing_cell), cache(lambda units: cell(*units))
    groups = [
        (
            headings[number],
            [
                (
                    cell(assessment.item.id),
                    cell(assessment.item.task, tone=_task_tone(assessment.standing)),
                    due_cell(assessment.item.due),
                    units_cell(assessment.item.units),
                    status_cell(assessment.standing, assessment.done, assessment.total),
                )
                for assessment in own
            ],
        )
        for number, own in sections
    ]
    columns = (
        Column(say("column.id")),
        Column(say("column.task"), Width.WIDE),
        Column(say("column.due")),
        Column(say("column.units"), Width.NARROW),
        Column(say("column.status")),
    )
    return [Table(columns, groups), Line(_summary(assessments), Tone.FAINT)]


def _task_tone(standing: Standing) -> Tone:
    return Tone.FAINT if standing is Standing.CANCELLED else Tone.PLAIN


def section_heading(section: Section) -> str:
    """Return the heading of a section in lists."""
    return f"{section.number}. {section.title}" if section.title else say("section.untitled", number=section.number)


def _summary(assessments: Sequence[Assessment]) -> str:
    counts = count_items(assessments)
    parts = [count("count.done", counts.done), count("count.overdue", counts.overdue)]
    if counts.not_reported:
        parts.append(count("count.not-reported", counts.not_reported))
    return f"{count('count.items', len(assessments))}: {', '.join(parts)}"


def due_page(plan: Plan, agenda: Agenda, month: Window, overdue: str) -> Page:
    """Return what a month asks for in its groups, and a line for each count of what is not listed; `overdue` is the
    command that lists what is overdue."""
    page: Page = []
    title = say("due.title", month=month_name(month))
    if agenda.items:
        page += [Line(title, Tone.HEADING), _due_table(plan, agenda.items)]
    else:
        page.append(Line(say("due.nothing", month=month_name(month))))
    if agenda.standing:
        key = "due.standing" if agenda.standing == agenda.all_standing else "due.standing-others"
        page.append(Line(count(key, agenda.standing, total=agenda.all_standing), Tone.FAINT))
    if agenda.overdue:
        page.append(Line(count("due.overdue", agenda.overdue, command=overdue), Tone.OVERDUE))
    if agenda.not_reported:
        page.append(Line(count("due.unreported", agenda.not_reported, command=overdue), Tone.FAINT))
    return page


def overdue_page(plan: Plan, entries: Sequence[AgendaItem]) -> Page:
    """Return what is overdue: missed deadlines first, then what was not reported for the year."""
    if not entries:
        return [Line(say("overdue.nothing"))]
    overdue = sum(entry.standing is Standing.OVERDUE for entry in entries)
    counts = [count("overdue.missed", overdue)] if overdue else []
    if len(entries) > overdue:
        counts.append(count("overdue.unreported", len(entries) - overdue))
    return [_due_table(plan, entries), Line(", ".join(counts), Tone.FAINT)]


def _due_table(plan: Plan, entries: Sequence[AgendaItem]) -> Table:
    groups: dict[str, list[Row]] = {}
    for entry in entries:
        unreported = entry.group is Group.OVERDUE and entry.standing is Standing.NOT_REPORTED
        heading = say("group.not-reported" if unreported else f"group.{entry.group}")
        groups.setdefault(heading, []).append(_due_row(plan, entry))
    columns = (
        Column(say("column.id")),
        Column(say("column.task"), Width.WIDE),
        Column(say("column.until")),
        Column(say("column.units"), Width.NARROW),
        Column(say("column.status")),
    )
    return Table(columns, list(groups.items()))


def _due_row(plan: Plan, entry: AgendaItem) -> Row:
    dated = any(obligation.term.dated for obligation in entry.obligations)
    terms = dict.fromkeys(show_term(obligation.term, plan.language) for obligation in entry.obligations)
    return (
        cell(entry.item.id),
        cell(entry.item.task, tone=Tone.FAINT if entry.standing.done else Tone.PLAIN),
        cell(show_day(entry.deadline)) if dated else cell(*terms),
        cell(*entry.item.units),
        standing_cell(entry.standing, entry.done, len(entry.obligations)),
    )


def show_page(plan: Plan, assessment: Assessment, path: str, line: int) -> Page:
    """Return one item in full."""
    item, standing = assessment.item, assessment.standing
    status = standing_cell(standing, assessment.done, assessment.total)
    page: Page = [Line(f"{item.id}  {item.task}", Tone.HEADING), Line(status.text, status.tone)]
    if item.cancelled and standing is Standing.CANCELLED:
        page.append(Line("  ".join(filter(None, [show_day(item.cancelled.date), item.cancelled.note]))))
    page += [_windows(plan, assessment), _matrix(plan, assessment)]
    if assessment.records:
        page += [Line(say("show.records"), Tone.HEADING), _records(plan, assessment.records)]
    if assessment.notes:
        rows = [(cell(show_day(note.date)), cell(note.by or ""), cell(note.text)) for note in assessment.notes]
        columns = (
            Column(say("column.date")),
            Column(say("column.by")),
            Column(say("column.text"), Width.WIDE),
        )
        page += [Line(say("show.notes"), Tone.HEADING), Table(columns, [("", rows)])]
    page.append(Line(f"{path}:{line}".replace("\n", "\\n"), Tone.FAINT))
    return page


def _windows(plan: Plan, assessment: Assessment) -> Table:
    """Return the item's terms with the first and the last day of each."""
    spans = {term: window(term, plan.year) for term in assessment.item.due}
    rows = [
        (cell(show_term(term, plan.language)), cell(show_day(span.first)), cell(show_day(span.last)))
        for term, span in spans.items()
    ]
    columns = (Column(say("column.due")), Column(say("column.from")), Column(say("column.until")))
    return Table(columns, [("", rows)])


def _matrix(plan: Plan, assessment: Assessment) -> Table:
    """Return unit × term, each with its standing: a column for each term."""
    rows = [
        (cell(unit), *[_matrix_cell(obligation) for obligation in assessment.obligations if obligation.unit == unit])
        for unit in assessment.item.units
    ]
    terms = (Column(show_term(term, plan.language)) for term in assessment.item.due)
    return Table((Column(say("column.unit"), Width.WIDE), *terms), [("", rows)])


def _matrix_cell(obligation: Obligation) -> Cell:
    if obligation.record is not None:
        standing = Standing.LATE if obligation.late else Standing.DONE
        return cell(
            f"{standing.sign} {name_standing(standing)}\n{show_day(obligation.record.date)}", tone=standing.tone
        )
    if obligation.standing is Standing.CANCELLED:
        return cell(obligation.standing.sign, tone=obligation.standing.tone)
    return standing_cell(obligation.standing)


def _records(plan: Plan, records: Sequence[Record]) -> Table:
    rows = [
        (
            cell(show_day(record.date)),
            cell(show_term(record.term, plan.language) if record.term else say("show.all")),
            cell(*(record.by or (say("show.all"),))),
            cell("\n".join(text for text in (record.note, ";\n".join(record.evidence)) if text)),
        )
        for record in records
    ]
    columns = (
        Column(say("column.date")),
        Column(say("column.due")),
        Column(say("column.by"), Width.NARROW),
        Column(say("column.note"), Width.WIDE),
    )
    return Table(columns, [("", rows)])


def units_page(rows: Sequence[tuple[Unit, int, Tally]]) -> Page:
    """Return the registry as a tree: each unit at its depth, with the counts of its items."""
    columns = [
        Column(say("column.unit"), Width.WIDE),
        Column(say("column.short")),
        Column(say("column.aliases"), Width.NARROW),
        Column(say("column.items"), Width.COUNT),
        Column(say("column.done"), Width.COUNT),
        Column(say("column.overdue"), Width.COUNT),
    ]
    apart = any(counts.not_reported for _, _, counts in rows)
    if apart:  # only once the year is over
        columns.append(Column(say("column.not-reported"), Width.COUNT))
    cells = []
    for unit, depth, counts in rows:
        cells.append(
            (
                cell("  " * depth + ("└ " if depth else "") + unit.name),
                cell(unit.short or ""),
                cell(*unit.aliases),
                cell(str(counts.total)),
                cell(str(counts.done), tone=Tone.DONE if counts.done else Tone.FAINT),
                cell(str(counts.overdue), tone=Tone.OVERDUE if counts.overdue else Tone.FAINT),
                *([cell(str(counts.not_reported))] if apart else []),
            )
        )
    return [Table(tuple(columns), [("", cells)]), Line(count("count.units", len(rows)), Tone.FAINT)]


def marks_page(plan: Plan, marks: Sequence[ItemEdit]) -> Page:
    """Return what would be marked done: each item with the terms and the units of the new records."""
    items = {item.id: item for item in plan.items()}
    columns = (
        Column(say("column.id")),
        Column(say("column.task"), Width.WIDE),
        Column(say("column.due")),
        Column(say("column.by"), Width.NARROW),
    )
    rows = [
        (
            cell(item.id),
            cell(item.task),
            cell(*dict.fromkeys(show_term(term, plan.language) for one in mark.records for term in item.terms_of(one))),
            cell(*dict.fromkeys(unit for record in mark.records for unit in record.by or item.units)),
        )
        for mark in marks
        if (item := items[mark.name])
    ]
    return [Table(columns, [("", rows)])]
