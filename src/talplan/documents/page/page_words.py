"""What stands on the page beside the words of tables, in the language of the plan; `{…}` is filled in."""

from __future__ import annotations

from typing import NamedTuple

from talplan.domain.language import Language
from talplan.messages import in_language


class PageWords(NamedTuple):
    """The headings, labels and sentences of the page, in English."""

    year: str = "{year:Academic year *|Year *}"
    skip: str = "Skip to the items"
    summary: str = "On this page"
    dark: str = "Dark colours"
    everyone: str = "The whole university"
    progress: str = "Progress of the plan"
    obligations: str = "Obligations"
    counted: str = "An obligation is one term of one item for one unit."
    many: str = "items: {n}"
    percent: str = "{percent} % done: {done} of {total} obligations"
    overdue: str = "Overdue"
    not_reported: str = "Not reported for the year"
    year_month: str = "{month} {year}"
    this_month: str = "This month: {month}"
    now: str = "This month"
    ends: str = "ends"
    begins: str = "begins"
    continues: str = "continues"
    until: str = "until {day}"
    nothing_overdue: str = "Nothing is overdue."
    nothing_this_month: str = "Nothing is set for this month."
    more: str = "More items in the table: {n}"
    further: str = "Show more ({n})"
    timeline: str = "Terms over the year"
    timeline_label: str = "Terms of the items by month; the table below says the same"
    timeline_many: str = "The numbers show how many items have that term, in the whole plan."
    standing: str = "Items with a standing term (all year, by schedule) that are not in this picture: {n}."
    by_unit: str = "By unit"
    items: str = "Items of the plan"
    search: str = "Search"
    month: str = "Month"
    whole_year: str = "Whole year"
    status: str = "Status"
    any_status: str = "All"
    with_standing: str = "With standing terms"
    open: str = "not done"
    all: str = "Show all"
    shown: str = "{n} of {of} items shown"
    none_shown: str = "No items found."
    filters: str = "Choose items"
    details: str = "Details"
    records: str = "Records"
    notes: str = "Notes"
    by_all: str = "all its units"
    age: str = "days ago: {n}"
    stale: str = "This page may not show what was done since then: ask for a newer one."
    calendar: str = "Calendar"
    subscribe: str = "Subscribe to the calendar"
    execution: str = "Report of execution"
    print: str = "Print"
    copy: str = "Copy the link to {id}"
    report: str = "Report as done"
    correct: str = "Correct the text"
    copied: str = "The link to {id} is copied."
    scrolls: str = "{name}: scrolls sideways"


def page_words_in(language: Language) -> PageWords:
    """The same in a language."""
    return in_language(PageWords, "page", language)
