"""Read the months of `--month`: as in a plan file, and as people type them at a prompt."""

import re
from datetime import date

from talplan.domain.months import read_month
from talplan.domain.plan_year import OutsideYear, PlanYear, Window, between, month_window
from talplan.domain.read_terms import read_term
from talplan.domain.spelling import DASHES, normalize
from talplan.domain.terms import PLAN_PARTS, AmbiguousTerm, DisputedMonth, Kind, Term, UnknownTerm, window

# Months from the current one.
_RELATIVE = {
    **dict.fromkeys(("this", "this month", "current", "бул", "бул ай", "ушул", "ушул ай"), 0),
    **dict.fromkeys(("этот", "этот месяц", "текущий", "текущий месяц"), 0),
    **dict.fromkeys(("next", "next month", "кийинки", "кийинки ай", "келерки", "келерки ай", "эмки ай"), 1),
    **dict.fromkeys(("следующий", "следующий месяц", "будущий месяц"), 1),
    **dict.fromkeys(("last", "last month", "previous", "өткөн", "өткөн ай", "мурунку", "мурунку ай"), -1),
    **dict.fromkeys(("прошлый", "прошлый месяц", "предыдущий", "предыдущий месяц"), -1),
}
_SEPARATOR = re.compile(rf"\s*(?:\.\.|[{DASHES}])\s*")
_YEAR_MONTH = re.compile("([0-9]{4})-(0[1-9]|1[0-2])")
_NUMBER = re.compile("0?[1-9]|1[0-2]")


_WHOLE_MONTHS = (Kind.MONTHS, Kind.QUARTERS, *PLAN_PARTS)


def asked_months(text: str, year: PlanYear, today: date) -> Window:
    """Return the days of a month, a quarter, a half-year, a semester or a range of them.

    Read as in a plan file; also `10`, `2025-10`, `this`, `next`, `last`. Raises UnknownTerm for another text, and
    OutsideYear for months that are not in the plan's year.
    """
    asked = normalize(text)
    if month := _prompted_month(asked, year, today):
        return between(month, month, year=year)
    if term := _known_term(text):
        if term.kind not in _WHOLE_MONTHS or term.deadline:
            raise UnknownTerm(text)
        return window(term, year)
    for gap in _SEPARATOR.finditer(asked):
        first = _end_of_range(asked[: gap.start()], year, today)
        last = _end_of_range(asked[gap.end() :], year, today)
        if first and last:
            return between(first, last, year=year)
    raise UnknownTerm(text)


def _known_term(text: str) -> Term | None:
    """Return the term that the text is as in a plan file; None if it is not one."""
    try:
        return read_term(text)
    except (AmbiguousTerm, DisputedMonth):
        raise
    except UnknownTerm:
        return None


def _end_of_range(text: str, year: PlanYear, today: date) -> Window | None:
    if number := read_month(text):
        return year.month(number)
    return _prompted_month(text, year, today)


def _prompted_month(text: str, year: PlanYear, today: date) -> Window | None:
    """Return the month of a number, of a calendar year and a number, or of a word such as `next`."""
    if _NUMBER.fullmatch(text):
        return year.month(int(text))
    if match := _YEAR_MONTH.fullmatch(text):
        return _calendar_month(int(match[1]) * 12 + int(match[2]) - 1, year)
    if text in _RELATIVE:
        return _calendar_month(today.year * 12 + today.month - 1 + _RELATIVE[text], year)
    return None


def _calendar_month(count: int, year: PlanYear) -> Window:
    """Return a month by its count since the year 0. Raises OutsideYear if dates cannot have it."""
    if not 12 <= count < 9999 * 12 + 11:
        raise OutsideYear(year)
    return month_window(count // 12, count % 12 + 1)
