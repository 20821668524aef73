"""Terms: the values of `due`, and the days that they mean in a plan's year."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from talplan.domain.plan_year import OutsideYear, PlanYear, Window, between, month_window
from talplan.domain.standing_terms import StandingTerm


class Kind(StrEnum):
    """What a term is made of; the comment names the numbers of its ends."""

    MONTHS = "months"  # month
    DAYS = "days"  # month, day
    WEEKS = "weeks"  # month, week: 1 to 4, or LAST_WEEK
    TEN_DAYS = "ten-days"  # month, 1 to 3
    THIRDS = "thirds"  # month, 1 to 3: its beginning, middle, end
    HALVES = "halves"  # month, 1 or 2
    QUARTERS = "quarters"  # quarter of the calendar year
    HALF_YEARS = "half-years"  # half of the plan's year
    SEMESTERS = "semesters"  # half of the plan's year
    SEASONS = "seasons"  # 1 autumn semester, 2 spring semester
    STANDING = "standing"  # none; `standing` names it
    EVERY = "every"  # period; `last` is the day in it, if there is one
    WEEKDAYS = "weekdays"  # day of the week, Monday is 0
    TIMES = "times"  # least times, most times, per how many, period
    AT_LEAST = "at-least"  # the same

    __hash__ = str.__hash__  # Enum's own is slow


class Period(StrEnum):
    """What a term may recur in. The numbers of a term name a period by its position here."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    SEMESTER = "semester"
    YEAR = "year"


PERIODS = tuple(Period)
LAST_WEEK = 100  # after every other week, and a number that is never read
ANY_ACADEMIC = (0, 1)
"""The years of a part of the plan's year that is said to be in the academic year: `I семестр учебного года`."""
PLAN_PARTS = (Kind.HALF_YEARS, Kind.SEMESTERS, Kind.SEASONS)
_DATED = frozenset(tuple(Kind)[: tuple(Kind).index(Kind.STANDING)])


class Term(NamedTuple):
    """A term of an item. Two terms are equal if their canonical spellings are."""

    kind: Kind
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    years: tuple[int, int] | None = None
    """The calendar years stated with the ends. If `academic`, and with parts of the plan's year and standing terms: the
    year of the plan, as two years in a row, or a calendar year twice."""
    deadline: bool = False
    """Its window is the month that ends with its last day."""
    standing: StandingTerm | None = None
    academic: bool = False
    """The ends are in an academic year: `сентябрь 2025-2026 уч. г.`."""

    @property
    def dated(self) -> bool:
        """Whether it has a window of its own in the year."""
        return self.kind in _DATED

    @property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last date, if both are stated with their years."""
        if self.kind is not Kind.DAYS or self.years is None or self.academic:
            return None
        return date(self.years[0], *self.first), date(self.years[1], *self.last)


class UnknownTerm(ValueError):
    """A text that is not a term."""

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
    """A date that no calendar has; `date` is the part of the text that states it."""

    def __init__(self, text: str, date: str) -> None:
        super().__init__(text)
        self.date = date


class BackwardSpan(UnknownTerm):
    """A span that ends before it begins."""


class AmbiguousTerm(UnknownTerm):
    """A text with several meanings; each of `readings` is a list of terms."""

    def __init__(self, text: str, readings: Sequence[tuple[Term, ...]]) -> None:
        super().__init__(text)
        self.readings = readings


class SeveralTerms(UnknownTerm):
    """A text with more than one term, where one is expected."""

    def __init__(self, text: str, terms: tuple[Term, ...]) -> None:
        super().__init__(text)
        self.terms = terms


class AmbiguousInYear(OutsideYear):
    """A term with several meanings in the plan's year, such as a quarter that it cuts: `readings`."""

    def __init__(self, year: PlanYear, readings: tuple[Term, ...]) -> None:
        super().__init__(year)
        self.readings = readings


# --- windows ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def window(term: Term, year: PlanYear) -> Window:
    """Return the days of a term in a plan's year. Raises OutsideYear if some of them are not in it."""
    if term.academic or not term.dated:
        _check_stated_year(term, year)
        term = term._replace(years=None, academic=False)
    if not term.dated:
        return year.window
    if term.deadline:
        return _month_until(_end_of(term, year), year)
    if term.kind is Kind.QUARTERS and term.years is None:
        _refuse_cut_quarters(term.first[0], term.last[0], year)
    if term.kind is Kind.MONTHS and term.years is None:
        return between(year.month(term.first[0]), year.month(term.last[0]), year=year)
    return _inside(_first_days(term, year), _last_days(term, year), year)


def settle(term: Term, year: PlanYear) -> Term:
    """Return the term without stated years that say no more than the plan's year does. Dates keep theirs."""
    if term.years is None or (term.dates and not term.deadline):
        return term
    plain = term._replace(years=None, academic=False)
    try:
        return plain if window(plain, year) == window(term, year) else term
    except OutsideYear:
        return term


def move_term(term: Term, old: PlanYear, new: PlanYear) -> Term:
    """Return the term of one plan's year in another: its years are moved, and 29 February may become 28 February."""
    by = new.first - old.first
    years = term.years
    if years and years != ANY_ACADEMIC:
        years = years[0] + by, years[1] + by
    if term.kind is not Kind.DAYS:
        return term._replace(years=years)
    stated = (None, None) if years is None or term.academic else years
    first, last = (
        (end[0], min(end[1], _month(end[0], year, new).last.day))
        for end, year in zip((term.first, term.last), stated, strict=True)
    )
    return term._replace(years=years, first=first, last=last)


