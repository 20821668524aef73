"""The timeline of the year: a bar for each dated term, packed in lanes under its section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from talplan.domain.months import NAMES
from talplan.domain.plan import Plan
from talplan.domain.plan_year import PlanYear, Window
from talplan.domain.standing import Standing, worst
from talplan.domain.terms import Term, window
from talplan.queries.select import Assessment
from talplan.views.text_charts import start_of

WIDTH = 1000
LANE = 21
HEAD = 26
"""Room above the first lane of a section, and above everything for the names of the months."""
_NARROWEST = 48
"""A bar of one day still has to hold its label."""
_LETTER = 7
"""The width of a letter, in which a bar has its label."""
_SHORTEST = 12
_MOST = 400
"""With more bars than that nobody finds an item: terms that are alike become one bar with a number."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A term of an item, or of several that are alike: then `item` is None. Both are numbers in the page's data."""

    standing: Standing
    label: str
    title: str
    item: int | None
    term: int
    x: float
    width: float
    y: int = 0

    @property
    def beginning(self) -> str:
        """As much of the title as fits beside the label; "" if it is too little to be read."""
        room = int((self.width - 14) / _LETTER) - len(self.label) - 3
        return start_of(self.title, room) if room >= _SHORTEST else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of a section."""

    heading: str
    y: int
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture."""

    months: list[tuple[float, str]]
    groups: list[Group]
    height: int
    whole: bool
    """Each bar is a term of one item, not of many."""


def timeline(plan: Plan, looks: Sequence[Assessment], headings: dict[int, str], terms: dict[Term, int]) -> Timeline:
    """The picture of these items, in the sections that have a heading here; `terms` numbers the terms."""
    bars = [
        (look.item.section, bar) for index, look in enumerate(looks) for bar in _bars(plan.year, look, index, terms)
    ]
    whole = len(bars) <= _MOST
    if not whole:
        bars = _alike(bars)
    sections: dict[int, list[Bar]] = {number: [] for number in headings}
    for section, bar in bars:
        sections[section].append(bar)
    groups, y = [], HEAD
    for number, heading in headings.items():
        packed, lanes = _packed(sections[number], y + HEAD)
        if packed:
            groups.append(Group(heading, y, packed))
            y += HEAD + lanes * LANE + 6
    return Timeline(_months(plan), groups, y, whole)


def _bars(year: PlanYear, look: Assessment, index: int, terms: dict[Term, int]) -> Iterator[Bar]:
    for term in look.item.due:
        standings = [one.standing for one in look.obligations if one.term == term]
        if not term.dated or not standings:
            continue
        x, width = _place(year, window(term, year))
        yield Bar(worst(standings), look.item.id, look.item.task, index, terms[term], x, width)


def place_of(year: PlanYear, day: date) -> float:
    """Where a day begins."""
    first, end = year.window.first, year.window.end
    return round(WIDTH * (day - first).days / (end - first).days, 1)


def _place(year: PlanYear, span: Window) -> tuple[float, float]:
    first, end = place_of(year, span.first), place_of(year, span.end)
    width = max(end - first, _NARROWEST)
    return min(first, WIDTH - width), round(width, 1)


def _packed(bars: list[Bar], top: int) -> tuple[list[Bar], int]:
    """The bars in as few lanes as they fit in, and how many these are."""
    ends: list[float] = []
    made = []
    for bar in sorted(bars, key=lambda one: one.x):
        lane = next((number for number, end in enumerate(ends) if end <= bar.x + 0.5), len(ends))
        ends[lane : lane + 1] = [bar.x + bar.width]
        made.append(replace(bar, y=top + lane * LANE))
    return made, len(ends)


def _alike(bars: list[tuple[int, Bar]]) -> list[tuple[int, Bar]]:
    """One bar for all of a section that have the same place and state."""
    many = Counter((section, bar.x, bar.width, bar.standing) for section, bar in bars)
    return [
        (section, Bar(shown, str(number), "", None, 0, x, width)) for (section, x, width, shown), number in many.items()
    ]


def _months(plan: Plan) -> list[tuple[float, str]]:
    firsts = [month.first for month in plan.year.months]
    return [(place_of(plan.year, first), NAMES[plan.language][first.month - 1]) for first in firsts]
