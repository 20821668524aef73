"""The words of documents in the language of the plan, and how its days and terms are printed."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.plan_year import PlanYear
from talplan.domain.spell_terms import ENGLISH_NAMES, spell
from talplan.domain.standing import Standing
from talplan.domain.terms import Kind, Term
from talplan.messages import Words as AnyWords
from talplan.messages import format_day, in_language
from talplan.queries.headline import Headline

_UNBROKEN = re.compile(r" (?=[–%]|г\.)|(?<=№) |(?<=\{n\}) |(?<=[^\W\d_]\.) (?=[^\W\d_]\.)")
"""Blanks before a dash, a per cent sign and the sign of a year, after №, a number, and between initials."""


def document_words(words: type[AnyWords], of: str, language: Language) -> AnyWords:
    """Return the words of a document in a language, with no line break where print has none."""
    own = in_language(words, of, language)
    return own._make(_UNBROKEN.sub("\u00a0", word) for word in own)


class Headings(NamedTuple):
    """The four columns of the document, in English."""

    number: str = "No."
    task: str = "Task"
    term: str = "Term"
    unit: str = "Responsible unit"


@cache
def headings_in(language: Language) -> Headings:
    """Return the columns in a language; the Kyrgyz ones are those of the university's document."""
    return in_language(Headings, "heading", language)


class Words(NamedTuple):
    """Headings and labels, in English."""

    sheet_plan: str = "Plan"
    obligations: str = "Obligations"
    sheet_summary: str = "Summary"
    section: str = "Section"
    deadline: str = "Last day"
    status: str = "Status"
    progress: str = "Progress"
    item: str = "Item"
    first: str = "From"
    last: str = "Until"
    done_on: str = "Done on"
    late: str = "Late"
    note: str = "Note"
    evidence: str = "Evidence"
    items: str = "Items"
    done: str = "Done"
    overdue: str = "Overdue"
    not_reported: str = "Not reported"
    open: str = "Still in time"
    all: str = "All"
    yes: str = "yes"
    cancelled: str = "Cancelled"
    state_done: str = "done"
    state_late: str = "done late"
    state_overdue: str = "overdue"
    state_not_reported: str = "not reported for the year"
    state_due: str = "due"
    state_ongoing: str = "ongoing"
    state_upcoming: str = "upcoming"
    state_cancelled: str = "cancelled"
    as_of: str = "As of {on}"
    untitled: str = "Section {number}"
    approved: str = "APPROVED"
    draft: str = "DRAFT"
    post_and_name: str = "(post, name)"
    name_place: str = "(name)"
    date_place: str = "____ ____________ 20___"
    prepared: str = "Prepared by"
    checked: str = "Checked by"
    report_title: str = "Report on the execution of the plan"
    headline: str = (
        "Of the items that had to be done by {on} ({n}): "
        "{done} done ({percent} %), {partly} partly, {not_done} not done."
    )
    nothing_asked: str = "No item had to be done by {on}."
    figures: str = (
        "Obligations: {total}. Done: {done}, of these late: {late}. Overdue: {overdue}. Still in time: {open}."
    )
    unreported: str = "Not reported for the year: {n}."
    asked: str = "Had to be done"
    partly: str = "Partly"
    not_done: str = "Not done"
    of_these_done: str = "Of these done"
    by_section: str = "By section"
    by_unit: str = "By unit, most left undone first"
    sheet_units: str = "Units"
    by_item: str = "The plan, item by item"
    execution: str = "Execution"
    until: str = "until {day}"
    left: str = "Items of other months or with a standing term, which are not in this report: {n}."
    period: str = "Period: {first} – {last}"
    of_units: str = "Responsible unit: {units}"
    late_list: str = "Done late"
    overdue_list: str = "Overdue and not done"
    under_way_list: str = "Under way"
    not_reported_list: str = "Not reported for the year"
    no_evidence: str = "no evidence"
    notes_list: str = "Progress (notes)"
    nothing: str = "None."
    date: str = "Date"

    def state(self, standing: Standing) -> str:
        """Return the word for a standing."""
        return str(getattr(self, f"state_{standing}"))


@cache
def words_in(language: Language) -> Words:
    """Return the headings and labels in a language."""
    return document_words(Words, "document", language)


def print_headline(items: Headline, on: date, language: Language) -> str:
    """Return how many of the items that had to be done by that day are."""
    words = words_in(language)
    values = {"n": items.total, "percent": items.percent, **items._asdict()}
    return (words.headline if items.total else words.nothing_asked).format(on=format_day(on, language), **values)


_DASH = "\u00a0– "


def spell_in_table(term: Term, language: Language) -> str:
    """Return a term as the file spells it, but for dates, which are as `format_day` writes them."""
    return print_term(term, language) if term.dates and not term.deadline else spell(term, language)


def print_year(year: PlanYear, language: Language) -> str:
    """Return a year of a plan with the dash of print; Kyrgyz has a hyphen in `2025-2026-окуу жылы`."""
    return str(year).replace("-", "–") if language is Language.RU else str(year)


def print_term(term: Term, language: Language) -> str:
    """Return a term with a capital letter, dates as `format_day` writes them, and the dashes of print.

    English months have a capital letter anywhere. The university's own document has a hyphen between two months.
    """
    if term.dates and not term.deadline:
        return _DASH.join(format_day(day, language) for day in dict.fromkeys(term.dates))
    text = spell(term, language).replace("..", _DASH)
    if language is Language.RU:
        if term.kind is Kind.MONTHS and term.first != term.last:
            text = text.replace("-", _DASH, 1)
        text = re.sub(r"(?<=[\dIV])-(?=[\dIV])", "–", text)
    if language is Language.EN:
        text = re.sub(rf"\b(?:{'|'.join(ENGLISH_NAMES)})\b", lambda match: match[0].capitalize(), text)
    return text[:1].upper() + text[1:]
