"""The words of execution forms and reminders in the language of the plan."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.messages import in_language


class FormWords(NamedTuple):
    """What only a form says, in English."""

    title: str = "Execution form"
    plan_year: str = "Plan year: {year}"
    instruction: str = (
        "Fill in only the last four columns: choose the state; give the date, the evidence (the number of an order, a "
        "file or an address) and a note."
    )
    unit: str = "Unit"
    state: str = "State"
    date: str = "Date"
    evidence: str = "Evidence"
    note: str = "Note"


class ReminderWords(NamedTuple):
    """What a reminder says, in English."""

    title: str = "Reminder: {unit}"
    as_of: str = "As of {on}"
    overdue: str = "Overdue:"
    ending: str = "To be done by {last}:"
    answer: str = (
        "To answer, fill in the execution form and send it back, or reply to this message: the number of the item, "
        "whether it is done, the date, and the order or document that shows it."
    )


@cache
def reminder_words_in(language: Language) -> ReminderWords:
    """Return the words of a reminder in a language."""
    return in_language(ReminderWords, "reminder", language)


@cache
def form_words_in(language: Language) -> FormWords:
    """Return the words of a form in a language."""
    return in_language(FormWords, "form", language)
