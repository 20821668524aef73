"""Notes that say what a form reports: `partly: …` of an item, `partly (october): …` of one of its terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.plan import Item
from talplan.domain.spell_terms import spell
from talplan.domain.spelling import normalize
from talplan.domain.terms import Term
from talplan.operations.form_states import FormState, name_state

_STATES = (FormState.PARTLY, FormState.NOT_DONE)


class ReportNote(NamedTuple):
    """What the text of a note says: the state, and the remark behind it."""

    state: FormState
    text: str


def format_report_note(item: Item, term: Term, state: FormState, texts: Iterable[str], language: Language) -> str:
    """Return the text of a note: the word for the state, the term if the item has several, then the remarks."""
    head = _head(item, term, state, language)
    remarks = "; ".join(texts)
    return f"{head}: {remarks}" if remarks else head


def read_report_note(item: Item, term: Term, text: str, language: Language) -> ReportNote | None:
    """Return the state that a note reports of a term; None for any other note."""
    for state in _STATES:
        head = _head(item, term, state, language)
        beginning, colon, rest = text.partition(":")
        if normalize(beginning) == normalize(head):
            return ReportNote(state, rest.strip() if colon else "")
    return None


def _head(item: Item, term: Term, state: FormState, language: Language) -> str:
    word = name_state(state, language)
    return word if len(item.due) == 1 else f"{word} ({spell(term, language)})"
