"""Read the day of an option, as people type it at a prompt: `14.10.2025`, `14.10`, `yesterday`."""

from __future__ import annotations

from datetime import date, timedelta

from talplan.domain.plan_year import OutsideYear, PlanYear
from talplan.domain.read_terms import read_term
from talplan.domain.spelling import normalize
from talplan.domain.terms import Kind, UnknownTerm, window

# Days from today.
_RELATIVE = {
    **dict.fromkeys(("today", "сегодня", "бүгүн", "бугун"), 0),
    **dict.fromkeys(("yesterday", "вчера", "кечээ"), -1),
    **dict.fromkeys(("позавчера", "мурда күнү", "мурда куну", "the day before yesterday"), -2),
}


def read_day(text: str, today: date, year: PlanYear) -> date | None:
    """Return the day of a text in any of the three languages, None if it is not one; without a year, in the plan's."""
    asked = normalize(text)
    if asked in _RELATIVE:
        return today + timedelta(days=_RELATIVE[asked])
    try:
        term = read_term(text)
        if term.kind is not Kind.DAYS or term.first != term.last or term.deadline:
            return None
        if term.dates:
            return term.dates[0] if term.dates[0] == term.dates[1] else None
        return window(term, year).first
    except (UnknownTerm, OutsideYear):
        return None
