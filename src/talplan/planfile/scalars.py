"""What a single value of a file may be: read, or refused with the code of a rule.

The schema wraps these for pydantic and `sound` calls them as they are, so that both take and refuse the same.
"""

from __future__ import annotations

from datetime import date

from talplan.domain.language import Language
from talplan.domain.plan_year import read_year
from talplan.domain.terms import BackwardSpan, DisputedMonth, NoSuchDate, Term, UnknownTerm, read_term

_MONTHS = tuple(map(str, range(1, 13)))
_TERM_CODES: dict[type[UnknownTerm], str] = {
    DisputedMonth: "disputed-month",
    NoSuchDate: "bad-date",
    BackwardSpan: "backward-dates",
}


class Refused(ValueError):
    """A value that is not what its key asks for: `code` names the rule, or tells that the type is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def whole_number(value: object) -> int:
    """Digits without a leading zero, from 1; quoted or not."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and value[0] != "0":
        try:
            return int(value)
        except ValueError:  # thousands of digits, which Python does not turn into a number
            pass
    raise _wrong(value, "bad-number")


def calendar_day(value: object) -> date:
    """`YYYY-MM-DD`, quoted or not, and a day that exists."""
    # Python itself reads 20251014 and 2025-W42-2 as well.
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _wrong(value, "bad-date")


def academic_year(value: object) -> int:
    """`YYYY-YYYY`, two years in a row: the first of them."""
    if isinstance(value, str):
        try:
            return read_year(value)
        except ValueError:
            pass
    raise _wrong(value, "bad-year")


def month_number(value: object) -> int:
    """1 to 12."""
    if value in _MONTHS:
        return int(str(value))
    raise _wrong(value, "bad-first-month")


def language(value: object) -> Language:
    """`ky`, `ru` or `en`."""
    if isinstance(value, str) and value in list(Language):
        return Language(value)
    raise _wrong(value, "bad-language")


def term(value: object) -> Term:
    """A month, a range, a date, dates, or one of the standing terms."""
    if not isinstance(value, str) or not value.strip():
        raise _wrong(value, "unknown-term")
    try:
        return read_term(value)
    except UnknownTerm as unknown:
        raise Refused(_TERM_CODES.get(type(unknown), "unknown-term")) from None


def some_text(value: object) -> str:
    """Any text with something in it."""
    if isinstance(value, str) and value.strip():
        return value
    raise _wrong(value, "empty-value")


def _wrong(value: object, code: str) -> Refused:
    """A list or a mapping is of the wrong type, nothing is empty, anything else is what `code` says."""
    if isinstance(value, list | dict):
        return Refused("text-type")
    if value is None or (isinstance(value, str) and not value.strip()):
        return Refused("empty-value")
    return Refused(code)
