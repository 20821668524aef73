"""Read terms: a text of a plan file, a document or a command → the terms that it means."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

from talplan.domain.language import Language
from talplan.domain.months import NAMES
from talplan.domain.spell_terms import common_terms, spell
from talplan.domain.terms import (
    AmbiguousTerm,
    BackwardSpan,
    Kind,
    NoSuchDate,
    SeveralTerms,
    Term,
    UnknownTerm,
)

LONGEST = 300
"""Characters of the longest text that is read as terms."""

_MONTHS = {name: number for names in NAMES.values() for number, name in enumerate(names, start=1)}


@lru_cache(maxsize=4096)
def read_term(text: str) -> Term:
    """Return the one term of a text. Raises UnknownTerm, or a subclass that says more."""
    if term := _read_months(text) or _read_date(text) or _common().get(text):
        return term
    terms = read_terms(text)
    if len(terms) > 1:
        raise SeveralTerms(text, terms)
    return terms[0]


@lru_cache(maxsize=4096)
def read_terms(text: str) -> tuple[Term, ...]:
    """Return all terms of a text, each once: `сентябрь и май`, `I, II кварталы`. Raises as `read_term` does."""
    # The grammar is slow to import, and plans in canonical spelling hardly need it.
    from talplan.domain.term_grammar import Mistake, readings

    if len(text) > LONGEST and len(" ".join(text.split())) > LONGEST:
        raise UnknownTerm(text)
    found = readings(text)
    sound: dict[tuple[Term, ...], None] = {}
    for reading in found:
        terms = [term for term in reading if isinstance(term, Term)]
        if len(terms) == len(reading):
            sound[tuple(dict.fromkeys(terms))] = None
    if len(sound) == 1:
        return next(iter(sound))
    if sound:
        raise AmbiguousTerm(text, list(sound))
    mistakes = {part for reading in found for part in reading}
    if Mistake.NO_SUCH_DATE in mistakes:
        raise NoSuchDate(text, text)
    if Mistake.BACKWARD in mistakes:
        raise BackwardSpan(text)
    raise UnknownTerm(text)


# --- canonical spellings, without the grammar; `test_terms` holds them to it ------------------------------------


def _read_months(text: str) -> Term | None:
    first, dash, last = text.partition("-")
    start, end = _MONTHS.get(first), _MONTHS.get(last if dash else first)
    return Term(Kind.MONTHS, (start,), (end,)) if start and end else None


def _read_date(text: str) -> Term | None:
    if len(text) != 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Term(Kind.DAYS, (day.month, day.day), (day.month, day.day), (day.year, day.year))


@cache
def _common() -> dict[str, Term]:
    return {spell(term, language): term for term in common_terms() for language in Language}
