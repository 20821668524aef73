"""Today, and the dates that people type: the only module that reads the clock."""

from __future__ import annotations

import os
import re
from datetime import date
from typing import TYPE_CHECKING

from talplan.problem import Failure

if TYPE_CHECKING:
    from talplan.domain.plan_year import PlanYear

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def today() -> date:
    """Return the system's date, or the one that TALPLAN_TODAY sets."""
    written = os.environ.get("TALPLAN_TODAY", "")
    return day(written, "bad-today") if written else date.today()


def asked_day(text: str | None, year: PlanYear) -> date:
    """Return the date of `--on`, or today."""
    return today() if text is None else typed_day(text, year)


def typed_day(text: str, year: PlanYear) -> date:
    """Read a date as people type it; a day without a year is in the plan's year. Failure `bad-date`."""
    if re.fullmatch(_DATE, text.strip()):
        return day(text)
    from talplan.domain.read_days import read_day

    found = read_day(text, today(), year)
    if found is None:
        raise Failure("bad-date", text=text)
    return found


def day(text: str, wrong: str = "bad-date") -> date:
    """Read a date, YYYY-MM-DD; Failure with the key `wrong` for any other text."""
    try:
        if re.fullmatch(_DATE, text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise Failure(wrong, text=text)
