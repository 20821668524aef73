"""The plan's year, and windows: runs of days, given by their first day and their end."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from talplan.domain.spelling import DASHES


class Window(NamedTuple):
    """The days from `first` up to `end`, which is excluded."""

    first: date
    end: date

    @property
    def last(self) -> date:
        """The last day of the window."""
        return self.end - timedelta(days=1)

    def touches(self, other: "Window") -> bool:
        """Return whether the two windows share a day."""
        return self.first < other.end and other.first < self.end

    def holds(self, day: date) -> bool:
        """Return whether the day is in the window."""
        return self.first <= day < self.end


class _Year(NamedTuple):
    first: int
    first_month: int
    calendar: bool


class PlanYear(_Year):
    """The plan's year: twelve months from the first day of `first_month` of the year `first`.

    An academic year is written with two years, `2025-2026`; a calendar year with one, `2025`, and begins in January.
    """

    __slots__ = ()

    def __new__(cls, first: int, first_month: int = 8, calendar: bool = False) -> "PlanYear":
        # The year after the last must still be a date, because windows are half-open.
        if not (1 <= first <= 9998 and 1 <= first_month <= 12) or (calendar and first_month != 1):
            raise ValueError(first, first_month)
        return super().__new__(cls, first, first_month, calendar)

    def __str__(self) -> str:
        return "-".join(f"{year:04}" for year in self.years)

    def __format__(self, words: str) -> str:
        """Put the year for `*` in the words `for an academic year|for a calendar year`, as messages need it."""
        if not words:
            return str(self)
        academic, _, calendar = words.partition("|")
        return (calendar if self.calendar else academic).replace("*", str(self))

    @property
    def years(self) -> tuple[int, ...]:
        """The years with which it is written."""
        return (self.first,) if self.calendar else (self.first, self.first + 1)

    def following(self) -> "PlanYear":
        """Return the next year, of the same kind. Raises ValueError if dates cannot have it."""
        return PlanYear(self.first + 1, self.first_month, self.calendar)

    def beginning_in(self, first_month: int | None) -> "PlanYear":
        """Return the academic year that begins in this month, August by default; a calendar year stays as it is."""
        return self if self.calendar else PlanYear(self.first, first_month or 8)

    @property
    def window(self) -> Window:
        """The first to the last day of the year."""
        return Window(date(self.first, self.first_month, 1), date(self.first + 1, self.first_month, 1))

    def month(self, number: int) -> Window:
        """Return the month 1 to 12 in the calendar year in which it falls inside the plan's year."""
        return month_window(self.first + (number < self.first_month), number)

    @property
    def months(self) -> list[Window]:
        """The twelve months, the first one first."""
        return [self.month((self.first_month - 1 + step) % 12 + 1) for step in range(12)]


def month_window(year: int, month: int) -> Window:
    return Window(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))


def read_year(text: str) -> PlanYear:
    """Return the year of `2025-2026`, beginning in August, or of `2025`; ValueError for any other text."""
    match = re.fullmatch("([0-9]{4})-([0-9]{4})|([1-9][0-9]{3})", text)
    if not match or (match[1] and int(match[2]) != int(match[1]) + 1):
        raise ValueError(text)
    return PlanYear(int(match[1])) if match[1] else PlanYear(int(match[3]), 1, calendar=True)


def read_typed_year(text: str) -> PlanYear:
    """Read a year as people type it: also `2025/26`, `2025 – 2026`. ValueError for any other text."""
    match = re.fullmatch(rf"([0-9]{{4}})\s*[{DASHES}/]\s*([0-9]{{2}}|[0-9]{{4}})", text.strip())
    if not match:
        return read_year(text.strip())
    return read_year(f"{match[1]}-{match[1][:2] if len(match[2]) == 2 else ''}{match[2]}")


class OutsideYear(ValueError):
    """A window outside the plan's year; `runs_over` if a range of months passes the end of the year."""

    def __init__(self, year: PlanYear, *, runs_over: bool = False) -> None:
        super().__init__(str(year))
        self.year = year
        self.runs_over = runs_over


def between(first: Window, last: Window, *, year: PlanYear) -> Window:
    whole = year.window
    if not (whole.touches(first) and whole.touches(last)):
        raise OutsideYear(year)
    if last.first < first.first:
        raise OutsideYear(year, runs_over=True)
    return Window(first.first, last.end)
