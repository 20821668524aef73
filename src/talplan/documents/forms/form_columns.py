"""Find the columns of an execution form by their headings in any order, in three languages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from talplan.documents.forms.form_words import form_words_in
from talplan.documents.words import headings_in, words_in
from talplan.domain.language import Language
from talplan.domain.spelling import normalize
from talplan.operations.form_row import (
    DATE,
    EVIDENCE,
    FIRST,
    KINDS,
    LAST,
    NOTE,
    NUMBER,
    STATE,
    TASK,
    TERM,
    UNIT,
)


class FormColumns(NamedTuple):
    """The positions of the columns, from 0; the headings that are missing or there twice."""

    positions: dict[str, int]
    missing: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()

    @property
    def workbook(self) -> bool:
        """Whether this is the table of obligations that `export` writes."""
        return FIRST in self.positions and LAST in self.positions


def find_form_columns(cells: Sequence[str]) -> FormColumns | None:
    """Return the columns if this is the row of headings of a form, or what is left of one."""
    positions: dict[str, int] = {}
    repeated = []
    for position, text in enumerate(cells):
        kind = kind_of(text)
        if kind in positions:
            repeated.append(text)
        elif kind:
            positions[kind] = position
    missing = [kind for kind in KINDS if kind not in positions]
    # Other tables of plans have the first four columns, and a state; half of the others make a form.
    if len(missing) > 3 or sum(kind in positions for kind in (DATE, EVIDENCE, NOTE)) < 2:
        return None
    return FormColumns(positions, tuple(map(name_column, missing)), tuple(repeated))


def kind_of(heading: str) -> str | None:
    """Return the kind of column that a heading names; None for any other text."""
    return _kinds().get(normalize(heading.strip(" .:*"))) if len(heading) < 100 else None


def name_column(kind: str, language: Language = Language.KY) -> str:
    """Return the heading of a kind of column in a language."""
    headings, words = headings_in(language), form_words_in(language)
    return str(getattr(words if hasattr(words, kind) else headings, kind))


@cache
def _kinds() -> dict[str, str]:
    """Return the kinds of columns by the normalized headings of forms and of exported workbooks."""
    kinds: dict[str, str] = {}
    for language in Language:
        headings, words = headings_in(language), words_in(language)
        spellings = {
            NUMBER: (headings.number, words.item),
            TASK: (headings.task,),
            TERM: (headings.term,),
            UNIT: (headings.unit, form_words_in(language).unit),
            STATE: (name_column(STATE, language), words.status),
            DATE: (name_column(DATE, language), words.done_on),
            EVIDENCE: (name_column(EVIDENCE, language), words.evidence),
            NOTE: (name_column(NOTE, language), words.note),
            FIRST: (words.first,),
            LAST: (words.last,),
        }
        kinds |= {normalize(text.strip(" .")): kind for kind, texts in spellings.items() for text in texts}
    return kinds
