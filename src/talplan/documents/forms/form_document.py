"""An execution form as a document: a row for each obligation, with four columns to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from talplan.documents.document import (
    Cell,
    Column,
    Document,
    Kind,
    Paragraph,
    Row,
    Style,
    Table,
    cell,
    paragraph,
)
from talplan.documents.fit_table import fit_table
from talplan.documents.forms.form_words import form_words_in
from talplan.documents.plan_document import day_cell
from talplan.documents.words import headings_in, print_term, print_year, words_in
from talplan.domain.language import Language
from talplan.domain.plan import Plan
from talplan.messages import format_day
from talplan.operations.form_states import FormState, name_state, state_words_in
from talplan.operations.report_notes import read_report_note
from talplan.queries.form_rows import ReportedObligation

FORM_FORMATS = ("xlsx", "docx")
"""The formats of a form, by the extension of its file."""

_NUMBER, _TASK, _TERM, _UNIT, _STATE, _DATE, _EVIDENCE, _NOTE = (1.3, 7.6, 2.7, 3.4, 2.6, 2.3, 3.1, 3.1)


class Form(NamedTuple):
    """What a form is made from."""

    plan: Plan
    rows: Sequence[ReportedObligation]
    on: date
    units: Sequence[str]
    """The display names of the units that it is for, none for all."""
    note: str | None
    """Where to send it, and until when."""


def build_form(form: Form) -> Document:
    """Return the form in the language of the plan."""
    plan, words = form.plan, form_words_in(form.plan.language)
    as_of = words_in(plan.language).as_of.format(on=format_day(form.on, plan.language))
    lines = [plan.title, f"{words.plan_year.format(year=print_year(plan.year, plan.language))}. {as_of}"]
    title = ": ".join([words.title, ", ".join(form.units)]) if form.units else words.title
    blocks: list[Paragraph | Table] = [
        paragraph(title, style=Style.TITLE),
        *(paragraph(line, style=Style.SUBTITLE) for line in lines),
        paragraph(" ".join(filter(None, (words.instruction, form.note))), bold=True),
        fit_table(words.title, _columns(plan.language), [_row(plan, row) for row in form.rows]),
    ]
    return Document(f"{title}, {plan.year}", plan.language, form.on, blocks)


def _columns(language: Language) -> tuple[Column, ...]:
    words, headings = form_words_in(language), headings_in(language)
    return (
        Column(headings.number, _NUMBER, Kind.NUMBER),
        Column(headings.task, _TASK),
        Column(headings.term, _TERM),
        Column(words.unit, _UNIT),
        Column(words.state, _STATE, filled_in=True, choices=tuple(state_words_in(language))),
        Column(words.date, _DATE, Kind.DATE, filled_in=True),
        Column(words.evidence, _EVIDENCE, filled_in=True),
        Column(words.note, _NOTE, filled_in=True),
    )


def _row(plan: Plan, row: ReportedObligation) -> Row:
    return Row(
        (
            cell(row.item.id),
            cell(row.item.task),
            cell(print_term(row.obligation.term, plan.language)),
            cell(row.obligation.unit),
            *_reported(plan, row),
        )
    )


def _reported(plan: Plan, row: ReportedObligation) -> tuple[Cell, Cell, Cell, Cell]:
    """Return what is marked already, or what the newest note of the unit says of the state."""
    language, record = plan.language, row.obligation.record
    if record is not None:
        state = cell(name_state(FormState.DONE, language))
        return state, day_cell(record.date, language), cell(*record.evidence), _text_cell(record.note)
    for note in sorted(row.notes, key=lambda note: note.date, reverse=True):
        if found := read_report_note(row.item, row.obligation.term, note.text, language):
            return (
                cell(name_state(found.state, language)),
                day_cell(note.date, language),
                cell(),
                _text_cell(found.text),
            )
    return cell(), cell(), cell(), cell()


def _text_cell(text: str | None) -> Cell:
    return cell(*(text or "").split("\n")) if text else cell()
