"""Read single values of a plan file, or refuse them with the code of a rule.

The schema wraps these functions for pydantic and the reader calls them directly, so that both take and refuse the same.
"""

from __future__ import annotations

from datetime import date

from talplan.domain.language import Language
from talplan.domain.plan_year import PlanYear, read_year
from talplan.domain.read_terms import read_term
from talplan.domain.terms import AmbiguousTerm, BackwardSpan, DisputedMonth, NoSuchDate, Term, UnknownTerm

_MONTHS = tuple(map(str, range(1, 13)))
_TERM_CODES: dict[type[UnknownTerm], str] = {
    AmbiguousTerm: "ambiguous-term",
    DisputedMonth: "disputed-month",
    NoSuchDate: "bad-date",
    BackwardSpan: "backward-dates",
}


class Refused(ValueError):
    """A value that does not fit its key: `code` is that of a rule, or `text-type` for a list or a mapping."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def whole_number(value: object) -> int:
    """Read a number from 1 up, in digits without a leading zero."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and value[0] != "0":
        try:
            return int(value)
        except ValueError:  # more digits than Python converts to a number
            pass
    raise _refusal(value, "bad-number")


def calendar_day(value: object) -> date:
    """Read a date of the calendar, `YYYY-MM-DD`."""
    # date.fromisoformat alone takes 20251014 and 2025-W42-2 as well.
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _refusal(value, "bad-date")


def plan_year(value: object) -> PlanYear:
    """Read `YYYY-YYYY`, two consecutive years, or `YYYY`."""
    if isinstance(value, str):
        try:
            return read_year(value)
        except ValueError:
            pass
    raise _refusal(value, "bad-year")


def month_number(value: object) -> int:
    """Read the number of a month, 1 to 12."""
    if value in _MONTHS:
        return int(str(value))
    raise _refusal(value, "bad-first-month")


def language(value: object) -> Language:
    """Read the code of a language: `ky`, `ru` or `en`."""
    if isinstance(value, str) and value in list(Language):
        return Language(value)
    raise _refusal(value, "bad-language")


def term(value: object) -> Term:
    """Read a term: a month, a range of months, a date, two dates, or a standing term."""
    if not isinstance(value, str) or not value.strip():
        raise _refusal(value, "unknown-term")
    try:
        return read_term(value)
    except UnknownTerm as unknown:
        raise Refused(_TERM_CODES.get(type(unknown), "unknown-term")) from None


def text(value: object) -> str:
    """Read a text that is not blank, without the space around it: a block text (`|`) ends in a line break."""
    if isinstance(value, str) and (stripped := value.strip()):
        return stripped
    raise _refusal(value, "empty-value")


def _refusal(value: object, code: str) -> Refused:
    """Return the refusal of a value: `text-type` of a list or a mapping, `empty-value` of nothing, else `code`."""
    if isinstance(value, list | dict):
        return Refused("text-type")
    if value is None or (isinstance(value, str) and not value.strip()):
        return Refused("empty-value")
    return Refused(code)
