"""The pages that commands show: which lines and tables, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from talplan.domain.language import Language
from talplan.domain.months import NAMES
from talplan.domain.obligations import Obligation, Status
from talplan.domain.plan import Plan, Record, Section
from talplan.domain.plan_year import Window
from talplan.domain.terms import spell, window
from talplan.domain.units import Unit
from talplan.messages import count, language, say
from talplan.queries.agenda import Agenda, Due, Group
from talplan.queries.select import Assessment, Counts, count_states, missed
from talplan.views.page import SYMBOLS, TONES, Cell, Column, Line, Page, Row, Table, Tone, Width, cell, status_cell

if TYPE_CHECKING:
    from talplan.editing.changes import ItemEdit


def month_name(window: Window) -> str:
    """The month of a window, or its first and last, with their years."""
    first, last = (say("month", month=_name(day.month), year=day.year) for day in (window.first, window.last))
    return first if first == last else f"{first} – {last}"


def short_month(window: Window) -> str:
    """The month of a window by three letters, as a heading."""
    return _name(window.first.month)[:3].capitalize()


def _name(month: int) -> str:
    """As the user's language writes it in a sentence."""
    name = NAMES[Language(language())][month - 1]
    return name.capitalize() if language() == Language.EN else name


def list_page(plan: Plan, looks: Sequence[Assessment]) -> Page:
    """The items of `list`, by section, with a line that counts them."""
    if not looks:
        return [Line(say("list.nothing"))]
    headings = {section.number: section_heading(section) for section in plan.sections}
    sections = groupby(looks, key=lambda one: one.item.section)
    groups = [(headings[number], [_item_row(plan, one) for one in found]) for number, found in sections]
    columns = (
        Column(say("column.id")),
        Column(say("column.task"), Width.WIDE),
        Column(say("column.due")),
        Column(say("column.units"), Width.NARROW),
        Column(say("column.status")),
    )
    return [Table(columns, groups), Line(_summary(looks), Tone.FAINT)]


def section_heading(section: Section) -> str:
    """A section as lists name it."""
    return f"{section.number}. {section.title}" if section.title else say("section.untitled", number=section.number)


def _item_row(plan: Plan, one: Assessment) -> Row:
    terms = (spell(term, plan.language) for term in one.item.due)
    faint = Tone.FAINT if one.status is Status.CANCELLED else Tone.PLAIN
    return (
        cell(one.item.id),
        cell(one.item.task, tone=faint),
        cell(*terms),
        cell(*one.item.units),
        status_cell(one.status, one.counted, one.done, one.total),
    )


def _summary(looks: Sequence[Assessment]) -> str:
    counts = count_states(looks)
    parts = [count("count.done", counts.done), count("count.overdue", counts.overdue - counts.unreported)]
    if counts.unreported:
        parts.append(count("count.not-reported", counts.unreported))
    return f"{count('count.items', len(looks))}: {', '.join(parts)}"


def due_page(plan: Plan, asked: Agenda, month: Window) -> Page:
    """What a month asks for, in its groups, and what it does not list in a line each."""
    page: Page = []
    title = say("due.title", month=month_name(month))
    if asked.entries:
        page += [Line(title, Tone.HEADING), _due_table(plan, asked.entries)]
    else:
        page.append(Line(say("due.nothing", month=month_name(month))))
    if asked.standing:
        page.append(Line(count("due.standing", asked.standing), Tone.FAINT))
    if asked.overdue:
        page.append(Line(count("due.overdue", asked.overdue), Tone.OVERDUE))
    if asked.unreported:
        page.append(Line(count("due.unreported", asked.unreported), Tone.FAINT))
    return page


def overdue_page(plan: Plan, entries: Sequence[Due]) -> Page:
    """What is overdue: missed deadlines first, then what nobody reported for the year."""
    if not entries:
        return [Line(say("overdue.nothing"))]
    late = sum(missed(entry.counted) for entry in entries)
    counts = [count("overdue.missed", late)] if late else []
    if len(entries) > late:
        counts.append(count("overdue.unreported", len(entries) - late))
    return [_due_table(plan, entries), Line(", ".join(counts), Tone.FAINT)]


def _due_table(plan: Plan, entries: Sequence[Due]) -> Table:
    groups: dict[str, list[Row]] = {}
    for entry in entries:
        heading = say(f"group.{entry.group}")
        if entry.group is Group.OVERDUE and not missed(entry.counted):
            heading = say("group.not-reported")
        groups.setdefault(heading, []).append(_due_row(plan, entry))
    columns = (
        Column(say("column.id")),
        Column(say("column.task"), Width.WIDE),
        Column(say("column.until")),
        Column(say("column.units"), Width.NARROW),
        Column(say("column.status")),
    )
    return Table(columns, list(groups.items()))


