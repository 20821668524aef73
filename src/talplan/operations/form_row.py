"""A row of an execution form as it was read: texts by the kinds of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from talplan.editing.changes import Message

NUMBER, TASK, TERM, UNIT, STATE, DATE, EVIDENCE, NOTE = (
    "number",
    "task",
    "term",
    "unit",
    "state",
    "date",
    "evidence",
    "note",
)
KINDS = (NUMBER, TASK, TERM, UNIT, STATE, DATE, EVIDENCE, NOTE)
FILLED_IN = (STATE, DATE, EVIDENCE, NOTE)
FIRST, LAST = "first", "last"
"""The first and the last day of a term, in an exported workbook."""


class FormRow(NamedTuple):
    """A row in which something is filled in."""

    place: str
    """`FILE:SHEET:ROW`."""
    texts: Mapping[str, str]
    """Kind of column -> text."""
    numbers: frozenset[str] = frozenset()
    """The kinds of columns with a number that a spreadsheet does not show as a date."""
    year: str | None = None
    """The plan's year that the form names."""
    is_issue: bool = False
    """Whether it is the body of an issue, in which the task, the only term and the only unit may be left out."""
    problem: Message | None = None
    """Why it cannot be read."""