def _month(number: int, stated: int | None, year: PlanYear) -> Window:
    if stated is None:
        return year.month(number)
    if stated not in (year.window.first.year, year.window.last.year):
        raise OutsideYear(year)
    return month_window(stated, number)


def _first_days(term: Term, year: PlanYear) -> Window:
    return _days(term, term.first, term.years and term.years[0], year)


def _last_days(term: Term, year: PlanYear) -> Window:
    return _days(term, term.last, term.years and term.years[1], year)


def _inside(first: Window, last: Window, year: PlanYear) -> Window:
    """Return the days from the first to the last window; all of them must be in the plan's year."""
    whole = year.window
    if first.first < whole.first or last.end > whole.end:
        raise OutsideYear(year)
    return between(first, last, year=year)


def _days(term: Term, end: tuple[int, ...], stated: int | None, year: PlanYear) -> Window:
    """Return the days of one end of a dated term."""
    if term.kind is Kind.QUARTERS:
        return _quarter(end[0], stated, year)
    if term.kind in PLAN_PARTS:
        return _half(term, end[0], year)
    month = _month(end[0], stated, year)
    if term.kind is Kind.MONTHS:
        return month
    first, last = _part_of_month(term.kind, end[1], month.last.day)
    if last > month.last.day:  # 29 February
        raise OutsideYear(year)
    return Window(month.first.replace(day=first), month.first.replace(day=last) + timedelta(days=1))


def _part_of_month(kind: Kind, number: int, length: int) -> tuple[int, int]:
    """Return the first and the last day of a day, a week, … of a month with that many days."""
    match kind:
        case Kind.WEEKS:
            return (length - 6, length) if number == LAST_WEEK else (number * 7 - 6, number * 7)
        case Kind.HALVES:
            return (1, 15) if number == 1 else (16, length)
        case Kind.TEN_DAYS | Kind.THIRDS:
            return number * 10 - 9, (length if number == 3 else number * 10)
        case _:
            return number, number


def _quarter(number: int, stated: int | None, year: PlanYear) -> Window:
    """Return a quarter of the calendar year."""
    return Window(_month(number * 3 - 2, stated, year).first, _month(number * 3, stated, year).end)


def _refuse_cut_quarters(first: int, last: int, year: PlanYear) -> None:
    """Raise AmbiguousInYear if the plan's year begins inside one of the two quarters, and has parts of two of them."""
    begin, cut = year.first_month, (year.first_month + 2) // 3
    if begin % 3 == 1 or cut not in (first, last):
        return
    until_end = _months(first * 3 - 2, begin - 1)
    since_begin = _months(begin, last * 3)
    readings = [(since_begin, first == cut), (until_end, last == cut)]
    raise AmbiguousInYear(year, tuple(term for term, possible in readings if possible))


def _half(term: Term, number: int, year: PlanYear) -> Window:
    """Return the first or the second six months of the plan's year."""
    months = year.months
    half = (Window(months[0].first, months[5].end), Window(months[6].first, months[11].end))[number - 1]
    whole = year.years[0], year.years[-1]
    other_year = term.years == ANY_ACADEMIC and year.calendar
    if other_year or (term.kind is Kind.SEASONS and not 5 <= year.first_month <= 10):
        season = (_months(9, 12), _months(2, 5))[number - 1]
        raise AmbiguousInYear(year, (Term(Kind.HALF_YEARS, (3 - number,), (3 - number,)), season))
    if term.years in (None, ANY_ACADEMIC, whole):
        return half
    calendar_year = term.years[0]
    if calendar_year != term.years[1] or calendar_year not in whole:
        raise OutsideYear(year)
    if term.kind is Kind.HALF_YEARS:
        calendar_half = _months(number * 6 - 5, number * 6)._replace(years=term.years)
        raise AmbiguousInYear(year, (term._replace(years=None), settle(calendar_half, year)))
    if half.first.year != calendar_year:
        raise OutsideYear(year)
    return half


def _months(first: int, last: int) -> Term:
    return Term(Kind.MONTHS, (first,), (last,))


def _check_stated_year(term: Term, year: PlanYear) -> None:
    if term.years is not None and term.years != (year.years[0], year.years[-1]):
        raise OutsideYear(year)


def _end_of(deadline: Term, year: PlanYear) -> date:
    try:
        return window(deadline._replace(deadline=False), year).end
    except AmbiguousInYear as ambiguous:
        ends = [
            term._replace(first=term.last, years=term.years and (term.years[1],) * 2, deadline=True)
            for term in ambiguous.readings
        ]
        raise AmbiguousInYear(year, tuple(settle(end, year) for end in ends)) from None


def _month_until(end: date, year: PlanYear) -> Window:
    """Return the month that ends with the day before `end`, inside the plan's year."""
    last = end - timedelta(days=1)
    if end.day == 1:
        first = last.replace(day=1)
    else:
        before = last.replace(day=1) - timedelta(days=1)
        first = before.replace(day=min(last.day, before.day)) + timedelta(days=1)
    return Window(max(first, year.window.first), end)
