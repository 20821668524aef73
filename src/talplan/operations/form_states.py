"""The states of an execution form and their words: what a unit can report about an obligation."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.spelling import key
from talplan.messages import in_language

_WORDS = re.compile(r"[\w\s.–‑-]*")
"""What the answer in a form consists of; `key` would drop the marks of code."""


class FormState(StrEnum):
    """What a unit reports: a record if it is done, else a note."""

    DONE = "done"
    PARTLY = "partly"
    NOT_DONE = "not_done"


class StateWords(NamedTuple):
    """The choices of the column, in English."""

    done: str = "done"
    partly: str = "partly"
    not_done: str = "not done"


@cache
def state_words_in(language: Language) -> StateWords:
    """Return the choices in a language."""
    return in_language(StateWords, "form-state", language)


def name_state(state: FormState, language: Language) -> str:
    """Return the word for a state in a language."""
    return str(getattr(state_words_in(language), state))


def find_state(text: str) -> FormState | None:
    """Return the state that a text names in any of the three languages, however its letters and hyphens are typed."""
    return _states_by_word().get(key(text.strip(" ."))) if _WORDS.fullmatch(text) else None


@cache
def _states_by_word() -> dict[str, FormState]:
    return {
        key(word): FormState(name) for language in Language for name, word in state_words_in(language)._asdict().items()
    }
