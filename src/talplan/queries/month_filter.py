"""The months that a person asks for at a prompt, who says more than a plan file does."""

import re
from datetime import date

from talplan.domain.months import read_month
from talplan.domain.plan_year import OutsideYear, PlanYear, Window, between, month_window
from talplan.domain.spelling import DASHES, normalize
from talplan.domain.suggestions import LOOSE_DATE
from talplan.domain.terms import UnknownTerm, refuse_disputed, tidy

# As a person at a prompt says them, how many months from now.
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


def asked_months(text: str, year: PlanYear, today: date) -> Window:
    """The months that a person asks for: as in a plan file, `10`, `2025-10`, `this`, `next`, `last`, a range.

    UnknownTerm where the text is none of these, OutsideYear where it is not in the plan's year.
    """
    asked = normalize(tidy(text))
    if LOOSE_DATE.fullmatch(asked):
        raise UnknownTerm(text)  # a day; 2025-10-12 is not October to December either
    if month := _asked_month(asked, year, today):
        return between(month, month, year=year)
    for gap in _SEPARATOR.finditer(asked):
        first = _asked_month(asked[: gap.start()], year, today)
        last = _asked_month(asked[gap.end() :], year, today)
        if first and last:
            return between(first, last, year=year)
    refuse_disputed(text)
    raise UnknownTerm(text)


def _asked_month(text: str, year: PlanYear, today: date) -> Window | None:
    if number := read_month(text):
        return year.month(number)
    if _NUMBER.fullmatch(text):
        return year.month(int(text))
    if found := _YEAR_MONTH.fullmatch(text):
        return _calendar_month(int(found[1]) * 12 + int(found[2]) - 1, year)
    if text in _RELATIVE:
        return _calendar_month(today.year * 12 + today.month - 1 + _RELATIVE[text], year)
    return None


def _calendar_month(count: int, year: PlanYear) -> Window:
    """A month by its count since the year 0; OutsideYear already here where it has no window."""
    if not 12 <= count < 9999 * 12 + 11:
        raise OutsideYear(year)
    return month_window(count // 12, count % 12 + 1)
