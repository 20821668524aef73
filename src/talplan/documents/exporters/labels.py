"""What stands in documents, tables and calendars beside the four columns, in the language of the plan."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.standing import Standing
from talplan.messages import in_language


class Words(NamedTuple):
    """The headings and labels, in English."""

    sheet_plan: str = "Plan"
    sheet_obligations: str = "Obligations"
    sheet_summary: str = "Summary"
    section: str = "Section"
    deadline: str = "Last day"
    status: str = "Status"
    progress: str = "Progress"
    item: str = "Item"
    first: str = "From"
    last: str = "Until"
    done_on: str = "Done on"
    late: str = "Late"
    note: str = "Note"
    evidence: str = "Evidence"
    items: str = "Items"
    done: str = "Done"
    overdue: str = "Overdue"
    not_reported: str = "Not reported"
    open: str = "Still in time"
    all: str = "All"
    yes: str = "yes"
    cancelled: str = "Cancelled"
    state_done: str = "done"
    state_late: str = "done late"
    state_overdue: str = "overdue"
    state_not_reported: str = "not reported for the year"
    state_due: str = "due"
    state_ongoing: str = "ongoing"
    state_upcoming: str = "upcoming"
    state_cancelled: str = "cancelled"
    as_of: str = "As of {on}"
    untitled: str = "Section {number}"

    def state(self, standing: Standing) -> str:
        """Return the word for a standing."""
        return str(getattr(self, f"state_{standing}"))


@cache
def words_in(language: Language) -> Words:
    """The headings and labels in a language."""
    return in_language(Words, "document", language)
