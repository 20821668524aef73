"""Terms: what is written in `due`, and which days it means in a plan's year."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.months import NAMES, disputed, read_month
from talplan.domain.plan_year import OutsideYear, PlanYear, Window, between
from talplan.domain.spelling import DASHES
from talplan.domain.standing_terms import BY_SPELLING, STANDING, StandingTerm, plain


class Kind(StrEnum):
    """What a term is; all but the standing ones are dated."""

    MONTH = "month"
    RANGE = "range"
    DATE = "date"
    DATES = "dates"
    STANDING = "standing"

    __hash__ = str.__hash__  # Enum's own is slow


class Term(NamedTuple):
    """One deadline of an item; two terms are equal where their canonical spellings are.

    A month and a range have `months`, a date and a span of dates have `days`, both as first and last.
    """

    kind: Kind
    months: tuple[int, int] | None = None
    days: tuple[date, date] | None = None
    standing: StandingTerm | None = None

    @property
    def dated(self) -> bool:
        """Whether it has a deadline of its own."""
        return self.kind is not Kind.STANDING


class UnknownTerm(ValueError):
    """A text that is no term, or no month where a month was asked for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class DisputedMonth(UnknownTerm):
    """A traditional name of a month; `readings` are the two months that it is used for."""

    def __init__(self, text: str, name: str, readings: tuple[int, int]) -> None:
        super().__init__(text)
        self.name = name
        self.readings = readings


class NoSuchDate(UnknownTerm):
    """A date as it should be written, of a day that no calendar has; `date` is the part that says so."""

    def __init__(self, text: str, date: str) -> None:
        super().__init__(text)
        self.date = date


class BackwardSpan(UnknownTerm):
    """Two dates, the second before the first."""


LONGEST = 100

DASH = re.compile(rf"\s*[{DASHES}]\s*")
_DOTS = re.compile(r"\s*\.\.\s*")
_ISO = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")


def tidy(text: str) -> str:
    """The text on one line; empty where it is too long for any term."""
    # No term is that long: nobody waits while a page of hyphens is split and compared.
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else ""


@lru_cache(maxsize=1024)
def read_term(text: str) -> Term:
    """The term that a text of a plan file says; UnknownTerm or one of its kinds where it says none."""
    clean = tidy(text)
    folded = plain(clean)
    if standing := BY_SPELLING.get(folded):
        return Term(Kind.STANDING, standing=standing)
    ends = [read_month(part) for part in DASH.split(clean)]
    match ends:
        case [int(month)]:
            return Term(Kind.MONTH, months=(month, month))
        case [int(first), int(last)]:
            return Term(Kind.MONTH if first == last else Kind.RANGE, months=(first, last))
    days = [_read_date(part, text) for part in _DOTS.split(folded)]
    match days:
        case [date() as day]:
            return Term(Kind.DATE, days=(day, day))
        case [date() as begin, date() as last_day]:
            if last_day < begin:
                raise BackwardSpan(text)
            return Term(Kind.DATE if begin == last_day else Kind.DATES, days=(begin, last_day))
    refuse_disputed(text)
    raise UnknownTerm(text)


def _read_date(part: str, text: str) -> date | None:
    found = _ISO.fullmatch(part)
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise NoSuchDate(text, part) from None


def refuse_disputed(text: str) -> None:
    """DisputedMonth where the text is, or has at an end, a traditional name of a month."""
    # The whole first: баш-оона has a hyphen of its own.
    clean = tidy(text)
    for part in (clean, *DASH.split(clean)):
        if readings := disputed(part):
            raise DisputedMonth(text, part, readings)


@lru_cache(maxsize=1024)
def spell(term: Term, language: Language) -> str:
    """The canonical spelling in a language."""
    if term.standing:
        return STANDING[term.standing][language][0]
    if term.days:
        first, last = term.days
        return str(first) if first == last else f"{first}..{last}"
    return spell_months(term.months or (), language)


def written(term: Term, language: Language) -> str | date:
    """A term for the file: a date stands plain, everything else is spelled."""
    if term.days and term.days[0] == term.days[1]:
        return term.days[0]
    return spell(term, language)


def spell_months(months: Iterable[int], language: Language) -> str:
    """Months as they are written: one, or the first and the last of a range."""
    return "-".join(dict.fromkeys(NAMES[language][month - 1] for month in months))


@lru_cache(maxsize=1024)
def window(term: Term, year: PlanYear) -> Window:
    """The days that a term means in a plan's year; OutsideYear where they are not all in it."""
    if term.months:
        return between(*(year.month(month) for month in term.months), year=year)
    if term.days:
        first, last = term.days
        whole = year.window
        if not (whole.holds(first) and whole.holds(last)):
            raise OutsideYear(year)
        return Window(first, last + timedelta(days=1))
    return year.window
