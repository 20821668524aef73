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


@cache
def form_words_in(language: Language) -> FormWords:
    """Return the words of a form in a language."""
    return in_language(FormWords, "form", language)
