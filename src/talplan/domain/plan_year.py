"""The plan's year, and windows: runs of days, given by their first day and their end."""

import re
from datetime import date, timedelta
from typing import NamedTuple


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


class PlanYear(_Year):
    """The plan's year: twelve months from the first day of `first_month` of the year `first`."""

    __slots__ = ()

    def __new__(cls, first: int, first_month: int = 8) -> "PlanYear":
        # The year after the last must still be a date, because windows are half-open.
        if not (1 <= first <= 9998 and 1 <= first_month <= 12):
            raise ValueError(first, first_month)
        return super().__new__(cls, first, first_month)

    def __str__(self) -> str:
        return f"{self.first:04}-{self.first + 1:04}"

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


def read_year(text: str) -> int:
    """Return the first year of `2025-2026`; ValueError if these are not two consecutive years."""
    match = re.fullmatch("([0-9]{4})-([0-9]{4})", text)
    if not match or int(match[2]) != int(match[1]) + 1 or match[1] == "0000":
        raise ValueError(text)
    return int(match[1])


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
