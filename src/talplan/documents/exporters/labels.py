"""What stands in documents, tables and calendars beside the four columns, in the language of the plan."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from talplan.domain.language import Language
from talplan.domain.obligations import Obligation, State, Status
from talplan.messages import in_language
from talplan.queries.select import Assessment, missed


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
    unreported: str = "Not reported"
    open: str = "Still in time"
    all: str = "All"
    yes: str = "yes"
    cancelled: str = "Cancelled"
    state_done: str = "done"
    state_late: str = "done late"
    state_overdue: str = "overdue"
    state_unreported: str = "not reported for the year"
    state_due: str = "due"
    state_ongoing: str = "ongoing"
    state_upcoming: str = "upcoming"
    state_cancelled: str = "cancelled"
    as_of: str = "As of {on}"
    untitled: str = "Section {number}"

    def state(self, name: str) -> str:
        """The word for a status or state, by its name."""
        return str(getattr(self, f"state_{name}"))


@cache
def words_in(language: Language) -> Words:
    """The headings and labels in a language."""
    return in_language(Words, "document", language)


def standing(look: Assessment) -> str:
    """The name in `states` of how an item stands: late and not reported told apart."""
    if look.status is Status.DONE and look.late:
        return "late"
    if look.status is Status.OVERDUE and not missed(look.open):
        return "unreported"
    return look.status.value


def state(look: Assessment, one: Obligation) -> str:
    """The name in `states` of how one obligation of an item stands."""
    if look.status is Status.CANCELLED:
        return Status.CANCELLED.value
    if one.late:
        return "late"
    return "unreported" if one.unreported else State(one.state).value
