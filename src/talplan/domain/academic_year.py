"""The academic year and windows in it: the days that a term means, as a first day and an end."""

import re
from datetime import date, timedelta
from typing import NamedTuple


class Window(NamedTuple):
    """The days from `first` up to, and without, `end`."""

    first: date
    end: date

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    def touches(self, other: "Window") -> bool:
        """Whether the two have a day in common."""
        return self.first < other.end and other.first < self.end

    def holds(self, day: date) -> bool:
        """Whether the day is inside."""
        return self.first <= day < self.end


class _Year(NamedTuple):
    first: int
    first_month: int


class AcademicYear(_Year):
    """The plan's year: twelve months from the first day of `first_month` of the year `first`."""

    __slots__ = ()

    def __new__(cls, first: int, first_month: int = 8) -> "AcademicYear":
        # The year after the last must still be a date, because windows are half-open.
        if not (1 <= first <= 9998 and 1 <= first_month <= 12):
            raise ValueError(first, first_month)
        return super().__new__(cls, first, first_month)

    def __str__(self) -> str:
        return f"{self.first:04}-{self.first + 1:04}"

    @property
    def window(self) -> Window:
        """The whole year of the plan."""
        return Window(date(self.first, self.first_month, 1), date(self.first + 1, self.first_month, 1))

    def month(self, number: int) -> Window:
        """The month 1 to 12, in the calendar year in which the plan's year meets it."""
        return month_window(self.first + (number < self.first_month), number)

    @property
    def months(self) -> list[Window]:
        """Its twelve months, in their order."""
        return [self.month((self.first_month - 1 + step) % 12 + 1) for step in range(12)]


def month_window(year: int, month: int) -> Window:
    return Window(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))


def read_year(text: str) -> int:
    """The first year of `2025-2026`; ValueError where it is not two years in a row."""
    found = re.fullmatch("([0-9]{4})-([0-9]{4})", text)
    if not found or int(found[2]) != int(found[1]) + 1 or found[1] == "0000":
        raise ValueError(text)
    return int(found[1])


class OutsideYear(ValueError):
    """A window that is not inside the plan's year; `runs_over` where a range of months goes over its end."""

    def __init__(self, year: AcademicYear, *, runs_over: bool = False) -> None:
        super().__init__(str(year))
        self.year = year
        self.runs_over = runs_over


def between(first: Window, last: Window, *, year: AcademicYear) -> Window:
    whole = year.window
    if not (whole.touches(first) and whole.touches(last)):
        raise OutsideYear(year)
    if last.first < first.first:
        raise OutsideYear(year, runs_over=True)
    return Window(first.first, last.end)