def _due_row(plan: Plan, entry: Due) -> Row:
    standing = not any(obligation.term.dated for obligation in entry.counted)
    terms = dict.fromkeys(spell(obligation.term, plan.language) for obligation in entry.counted)
    done = sum(not obligation.open for obligation in entry.counted)
    status = Status(entry.state.value)
    return (
        cell(entry.item.id),
        cell(entry.item.task, tone=Tone.FAINT if status is Status.DONE else Tone.PLAIN),
        cell(*terms) if standing else cell(entry.deadline.isoformat()),
        cell(*entry.item.units),
        status_cell(status, entry.counted, done, len(entry.counted)),
    )


def show_page(plan: Plan, one: Assessment, path: str, line: int) -> Page:
    """One item whole."""
    item = one.item
    page: Page = [
        Line(f"{item.id}  {item.task}", Tone.HEADING),
        Line(status_cell(one.status, one.counted, one.done, one.total).text, TONES[one.status]),
    ]
    if item.cancelled and one.status is Status.CANCELLED:
        page.append(Line(_dated(str(item.cancelled.date), item.cancelled.note)))
    page += [_windows(plan, one), _matrix(plan, one)]
    if one.records:
        page += [Line(say("show.records"), Tone.HEADING), _records(plan, one.records)]
    if one.notes:
        rows = [(cell(str(note.date)), cell(note.by or ""), cell(note.text)) for note in one.notes]
        columns = (
            Column(say("column.date")),
            Column(say("column.by")),
            Column(say("column.text"), Width.WIDE),
        )
        page += [Line(say("show.notes"), Tone.HEADING), Table(columns, [("", rows)])]
    page.append(Line(f"{path}:{line}", Tone.FAINT))
    return page


def _dated(day: str, text: str | None) -> str:
    return f"{day}  {text}" if text else day


def _windows(plan: Plan, one: Assessment) -> Table:
    """The item's terms with the first and the last day of each."""
    spans = {term: window(term, plan.year) for term in one.item.due}
    rows = [
        (cell(spell(term, plan.language)), cell(str(span.first)), cell(str(span.last))) for term, span in spans.items()
    ]
    columns = (Column(say("column.due")), Column(say("column.from")), Column(say("column.until")))
    return Table(columns, [("", rows)])


def _matrix(plan: Plan, one: Assessment) -> Table:
    """Who × term, each with its state: a column for each term."""
    rows = []
    for unit in one.item.units:
        states = [_state_cell(o, one.status) for o in one.counted if o.unit == unit]
        rows.append((cell(unit), *states))
    terms = (Column(spell(term, plan.language)) for term in one.item.due)
    return Table((Column(say("column.unit"), Width.WIDE), *terms), [("", rows)])


def _state_cell(obligation: Obligation, status: Status) -> Cell:
    if obligation.record is not None:
        key = "status.done-late" if obligation.late else "status.done"
        tone = Tone.LATE if obligation.late else Tone.DONE
        return cell(f"{SYMBOLS[Status.DONE]} {say(key)}\n{obligation.record.date}", tone=tone)
    if status is Status.CANCELLED:
        return cell(SYMBOLS[Status.CANCELLED], tone=Tone.FAINT)
    return status_cell(Status(obligation.state.value), [obligation], 0, 0)


def _records(plan: Plan, records: Sequence[Record]) -> Table:
    rows = [
        (
            cell(str(record.date)),
            cell(spell(record.term, plan.language) if record.term else say("show.all")),
            cell(*(record.by or (say("show.all"),))),
            cell("\n".join(text for text in (record.note, record.evidence) if text)),
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


def units_page(rows: Sequence[tuple[Unit, int, Counts]]) -> Page:
    """The registry as a tree: each unit at its depth, with the counts of its items."""
    columns = [
        Column(say("column.unit"), Width.WIDE),
        Column(say("column.short")),
        Column(say("column.aliases"), Width.NARROW),
        Column(say("column.items"), Width.COUNT),
        Column(say("column.done"), Width.COUNT),
        Column(say("column.overdue"), Width.COUNT),
    ]
    apart = any(counts.unreported for _, _, counts in rows)
    if apart:  # only once the year is over
        columns.append(Column(say("column.not-reported"), Width.COUNT))
    cells = []
    for unit, depth, counts in rows:
        late = counts.overdue - counts.unreported
        cells.append(
            (
                cell("  " * depth + ("└ " if depth else "") + unit.name),
                cell(unit.short or ""),
                cell(*unit.aliases),
                cell(str(counts.items)),
                cell(str(counts.done), tone=Tone.DONE if counts.done else Tone.FAINT),
                cell(str(late), tone=Tone.OVERDUE if late else Tone.FAINT),
                *([cell(str(counts.unreported))] if apart else []),
            )
        )
    return [Table(tuple(columns), [("", cells)]), Line(count("count.units", len(rows)), Tone.FAINT)]


def marks_page(plan: Plan, marks: Sequence[ItemEdit]) -> Page:
    """What would be marked done: each item with the terms and the units of the new records."""
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
            cell(*dict.fromkeys(spell(term, plan.language) for one in mark.records for term in item.terms_of(one))),
            cell(*dict.fromkeys(unit for record in mark.records for unit in record.by or item.units)),
        )
        for mark in marks
        if (item := items[mark.name])
    ]
    return [Table(columns, [("", rows)])]
