"""What `collect` understood of forms: a row for each obligation that would be marked or get a note."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from talplan.domain.plan import Plan
from talplan.domain.standing import Tone
from talplan.messages import say, show_day
from talplan.operations.collect_form import Unplaced
from talplan.operations.form_states import FormState
from talplan.operations.read_form_row import FormEntry
from talplan.views.page import Column, Page, Table, Width, cell, show_term

_TONES = {FormState.DONE: Tone.DONE, FormState.PARTLY: Tone.DUE, FormState.NOT_DONE: Tone.OVERDUE, None: Tone.PLAIN}


def collect_page(plan: Plan, entries: Sequence[FormEntry], on: date) -> Page:
    """Return the entries as a table; `on` is the date of those without one."""
    columns = (
        Column(say("column.id")),
        Column(say("column.task"), Width.WIDE),
        Column(say("column.due"), Width.NARROW),
        Column(say("column.by"), Width.NARROW),
        Column(say("column.state"), Width.SNUG),
        Column(say("column.date")),
        Column(say("column.note"), Width.NARROW),
    )
    rows = [
        (
            cell(entry.item.id),
            cell(entry.item.task),
            cell(show_term(entry.term, plan.language)),
            cell(entry.unit),
            cell(say(f"collect.state.{entry.state or 'note'}"), tone=_TONES[entry.state]),
            cell(show_day(entry.day or on)),
            cell(*entry.evidence, *([entry.note] if entry.note else [])),
        )
        for entry in entries
    ]
    return [Table(columns, [("", rows)])]


def format_unplaced(unplaced: Unplaced) -> str:
    """Return `FILE:SHEET:ROW: why`."""
    key, values = unplaced.reason
    return f"{unplaced.place}: {say(f'collect.unplaced.{key}', **values)}"
