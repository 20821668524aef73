"""What presses most: what is overdue, and what the month of the page asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from talplan.formats.timeline import pressing
from talplan.formats.words import state
from talplan.obligations import Obligation, State, Status
from talplan.query import Look
from talplan.years import Window

LISTED = 6
"""More than that of what is pressing are better looked for in the table."""
_GROUPS = ("ends", "begins", "continues")


class Entry(NamedTuple):
    """An item judged by some of its obligations; `group` is empty where it is overdue."""

    look: Look
    state: str
    day: date
    done: int
    total: int
    group: str = ""


def late(looks: Sequence[Look]) -> list[Entry]:
    """What is overdue, by deadline; standing terms that were not reported come last, as in `talplan due --overdue`."""
    found = []
    for look in looks:
        counted = [one for one in look.open if one.state is State.OVERDUE]
        if counted:
            found.append(_entry(look, counted, min(one.window.last for one in counted)))
    return sorted(found, key=lambda entry: (entry.state == "unreported", entry.day))


def ending(looks: Sequence[Look], month: Window) -> list[Entry]:
    """What the month asks for, what ends in it first, what is done last, in the order of `talplan due`."""
    found = []
    for look in looks:
        counted = [one for one in look.counted if one.term.dated and one.window.touches(month)]
        if counted and look.status is not Status.CANCELLED:
            ends = [one.window.last for one in counted if month.holds(one.window.last)]
            group = "ends" if ends else "begins" if any(month.holds(o.window.first) for o in counted) else "continues"
            found.append(_entry(look, counted, min(ends or [one.window.last for one in counted]), group))
    return sorted(found, key=lambda e: (_GROUPS.index(e.group), e.state in ("done", "late"), e.day))


def _entry(look: Look, counted: list[Obligation], day: date, group: str = "") -> Entry:
    shown = pressing(state(look, one) for one in counted)
    return Entry(look, shown, day, sum(not one.open for one in counted), len(counted), group)
