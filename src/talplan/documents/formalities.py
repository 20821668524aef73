"""What makes a document official: the mark of approval above it, the signatures at its end."""

from __future__ import annotations

from talplan.documents.document import Line, Paragraph, Run, Style, paragraph
from talplan.documents.words import words_in
from talplan.domain.language import Language
from talplan.domain.plan import Plan, Signature
from talplan.messages import format_day

_LINE = "_" * 24


def approval_mark(plan: Plan) -> list[Paragraph]:
    """Return the mark of approval of the plan, or a place for one."""
    approved = plan.approved
    if approved is None:
        return _mark(plan.language, None, None)
    day = format_day(approved.date, plan.language)
    return _mark(plan.language, approved.by, ", ".join(filter(None, (day, approved.order))))


def approval_place(plan: Plan) -> list[Paragraph]:
    """Return the place for the mark of approval of a document about the plan, by whom the plan was approved."""
    return _mark(plan.language, plan.approved.by if plan.approved else None, None)


def draft_mark(language: Language) -> list[Paragraph]:
    """Return the mark of a document that is not approved."""
    return [paragraph(words_in(language).draft, style=Style.SIDE, bold=True), paragraph("")]


def _mark(language: Language, by: str | None, when: str | None) -> list[Paragraph]:
    words = words_in(language)
    lines = (by or f"{_LINE}\n{words.post_and_name}", _LINE, when or words.date_place)
    return [
        paragraph(words.approved, style=Style.SIDE, bold=True),
        paragraph(*(line for text in lines for line in text.split("\n")), style=Style.SIDE),
        paragraph(""),
    ]


def signature_lines(language: Language, signatures: tuple[Signature, ...]) -> tuple[Line, ...]:
    """Return a line for each signature: the post, and a place for the hand with the name."""
    words = words_in(language)
    return tuple((Run(own.post), Run(f"{_LINE} {own.name or words.name_place}")) for own in signatures)


def report_signatures(plan: Plan) -> tuple[Line, ...]:
    """Return the signatures of a report: the plan's, else places for who made it and who checked it."""
    words = words_in(plan.language)
    return signature_lines(plan.language, plan.signatures or (Signature(words.prepared), Signature(words.checked)))
